"""Ten people to call or greet tomorrow, and the help that was promised to anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from pos_app.data.queries import offers as offer_queries
from pos_app.data.queries import reports_people as queries
from pos_app.data.queries.visits import Span
from pos_app.data.records import Record
from pos_app.domain.cadence import LEAST_VISITS, Clock, clock
from pos_app.domain.daily_report import NoteRow, PersonToGreet, Section
from pos_app.domain.greetings import Candidate, Promise, ranked, row_codes, undecided
from pos_app.domain.message import Message, msg, plural_msg
from pos_app.domain.message_codec import decode
from pos_app.domain.offers import Bought
from pos_app.domain.people import called, next_birthday
from pos_app.domain.prompts import Answer, DueGoods, OpenOffer, ProjectState, needs_help
from pos_app.domain.segments import value_segment
from pos_app.domain.wording import short_name
from pos_app.i18n import _
from pos_app.services.desk import Desk, from_utc_text, utc_text
from pos_app.services.history import goods_of
from pos_app.services.phones import local_form
from pos_app.services.report_figures import NO_HISTORY, Day, histories

# Enough to find the best ten among; the rest of a large shop need not be read in full.
POOL = 80
HELP_DAYS = 60
BIRTHDAY_DAYS = 7
LEAST_AWAY = 7
LEAST_SILENT = 3


@dataclass(slots=True)
class Notes:
    """What is noted about customers, by customer."""

    projects: dict[int, list[ProjectState]] = field(default_factory=dict)
    promises: dict[int, list[Promise]] = field(default_factory=dict)


def read_notes(session: Session, desk: Desk, day: date) -> Notes:
    """Open projects and promises of help, as of a day."""
    notes = Notes()
    for row in queries.open_projects(session, day.isoformat()):
        last = date.fromisoformat(row[4]) if row[4] else None
        state = ProjectState(row[0], row[2], date.fromisoformat(row[3]), last, "", 0)
        notes.projects.setdefault(row[1], []).append(state)
    midnight = datetime.combine(day - timedelta(HELP_DAYS), time(), tzinfo=desk.zone or UTC)
    given: dict[int, list[Answer]] = {}
    for customer_id, prompt, answer, at in queries.answers_since(session, utc_text(midnight)):
        on = from_utc_text(at).astimezone(desk.zone).date()
        if on <= day:
            given.setdefault(customer_id, []).append(Answer(prompt, answer, on))
    open_help = {customer_id: needs_help(answers) for customer_id, answers in given.items()}
    subjects = _subjects(session, [answer.prompt for found in open_help.values() for answer in found])
    for customer_id, found in open_help.items():
        if found:
            notes.promises[customer_id] = [Promise(subjects[a.prompt], a.on) for a in found]
    return notes


def people_to_greet(session: Session, day: Day, notes: Notes) -> tuple[PersonToGreet, ...]:
    """The ten best reasons, each with a short code to type back."""
    pool = _pool(session, day, notes)
    rows = queries.people(session, pool)
    chosen = ranked(_candidates(session, day, notes, rows), day.day)
    region = day.shop.shop.phone_region
    by_code = {row.code: row for row in rows.values()}
    return tuple(
        PersonToGreet(
            code=code,
            customer_code=candidate.code,
            name=called(by_code[candidate.code].name),
            contact=_contact(by_code[candidate.code], region),
            about=reason.about,
            why=reason.why,
            say=reason.say,
        )
        for code, (candidate, reason) in zip(row_codes(day.day, len(chosen)), chosen, strict=True)
    )


def promised_section(session: Session, day: date, notes: Notes, region: str) -> Section:
    """Who asked for help and has not said since that it is solved; `region` is the shop's for telephone numbers."""
    rows = queries.people(session, notes.promises)
    found = (
        sorted(
            (promise.since, row.id, promise)
            for row in rows.values()
            for promise in notes.promises[row.id]
            if promise.since <= day
        )
        if rows
        else []
    )
    return Section(
        msg("Promised and due"),
        tuple(
            NoteRow(
                msg("Needs help: {about}", about=promise.about),
                msg("{name} {contact}", name=called(rows[id_].name), contact=_contact(rows[id_], region)),
                _since(since, day),
            )
            for since, id_, promise in found
        ),
        urgent=True,
        key="promised",
    )


def _since(since: date, day: date) -> Message:
    days = (day - since).days
    return plural_msg("since {count} day", "since {count} days", days) if days else msg("since today")


def _pool(session: Session, day: Day, notes: Notes) -> set[int]:
    """Those worth a closer look: away for longer than usual, with something noted, or with a date ahead."""
    today = day.day
    dates = [today + timedelta(ahead) for ahead in range(BIRTHDAY_DAYS + 1)]
    birthdays = set(queries.born_on(session, [f"{d:%m-%d}" for d in dates]))
    offers = set(queries.with_offers_ending(session, today.isoformat(), dates[-1].isoformat()))
    noted = set(notes.projects) | birthdays | offers
    return (_best(day, noted) | set(notes.promises)) - (day.named - set(notes.promises))


def _best(day: Day, noted: set[int]) -> set[int]:
    """Of those who stay away, of the others, and of those with something noted, the best by spend."""
    away, others = list[int](), list[int]()
    end = day.day.toordinal()
    for part in day.ranking.parts():
        silent = {id_: end - day.last_visits.get(id_, 0) for id_ in part}
        spans = day.ranking.spans([id_ for id_ in part if silent[id_] > LEAST_AWAY])
        for id_ in part:
            if silent[id_] > LEAST_AWAY and _stays_away(spans[id_], day.day):
                away.append(id_)
            elif silent[id_] >= LEAST_SILENT:
                others.append(id_)
        if min(len(away), len(others)) >= POOL:
            break
    return {*away[:POOL], *others[:POOL], *day.ranking.best_of(noted, POOL)}


