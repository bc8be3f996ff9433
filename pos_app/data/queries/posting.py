"""Inserting posted rows, and the end of each till's chain."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Dialect, Select, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from pos_app.data import tables

# Tables whose rows are numbered by `id` and which a sale may post to; numbers are read before its hash is made.
_NUMBERED = (
    "journal", "sale", "sale_line", "stock_move", "point_ledger", "credit_ledger", "offer_ledger",
    "offer_event_ledger", "offer_holdout_ledger", "audit_journal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inserts:
    """An INSERT as the driver takes it: its text, and a row's values in the order of the text."""

    text: str
    values: Callable[[dict[str, Any]], tuple[Any, ...]]


def table(name: str) -> Table:
    """The table of that name; KeyError if there is none."""
    assert tables  # importing the package fills the metadata
    return SQLModel.metadata.tables[name]


@cache
def defaults(name: str) -> dict[str, Any]:
    """Every column of a table with its default value, None where it has none; not to be changed."""
    return {c.name: getattr(c.default, "arg", None) for c in table(name).c}


@cache
def flags(name: str) -> tuple[str, ...]:
    """The columns of a table that are true or false."""
    return tuple(c.name for c in table(name).c if isinstance(c.type, Boolean))


@cache
def keys(name: str) -> tuple[str, ...]:
    """The columns of a table's primary key, in their order."""
    return tuple(c.name for c in table(name).primary_key.columns)


def next_id(session: Session, name: str) -> int:
    """The next free integer id of a table; safe because the writer holds the write lock."""
    return int(session.execute(_next_id(name)).scalar_one())


def next_ids(session: Session) -> dict[str, int]:
    """The next free ids of all tables that a sale may post to, by one statement."""
    row = session.execute(_next_ids()).one()
    return dict(zip(_NUMBERED, row, strict=True))


@cache
def _next_id(name: str) -> Select[Any]:
    return select(func.coalesce(func.max(table(name).c.id), 0) + 1)


@cache
def _next_ids() -> Select[Any]:
    return select(*(_next_id(name).scalar_subquery() for name in _NUMBERED))


def insert_rows(session: Session, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of a posted table; each has every column.

    They go to the driver as they are: preparing a row's parameters costs SQLAlchemy more than storing it.
    """
    if not rows:
        return
    connection = session.connection()
    form = inserts(connection.dialect, name)
    if form is None:
        session.execute(insert(table(name)), rows)
    else:
        add(connection.connection.driver_connection, form.text, [form.values(row) for row in rows])


def inserts(dialect: Dialect, name: str, columns: tuple[str, ...] = ()) -> Inserts | None:
    """How rows with these columns (all by default) are inserted; None where the dialect's driver takes no tuples."""
    return _inserts(dialect.name, dialect, name, columns) if dialect.paramstyle == "qmark" else None


_known: dict[tuple[str, str, tuple[str, ...]], Inserts] = {}


def _inserts(kind: str, dialect: Dialect, name: str, columns: tuple[str, ...]) -> Inserts:
    found = _known.get((kind, name, columns))
    if found is None:
        wanted = list(columns) or [c.name for c in table(name).c]
        statement = insert(table(name)).compile(dialect=dialect, column_keys=wanted)
        found = Inserts(str(statement), itemgetter(*(statement.positiontup or ())))
        _known[kind, name, columns] = found
    return found


def add(driver: Any, text: str, rows: Sequence[Iterable[Any]]) -> None:
    """Run a statement once for each row of values, by the driver's own connection."""
    if len(rows) == 1:
        driver.execute(text, rows[0])
    elif rows:
        driver.executemany(text, rows)


def chain_head(session: Session, till: str) -> tuple[int, str, str]:
    """Sequence number, hash and time of a till's last journal entry; (0, 64 zeros, "") before the first."""
    found = session.execute(_chain_head(), {"till": till}).first()
    return (found[0], found[1], found[2]) if found else (0, "0" * 64, "")


@cache
def _chain_head() -> Select[Any]:
    journal = table("journal")
    return (
        select(journal.c.seq, journal.c.hash, journal.c.at)
        .where(journal.c.till == bindparam("till"))
        .order_by(journal.c.seq.desc())
        .limit(1)
    )
