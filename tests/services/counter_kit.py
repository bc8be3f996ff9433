"""A counter whose till is open, for what only happens where somebody stands at it."""

from __future__ import annotations

from dataclasses import replace

from pos_app.data.queries import posting
from pos_app.services import till_sessions
from pos_app.services.desk import Desk
from pos_app.services.post import post


def open_counter(desk: Desk, amount: int = 0) -> Desk:
    """The desk of the window in a session that was opened with a float."""
    counter = replace(desk, automatic=False)
    day = counter.business_date().isoformat()
    with counter.db.write() as session:
        session_id = posting.next_id(session, "till_journal")
        till_sessions.start(session, counter, session_id, till_sessions.COUNTER, day)
        event = {"id": session_id, "session_id": session_id, "event": "open", "mode": "counter"}
        post(session, counter, kind="till_open", rows={"till_journal": [{**event, "amount": amount}]})
        session.commit()
    return counter
