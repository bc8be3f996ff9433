"""Who works here, and the hashes of their PINs."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.queries.posting import table
from pos_app.data.records import Record
from pos_app.data.tables import Staff, StaffPin

PIN = table("staff_pin")


def person(session: Session, code: str) -> Record | None:
    """Code, name, role and whether active of someone; None if nobody has the code."""
    statement = select(col(Staff.code), col(Staff.name), col(Staff.role), col(Staff.active))
    return session.execute(statement.where(col(Staff.code) == code)).first()


def active_with_roles(session: Session, roles: Sequence[str]) -> list[Record]:
    """Code, name and role of everyone active with one of the roles: those with a PIN first, then by name."""
    return list(
        session.execute(
            select(col(Staff.code), col(Staff.name), col(Staff.role))
            .outerjoin(StaffPin, col(StaffPin.staff_code) == col(Staff.code))
            .where(col(Staff.active), col(Staff.role).in_(roles))
            .order_by(col(StaffPin.staff_code).is_(None), col(Staff.name), col(Staff.code))
        )
    )


def active(session: Session) -> list[Record]:
    """Code, name and role of everyone active, by name."""
    statement = select(col(Staff.code), col(Staff.name), col(Staff.role)).where(col(Staff.active))
    return list(session.execute(statement.order_by(col(Staff.name), col(Staff.code))))


def owner_has_pin(session: Session) -> bool:
    """Whether one of the active owners has a PIN."""
    statement = select(PIN.c.staff_code).join(Staff, col(Staff.code) == PIN.c.staff_code)
    owners = statement.where(col(Staff.role) == "owner", col(Staff.active))
    return session.execute(owners.limit(1)).first() is not None


def codes_with_pin(session: Session) -> frozenset[str]:
    """The codes of everyone who has a PIN."""
    return frozenset(session.execute(select(PIN.c.staff_code)).scalars())


def pin(session: Session, code: str) -> Record | None:
    """Hash, wrong tries and waiting time of someone's PIN; None without one."""
    return session.execute(select(PIN).where(PIN.c.staff_code == code)).first()


def put_pin(session: Session, code: str, pin_hash: str) -> None:
    """Store a PIN's hash; wrong tries are forgotten."""
    values = {"pin_hash": pin_hash, "wrong": 0, "wait_until": ""}
    done = session.execute(update(PIN).where(PIN.c.staff_code == code).values(**values))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(PIN).values(staff_code=code, **values))


def set_tries(session: Session, code: str, wrong: int, wait_until: str) -> None:
    """Store how many wrong tries there were in a row, and until when (UTC) no further one is taken."""
    session.execute(update(PIN).where(PIN.c.staff_code == code).values(wrong=wrong, wait_until=wait_until))
