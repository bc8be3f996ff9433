"""The till session that an entry of the day book belongs to.

A counter's session is opened and closed by people. The command line sells in automatic sessions, one for each
business date: the first sale of that date opens it in its own entry, and nothing is counted.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import posting
from pos_app.data.queries import till_sessions as queries
from pos_app.domain.message import Message
from pos_app.errors import PosError, UserError
from pos_app.services.desk import Desk, utc_text

COUNTER, AUTOMATIC = "counter", "automatic"
# Entries that move money over the counter; the others only belong to what is open.
_NEED_ONE = {"sale", "refund"}

Rows = list[dict[str, Any]]


def enter(
    session: Session, desk: Desk, kind: str, business_date: str, events: Sequence[dict[str, Any]]
) -> tuple[int | None, Rows]:
    """The session of an entry that is about to be posted (None outside one), and its till events.

    `events` are those that the entry brings itself: opening, cash moved, close. An automatic session that is
    missing is opened. UserError ``till_closed`` where people have to open it.
    """
    rows = [dict(event) for event in events]
    if rows:
        return int(rows[0]["session_id"]), rows
    if not desk.automatic:
        found = queries.open_session(session, desk.till, mode=COUNTER)
        if found is None and kind in _NEED_ONE:
            raise UserError("till_closed", "The till is closed; open it, then go on with this sale.")
        return found, rows
    found = close_earlier(session, desk, business_date)
    if found is not None:
        return found, rows
    return _open_automatic(session, desk, business_date) if kind in _NEED_ONE else (None, rows)


def close_earlier(session: Session, desk: Desk, business_date: str = "") -> int | None:
    """Close the command line's sessions that were opened on an earlier day by the clock; the open one of a date.

    A Z each, in entries of their own, within the caller's transaction.
    """
    midnight = utc_text(desk.local_now().replace(hour=0, minute=0, second=0, microsecond=0))
    rows = queries.automatic_sessions(session, desk.till, business_date=business_date, opened_before=midnight)
    earlier = [row for row in rows if row.opened_at < midnight]
    if earlier:
        # It posts, and posting is what calls this.
        from pos_app.services.till_closing import end_automatic

        end_automatic(session, desk, earlier)
    return next((int(row.id) for row in rows if row.opened_at >= midnight), None)


def newest_z(desk: Desk) -> int:
    """The number of the till's newest Z, 0 before the first."""
    with desk.db.read() as session:
        return queries.last_z(session, desk.till)


@contextmanager
def closes_witnessed(desk: Desk) -> Iterator[list[Message]]:
    """Tell the witness afterwards where the book stands if a session was closed on the way, as `enter` may.

    What could not be written is in the list that this gives, once the work in between is done.
    """
    before = newest_z(desk)
    unwritten: list[Message] = []
    try:
        yield unwritten
    finally:
        try:
            unwritten += _testify(desk, before)
        except PosError as error:
            # Raised, it would hide what went wrong in between.
            unwritten.append(error.message)


def _testify(desk: Desk, before: int) -> list[Message]:
    newest = newest_z(desk)
    if newest == before:
        return []
    from pos_app.services import till_closing, witness

    known = witness.read(desk.db.path.parent).lines
    if any(line.till == desk.till and line.z == newest for line in known):
        return []
    return till_closing.testify(desk, newest)


def _open_automatic(session: Session, desk: Desk, business_date: str) -> tuple[int, Rows]:
    session_id = posting.next_id(session, "till_journal")
    start(session, desk, session_id, AUTOMATIC, business_date)
    row = {"id": session_id, "session_id": session_id, "event": "open", "mode": AUTOMATIC, "amount": 0}
    return session_id, [row]


def start(session: Session, desk: Desk, session_id: int, mode: str, business_date: str) -> None:
    """Note that a session is open now; its ``open`` event goes into the caller's entry."""
    queries.add_session(
        session,
        session_id=session_id,
        till=desk.till,
        mode=mode,
        business_date=business_date,
        at=desk.now(),
        by=desk.actor.code,
    )
