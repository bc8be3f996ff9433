"""Who works here, and the hashes of their PINs."""

from collections.abc import Sequence

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.queries.posting import table
from pos_app.data.records import Record
from pos_app.data.tables import Staff, StaffPin

PIN = table("staff_pin")
_PERSON = (col(Staff.code), col(Staff.name), col(Staff.role), col(Staff.active), col(Staff.locked))
_LAST_SIGNED_IN = text(
    "SELECT a.actor FROM audit_journal a JOIN journal j ON j.id = a.entry_id"
    " WHERE a.event = 'signed_in' AND j.till = :till ORDER BY a.id DESC LIMIT 1"
)
_RECOVERED = text(
    "SELECT j.at, a.actor, t.block FROM audit_journal a JOIN journal j ON j.id = a.entry_id"
    " LEFT JOIN text_block t ON t.hash = a.text_hash WHERE a.event = 'pin_recovered'"
    " AND (j.at >= :since OR a.id > coalesce((SELECT max(id) FROM audit_journal WHERE event = 'signed_in'), 0))"
    " ORDER BY a.id DESC LIMIT :limit"
)


def person(session: Session, code: str) -> Record | None:
    """Code, name, role, whether active and whether locked of someone; None if nobody has the code."""
    return session.execute(select(*_PERSON).where(col(Staff.code) == code)).first()


def active_with_roles(session: Session, roles: Sequence[str]) -> list[Record]:
    """Everyone active and not locked with one of the roles, as `person`: those with a PIN first, then by name."""
    return list(
        session.execute(
            select(*_PERSON)
            .outerjoin(StaffPin, col(StaffPin.staff_code) == col(Staff.code))
            .where(col(Staff.active), ~col(Staff.locked), col(Staff.role).in_(roles))
            .order_by(col(StaffPin.staff_code).is_(None), col(Staff.name), col(Staff.code))
        )
    )


def active(session: Session) -> list[Record]:
    """Everyone active, as `person`, by name."""
    statement = select(*_PERSON).where(col(Staff.active))
    return list(session.execute(statement.order_by(col(Staff.name), col(Staff.code))))


def everyone(session: Session) -> list[Record]:
    """Everyone who works or worked here, as `person`: who works here first, then by name."""
    order = (col(Staff.active).desc(), col(Staff.name), col(Staff.code))
    return list(session.execute(select(*_PERSON).order_by(*order)))


def owner_has_pin(session: Session) -> bool:
    """Whether one of the active owners has a PIN, be they locked or not."""
    statement = select(PIN.c.staff_code).join(Staff, col(Staff.code) == PIN.c.staff_code)
    owners = statement.where(col(Staff.role) == "owner", col(Staff.active))
    return session.execute(owners.limit(1)).first() is not None


def codes_with_pin(session: Session) -> frozenset[str]:
    """The codes of everyone who has a PIN."""
    return frozenset(session.execute(select(PIN.c.staff_code)).scalars())


def pin(session: Session, code: str) -> Record | None:
    """Hashes, wrong tries and waiting time of someone's PIN; None without one."""
    return session.execute(select(PIN).where(PIN.c.staff_code == code)).first()


def put_pin(session: Session, code: str, pin_hash: str, recovery_hash: str = "") -> None:
    """Store the hashes of a PIN and of what replaces it; wrong tries are forgotten."""
    values = {"pin_hash": pin_hash, "recovery_hash": recovery_hash, "wrong": 0, "wait_until": ""}
    done = session.execute(update(PIN).where(PIN.c.staff_code == code).values(**values))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(PIN).values(staff_code=code, **values))


def set_tries(session: Session, code: str, wrong: int, wait_until: str) -> None:
    """Store how many wrong tries there were in a row, and until when (UTC) no further one is taken."""
    session.execute(update(PIN).where(PIN.c.staff_code == code).values(wrong=wrong, wait_until=wait_until))


def last_signed_in(session: Session, till: str) -> str:
    """The code of who signed in last at a till; "" before the first."""
    return str(session.execute(_LAST_SIGNED_IN, {"till": till}).scalar() or "")


def recovered(session: Session, since: str, limit: int = 3) -> list[Record]:
    """Moment, actor and text block of the last PINs made anew, since a moment (UTC) or since anyone signed in."""
    return list(session.execute(_RECOVERED, {"since": since, "limit": limit}))
