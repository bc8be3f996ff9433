"""Who stands at which counter when the window opens."""

from pos_app.data.db import Database
from pos_app.data.queries import basics
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.setup import ensure_basics, first_till


def counter_desk(database: Database) -> Desk:
    """The desk of the window: the first till and, until someone signs in, the first person of the staff."""
    opened = Desk(database, "1", CLI)
    ensure_basics(opened)
    with database.read() as session:
        actor = Actor(*basics.first_person(session))
    return Desk(database, first_till(opened), actor)


def counter_name(desk: Desk) -> str:
    """What the till is called: "Counter 1"."""
    with desk.db.read() as session:
        return basics.till_name(session, desk.till)
