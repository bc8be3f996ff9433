"""Stored settings, taxes, tax classes and staff."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from pos_app.data.light import light
from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table

# Counts the changes, so that whoever keeps settings in memory sees in one look whether they are the newest.
REVISION = "meta.revision"
_SETTING = light("setting", "key", "value", "updated_at", "updated_by")
_ALL = Prepared(lambda: select(_SETTING.c.key, _SETTING.c.value))
_POSTED = text("SELECT EXISTS (SELECT 1 FROM sale)")
_REVISION = text("SELECT value FROM setting WHERE key = :key")


def stored(session: Session) -> dict[str, Any]:
    """Every stored value by key, the revision included."""
    return {key: json.loads(value) for key, value in _ALL.all(session)}


def revision(session: Session) -> int:
    """How often the settings were changed."""
    found = session.execute(_REVISION, {"key": REVISION}).scalar_one_or_none()
    return int(found or 0)


def highest_given(session: Session, what: str) -> int:
    """The highest number given in a book that was lost ("receipt.1", "z.1", "quote"); 0 where none was."""
    from pos_app.data.highest_numbers import KEY

    found = session.execute(_REVISION, {"key": KEY + what}).scalar_one_or_none()
    return int(found or 0)


def put(session: Session, values: Mapping[str, Any], *, at: str, by: str) -> None:
    """Store values under their keys and count the revision up."""
    for key, value in {**values, REVISION: revision(session) + 1}.items():
        row = {"value": json.dumps(value, ensure_ascii=False), "updated_at": at, "updated_by": by}
        done = session.execute(update(_SETTING).where(_SETTING.c.key == key).values(**row))
        if not done.rowcount:  # type: ignore[attr-defined]
            session.execute(insert(_SETTING).values(key=key, **row))


def taxes(session: Session) -> dict[str, dict[str, Any]]:
    """Every tax's row by code, in the order of codes."""
    return _by_code(session, "tax")


def staff(session: Session) -> dict[str, dict[str, Any]]:
    """Everyone's row by code, in the order of codes."""
    return _by_code(session, "staff")


def tax_classes(session: Session) -> dict[str, list[str]]:
    """The tax codes of every class, in their order."""
    found: dict[str, list[str]] = {}
    c = table("tax_class").c
    for code, tax_code in session.execute(select(c.code, c.tax_code).order_by(c.code, c.position)):
        found.setdefault(code, []).append(tax_code)
    return found


def anything_posted(session: Session) -> bool:
    """Whether a sale is booked, be it history of another till."""
    return bool(session.execute(_POSTED).scalar_one())


def put_tax(session: Session, row: dict[str, Any]) -> None:
    """Store a tax; what is sold already keeps the definition of its day."""
    _put(session, "tax", row)


def put_staff(session: Session, row: dict[str, Any]) -> None:
    """Store someone who works at the till."""
    _put(session, "staff", row)


def put_tax_class(session: Session, code: str, tax_codes: Sequence[str]) -> None:
    """Replace the taxes of a class."""
    of = table("tax_class")
    session.execute(delete(of).where(of.c.code == code))
    for position, tax_code in enumerate(tax_codes):
        session.execute(insert(of).values(code=code, position=position, tax_code=tax_code))


def _by_code(session: Session, name: str) -> dict[str, dict[str, Any]]:
    of = table(name)
    return {row.code: dict(row._mapping) for row in session.execute(select(of).order_by(of.c.code))}


def _put(session: Session, name: str, row: dict[str, Any]) -> None:
    of = table(name)
    done = session.execute(update(of).where(of.c.code == row["code"]).values(**row))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(of).values(**row))
