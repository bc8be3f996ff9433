"""May this be done here and now? By the role of whoever stands at the till, or with the PIN of someone who may."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pos_app.data.queries import staff
from pos_app.domain.message import Message, msg
from pos_app.domain.permissions import NEED_REASON, Permission, may, needed, roles_with
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.pin_check import check_pin

MOST_REASON = 200


@dataclass(frozen=True, slots=True)
class Approval:
    """What was entered for an act: why, and whose PIN allows it (both "" where the own role suffices)."""

    by: str = ""
    pin: str = ""
    reason: str = ""

    def __repr__(self) -> str:
        # A PIN must not get into a log by way of a traceback.
        return f"Approval(by={self.by!r}, reason={self.reason!r})"


@dataclass(frozen=True, slots=True)
class Granted:
    """The act is allowed: `by` is the code of who allowed it, "" where the actor's own role sufficed."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Approver:
    """Someone who can allow an act at this till."""

    code: str
    name: str
    role: str


class ApprovalError(UserError):
    """UserError ``approval_needed``: the role at the till does not have `permission`; ask, and try again."""

    def __init__(
        self, permission: Permission, message: Message | None = None, *, line: int | None = None
    ) -> None:
        super().__init__("approval_needed", message or needed(permission), line=line)
        self.permission = permission

    def at_line(self, line: int) -> "ApprovalError":
        """The same error about a line."""
        return self if self.line is not None else ApprovalError(self.permission, self.message, line=line)

    def __reduce__(self) -> tuple[object, ...]:
        # Rebuilt from arguments when it crosses a process; `line` is keyword-only.
        return (_rebuilt, (self.permission, self.message, self.line))


def _rebuilt(permission: Permission, message: Message, line: int | None) -> ApprovalError:
    return ApprovalError(permission, message, line=line)


def require(
    session: Session, desk: Desk, permission: Permission, approval: Approval | None = None
) -> Granted:
    """Allow an act within the caller's write transaction, or say what is missing.

    UserErrors ``approval_needed`` (an `ApprovalError`), ``reason_missing``, ``unknown_staff``, ``staff_locked``,
    ``no_pin``, ``pin_wait``, ``wrong_pin``. A wrong PIN is counted at once: the caller's work is undone, as the
    error would undo it anyway, and the try is committed. A shop in which nobody has a PIN asks for none.
    """
    given = approval or Approval()
    reason = given.reason.strip()[:MOST_REASON]
    own = may(desk.actor.role, permission)
    if not own and not given.by:
        raise ApprovalError(permission)
    if permission in NEED_REASON and not reason:
        raise UserError("reason_missing", "Say why, in a few words.")
    if own:
        return Granted("", reason)
    person = active_staff(session, given.by)
    if person.code == desk.actor.code or not may(person.role, permission):
        raise ApprovalError(
            permission, msg("{name} may not allow this; a manager or the owner can.", name=person.name)
        )
    # Where nobody has a PIN, anyone can sit down as the owner: asking for one would only stop the shop.
    if staff.codes_with_pin(session):
        check_pin(session, desk, staff_code=person.code, pin=given.pin)
    return Granted(person.code, reason)


def allowed(desk: Desk, permission: Permission, approval: Approval | None = None) -> Granted:
    """As `require`, for work that has no one transaction of its own: asked before any of it begins."""
    if may(desk.actor.role, permission) and permission not in NEED_REASON:
        return Granted("", (approval or Approval()).reason.strip()[:MOST_REASON])
    with desk.db.write() as session:
        granted = require(session, desk, permission, approval)
        session.commit()
    return granted


def active_staff(session: Session, code: str, *, locked_too: bool = False) -> Approver:
    """A member of staff who works here now; UserErrors ``unknown_staff`` and, unless `locked_too`, ``staff_locked``."""
    row = staff.person(session, code.strip())
    if row is None or not row.active:
        raise UserError("unknown_staff", "Nobody called {code} works here.", code=code.strip()[:40])
    if row.locked and not locked_too:
        raise UserError("staff_locked", "{name} is locked out; the owner can change that.", name=row.name)
    return Approver(row.code, row.name, row.role)


def asks_for_pins(desk: Desk) -> bool:
    """Whether an approval needs a PIN: as soon as anybody has one."""
    with desk.db.read() as session:
        return bool(staff.codes_with_pin(session))


def approvers(desk: Desk, *, permission: Permission) -> list[Approver]:
    """Everyone else, active and not locked, who may allow an act: those with a PIN first, since only it proves who."""
    with desk.db.read() as session:
        rows = staff.active_with_roles(session, roles_with(permission))
        return [Approver(row.code, row.name, row.role) for row in rows if row.code != desk.actor.code]
