"""The parts of a person's view: projects, goods that are due, facts, the prompt and the offers."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from pos_app.data.queries import customers as customer_queries
from pos_app.data.queries import history as history_queries
from pos_app.data.queries import offers as offer_queries
from pos_app.data.queries import quotes as quote_queries
from pos_app.data.records import Record
from pos_app.domain.cadence import Clock, Rhythm, clock
from pos_app.domain.message import Amount, Message, msg, plural_msg
from pos_app.domain.message_codec import decode
from pos_app.domain.offers import CATEGORY_PURCHASES, Bought, OfferDraft, most_likely
from pos_app.domain.prompts import DueGoods, MissingPiece, ProjectState, Prompt
from pos_app.domain.wording import in_few_words, short_name
from pos_app.services import offers
from pos_app.services.companions import companions_of
from pos_app.services.desk import Desk, from_utc_text
from pos_app.services.person_view import FactView, OfferView, ProjectView, PromptView, QuoteView

MORE = 2
NARROW_CATEGORY = 12
FAR = "9999-12-31"


def project_states(
    session: Session,
    customer_id: int,
    today: date,
    documents: Sequence[Record],
    goods: Sequence[Bought],
    wording: dict[int, list[tuple[str, int]]],
) -> list[ProjectState]:
    """The projects there were on a day, open ones first, with what was bought for them and what is missing."""
    rows = [r for r in customer_queries.projects(session, customer_id) if r.opened_on <= today.isoformat()]
    begun = {r.id: date.fromisoformat(r.opened_on) for r in rows if _is_open(r, today)}
    missing = _missing_pieces(session, customer_id, today, begun, goods)
    visiting = [d for d in documents if d.kind in history_queries.VISITING]
    dates = [d.business_date for d in visiting]
    booked: dict[int, list[Record]] = {}
    for d in visiting:
        if d.project_id is not None:
            booked.setdefault(d.project_id, []).append(d)
    states = []
    for row in rows:
        # Most tills book sales on nothing: then those count that came while the project was open.
        began, ended = bisect_left(dates, row.opened_on), bisect_right(dates, row.closed_on or FAR)
        mine = booked.get(row.id) or visiting[began:ended]
        last = mine[-1] if mine else None
        states.append(
            ProjectState(
                id=row.id,
                name=row.name,
                opened=date.fromisoformat(row.opened_on),
                last=date.fromisoformat(last.business_date) if last else None,
                what=in_few_words(wording.get(last.id, [])) if last else "",
                visits=len({d.business_date for d in mine}),
                missing=missing.get(row.id),
                open=_is_open(row, today),
            )
        )
    return sorted(states, key=lambda state: not state.open)


def _is_open(row: Record, today: date) -> bool:
    return not row.closed_on or row.closed_on > today.isoformat()


def _missing_pieces(
    session: Session, customer_id: int, today: date, begun: Mapping[int, date], goods: Sequence[Bought]
) -> dict[int, MissingPiece]:
    """For each open project the likeliest thing others took and this customer never did, if it is in stock."""
    if not begun:
        return {}
    projects: dict[int, set[int]] = {}
    for project_id, product_id in history_queries.bought_for(session, customer_id, begun, today.isoformat()):
        projects.setdefault(product_id, set()).add(project_id)
    booked = {project_id for found in projects.values() for project_id in found}
    for project_id in begun.keys() - booked:
        for b in goods:
            if b.days[-1] >= begun[project_id]:
                projects.setdefault(b.product_id, set()).add(project_id)
    basis = {b.product_id: b for b in goods if b.product_id in projects}
    pairs = most_likely(companions_of(session, basis, today), {b.product_id for b in goods})
    families = {b.family for b in goods}
    items = offers.shelf(session, {pair.companion_id for pair in pairs}, today)
    found: dict[int, MissingPiece] = {}
    for pair in sorted(pairs, key=lambda p: (p.together * 1000 // p.buyers, p.together, -p.companion_id)):
        item, of = items.get(pair.companion_id), basis[pair.product_id]
        if item is None or item.family in families or item.on_hand < 1000:
            continue
        piece = MissingPiece(
            item.id, short_name(item.name), short_name(of.name), pair.together, pair.buyers, item.bin
        )
        found |= dict.fromkeys(projects[pair.product_id], piece)
    return found


def project_views(
    states: Sequence[ProjectState], quotes: Sequence[QuoteView] = ()
) -> tuple[ProjectView, ...]:
    """The projects with one remark each: an open quote says more than visits."""
    quoted = {quote.project_id: quote.remark for quote in reversed(quotes)}
    return tuple(ProjectView(s.id, s.name, quoted.get(s.id) or _remark(s), s.open) for s in states)


def quote_views(session: Session, customer_id: int, today: date) -> tuple[QuoteView, ...]:
    """The customer's quotes that were open on a day, the newest first."""
    on = today.isoformat()
    return tuple(
        QuoteView(
            row.number,
            row.expires_on,
            row.total,
            row.project,
            row.project_id,
            msg("quote {number} open, {total}", number=row.number, total=Amount(row.total, row.exponent)),
        )
        for row in quote_queries.of_customer(session, customer_id)
        if row.business_date <= on <= row.expires_on and (not row.sold_on or row.sold_on > on)
    )


