"""Everything the sidebar knows about a customer, from a handful of indexed reads.

As of a date nothing counts that happened after it; without one it is today, with the open cart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data import memory
from pos_app.data.memory import remembered
from pos_app.data.queries import accounts as account_queries
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import credit as credit_queries
from pos_app.data.queries import customers as customer_queries
from pos_app.data.queries import history as queries
from pos_app.data.queries import offers as offer_queries
from pos_app.data.records import Record
from pos_app.domain import loyalty as loyalty_rules
from pos_app.domain import prompts
from pos_app.domain.cadence import Rhythm, rhythm
from pos_app.domain.offers import Bought, held_out
from pos_app.domain.people import initials, next_birthday
from pos_app.domain.wording import in_few_words
from pos_app.errors import UserError
from pos_app.services import offers, settings, timeline
from pos_app.services.desk import Desk, from_utc_text
from pos_app.services.history import goods
from pos_app.services.person_parts import (
    due_goods,
    fact_views,
    offer_view,
    project_states,
    project_views,
    prompt_view,
    quote_views,
    style_of,
)
from pos_app.services.person_view import PersonView, PurchaseView, RewardView
from pos_app.services.settings import ShopSettings

LAST_BOUGHT = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What was read about a customer, up to `today`."""

    today: date
    row: Record
    documents: Sequence[Record]
    goods: list[Bought]
    rhythm: Rhythm
    wording: dict[int, list[tuple[str, int]]]


def person(desk: Desk, *, customer_id: int, as_of: date | None = None) -> PersonView:
    """The customer as of a business date (None: now); UserError ``unknown_customer``."""
    with desk.db.read() as session:
        memory.join(session, desk.db)
        return build(session, desk, customer_id=customer_id, as_of=as_of)


def look_ahead(desk: Desk, *, customer_id: int) -> None:
    """Work out what `person` says of a customer once the open sale is theirs: then nobody waits for it.

    UserError ``unknown_customer``.
    """
    with desk.db.read() as session:
        memory.join(session, desk.db)
        _built(session, desk, customer_id, desk.business_date(), True, _cart(session, desk))


def build(session: Session, desk: Desk, *, customer_id: int, as_of: date | None) -> PersonView:
    """The same within a session."""
    cart = _cart(session, desk, of=customer_id) if as_of is None else frozenset[int]()
    return _built(session, desk, customer_id, as_of or desk.business_date(), as_of is None, cart)


@remembered
def _built(
    session: Session, desk: Desk, customer_id: int, today: date, current: bool, cart: frozenset[int]
) -> PersonView:
    """The view from everything that it depends on, so that it need not be made again for each quantity."""
    known = _read(session, customer_id, today)
    shop = settings.cached(session)
    answers = answers_until(session, desk, customer_id, today)
    states = project_states(session, customer_id, today, known.documents, known.goods, known.wording)
    given = offer_queries.of_customers(session, [customer_id], today.isoformat())
    open_offers = [offer_view(row) for row in given]
    birthday = next_birthday(known.row.birthday, today)
    due = due_goods(session, known.goods, known.rhythm, today)
    ranked = prompts.rank(
        prompts.Situation(
            today=today,
            rhythm=known.rhythm,
            last_what=_last_what(known),
            birthday=birthday,
            projects=[state for state in states if state.open],
            due=due,
            offers=[prompts.OpenOffer(o.code, o.text, date.fromisoformat(o.until)) for o in open_offers],
            answers=answers,
        )
    )
    open_quotes = quote_views(session, customer_id, today)
    facts = fact_views(session, desk, customer_id, known.goods, today)
    draft = _offer(session, known, given, cart)
    return PersonView(
        **_who(known.row),
        **_visits(known),
        **_loyalty(session, known, shop, current=current),
        style=style_of(facts),
        prompt=prompt_view(ranked, facts),
        projects=project_views(states, open_quotes),
        quotes=open_quotes,
        facts=tuple(fact for fact in facts if fact.kind != "style"),
        purchases=_purchases(known),
        offer=offer_view(draft) if draft else None,
        open_offers=tuple(open_offers),
        timeline=timeline.newest(session, desk, customer_id, today),
    )


def purchases(desk: Desk, *, customer_id: int, limit: int = 50, offset: int = 0) -> list[PurchaseView]:
    """The customer's receipts, the newest first."""
    upto = desk.business_date().isoformat()
    with desk.db.read() as session:
        rows = queries.documents(session, customer_id, upto, limit, offset)
        words = queries.wording(session, [row.id for row in rows])
    return [_purchase(row, words) for row in rows]


def answers_until(session: Session, desk: Desk, customer_id: int, today: date) -> list[prompts.Answer]:
    """The customer's answers to prompts up to a day of the shop's calendar."""
    found = [
        prompts.Answer(row.prompt, row.answer, from_utc_text(row.answered_at).astimezone(desk.zone).date())
        for row in customer_queries.answers(session, customer_id)
    ]
    return [answer for answer in found if answer.on <= today]


