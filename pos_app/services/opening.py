"""Who stands at which counter when the window opens."""

from pos_app.data.db import Database
from pos_app.data.queries import basics
from pos_app.services.desk import Actor, Desk
from pos_app.services.setup import ensure_basics


def counter_desk(database: Database) -> Desk:
    """The desk of the window: the first till and, until someone signs in, the first person of the staff."""
    with database.read() as session:
        there = basics.are_there(session)
    if not there:
        with database.write() as session:
            ensure_basics(session)
            session.commit()
    with database.read() as session:
        return Desk(database, basics.first_till(session), Actor(*basics.first_person(session)))


def counter_name(desk: Desk) -> str:
    """What the till is called: "Counter 1"."""
    with desk.db.read() as session:
        return basics.till_name(session, desk.till)
