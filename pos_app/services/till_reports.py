"""X and Z: a session as it stands, and every closed one as it was printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import loads

from sqlalchemy.orm import Session

from pos_app.data.queries import till_sessions as session_queries
from pos_app.data.queries import tills as queries
from pos_app.data.records import Record
from pos_app.domain.permissions import Permission, may
from pos_app.domain.till import TillReport
from pos_app.domain.till_codec import from_plain
from pos_app.errors import UserError
from pos_app.services import settings, till_figures
from pos_app.services.approvals import Approval, require
from pos_app.services.desk import Desk
from pos_app.services.tills import require_open

# No database counts further, and none can be asked for more.
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ZHit:
    """A Z in a list: `business_date` is the session's first day, the moments UTC, amounts minor units.

    `over_short` is None where nobody counted.
    """

    number: int
    mode: str
    business_date: str
    opened_at: str
    closed_at: str
    closed_by: str
    total: int
    expected: int
    over_short: int | None


def x_report(desk: Desk, *, session_id: int | None = None, approval: Approval | None = None) -> TillReport:
    """The open session at the counter, or another open one, as it stands; nothing is posted.

    UserErrors ``till_closed``, ``unknown_session``, and those of `approvals.require`: an X says what should be in
    the drawer.
    """
    with _viewing(desk, approval) as session:
        row = _open_row(session, desk, session_id) if session_id is not None else require_open(session, desk)
        return _x(session, desk, row)


def open_reports(desk: Desk, *, day: str = "", approval: Approval | None = None) -> list[TillReport]:
    """An X of every open session of the till (with `day`, ISO, of those that sold on it or began on it)."""
    with _viewing(desk, approval) as session:
        return [
            _x(session, desk, row)
            for row in session_queries.open_sessions(session, desk.till)
            if not day or day in {row.business_date, *session_queries.dates_of(session, row.id)}
        ]


def z_report(desk: Desk, *, number: int) -> TillReport:
    """A Z as it was made when its session was closed. UserError ``unknown_z``."""
    with desk.db.read() as session:
        stored = queries.stored_z(session, desk.till, number) if 0 < number <= _MOST else None
    if stored is None:
        raise UserError("unknown_z", "There is no Z {number} at this till.", number=number)
    return from_plain(loads(stored.document), head_seq=stored.seq, head_hash=stored.hash)


def z_list(desk: Desk, *, limit: int = 50) -> list[ZHit]:
    """The newest Zs of the till, the newest first."""
    with desk.db.read() as session:
        return [_hit(row) for row in queries.zs(session, desk.till, limit)]


def newest_z(desk: Desk, *, day: str = "") -> int:
    """The number of the newest Z (with `day`, ISO, of a session that was open on that date); 0: there is none."""
    with desk.db.read() as session:
        return (
            queries.last_z_of_date(session, desk.till, day)
            if day
            else session_queries.last_z(session, desk.till)
        )


def _x(session: Session, desk: Desk, row: Record) -> TillReport:
    # The date that a close would get now, so that the year is the same.
    day = max(desk.business_date().isoformat(), *session_queries.dates_of(session, row.id))
    made = till_figures.Made(desk.now(), row.business_date if row.mode == "automatic" else day)
    return till_figures.report(session, desk, settings.load(session), row, made)


def _open_row(session: Session, desk: Desk, session_id: int) -> Record:
    row = session_queries.session_row(session, session_id)
    if row is None or row.till != desk.till or row.closed_at:
        raise UserError("unknown_session", "There is no open session {id} at this till.", id=session_id)
    return row


def _hit(row: Record) -> ZHit:
    document = loads(row.document)
    figures = document["figures"]
    return ZHit(
        number=row.number,
        mode=row.mode,
        business_date=row.business_date,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_by=document["closed_by"],
        total=figures["total"],
        expected=figures["expected"],
        over_short=document["over_short"],
    )


@contextmanager
def _viewing(desk: Desk, approval: Approval | None) -> Iterator[Session]:
    """A session for reading, for whoever may see what should be in the drawer."""
    if may(desk.actor.role, Permission.VIEW_X):
        with desk.db.read() as session:
            yield session
    else:
        # A PIN is checked, and a wrong one counted, under the write lock.
        with desk.db.write() as session:
            require(session, desk, Permission.VIEW_X, approval)
            yield session