def _stays_away(span: Span, today: date) -> bool:
    """Whether somebody who came at least three times has not come for longer than the mean of their intervals."""
    first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
    return span.visits >= LEAST_VISITS and (today - last).days > (last - first).days // (span.visits - 1)


def _candidates(session: Session, day: Day, notes: Notes, rows: dict[int, Record]) -> Iterable[Candidate]:
    """The people of the pool with everything that could be a reason to choose them."""
    known = _without_goods(session, day, notes, rows)
    ids, looked_at = {row.code: id_ for id_, row in rows.items()}, set[str]()
    # What hundreds of good customers bought in three years takes longer to read than all the rest of the report.
    while people := undecided(list(known.values()), looked_at, day.day):
        known |= _with_goods(session, {ids[person.code]: person for person in people}, day.day)
        looked_at |= {person.code for person in people}
    return known.values()


def _without_goods(session: Session, day: Day, notes: Notes, rows: dict[int, Record]) -> dict[str, Candidate]:
    """By code, all but what they bought."""
    today = day.day
    standings = histories(session, rows, today, today)
    offers: dict[int, list[OpenOffer]] = {}
    for offer in offer_queries.of_customers(session, list(rows), today.isoformat()):
        until = date.fromisoformat(offer.valid_until)
        offers.setdefault(offer.customer_id, []).append(OpenOffer(offer.code, decode(offer.text), until))
    scale, high_from = day.shop.shop.currency.scale, day.high_from
    found = {}
    for id_, row in rows.items():
        visits, worth = standings.get(id_, NO_HISTORY)
        found[row.code] = Candidate(
            code=row.code,
            rhythm=visits,
            segment=value_segment(visits, worth, high_from),
            month=worth.year // (12 * scale),
            birthday=next_birthday(row.birthday, today),
            projects=notes.projects.get(id_, ()),
            offers=offers.get(id_, ()),
            promises=notes.promises.get(id_, ()),
        )
    return found


def _with_goods(session: Session, people: dict[int, Candidate], today: date) -> dict[str, Candidate]:
    """By code, these people with what is due, and what they mostly buy."""
    goods = goods_of(session, list(people), today, LEAST_VISITS)
    usual = {id_: _usual_category(goods.get(id_, ()), today) for id_ in people}
    names = queries.names(session, "category", {of for of in usual.values() if of is not None})
    return {
        person.code: replace(
            person, due=_due(goods.get(id_, ()), today), usual=names.get(usual[id_] or 0, "")
        )
        for id_, person in people.items()
    }


def _usual_category(goods: Iterable[Bought], today: date) -> int | None:
    """The category bought in on most days of the last year, more than two; of equals the lower id."""
    days: dict[int, set[date]] = {}
    for b in goods:
        if b.category_id is not None:
            lately = {day for day in b.days if (today - day).days <= 365}
            days.setdefault(b.category_id, set()).update(lately)
    best = max(days, key=lambda id_: (len(days[id_]), -id_), default=None)
    return best if best is not None and len(days[best]) > 2 else None


def _due(goods: Iterable[Bought], today: date) -> list[DueGoods]:
    """Products whose clock has rung or rings tomorrow."""
    found: list[tuple[str, str, Clock]] = []
    for b in goods:
        own = clock(b.days, today)
        if own and own.due(today + timedelta(1)):
            found.append((f"p{b.product_id}", short_name(b.name), own))
    return [DueGoods(*each) for each in found]


def _contact(row: Record, region: str) -> str:
    """How the person agreed to be reached."""
    agreed = row.consent.split()
    if "phone" in agreed and (row.phone_shown or row.phone):
        return local_form(row.phone, row.phone_shown, region)
    if "email" in agreed and row.email:
        return str(row.email)
    return _("post only") if "post" in agreed else _("greet only")


_TABLES = {"project": "project", "missing": "project", "p": "product", "c": "category"}


def _subjects(session: Session, keys: Sequence[str]) -> dict[str, Message]:
    """What prompts were about, in words, by their keys."""
    wanted: dict[str, tuple[str, int]] = {}
    for key in keys:
        kind, _colon, rest = key.partition(":")
        if kind == "due" and rest[1:].isdigit() and rest[0] in _TABLES:
            wanted[key] = (_TABLES[rest[0]], int(rest[1:]))
        elif kind in _TABLES and rest.partition(":")[0].isdigit():
            wanted[key] = (_TABLES[kind], int(rest.partition(":")[0]))
    by_table: dict[str, set[int]] = {}
    for table, id_ in wanted.values():
        by_table.setdefault(table, set()).add(id_)
    names = {table: queries.names(session, table, ids) for table, ids in by_table.items()}
    found: dict[str, Message] = {}
    for key in keys:
        table, id_ = wanted.get(key, ("", 0))
        name = names.get(table, {}).get(id_)
        found[key] = (
            msg("{name}", name=name) if name else _PLAIN.get(key.partition(":")[0], msg("their visit"))
        )
    return found


_PLAIN = {
    "birthday": msg("a birthday wish"),
    "back": msg("why they stayed away"),
    "second": msg("their first visit"),
    "offer": msg("an offer"),
}
