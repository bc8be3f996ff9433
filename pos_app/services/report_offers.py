"""Whether the offers pay, for the daily report."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from pos_app.data.queries import reports as queries
from pos_app.data.records import Record
from pos_app.domain.daily_report import NoteRow, Number, Section
from pos_app.domain.message import Amount, msg
from pos_app.domain.money import plain_percent
from pos_app.domain.uplift import LEAST, Group, compare
from pos_app.services.report_figures import BEFORE_DAYS, Day

BACK_DAYS = 30


def offers_section(session: Session, day: Day) -> Section | None:
    """Whether those with an offer came back more often than those held back.

    Judged are offers of 90 to 30 days ago. Without enough of them the section says so, with the numbers so
    far; None where 90 days brought no offer.
    """
    since = (day.day - timedelta(BEFORE_DAYS)).isoformat()
    until = (day.day - timedelta(BACK_DAYS)).isoformat()
    today = day.day.isoformat()
    offered = _came_back(queries.offered(session, since, until, today))
    held = _came_back(queries.held_back(session, since, until, today))
    numbers: tuple[tuple[str, Number], ...] = (
        ("offered", offered.count),
        ("offered_came_back", offered.back),
        ("held_back", held.count),
        ("held_back_came_back", held.back),
    )
    found = compare(offered, held)
    if found is None:
        row = _too_early(session, day, since, offered, held)
        return _judgement(row, numbers) if row else None
    left = msg(
        "With an offer: {offered}% came back within 30 days. Held back without one ({share}%): {held}%.",
        offered=offered.percent,
        share=plain_percent(day.shop.offers.holdout_percent),
        held=held.percent,
    )
    sign = "+" if found.difference >= 0 else "−"
    right = msg(
        "{sign}{points} points ± {margin}, 30 days",
        sign=sign,
        points=abs(found.difference),
        margin=found.margin,
    )
    judged = (("difference", Amount(found.difference, 2)), ("margin", Amount(found.margin, 2)))
    return _judgement(NoteRow(left, None, right), (*numbers, *judged))


def _judgement(row: NoteRow, numbers: tuple[tuple[str, Number], ...]) -> Section:
    return Section(msg("Did the offers pay?"), (row,), key="offers", numbers=numbers)


def _too_early(session: Session, day: Day, since: str, offered: Group, held: Group) -> NoteRow | None:
    """What there is so far; None where there is nothing at all."""
    if offered.count or held.count:
        text = msg(
            "Too early to say: {offered} with an offer and {held} held back without one had 30 days to come back; "
            "{least} of each are needed.",
            offered=offered.count,
            held=held.count,
            least=LEAST,
        )
        return NoteRow(text, None, None)
    today = day.day.isoformat()
    issued, used = queries.offers_between(session, since, today)
    without = len(queries.held_back(session, since, today, today))
    if not issued and not without:
        return None
    text = msg(
        "Too early to say: {issued} given out, {used} used and {held} held back so far; "
        "none had 30 days to come back.",
        issued=issued,
        used=used,
        held=without,
    )
    return NoteRow(text, None, None)


def _came_back(rows: Iterable[Record]) -> Group:
    """Of these (customer, date, next visit), how many came again within 30 days."""
    count = back = 0
    for _customer, day, later in rows:
        count += 1
        back += later is not None and (date.fromisoformat(later) - date.fromisoformat(day)).days <= BACK_DAYS
    return Group(count, back)
