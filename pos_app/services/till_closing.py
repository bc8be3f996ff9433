"""Closing a till session: the count, what should have been there, and the Z that seals both; all of it or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from json import dumps
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import posting
from pos_app.data.queries import till_sessions as session_queries
from pos_app.data.queries import tills as queries
from pos_app.data.records import Record
from pos_app.domain.denominations import check_count, total_of
from pos_app.domain.message import Message, msg, plural_msg
from pos_app.domain.money import MOST_AMOUNT, plain_amount
from pos_app.domain.permissions import Permission
from pos_app.domain.till import TillReport
from pos_app.domain.till_codec import to_plain
from pos_app.errors import UserError
from pos_app.services import backups, settings, till_figures, till_printing, witness
from pos_app.services.approvals import Approval, require
from pos_app.services.backup_files import is_there
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.services.numbering import next_after
from pos_app.services.post import post
from pos_app.services.settings import ShopSettings
from pos_app.services.till_sessions import AUTOMATIC
from pos_app.services.tills import require_open

_AREAS = frozenset({Area.TILL, Area.AUDIT, Area.PRINTING})


@dataclass(frozen=True, slots=True)
class TillClosed(Changes):
    """A closed session: its Z, and what was counted over (+) or short (−) of what was expected, minor units."""

    session_id: int = 0
    z_number: int = 0
    expected: int = 0
    counted: int = 0
    over_short: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class AutomaticClosed(Changes):
    """The Zs of the command line's sessions that were closed, in order."""

    z_numbers: tuple[int, ...] = ()


def close_till(
    desk: Desk,
    *,
    pieces: Mapping[int, int] | None = None,
    counted: int | None = None,
    approval: Approval | None = None,
) -> TillClosed:
    """Close the open session with a count: `pieces` by value, a sum `counted` (minor units) without notes and coins,
    or neither: the count that `till_counts` kept.

    Sales on hold and an open sale stay and are told in the notices. UserErrors ``till_closed``, ``count_missing``,
    ``unknown_denomination``, ``bad_count``, ``bad_amount`` and those of `approvals.require`.
    """
    with desk.db.write() as session:
        shop = settings.load(session)
        require(session, desk, Permission.CLOSE_TILL, approval)
        row = require_open(session, desk)
        count = _count(session, shop, row, pieces, counted)
        total = total_of(count) if counted is None or count else counted
        _check_total(total, shop)
        z = _close(session, desk, shop, row, counted=total, count=count)
        queries.drop_draft(session, row.id)
        if shop.printer.target:
            till_printing.add_job(session, desk, z, target=shop.printer.target)
        notices = list(_left(session, desk))
        session.commit()
    notices += testify(desk, z.number)
    return TillClosed(
        areas=_AREAS,
        ids=(row.id,),
        notices=tuple(notices),
        session_id=row.id,
        z_number=z.number,
        expected=z.figures.expected,
        counted=total,
        over_short=total - z.figures.expected,
        held=z.held,
    )


def close_automatic(desk: Desk, *, date: date | None = None) -> AutomaticClosed:
    """Close the command line's open sessions of a business date, or all of them: nobody counts, a Z each."""
    day = date.isoformat() if date else None
    with desk.db.write() as session:
        rows = session_queries.open_sessions(session, desk.till, mode=AUTOMATIC)
        numbers = end_automatic(session, desk, [row for row in rows if day in (None, row.business_date)])
        session.commit()
    notices = testify(desk, numbers[-1]) if numbers else []
    return AutomaticClosed(
        areas=_AREAS if numbers else frozenset(), ids=numbers, notices=tuple(notices), z_numbers=numbers
    )


def end_automatic(session: Session, desk: Desk, rows: Iterable[Record]) -> tuple[int, ...]:
    """Close automatic sessions within the caller's transaction; the numbers of their Zs."""
    shop = settings.load(session)
    return tuple(_close(session, desk, shop, row, counted=None, count={}).number for row in rows)


