"""Posted rows by the ten thousand: only what differs from row to row is handed over."""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from pos_app.data.queries.posting import defaults

# Batches of an import touch the indexes everywhere; with SQLite's own 2 MB they would be read and written again
# and again.
_CACHE_KB = 64_000
# Rows of one statement, a power of two: a quarter less work for the driver than one by one, and the thread that makes
# the next rows gives way that much less often. Fewer than 32,766 values.
_MOST_ROWS = 1024
Values = Sequence[tuple[Any, ...]]


class Packed(NamedTuple):
    """The rows of one statement: how many, and the values of all of them one after the other."""

    rows: int
    values: tuple[Any, ...]


class RowForm:
    """The rows of a posted table where only the columns `given` differ; the others have their defaults.

    Values come in the order of the columns' names, which is that of the canonical JSON (docs/day_book.md).
    """

    def __init__(self, name: str, given: Collection[str]) -> None:
        every = {column: value for column, value in defaults(name).items() if column != "entry_id"}
        unknown = set(given) - every.keys()
        if unknown:
            raise ValueError(f"{name} has no column {sorted(unknown)}")
        self.table = name
        self.columns = tuple(sorted(given))
        self.constants = {column: _stored(every[column]) for column in every if column not in given}
        self._insertions: dict[int, str] = {}

    @property
    def fields(self) -> tuple[str, ...]:
        """All hashed columns in the order of their names."""
        return tuple(sorted({*self.columns, *self.constants}))

    def insertion(self, rows: int) -> str:
        """The statement that inserts so many rows; its values are the entry's id and those of each row."""
        found = self._insertions.get(rows)
        if found is None:
            names = ", ".join(f'"{name}"' for name in ("entry_id", *self.columns, *self.constants))
            # The others without numbers: those with are looked for in a list when the statement is made ready.
            each = ", ".join(
                ["?1", *("?" for _name in self.columns), *map(_literal, self.constants.values())]
            )
            found = f"INSERT INTO {self.table} ({names}) VALUES " + ", ".join([f"({each})"] * rows)
            self._insertions[rows] = found
        return found


def packed(rows: Values) -> list[Packed]:
    """Rows put together for as few statements as can be; needs no database."""
    found = []
    at, most = 0, _MOST_ROWS
    while at < len(rows):
        while most > len(rows) - at:
            most //= 2
        found.append(Packed(most, tuple(chain.from_iterable(rows[at : at + most]))))
        at += most
    return found


def insert_many(session: Session, form: RowForm, entry_id: int, rows: Sequence[Packed]) -> None:
    """Insert rows of one entry."""
    connection = session.connection()
    for count, values in rows:
        connection.exec_driver_sql(form.insertion(count), (entry_id, *values))


def widen_cache(session: Session) -> None:
    """Let this transaction's connection hold more pages; call `narrow_cache` before it goes back."""
    session.connection().exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KB}")


def narrow_cache(session: Session) -> None:
    """As SQLite has it by itself."""
    session.connection().exec_driver_sql("PRAGMA cache_size = -2000")


def _stored(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
