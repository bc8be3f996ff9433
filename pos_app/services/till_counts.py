"""Counting the drawer, note by note and coin by coin: kept as it is entered, so that it survives anything.

Counting is blind: what should be there is told by the close, after the count.
"""

from pos_app.data.queries import tills as queries
from pos_app.domain import denominations as rules
from pos_app.domain.permissions import Permission
from pos_app.services import drawer, settings
from pos_app.services.approvals import Approval, require
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.post import post
from pos_app.services.tills import counter_session, require_open


def denominations(desk: Desk) -> tuple[int, ...]:
    """The notes and coins of the shop's currency in minor units, the highest first."""
    with desk.db.read() as session:
        return rules.denominations(settings.load(session).shop.currency)


def pieces(desk: Desk) -> dict[int, int]:
    """What was counted so far: pieces by value in minor units; empty while the till is closed."""
    with desk.db.read() as session:
        row = counter_session(session, desk)
        return queries.draft_count(session, row.id) if row is not None else {}


def put(desk: Desk, *, value: int, pieces: int, approval: Approval | None = None) -> Changes:
    """Keep how many notes or coins of a value there are; 0 takes the value out of the count again.

    Typed text becomes pieces by `domain.denominations.parse_pieces`. UserErrors ``till_closed``,
    ``unknown_denomination``, ``bad_count``.
    """
    with desk.db.write() as session:
        require(session, desk, Permission.CLOSE_TILL, approval)
        row = require_open(session, desk)
        rules.check_count({value: pieces}, settings.load(session).shop.currency)
        queries.put_draft(session, row.id, value, pieces)
        session.commit()
    return changed(Area.TILL, ids=(row.id,))


def open_drawer(desk: Desk, *, approval: Approval | None = None) -> Changes:
    """Open the drawer to count what is in it, where one is set up. UserError ``till_closed``."""
    with desk.db.write() as session:
        require(session, desk, Permission.CLOSE_TILL, approval)
        require_open(session, desk)
        opened = drawer.kick_rows(session, desk)
        if opened:
            post(session, desk, kind="till_count", rows={"audit_journal": opened})
        session.commit()
    return changed(Area.PRINTING, Area.AUDIT) if opened else changed()


def start_again(desk: Desk, *, approval: Approval | None = None) -> Changes:
    """Forget a count under way. UserError ``till_closed``."""
    with desk.db.write() as session:
        require(session, desk, Permission.CLOSE_TILL, approval)
        row = require_open(session, desk)
        queries.drop_draft(session, row.id)
        session.commit()
    return changed(Area.TILL, ids=(row.id,))