def _remark(state: ProjectState) -> Message | None:
    visits = plural_msg("{count} visit", "{count} visits", state.visits) if state.visits else None
    piece = state.missing if state.open else None
    if piece is None:
        return visits
    text = msg(
        "{together} of {buyers} also took: {piece}",
        together=piece.together,
        buyers=piece.buyers,
        piece=piece.name,
    )
    return msg("{visits} · {missing}", visits=visits, missing=text) if visits else text


def due_goods(session: Session, goods: Sequence[Bought], rhythm: Rhythm, today: date) -> list[DueGoods]:
    """Products whose clock has rung, and categories with a clock of their own where no product has one."""
    found, ticking = [], set[int]()
    days: dict[int, set[date]] = {}
    for b in goods:
        own = clock(b.days, today)
        if b.category_id is not None:
            days.setdefault(b.category_id, set()).update(b.days)
            if own:
                ticking.add(b.category_id)
        if own and own.due(today):
            found.append(DueGoods(f"p{b.product_id}", short_name(b.name), own))
    of_categories: dict[int, Clock] = {}
    for category_id, dates in days.items():
        own = clock(dates, today, CATEGORY_PURCHASES) if category_id not in ticking else None
        # A category bought at every visit only repeats the rhythm of the visits.
        if own and own.due(today) and own.interval >= 2 * (rhythm.interval or 0):
            of_categories[category_id] = own
    if of_categories:
        # "Filters" can be due; a whole department cannot.
        names = offer_queries.narrow_categories(session, of_categories, NARROW_CATEGORY)
        found += [DueGoods(f"c{id_}", names[id_], own) for id_, own in of_categories.items() if id_ in names]
    return found


def fact_views(
    session: Session, desk: Desk, customer_id: int, goods: Sequence[Bought], today: date
) -> list[FactView]:
    """What staff had noted by a day; a thing with a consumable's clock says when it is due."""
    clocks = {b.product_id: b.days for b in goods}
    return [
        FactView(row.id, row.kind, row.label, row.value, _due_text(clocks.get(row.product_id, ()), today))
        for row in customer_queries.facts(session, customer_id)
        if from_utc_text(row.noted_at).astimezone(desk.zone).date() <= today
    ]


def _due_text(days: Sequence[date], today: date) -> Message | None:
    own = clock(days, today) if days else None
    if own is None or not own.due(today):
        return None
    late = (today - own.due_on).days
    if late < 1:
        return msg("due today")
    if late < 14:
        return plural_msg("due since {count} day", "due since {count} days", late)
    return plural_msg("due since {count} week", "due since {count} weeks", late // 7)


def style_of(facts: Sequence[FactView]) -> str:
    """The neutral code of how the person likes to be served; the words are among the prompt's "more"."""
    return next((fact.label for fact in reversed(facts) if fact.kind == "style"), "")


def prompt_view(ranked: Sequence[Prompt], facts: Sequence[FactView]) -> PromptView | None:
    """The first prompt; the words of the style and the next prompts on demand."""
    if not ranked:
        return None
    style = next((fact for fact in reversed(facts) if fact.kind == "style"), None)
    words = (msg("Style {code}: {words}", code=style.label, words=style.value),) if style else ()
    first = ranked[0]
    more = (*words, *(prompt.text for prompt in ranked[1 : 1 + MORE]))
    return PromptView(first.key, first.text, first.detail, more, first.answers)


def offer_view(offer: OfferDraft | Record) -> OfferView:
    """A candidate, or an offer that was given out."""
    if isinstance(offer, OfferDraft):
        return OfferView("", offer.text, offer.valid_until, offer.reason, offer.where)
    return OfferView(offer.code, decode(offer.text), offer.valid_until, decode(offer.reason))
