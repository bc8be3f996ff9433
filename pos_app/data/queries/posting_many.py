"""Posted rows by the ten thousand: only what differs from row to row is handed over."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries.posting import defaults

# Batches of an import touch the indexes everywhere; with SQLite's own 2 MB they would be read and written again
# and again.
_CACHE_KB = 64_000
Values = Sequence[tuple[Any, ...]]


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

    @property
    def fields(self) -> tuple[str, ...]:
        """All hashed columns in the order of their names."""
        return tuple(sorted({*self.columns, *self.constants}))


def insert_many(session: Session, form: RowForm, entry_id: int, rows: Values) -> None:
    """Insert rows of one entry."""
    names = [*form.columns, *form.constants, "entry_id"]
    constants = [_literal(value) for value in form.constants.values()]
    places = ["?"] * len(form.columns) + constants + [str(int(entry_id))]
    columns = ", ".join(f'"{name}"' for name in names)
    text = f"INSERT INTO {form.table} ({columns}) VALUES ({', '.join(places)})"
    session.connection().exec_driver_sql(text, list(rows) if not isinstance(rows, list) else rows)


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
