"""The day book's entries for verification, and what is asked of the journal by itself; `verify_scan` reads the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pos_app.data.queries.verify_fields import LATEST

if TYPE_CHECKING:
    # Worker processes read by other means, and start the sooner.
    from sqlalchemy.orm import Session

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
    """A posted row whose entry is missing."""

    table: str
    key: str
    entry_id: int


def missing_owners(session: Session, most: int) -> list[Stray]:
    """Posted rows whose entry is not in the journal, at most so many of each table."""
    found = []
    for name in sorted(LATEST):
        key = LATEST[name][0].replace(" ", ", ")
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


def all_ids(session: Session) -> list[int]:
    """The ids of all entries, in order."""
    return [row[0] for row in _execute(session, "SELECT id FROM journal ORDER BY id")]


def _execute(session: Session, statement: str, values: tuple[Any, ...] = ()) -> Any:
    """A plain cursor: rows by the million want nothing between them and the driver."""
    cursor = session.connection().connection.cursor()
    cursor.execute(statement, values)
    return cursor
