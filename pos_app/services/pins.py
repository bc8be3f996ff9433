"""Who of the staff has a PIN, and giving someone a new one."""

from dataclasses import dataclass

from pos_app.data.queries import staff
from pos_app.domain.permissions import Permission
from pos_app.services import audit
from pos_app.services.approvals import Approval, active_staff, require
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.pin_check import check_pin, hash_of

__all__ = ["StaffMember", "check_pin", "set_pin", "team"]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Someone who works here now, and whether they have a PIN."""

    code: str
    name: str
    role: str
    has_pin: bool


def team(desk: Desk) -> list[StaffMember]:
    """Everyone active, by name."""
    with desk.db.read() as session:
        known = staff.codes_with_pin(session)
        return [StaffMember(row.code, row.name, row.role, row.code in known) for row in staff.active(session)]


def set_pin(desk: Desk, *, staff_code: str, pin: str, approval: Approval | None = None) -> Changes:
    """Give someone a new PIN of 4 to 10 digits; their wrong tries are forgotten.

    Only the owner may; but while no owner has a PIN, anyone may give an owner the first one, for someone
    must begin. UserErrors ``bad_pin``, ``unknown_staff`` and those of `approvals.require`.
    """
    hashed = hash_of(pin)
    with desk.db.write() as session:
        person = active_staff(session, staff_code)
        first = person.role == "owner" and not staff.owner_has_pin(session)
        by = "" if first else require(session, desk, Permission.SET_PIN, approval).by
        staff.put_pin(session, person.code, hashed)
        audit.note(session, desk, audit.Act("pin_set", after={"staff": person.code}, approved_by=by))
        session.commit()
    return changed(Area.SETTINGS, ids=(f"staff.{person.code}",))
