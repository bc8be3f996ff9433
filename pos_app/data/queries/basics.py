"""What every shop has from the start: a till, an owner, a tax class."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_THERE = text(
    "SELECT EXISTS (SELECT 1 FROM till) AND EXISTS (SELECT 1 FROM staff WHERE role = 'owner')"
    " AND EXISTS (SELECT 1 FROM tax)"
)
_ADD = (
    "INSERT INTO till (code, name, prefix) SELECT '1', 'Counter 1', '1' WHERE NOT EXISTS (SELECT 1 FROM till)",
    "INSERT INTO staff (code, name, role, active) SELECT 'owner', 'Owner', 'owner', true"
    " WHERE NOT EXISTS (SELECT 1 FROM staff WHERE role = 'owner' OR code = 'owner')",
    # No rate can be guessed: 0 until the owner says which one the shop charges.
    "INSERT INTO tax (code, name, kind, rate, included, adds_to_base, ignores_previous)"
    " SELECT 'TAX', 'Sales tax', 'percent', 0, false, false, false WHERE NOT EXISTS (SELECT 1 FROM tax)",
    "INSERT INTO tax_class (code, position, tax_code) SELECT 'STD', 0, 'TAX'"
    " WHERE NOT EXISTS (SELECT 1 FROM tax_class) AND EXISTS (SELECT 1 FROM tax WHERE code = 'TAX')",
)


def are_there(session: Session) -> bool:
    """Whether nothing of it is missing."""
    return bool(session.execute(_THERE).scalar_one())


def add_missing(session: Session) -> None:
    """Add what is missing; running it again changes nothing."""
    for statement in _ADD:
        session.execute(text(statement))


def first_till(session: Session) -> str:
    """The first till's code; "1" in a shop without tills."""
    found = session.execute(text("SELECT min(code) FROM till")).scalar_one()
    return str(found or "1")


def till_name(session: Session, code: str) -> str:
    """The name of a till, its code if it has none."""
    found = session.execute(text("SELECT name FROM till WHERE code = :code"), {"code": code}).scalar()
    return str(found or code)


def first_person(session: Session) -> tuple[str, str, str]:
    """Code, name and role of who works here, a cashier before a manager before an owner."""
    row = session.execute(
        text(
            "SELECT code, name, role FROM staff WHERE active AND NOT locked ORDER BY CASE role WHEN 'cashier' THEN 0"
            " WHEN 'manager' THEN 1 ELSE 2 END, code LIMIT 1"
        )
    ).one()
    return str(row[0]), str(row[1]), str(row[2])
