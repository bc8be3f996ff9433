"""Inserting posted rows, and the end of each till's chain."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import URL, Dialect, Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from pos_app.data import tables
from pos_app.data.prepared import Prepared


def table(name: str) -> Table:
    """The table of that name; KeyError if there is none."""
    return tables.metadata().tables[name]


@cache
def defaults(name: str) -> dict[str, Any]:
    """Every column of a table with its default value, None where it has none; not to be changed."""
    return {c.name: getattr(c.default, "arg", None) for c in table(name).c}


@cache
def keys(name: str) -> tuple[str, ...]:
    """The columns of a table's primary key, in their order."""
    return tuple(c.name for c in table(name).primary_key.columns)


def next_id(session: Session, name: str) -> int:
    """The next free integer id of a table; safe because the writer holds the write lock."""
    return next_ids(session, (name,))[0]


def next_ids(session: Session, names: tuple[str, ...]) -> tuple[int, ...]:
    """The next free ids of several tables, by one statement."""
    return tuple(_next_ids(names).all(session)[0])


@cache
def _next_ids(names: tuple[str, ...]) -> Prepared:
    return Prepared(
        select(*(select(func.coalesce(func.max(table(n).c.id), 0) + 1).scalar_subquery() for n in names))
    )


@cache
def in_order(name: str) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """What puts a complete row's values in the order in which they are inserted."""
    return itemgetter(*(c.name for c in table(name).c))


class Writer:
    """Writes by the driver's own connection, within the transaction that is open on it.

    Preparing a row's parameters costs SQLAlchemy more than storing it.
    """

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        self.driver = driver
        self._dialect = dialect

    @classmethod
    def of(cls, session: Session) -> "Writer":
        """The writer of a session's connection; what is pending in the session is not flushed first."""
        connection = session.connection()
        return cls(connection.connection.driver_connection, connection.dialect)

    def insert(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows into a table, each with the values of all its columns as by `in_order`."""
        if rows:
            self.run(_insert(self._dialect.name, self._dialect.paramstyle, name), rows)

    def run(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        if len(rows) == 1:
            self.driver.execute(text, rows[0])
        elif rows:
            self.driver.executemany(text, rows)


def insert_rows(session: Session, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert complete rows."""
    if rows:
        values = in_order(name)
        Writer.of(session).insert(name, [values(row) for row in rows])


@cache
def _insert(kind: str, paramstyle: str, name: str) -> str:
    """The INSERT for all columns of a table, in their order."""
    columns = [c.name for c in table(name).c]
    dialect: Dialect = URL.create(kind).get_dialect()(paramstyle=paramstyle)  # type: ignore[call-arg]
    statement = insert(table(name)).compile(dialect=dialect, column_keys=columns)
    if statement.positiontup != columns:
        raise NotImplementedError(f"the values of {name} in their order for {kind}")
    return str(statement)


def chain_head(session: Session, till: str) -> tuple[int, str, str]:
    """Sequence number, hash and time of a till's last journal entry; (0, 64 zeros, "") before the first."""
    found = _chain_head().first(session, till=till)
    return (found[0], found[1], found[2]) if found else (0, "0" * 64, "")


@cache
def _chain_head() -> Prepared:
    journal = table("journal")
    return Prepared(
        select(journal.c.seq, journal.c.hash, journal.c.at)
        .where(journal.c.till == bindparam("till"))
        .order_by(journal.c.seq.desc())
        .limit(1)
    )
