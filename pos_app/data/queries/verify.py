"""Reading the day book for verification: every entry with its rows, each table once and in key order.

This walk knows no dialect of SQL; `verify_scan` reads the same faster where SQLite holds the book.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries.verify_fields import VERSION_3

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the day book with the rows that name it; fields of rows are in the order of their names."""

    rows: dict[str, list[Row]]
    id: int
    till: str
    seq: int
    previous_hash: str
    hash: str
    version: int
    kind: str
    uuid: str
    actor: str
    at: str
    business_date: str
    session_id: int | None


@dataclass(frozen=True, slots=True)
class Stray:
    """A posted row outside its place: its entry is missing, or was passed before the row came."""

    table: str
    key: str
    entry_id: int


def missing_owners(session: Session, most: int) -> list[Stray]:
    """Posted rows whose entry is not in the journal, at most so many of each table."""
    found = []
    for name in sorted(VERSION_3):
        key = VERSION_3[name][0].replace(" ", ", ")
        rows = _execute(
            session,
            f"SELECT t.entry_id, {key} FROM {name} t WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = t.entry_id)"
            f" ORDER BY {key} LIMIT {most}",
        )
        found += [Stray(name, "-".join(str(part) for part in row[1:]), row[0]) for row in rows]
    return found


def end_before(session: Session, till: str, entry_id: int) -> tuple[int, str]:
    """Number and hash of the entry of a till before the one with an id; (0, "") if it is the first."""
    found = _execute(
        session,
        "SELECT seq, hash FROM journal WHERE till = ? AND id < ? ORDER BY id DESC LIMIT 1",
        (till, entry_id),
    ).fetchone()
    return (found[0], found[1]) if found else (0, "")


def count_entries(session: Session) -> int:
    """How many entries there are."""
    return int(_execute(session, "SELECT count(*) FROM journal").fetchone()[0])


def entries(session: Session) -> Iterator[Entry | Stray]:
    """Every entry in the order of ids with its rows, and rows that belong to none.

    All tables are read side by side, so memory does not grow with the book.
    """
    tables = [_Table(session, name) for name in sorted(VERSION_3)]
    journal = _execute(
        session,
        "SELECT id, till, seq, previous_hash, hash, version, kind, uuid, actor, at, business_date,"
        " session_id"
        " FROM journal ORDER BY id",
    )
    for head in journal:
        rows: dict[str, list[Row]] = {}
        for table in tables:
            yield from table.strays_before(head[0])
            if table.entry_id == head[0]:
                rows[table.name] = table.take()
        yield Entry(rows, *head)
    for table in tables:
        yield from table.strays_before(None)


class _Table:
    """A posted table read in key order, one entry's rows at a time."""

    def __init__(self, session: Session, name: str) -> None:
        key, fields = VERSION_3[name]
        self.name = name
        self._key = key.split()
        self._fields = sorted(fields.split())
        chosen = ", ".join(f'"{field}"' for field in ("entry_id", *self._fields))
        order = ", ".join(self._key)
        cursor = _execute(session, f"SELECT {chosen} FROM {name} ORDER BY {order}")
        self._groups = groupby(cursor, key=itemgetter(0))
        self.entry_id: int | None = None
        self._rows: list[Row] = []
        self._advance()

    def take(self) -> list[Row]:
        """The rows of the entry that the table stands at; the table moves on."""
        rows = self._rows
        self._advance()
        return rows

    def strays_before(self, entry_id: int | None) -> Iterator[Stray]:
        """Rows whose entry comes before this one (None: all that is left)."""
        while self.entry_id is not None and (entry_id is None or self.entry_id < entry_id):
            for row in self._rows:
                key = "-".join(str(row[part]) for part in self._key)
                yield Stray(self.name, key, self.entry_id)
            self._advance()

    def _advance(self) -> None:
        self.entry_id, group = next(self._groups, (None, ()))
        if self.entry_id is not None and not isinstance(self.entry_id, int):
            # A text where the entry's number belongs is no entry's.
            self.entry_id = -1
        fields = self._fields
        self._rows = [dict(zip(fields, row[1:], strict=False)) for row in group]


def _execute(session: Session, statement: str, values: tuple[Any, ...] = ()) -> Any:
    """A plain cursor: rows by the million want nothing between them and the driver."""
    cursor = session.connection().connection.cursor()
    cursor.execute(statement, values)
    return cursor
