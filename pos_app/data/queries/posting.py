"""Inserting posted rows, and the end of each till's chain."""

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Table, func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from pos_app.data import tables

MANY = 100


def table(name: str) -> Table:
    """The table of that name; KeyError if there is none."""
    assert tables  # importing the package fills the metadata
    return SQLModel.metadata.tables[name]


def defaults(name: str) -> dict[str, Any]:
    """Every column of a table with its default value, None where it has none."""
    return {c.name: getattr(c.default, "arg", None) for c in table(name).c}


@cache
def flags(name: str) -> tuple[str, ...]:
    """The columns of a table that are true or false."""
    return tuple(c.name for c in table(name).c if isinstance(c.type, Boolean))


def next_id(session: Session, name: str) -> int:
    """The next free integer id of a table; safe because the writer holds the write lock."""
    column = table(name).c.id
    return int(session.execute(select(func.coalesce(func.max(column), 0) + 1)).scalar_one())


def insert_rows(session: Session, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    if len(rows) < MANY:
        if rows:
            session.execute(insert(table(name)), rows)
        return
    # For thousands of rows, preparing each one's parameters costs more than storing it.
    dialect = session.get_bind().dialect
    statement = insert(table(name)).compile(dialect=dialect, column_keys=list(rows[0]))
    if statement.positiontup is None:
        session.execute(insert(table(name)), rows)
        return
    values = itemgetter(*statement.positiontup)
    session.connection().exec_driver_sql(str(statement), [values(row) for row in rows])


def chain_head(session: Session, till: str) -> tuple[int, str, str]:
    """Sequence number, hash and time of a till's last journal entry; (0, 64 zeros, "") before the first."""
    journal = table("journal")
    found = session.execute(
        select(journal.c.seq, journal.c.hash, journal.c.at)
        .where(journal.c.till == till)
        .order_by(journal.c.seq.desc())
        .limit(1)
    ).first()
    return (found[0], found[1], found[2]) if found else (0, "0" * 64, "")
