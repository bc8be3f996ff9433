"""Who works here: added, renamed, given another role, retired, locked out and let in again by the owner.

Every change is in the day book with before and after. There is always an owner who can get in.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import settings as queries
from pos_app.data.queries import staff
from pos_app.domain.message import Message, msg
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.services import audit, setting_input
from pos_app.services.approvals import Approval, require
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk

_AREAS = frozenset({Area.SETTINGS, Area.STAFF})


@dataclass(frozen=True, slots=True)
class StaffSaved(Changes):
    """Someone whose row was written."""

    code: str = ""


def add(desk: Desk, *, name: str, role: str = "cashier", approval: Approval | None = None) -> StaffSaved:
    """Someone new; the code is made of the name. UserErrors ``bad_settings`` and those of `approvals.require`."""
    with desk.db.write() as session:
        by = require(session, desk, Permission.CHANGE_STAFF, approval).by
        code = _free_code(session, name)
        return _write(session, desk, code, {"name": name, "role": role}, by)


def change(
    desk: Desk,
    *,
    staff_code: str,
    name: str | None = None,
    role: str | None = None,
    active: bool | None = None,
    approval: Approval | None = None,
) -> StaffSaved:
    """Another name or role, or retired (`active` false) or back again; what is None stays.

    UserErrors ``unknown_staff``, ``bad_settings``, ``last_owner`` and those of `approvals.require`.
    """
    given = {"name": name, "role": role, "active": active}
    with desk.db.write() as session:
        by = require(session, desk, Permission.CHANGE_STAFF, approval).by
        code = _known(session, staff_code)
        return _write(
            session, desk, code, {key: value for key, value in given.items() if value is not None}, by
        )


def lock(desk: Desk, *, staff_code: str, approval: Approval | None = None) -> StaffSaved:
    """Lock someone out: they can neither sign in nor allow anything. UserErrors as `change`."""
    return _set_locked(desk, staff_code, True, approval)


def unlock(desk: Desk, *, staff_code: str, approval: Approval | None = None) -> StaffSaved:
    """Let someone in again and forget their wrong tries. UserErrors as `change`."""
    return _set_locked(desk, staff_code, False, approval)


def problem_with(session: Session, rows: Mapping[str, Mapping[str, Any]]) -> Message | None:
    """Why changed staff rows (by code) cannot be stored: an owner must be left who can get in. None if they can.

    Where an owner has a PIN, one of those who stay must have one: otherwise nobody would be asked any more.
    """
    after = {**queries.staff(session), **rows}
    owners = {
        code
        for code, row in after.items()
        if row["role"] == "owner" and row["active"] and not row.get("locked")
    }
    if not owners:
        return msg("There must be an active owner who is not locked out.")
    if staff.owner_has_pin(session) and not owners & staff.codes_with_pin(session):
        return msg("Another owner needs a PIN first, or nobody would be asked for one any more.")
    return None


def _set_locked(desk: Desk, staff_code: str, locked: bool, approval: Approval | None) -> StaffSaved:
    with desk.db.write() as session:
        by = require(session, desk, Permission.CHANGE_STAFF, approval).by
        code = _known(session, staff_code)
        if not locked:
            staff.set_tries(session, code, 0, "")
        return _store(session, desk, {**queries.staff(session)[code], "locked": locked}, by)


def _write(session: Session, desk: Desk, code: str, given: dict[str, Any], by: str) -> StaffSaved:
    """Store what is given over what there is of someone, after the checks that every setting gets."""
    present = setting_input.Present({}, {}, {}, queries.staff(session))
    wanted, problems = setting_input.read({"staff": {code: given}}, present)
    # What is said of the owners is said in `_store`.
    found = [message for key, message in problems if key != "staff"]
    if found:
        raise UserError("bad_settings", found[0])
    return _store(session, desk, wanted.staff[code], by)


def _store(session: Session, desk: Desk, row: dict[str, Any], by: str) -> StaffSaved:
    problem = problem_with(session, {row["code"]: row})
    if problem is not None:
        raise UserError("last_owner", problem)
    act = audit.staff_act(row["code"], queries.staff(session).get(row["code"], {}), row, approved_by=by)
    if act is not None:
        queries.put_staff(session, row)
        audit.note(session, desk, act)
    session.commit()
    return StaffSaved(_AREAS, (f"staff.{row['code']}",), (), row["code"])


def _known(session: Session, staff_code: str) -> str:
    row = staff.person(session, staff_code.strip())
    if row is None:
        raise UserError("unknown_staff", "Nobody called {code} works here.", code=staff_code.strip()[:40])
    return str(row.code)


def _free_code(session: Session, name: str) -> str:
    """A code that is not taken: "dana", "dana2"; "staff2" for a name without Latin letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30] or "staff"
    taken = {code.casefold() for code in queries.staff(session)} | setting_input.RESERVED_CODES
    number = 1
    while (code := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return code
