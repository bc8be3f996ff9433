"""Who works here, and the hashes of their PINs."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

_OWNER_HAS_PIN = text(
    "SELECT EXISTS (SELECT 1 FROM staff_pin p JOIN staff s ON s.code = p.staff_code"
    " WHERE s.role = 'owner' AND s.active)"
)
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


@cache
def _person() -> Any:
    c = table("staff").c
    return select(c.code, c.name, c.role, c.active, c.locked)


def person(session: Session, code: str) -> Record | None:
    """Code, name, role, whether active and whether locked of someone; None if nobody has the code."""
    return session.execute(_person().where(table("staff").c.code == code)).first()


def active_with_roles(session: Session, roles: Sequence[str]) -> list[Record]:
    """Everyone active and not locked with one of the roles, as `person`: those with a PIN first, then by name."""
    c, pin = table("staff").c, table("staff_pin")
    return list(
        session.execute(
            _person()
            .outerjoin(pin, pin.c.staff_code == c.code)
            .where(c.active, ~c.locked, c.role.in_(roles))
            .order_by(pin.c.staff_code.is_(None), c.name, c.code)
        )
    )


def active(session: Session) -> list[Record]:
    """Everyone active, as `person`, by name."""
    c = table("staff").c
    return list(session.execute(_person().where(c.active).order_by(c.name, c.code)))


def everyone(session: Session) -> list[Record]:
    """Everyone who works or worked here, as `person`: who works here first, then by name."""
    c = table("staff").c
    return list(session.execute(_person().order_by(c.active.desc(), c.name, c.code)))


def owner_has_pin(session: Session) -> bool:
    """Whether one of the active owners has a PIN, be they locked or not."""
    return bool(session.execute(_OWNER_HAS_PIN).scalar_one())


def codes_with_pin(session: Session) -> frozenset[str]:
    """The codes of everyone who has a PIN."""
    return frozenset(session.execute(select(table("staff_pin").c.staff_code)).scalars())


def pin(session: Session, code: str) -> Record | None:
    """Hashes, wrong tries and waiting time of someone's PIN; None without one."""
    of = table("staff_pin")
    return session.execute(select(of).where(of.c.staff_code == code)).first()


def put_pin(session: Session, code: str, pin_hash: str, recovery_hash: str = "") -> None:
    """Store the hashes of a PIN and of what replaces it; wrong tries are forgotten."""
    values = {"pin_hash": pin_hash, "recovery_hash": recovery_hash, "wrong": 0, "wait_until": ""}
    of = table("staff_pin")
    done = session.execute(update(of).where(of.c.staff_code == code).values(**values))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(of).values(staff_code=code, **values))


def set_tries(session: Session, code: str, wrong: int, wait_until: str) -> None:
    """Store how many wrong tries there were in a row, and until when (UTC) no further one is taken."""
    of = table("staff_pin")
    session.execute(update(of).where(of.c.staff_code == code).values(wrong=wrong, wait_until=wait_until))


def last_signed_in(session: Session, till: str) -> str:
    """The code of who signed in last at a till; "" before the first."""
    return str(session.execute(_LAST_SIGNED_IN, {"till": till}).scalar() or "")


def recovered(session: Session, since: str, limit: int = 3) -> list[Record]:
    """Moment, actor and text block of the last PINs made anew, since a moment (UTC) or since anyone signed in."""
    return list(session.execute(_RECOVERED, {"since": since, "limit": limit}))
