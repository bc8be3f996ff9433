"""Stored settings, taxes, tax classes and staff."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.highest_numbers import KEY
from pos_app.data.prepared import Prepared
from pos_app.data.tables.shop import Setting, Staff, TaxClass, TaxRow

# Counts the changes, so that whoever keeps settings in memory sees in one look whether they are the newest.
REVISION = "meta.revision"
_Coded = type[TaxRow] | type[Staff]
_ALL = Prepared(lambda: select(Setting.__table__.c.key, Setting.__table__.c.value))  # type: ignore[attr-defined]
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
    found = session.execute(_REVISION, {"key": KEY + what}).scalar_one_or_none()
    return int(found or 0)


def put(session: Session, values: Mapping[str, Any], *, at: str, by: str) -> None:
    """Store values under their keys and count the revision up."""
    for key, value in {**values, REVISION: revision(session) + 1}.items():
        row = {"value": json.dumps(value, ensure_ascii=False), "updated_at": at, "updated_by": by}
        done = session.execute(update(Setting).where(col(Setting.key) == key).values(**row))
        if not done.rowcount:  # type: ignore[attr-defined]
            session.execute(insert(Setting).values(key=key, **row))


def taxes(session: Session) -> dict[str, dict[str, Any]]:
    """Every tax's row by code, in the order of codes."""
    return _by_code(session, TaxRow)


def staff(session: Session) -> dict[str, dict[str, Any]]:
    """Everyone's row by code, in the order of codes."""
    return _by_code(session, Staff)


def tax_classes(session: Session) -> dict[str, list[str]]:
    """The tax codes of every class, in their order."""
    found: dict[str, list[str]] = {}
    order = select(TaxClass).order_by(col(TaxClass.code), col(TaxClass.position))
    for row in session.scalars(order):
        found.setdefault(row.code, []).append(row.tax_code)
    return found


def anything_posted(session: Session) -> bool:
    """Whether a sale is booked, be it history of another till."""
    return bool(session.execute(_POSTED).scalar_one())


def put_tax(session: Session, row: dict[str, Any]) -> None:
    """Store a tax; what is sold already keeps the definition of its day."""
    _put(session, TaxRow, row)


def put_staff(session: Session, row: dict[str, Any]) -> None:
    """Store someone who works at the till."""
    _put(session, Staff, row)


def put_tax_class(session: Session, code: str, tax_codes: Sequence[str]) -> None:
    """Replace the taxes of a class."""
    session.execute(delete(TaxClass).where(col(TaxClass.code) == code))
    for position, tax_code in enumerate(tax_codes):
        session.execute(insert(TaxClass).values(code=code, position=position, tax_code=tax_code))


def _by_code(session: Session, table: _Coded) -> dict[str, dict[str, Any]]:
    rows: list[TaxRow | Staff] = list(session.scalars(select(table).order_by(col(table.code))))
    return {row.code: row.model_dump() for row in rows}


def _put(session: Session, table: _Coded, row: dict[str, Any]) -> None:
    done = session.execute(update(table).where(col(table.code) == row["code"]).values(**row))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(table).values(**row))
