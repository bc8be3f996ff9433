"""The till at the counter: opened with a float, cash put in and taken out, and whether it is open at all.

Nothing here says what should be in the drawer: who counts it must not know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import posting
from pos_app.data.queries import till_sessions as queries
from pos_app.data.records import Record
from pos_app.domain.message import Day
from pos_app.domain.money import MOST_AMOUNT, Currency, plain_amount
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.late import late
from pos_app.services import settings
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.services.till_sessions import COUNTER, close_earlier, closes_witnessed, start

if TYPE_CHECKING:
    from pos_app.services import approvals, audit, drawer
    from pos_app.services import post as posts
    from pos_app.services.approvals import Approval
else:
    approvals, audit, drawer, posts = late("pos_app.services", "approvals", "audit", "drawer", "post")

_AREAS = frozenset({Area.TILL, Area.AUDIT})


@dataclass(frozen=True, slots=True)
class TillState:
    """The session at the counter: `business_date` (ISO) is its first day, `opened_at` UTC, `opened_by` a name.

    Of a closed till `session_id` is None and the texts are "". `of_earlier_day`: nobody closed it yesterday.
    `held` is how many sales are on hold.
    """

    session_id: int | None
    is_open: bool
    opened_at: str
    opened_by: str
    business_date: str
    of_earlier_day: bool
    held: int


@dataclass(frozen=True, slots=True)
class TillOpened(Changes):
    """A session that was opened: `services.opening.in_session` makes the desk that sells in it."""

    session_id: int = 0
    business_date: str = ""


@dataclass(frozen=True, slots=True)
class CashMoved(Changes):
    """Cash that was put into the drawer (+) or taken out of it (−), in minor units."""

    amount: int = 0


def state(desk: Desk) -> TillState:
    """Whether the till is open, since when, and whether that was on an earlier day."""
    with desk.db.read() as session:
        row = counter_session(session, desk)
        held = cart_queries.held_count(session)
        if row is None:
            return TillState(None, False, "", "", "", False, held)
        name = queries.staff_names(session).get(row.opened_by, row.opened_by)
    earlier = row.business_date < desk.local_now().date().isoformat()
    return TillState(row.id, True, row.opened_at, name, row.business_date, earlier, held)


def open_till(
    desk: Desk,
    *,
    amount: int,
    on_last_date: bool = False,
    confirm_clock: bool = False,
    approval: Approval | None = None,
) -> TillOpened:
    """Open the till with a float of `amount` (minor units, 0 and up).

    A clock that stands before the till's last business date is UserError ``clock_behind``: with `on_last_date` the
    session gets that date; with `confirm_clock`, permission and a reason the clock's own, which is audited.
    UserErrors ``till_open``, ``bad_amount`` and those of `approvals.require`.
    """
    with closes_witnessed(desk) as unwritten, desk.db.write() as session:
        shop = settings.load(session)
        _check_amount(amount, shop.shop.currency, least=0)
        approvals.require(session, desk, Permission.OPEN_TILL, approval)
        if counter_session(session, desk) is not None:
            raise UserError("till_open", "The till is open already.")
        day, acts = _business_date(session, desk, on_last_date, confirm_clock, approval)
        close_earlier(session, desk)
        session_id = posting.next_id(session, "till_journal")
        start(session, desk, session_id, COUNTER, day.isoformat())
        event = {"id": session_id, **_event(session_id, "open", amount)}
        audited = [*audit.rows(session, desk, acts), *drawer.kick_rows(session, desk, shop)]
        rows = {"till_journal": [event], "audit_journal": audited}
        posts.post(session, desk, kind="till_open", rows=rows, business_date=day.isoformat())
        session.commit()
    return TillOpened(
        areas=_AREAS,
        ids=(session_id,),
        notices=tuple(unwritten),
        session_id=session_id,
        business_date=day.isoformat(),
    )


def cash_in(desk: Desk, *, amount: int, reason: str, approval: Approval | None = None) -> CashMoved:
    """Put cash into the drawer, `amount` minor units above zero.

    UserErrors ``till_closed``, ``bad_amount``, ``reason_missing`` and those of `approvals.require`.
    """
    return _move(desk, "cash_in", Permission.CASH_IN, amount, reason, approval)


def cash_out(desk: Desk, *, amount: int, reason: str, approval: Approval | None = None) -> CashMoved:
    """Take cash out of the drawer, `amount` minor units above zero; errors as with `cash_in`."""
    return _move(desk, "cash_out", Permission.CASH_OUT, amount, reason, approval)


def counter_session(session: Session, desk: Desk) -> Record | None:
    """The open session at the counter of a desk's till, None where it is closed."""
    return next(iter(queries.open_sessions(session, desk.till, mode=COUNTER)), None)


def require_open(session: Session, desk: Desk) -> Record:
    """The open session at the counter; UserError ``till_closed``."""
    row = counter_session(session, desk)
    if row is None:
        raise UserError("till_closed", "The till is closed.")
    return row


def _move(
    desk: Desk, event: str, permission: Permission, amount: int, reason: str, approval: Approval | None
) -> CashMoved:
    with desk.db.write() as session:
        shop = settings.load(session)
        _check_amount(amount, shop.shop.currency, least=1)
        granted = approvals.require(
            session, desk, permission, replace(approval or approvals.Approval(), reason=reason)
        )
        row = require_open(session, desk)
        after = {"amount": plain_amount(amount, shop.shop.currency)}
        act = audit.Act(event, reason=granted.reason, after=after, approved_by=granted.by)
        (audited,) = audit.rows(session, desk, [act])
        moved = _event(row.id, event, amount) | {"text_hash": audited["text_hash"]}
        opened = drawer.kick_rows(session, desk, shop, reason=granted.reason, approved_by=granted.by)
        posts.post(
            session, desk, kind=event, rows={"till_journal": [moved], "audit_journal": [audited, *opened]}
        )
        session.commit()
    return CashMoved(areas=_AREAS, ids=(row.id,), amount=amount if event == "cash_in" else -amount)


def _event(session_id: int, event: str, amount: int) -> dict[str, int | str]:
    return {"session_id": session_id, "event": event, "mode": COUNTER, "amount": amount}


def _business_date(
    session: Session, desk: Desk, on_last_date: bool, confirm_clock: bool, approval: Approval | None
) -> tuple[date, list[audit.Act]]:
    """The date of a session that opens now, and what is audited about it."""
    # The clock's own date, not the desk's: that one never goes back.
    today = desk.local_now().date()
    known = queries.last_date(session, desk.till)
    last = date.fromisoformat(known) if known else today
    if today >= last:
        return today, []
    if on_last_date:
        return last, []
    if not confirm_clock:
        raise UserError(
            "clock_behind",
            "The clock says {today}, but the till was last open on {last}: set the clock right, go on with {last}, "
            "or confirm the clock.",
            today=Day(today, year=True),
            last=Day(last, year=True),
        )
    granted = approvals.require(session, desk, Permission.CONFIRM_CLOCK, approval)
    act = audit.Act(
        "clock_confirmed",
        reason=granted.reason,
        before={"date": last.isoformat()},
        after={"date": today.isoformat()},
        approved_by=granted.by,
    )
    return today, [act]


def _check_amount(amount: int, currency: Currency, *, least: int) -> None:
    if amount < 0 and not least:
        raise UserError("bad_amount", "A float cannot be below zero.")
    if amount < least:
        raise UserError("bad_amount", "An amount above zero is needed.")
    if amount > MOST_AMOUNT:
        raise UserError("bad_amount", "{amount} is too much.", amount=plain_amount(amount, currency))
