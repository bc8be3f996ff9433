"""Who stands at the till: the sign-in page's people, signing in by PIN, and the way back for who forgot it.

PINs protect nothing before an owner has one: until then nobody is asked, and a click changes the person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app import formats
from pos_app.data.queries import staff
from pos_app.data.records import Record
from pos_app.domain.message import Message, msg
from pos_app.errors import UserError
from pos_app.late import late
from pos_app.services.desk import Actor, Desk, from_utc_text, utc_text

if TYPE_CHECKING:
    from pos_app.services import approvals, audit, pin_check
    from pos_app.services.approvals import Approver
else:
    approvals, audit, pin_check = late("pos_app.services", "approvals", "audit", "pin_check")

# Nobody has signed in: a role that no permission knows.
NOBODY = Actor("nobody", "", "nobody")
# So long the sign-in page tells that a PIN was made anew.
_TOLD_DAYS = 7


@dataclass(frozen=True, slots=True)
class SignInPerson:
    """Someone the page offers. `recoverable` where a recovery code can replace the PIN."""

    code: str
    name: str
    role: str
    has_pin: bool
    locked: bool
    recoverable: bool


@dataclass(frozen=True, slots=True)
class SignInState:
    """`required` once an owner has a PIN; `last` signed in here last; `told` is what everybody should know."""

    required: bool
    people: tuple[SignInPerson, ...]
    last: str
    told: tuple[Message, ...]


def required(desk: Desk) -> bool:
    """Whether an owner has a PIN, so that everyone signs in."""
    with desk.db.read() as session:
        return staff.owner_has_pin(session)


def locks(desk: Desk) -> bool:
    """Whether leaving the till unattended locks it: where signing in is required, or its person has a PIN."""
    with desk.db.read() as session:
        return staff.owner_has_pin(session) or staff.pin(session, desk.actor.code) is not None


def state(desk: Desk) -> SignInState:
    """What the sign-in page shows."""
    since = utc_text(desk.clock() - timedelta(days=_TOLD_DAYS))
    with desk.db.read() as session:
        people = tuple(_person(row, staff.pin(session, row.code)) for row in staff.active(session))
        told = tuple(_told(session, desk, row) for row in staff.recovered(session, since))
        return SignInState(
            staff.owner_has_pin(session), people, staff.last_signed_in(session, desk.till), told
        )


def wait(desk: Desk, *, staff_code: str) -> int:
    """Seconds until someone's PIN can be tried again; 0 for now."""
    with desk.db.read() as session:
        return pin_check.seconds_left(session, desk, staff_code)


def sign_in(desk: Desk, *, staff_code: str, pin: str) -> Actor:
    """Sign someone in with their PIN, and note it in the day book.

    A cashier without a PIN needs none; nor does anyone without one, before an owner has a PIN. UserErrors
    ``unknown_staff``, ``staff_locked``, ``no_pin``, ``pin_wait``, ``wrong_pin``.
    """
    with desk.db.write() as session:
        person = approvals.active_staff(session, staff_code)
        if staff.pin(session, person.code) is not None:
            pin_check.check_pin(session, desk, staff_code=person.code, pin=pin)
        elif person.role != "cashier" and staff.owner_has_pin(session):
            raise UserError(
                "no_pin", "{name} has no PIN yet; the owner sets one under Settings.", name=person.name
            )
        actor = _actor(person)
        audit.note(session, replace(desk, actor=actor), audit.Act("signed_in"))
        session.commit()
    return actor


def again(desk: Desk) -> Actor | None:
    """The person at the till as the staff list has them now; None where they may be here no longer."""
    with desk.db.read() as session:
        row = staff.person(session, desk.actor.code)
    if row is None:
        return desk.actor
    return Actor(row.code, row.name, row.role) if row.active and not row.locked else None


def _actor(person: Approver) -> Actor:
    return Actor(person.code, person.name, person.role)


def _person(row: Record, pin: Record | None) -> SignInPerson:
    recoverable = pin is not None and bool(pin.recovery_hash) and not row.locked
    return SignInPerson(row.code, row.name, row.role, pin is not None, bool(row.locked), recoverable)


def _told(session: Session, desk: Desk, row: Record) -> Message:
    """Whose PIN was made anew, when, and how; the name is gone where its text was erased."""
    texts = json.loads(row.block)["after"] if row.block else {}
    person = staff.person(session, texts.get("staff", row.actor))
    name = person.name if person is not None else texts.get("staff", "?")
    when = formats.date_time(from_utc_text(row.at).astimezone(desk.zone))
    if texts.get("how") == "code":
        return msg("{when}: {name} got a new PIN with the recovery code.", when=when, name=name)
    return msg(
        "{when}: {name} got a new PIN at this machine, without the old one and without the code.",
        when=when,
        name=name,
    )
