"""The cash drawer: it opens with cash, with the till's own events, and by hand; every opening is in the audit.

The pulse is a print job of its own, made in the transaction that explains it and sent before any paper. It is
tried once: a drawer that flies open minutes later, when the printer is on again, opens for nobody.
"""

import json

from sqlalchemy.orm import Session

from pos_app.data.queries import print_jobs as job_queries
from pos_app.domain.message import msg
from pos_app.domain.payment import Settlement
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError, UserError
from pos_app.services import audit, settings
from pos_app.services.approvals import Approval, require
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk, from_utc_text
from pos_app.services.settings import ShopSettings

EVENT = "drawer_opened"
JOB = "drawer"
# A pulse that could not be sent by then is dropped.
SECONDS = 15
# The connector's number in the command, by the pin of the socket.
_CONNECTORS = {"2": 0, "5": 1}


def there_is_one(desk: Desk, shop: ShopSettings) -> bool:
    """Whether this desk has a drawer that a printer opens: never on the command line, where nobody stands at it."""
    from pos_app.printing.targets import parse_target, takes_commands

    if desk.automatic or desk.db.practice or not shop.drawer.pin or not shop.printer.target:
        return False
    return takes_commands(parse_target(shop.printer.target))


def open_drawer(desk: Desk, *, reason: str = "", approval: Approval | None = None) -> Changes:
    """Open the drawer without a sale. `run_waiting` sends the pulse.

    UserErrors ``no_drawer`` and those of `approvals.require` for OPEN_DRAWER; then nothing is noted or opened.
    """
    given = approval or Approval()
    if reason and not given.reason:
        given = Approval(given.by, given.pin, reason)
    with desk.db.write() as session:
        shop = settings.load(session)
        if not desk.db.practice and not there_is_one(desk, shop):
            raise UserError(
                "no_drawer",
                "No cash drawer is set up here; it hangs on a receipt printer (Settings, Receipt printer).",
            )
        granted = require(session, desk, Permission.OPEN_DRAWER, given)
        _add_pulse(session, desk, shop)
        audit.note(session, desk, audit.Act(EVENT, reason=granted.reason, approved_by=granted.by))
        session.commit()
    shut = (msg("In practice the drawer stays shut."),) if desk.db.practice else ()
    return changed(Area.PRINTING, Area.AUDIT, notices=shut)


def kick_rows(
    session: Session,
    desk: Desk,
    shop: ShopSettings | None = None,
    *,
    reason: str = "",
    approved_by: str = "",
    sale_id: int | None = None,
) -> list[dict[str, object]]:
    """Let the drawer open with what the caller is about to post: adds the pulse, returns rows of ``audit_journal``.

    For till events and sales, within their transaction and before any paper's job. [] where there is no drawer.
    """
    found = shop or settings.load(session)
    if not there_is_one(desk, found):
        return []
    _add_pulse(session, desk, found)
    act = audit.Act(EVENT, reason=reason, approved_by=approved_by)
    return audit.rows(session, desk, [act], sale_id=sale_id)


def moves_cash(settlement: Settlement) -> bool:
    """Whether the drawer opens with a sale or refund: where cash is taken, given back or given as change."""
    return any(tender.type == "cash" and tender.amount for tender in settlement.tenders)


def pulse(desk: Desk, shop: ShopSettings) -> dict[str, str] | None:
    """The job that opens the drawer, but for its time; None where there is no drawer."""
    if not there_is_one(desk, shop):
        return None
    payload = json.dumps({"connector": _CONNECTORS[shop.drawer.pin]})
    return {"kind": JOB, "payload": payload, "target": shop.printer.target}


def send(desk: Desk, *, payload: str, target: str, created_at: str) -> PosError | None:
    """Send a pulse, nothing else with it; the error if it did not get there, None too if it came too late."""
    from pos_app.printing.escpos import drawer_kick
    from pos_app.printing.targets import parse_target, send_commands

    age = from_utc_text(desk.now()) - from_utc_text(created_at)
    if desk.db.practice or abs(age.total_seconds()) > SECONDS:
        return None
    try:
        send_commands(parse_target(target), drawer_kick(int(json.loads(payload)["connector"])))
    except PosError as error:
        return error
    return None


def _add_pulse(session: Session, desk: Desk, shop: ShopSettings) -> None:
    job = pulse(desk, shop)
    if job is not None:
        job_queries.add_paper_job(
            session, kind=job["kind"], payload=job["payload"], target=job["target"], at=desk.now()
        )
