"""Who of the staff has a PIN, giving someone a new one, and the code that replaces a forgotten one of an owner."""

import secrets
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pos_app.data.queries import staff
from pos_app.domain import recovery_codes
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.services import audit
from pos_app.services.approvals import Approval, Approver, active_staff, require
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.pin_check import check_pin, check_recovery, hash_of, hash_of_code

__all__ = ["PinSet", "StaffMember", "check_pin", "recover_by_files", "recover_pin", "set_pin", "team"]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Someone who works here, or did; whether they have a PIN; whether they are locked out."""

    code: str
    name: str
    role: str
    has_pin: bool
    locked: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class PinSet(Changes):
    """A PIN that was set. Of an owner `recovery_code` replaces it once forgotten: it is shown now and never again."""

    recovery_code: str = ""

    def __repr__(self) -> str:
        # A code must not get into a log by way of a traceback.
        return f"PinSet({self.ids!r})"


def team(desk: Desk, *, retired: bool = False) -> list[StaffMember]:
    """Everyone active, by name; with `retired` also those who worked here, after them."""
    with desk.db.read() as session:
        known = staff.codes_with_pin(session)
        rows = staff.everyone(session) if retired else staff.active(session)
        return [
            StaffMember(row.code, row.name, row.role, row.code in known, bool(row.locked), bool(row.active))
            for row in rows
        ]


def set_pin(desk: Desk, *, staff_code: str, pin: str, approval: Approval | None = None) -> PinSet:
    """Give someone a new PIN of 4 to 10 digits; their wrong tries are forgotten.

    Only the owner may; but while no owner has a PIN, anyone may give an owner the first one, for someone
    must begin. An owner gets a new recovery code with it. UserErrors ``bad_pin``, ``unknown_staff`` and those of
    `approvals.require`.
    """
    hashed = hash_of(pin)
    with desk.db.write() as session:
        person = active_staff(session, staff_code, locked_too=True)
        first = person.role == "owner" and not staff.owner_has_pin(session)
        by = "" if first else require(session, desk, Permission.SET_PIN, approval).by
        code = _put(session, person, hashed)
        audit.note(session, desk, audit.Act("pin_set", after={"staff": person.code}, approved_by=by))
        session.commit()
    return _set(person, code)


def recover_pin(desk: Desk, *, staff_code: str, code: str, pin: str) -> PinSet:
    """Give someone a new PIN in exchange for their recovery code, which is used up; there is a new one.

    UserErrors ``bad_pin``, ``bad_recovery`` (a slip of the finger: no try), ``no_recovery``, ``pin_wait``,
    ``wrong_recovery``, ``unknown_staff``, ``staff_locked``.
    """
    bare = recovery_codes.read_code(code)
    if bare is None:
        raise UserError(
            "bad_recovery", "This is no recovery code: one of its characters is wrong or missing."
        )
    hashed = hash_of(pin)
    with desk.db.write() as session:
        person = active_staff(session, staff_code)
        check_recovery(session, desk, staff_code=person.code, code=bare)
        return _recovered(
            session, replace(desk, actor=Actor(person.code, person.name, person.role)), person, hashed, "code"
        )


def recover_by_files(desk: Desk, *, staff_code: str, pin: str) -> PinSet:
    """Give an owner a new PIN with neither the old one nor the code: whoever has the shop's files can.

    For the command line alone (UserError ``not_here`` elsewhere). It is in the audit, and told to whoever signs in
    next. UserErrors ``bad_pin``, ``unknown_staff``, ``not_owner``: of all others the owner sets a new PIN.
    """
    hashed = hash_of(pin)
    if desk.actor != CLI:
        raise UserError("not_here", "This is done on the command line, at the machine with the shop's files.")
    with desk.db.write() as session:
        person = active_staff(session, staff_code, locked_too=True)
        if person.role != "owner":
            raise UserError(
                "not_owner", "{name} is no owner; an owner sets the PIN under Settings.", name=person.name
            )
        return _recovered(session, desk, person, hashed, "files")


def _recovered(session: Session, desk: Desk, person: Approver, hashed: str, how: str) -> PinSet:
    code = _put(session, person, hashed)
    audit.note(session, desk, audit.Act("pin_recovered", after={"staff": person.code, "how": how}))
    session.commit()
    return _set(person, code)


def _put(session: Session, person: Approver, hashed: str) -> str:
    """Store the PIN's hash and, of an owner, that of a new recovery code, which is returned."""
    code = (
        recovery_codes.make_code(secrets.randbelow(recovery_codes.VARIETY)) if person.role == "owner" else ""
    )
    staff.put_pin(session, person.code, hashed, hash_of_code(code.replace("-", "")) if code else "")
    return code


def _set(person: Approver, code: str) -> PinSet:
    return PinSet(frozenset({Area.SETTINGS, Area.STAFF}), (f"staff.{person.code}",), (), code)
