"""Projects and noted facts of many customers, for the import."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import defaults, table

PROJECT, FACT = table("project"), table("customer_fact")
_PART = 500


def projects_of(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The projects of these customers, as they were opened."""
    return _of(session, PROJECT, ids)


def facts_of(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """What was noted about these customers, as it was noted."""
    return _of(session, FACT, ids)


def add(session: Session, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert projects or facts, in this order."""
    if rows:
        standard = {column: value for column, value in defaults(name).items() if column != "id"}
        session.execute(insert(table(name)), [{**standard, **row} for row in rows])


def change(session: Session, name: str, row_id: int, values: dict[str, Any]) -> None:
    """Write these columns of a project or fact."""
    found = table(name)
    session.execute(update(found).where(found.c.id == row_id).values(**values))


def _of(session: Session, found: Any, ids: Sequence[int]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for at in range(0, len(ids), _PART):
        statement = select(found).where(found.c.customer_id.in_(ids[at : at + _PART])).order_by(found.c.id)
        rows += [dict(row) for row in session.execute(statement).mappings()]
    return rows