def _count(
    session: Session, shop: ShopSettings, row: Record, pieces: Mapping[int, int] | None, counted: int | None
) -> dict[int, int]:
    """The count that a close posts; empty for a sum without notes and coins."""
    if pieces is None and counted is not None:
        return {}
    given = pieces if pieces is not None else queries.draft_count(session, row.id)
    if not given and pieces is None:
        raise UserError("count_missing", "Count the drawer first.")
    count = check_count(given, shop.shop.currency)
    if counted is not None and counted != total_of(count):
        raise UserError(
            "bad_count",
            "The notes and coins come to {sum}, not to {counted}.",
            sum=plain_amount(total_of(count), shop.shop.currency),
            counted=plain_amount(counted, shop.shop.currency),
        )
    return count


def _check_total(total: int, shop: ShopSettings) -> None:
    if total < 0:
        raise UserError("bad_amount", "There cannot be less than nothing in the drawer.")
    if total > MOST_AMOUNT:
        raise UserError("bad_amount", "{amount} is too much.", amount=plain_amount(total, shop.shop.currency))


def _close(
    session: Session,
    desk: Desk,
    shop: ShopSettings,
    row: Record,
    *,
    counted: int | None,
    count: dict[int, int],
) -> TillReport:
    """Post the close of a session with its count and Z; the caller commits.

    `counted` None: nobody counts, and what is expected is taken to be there.
    """
    at = desk.now()
    # A session of the command line belongs to its date, whenever it is closed.
    day = row.business_date if row.mode == AUTOMATIC else _not_before(session, desk, row)
    made = till_figures.Made(at, day)
    x = till_figures.report(session, desk, shop, row, made)
    there = x.figures.expected if counted is None else counted
    z = replace(
        x,
        kind="z",
        number=next_after(session, f"z.{row.till}", session_queries.last_z(session, row.till)),
        closed_at=at,
        closed_by=desk.actor.name,
        counted=counted,
        over_short=None if counted is None else counted - x.figures.expected,
        count=tuple(count.items()),
    )
    event_id = posting.next_id(session, "till_journal")
    event = {
        "id": event_id,
        "session_id": row.id,
        "event": "close",
        "mode": row.mode,
        "amount": there,
        "expected": x.figures.expected,
    }
    rows: dict[str, list[dict[str, Any]]] = {
        "till_journal": [event],
        "till_count_ledger": [
            {"event_id": event_id, "value": v, "pieces": n} for v, n in sorted(count.items())
        ],
        "z_ledger": [{"till": row.till, "number": z.number, "session_id": row.id, "document": _document(z)}],
    }
    post(session, desk, kind="till_close", rows=rows, business_date=day)
    session_queries.end_session(session, row.id, at)
    seq, hash_ = queries.head(session, row.till)
    return replace(z, head_seq=seq, head_hash=hash_)


def testify(desk: Desk, number: int) -> list[Message]:
    """Tell the witness in the data folder, and those beside the backups that are there now, of a Z.

    Returns what could not be written.
    """
    folders = [desk.db.path.parent, *filter(is_there, backups.places(desk))]
    return witness.append(desk, folders, "close", number, till=desk.till)


def _not_before(session: Session, desk: Desk, row: Record) -> str:
    """The business date of a close: the desk's, but never before the session's last one."""
    return max(desk.business_date().isoformat(), *session_queries.dates_of(session, row.id))


def _document(z: TillReport) -> str:
    return dumps(to_plain(z), ensure_ascii=False, separators=(",", ":"))


def _left(session: Session, desk: Desk) -> Iterable[Message]:
    """What stays behind when the till is closed: sales on hold, and the one that is open."""
    held = cart_queries.held_count(session)
    if held:
        yield plural_msg(
            "{count} sale is still on hold; it can be finished tomorrow.",
            "{count} sales are still on hold; they can be finished tomorrow.",
            held,
        )
    cart = cart_queries.open_cart(session, desk.till)
    if cart is not None and cart_queries.lines(session, cart.id):
        yield msg("The open sale was kept; it is there again when the till is opened.")
