"""Who stands at which counter when the window opens."""

from dataclasses import replace
from datetime import date

from pos_app.data.db import Database
from pos_app.data.db import make_tables as make_tables
from pos_app.data.queries import basics, till_sessions
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.setup import ensure_basics, first_till
from pos_app.services.till_sessions import COUNTER

_AT_ONCE = 3


def counter_desk(database: Database) -> Desk:
    """The desk of the window: the first till and, until someone signs in, the first person of the staff."""
    opened = Desk(database, "1", CLI)
    ensure_basics(opened)
    with database.read() as session:
        actor = Actor(*basics.first_person(session))
    return in_session(Desk(database, first_till(opened), actor, automatic=False))


def in_session(desk: Desk) -> Desk:
    """The desk in the session that is open at its counter now: no business date is before that session's last one."""
    with desk.db.read() as session:
        found = till_sessions.open_session(session, desk.till, mode=COUNTER)
        dates = till_sessions.dates_of(session, found) if found is not None else []
    return replace(desk, earliest=date.fromisoformat(dates[-1]) if dates else None)


def counter_name(desk: Desk) -> str:
    """What the till is called: "Counter 1"."""
    with desk.db.read() as session:
        return basics.till_name(session, desk.till)


def prepare_some(desk: Desk) -> bool:
    """Get a few of the counter's statements ready before the first scan needs them; False where all are."""
    return all(desk.db.prepare_next() for _ in range(_AT_ONCE))
