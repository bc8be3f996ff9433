"""Money in the drawer that is no takings: the float, what was put in and taken out, what was counted last.

All of it may be seen before a count: what the drawer should hold cannot be worked out of it.
"""

import json
from dataclasses import dataclass
from typing import Any

from pos_app.data.queries import staff, till_sessions
from pos_app.data.queries import till_moves as queries
from pos_app.services.desk import Desk
from pos_app.services.till_sessions import COUNTER


@dataclass(frozen=True, slots=True)
class DrawerMove:
    """Cash put in (+) or taken out (−), in minor units: when (UTC text), by whom, and why ("" where erased)."""

    at: str
    actor: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class DrawerMoves:
    """The moves of the open session; `cash_in` and `cash_out` are not negative."""

    float_: int = 0
    cash_in: int = 0
    cash_out: int = 0
    moves: tuple[DrawerMove, ...] = ()


def moves(desk: Desk) -> DrawerMoves:
    """What was moved in the session open at the counter; nothing while the till is closed."""
    with desk.db.read() as session:
        session_id = till_sessions.open_session(session, desk.till, mode=COUNTER)
        if session_id is None:
            return DrawerMoves()
        rows = queries.events(session, session_id)
        names = {
            row.actor: person.name if (person := staff.person(session, row.actor)) else row.actor
            for row in rows
        }
    sums = dict.fromkeys(("open", "cash_in", "cash_out"), 0)
    found = []
    for row in rows:
        sums[row.event] = sums.get(row.event, 0) + row.amount
        if row.event in ("cash_in", "cash_out"):
            amount = row.amount if row.event == "cash_in" else -row.amount
            found.append(DrawerMove(row.at, names[row.actor], amount, _reason(row.block)))
    return DrawerMoves(sums["open"], sums["cash_in"], sums["cash_out"], tuple(found))


def proposed_float(desk: Desk) -> int:
    """What lay in the drawer at the last close, in minor units; 0 before the first."""
    with desk.db.read() as session:
        return queries.last_counted(session, desk.till, COUNTER) or 0


def _reason(block: str | None) -> str:
    said: dict[str, Any] = json.loads(block) if block else {}
    return str(said.get("reason", ""))