def _read(session: Session, customer_id: int, today: date) -> Known:
    row = customer_queries.by_id(session, customer_id)
    if row is None:
        raise UserError("unknown_customer", "There is no customer number {id}.", id=customer_id)
    documents = queries.visits(session, customer_id, today.isoformat())
    days = (date.fromisoformat(d.business_date) for d in documents if d.kind in queries.VISITING)
    last_of_projects = {d.project_id: d.id for d in documents if d.project_id is not None}
    wanted = {d.id for d in documents[-LAST_BOUGHT:]} | set(last_of_projects.values())
    return Known(
        today,
        row,
        documents,
        goods(session, customer_id, today),
        rhythm(days, today),
        queries.wording(session, wanted) if wanted else {},
    )


def _offer(
    session: Session, known: Known, given: list[Record], cart: frozenset[int]
) -> offers.OfferDraft | None:
    """What `offers.choose` would find, from what was read already."""
    rules = offers.offer_rules(session)
    if rules.percent == 0 or known.row.erased_at or held_out(known.row.code, known.today, rules.holdout):
        return None
    return offers.best(session, known.today, bought=known.goods, open_offers=given, cart=cart, rules=rules)


def _cart(session: Session, desk: Desk, *, of: int | None = None) -> frozenset[int]:
    """The products in the open cart, with `of` only where it is this customer's."""
    cart = cart_queries.open_cart(session, desk.till)
    if cart is None or (of is not None and cart.customer_id != of):
        return frozenset()
    lines = cart_queries.lines(session, cart.id)
    return frozenset(line.product_id for line in lines if line.product_id is not None)


def _who(row: Record) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "initials": initials(row.name),
        "phone": row.phone_shown or row.phone,
        "company": row.company,
        "tax_exempt_no": row.tax_exempt_no,
        "tax_exempt_until": row.tax_exempt_until,
        "notes": row.notes,
    }


def _visits(known: Known) -> dict[str, Any]:
    found = known.rhythm
    return {
        "stage": found.stage_text,
        "rhythm": found.text,
        "last_visit": found.last.isoformat() if found.last else "",
        "days_since": found.days_since,
        "visits": found.visits,
    }


def _loyalty(session: Session, known: Known, shop: ShopSettings, *, current: bool) -> dict[str, Any]:
    """Points, reward and tier; the tier that applies now is the one the last sale left behind (rule 11)."""
    group, today = shop.loyalty, known.today
    balance = customer_queries.balance(session, known.row.id) if current else None
    points = (
        queries.point_sum(session, known.row.id)
        if current
        else sum(row[0] for row in queries.point_rows(session, known.row.id, today.isoformat()))
    )
    if balance is not None:
        tier = balance.tier
    else:
        reached = loyalty_rules.tier_of(_spend(known, known.rhythm.last or today), group.tiers)
        tier = reached.name if reached else ""
    spend = _spend(known, today)
    progress = loyalty_rules.tier_progress(spend, group.tiers)
    reward = loyalty_rules.best_reward(points, group.rewards)
    return {
        "tier": tier,
        "store_credit": credit_queries.balance_of_customer(session, known.row.id, today.isoformat()),
        "account": _account(session, known, balance, current=current),
        "points": points,
        "reward": RewardView(
            reward.code, reward.points, reward.worth, loyalty_rules.affordable(points, reward)
        )
        if reward
        else None,
        "tier_progress": (progress[0], progress[1].spend) if progress else None,
        "tier_text": loyalty_rules.tier_text(spend, group.tiers, shop.shop.currency.exponent),
    }


def _account(session: Session, known: Known, balance: Record | None, *, current: bool) -> int:
    """What the customer owes: now as it is kept, of an earlier day as the book has it."""
    if current:
        return int(balance.account) if balance is not None else 0
    return account_queries.balance_of(session, known.row.id, known.today.isoformat())


def _spend(known: Known, upto: date) -> int:
    """Net of the twelve months that end with a day."""
    since, until = loyalty_rules.window_start(upto).isoformat(), upto.isoformat()
    return sum(d.net for d in known.documents if since <= d.business_date <= until)


def _purchases(known: Known) -> tuple[PurchaseView, ...]:
    return tuple(_purchase(d, known.wording) for d in reversed(known.documents[-LAST_BOUGHT:]))


def _purchase(row: Record, wording: dict[int, list[tuple[str, int]]]) -> PurchaseView:
    return PurchaseView(
        row.id, row.number, row.business_date, in_few_words(wording.get(row.id, [])), row.total
    )


def _last_what(known: Known) -> str:
    return in_few_words(known.wording.get(known.documents[-1].id, [])) if known.documents else ""
