"""What one shop's file has that another lacks: the entries after the last one they share, and what else differs."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pos_app.data.db import machine_errors
from pos_app.data.shop_copy import Head, snapshot
from pos_app.data.shop_file import look

# Master data that can differ without an entry in the book.
_COMPARED = ("customer", "product", "setting")


@dataclass(frozen=True, slots=True)
class TillDifference:
    """Entries of a till that only the present file has: `from_seq` to `head.seq`, and what was sold in them.

    `total` is in minor units; numbers are "" where nothing was sold. `z_from`, `z_to` are 0 without a Z.
    """

    head: Head
    from_seq: int
    since: str
    sales: int
    first_number: str
    last_number: str
    total: int
    z_from: int
    z_to: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that only the present file has; `changed` counts rows of master data that differ."""

    tills: tuple[TillDifference, ...]
    points: int
    quotes: int
    cart_lines: int
    changed: dict[str, int]
    exponent: int


def difference(present: Path, kept: Path) -> Difference:
    """What `present` has and `kept` lacks. Both are sound shops; MachineErrors as for every database."""
    with machine_errors(), closing(look(present)) as connection:
        connection.execute("ATTACH DATABASE ? AS kept", (f"{kept.absolute().as_uri()}?mode=ro",))
        heads = snapshot(connection).heads
        lost = [found for head in heads if (found := _till(connection, head)) is not None]
        exponent = connection.execute("SELECT exponent FROM sale ORDER BY id DESC LIMIT 1").fetchone()
        return Difference(
            tuple(lost),
            sum(_points(connection, found) for found in lost),
            _quotes(connection),
            _one(connection, "SELECT count(*) FROM cart_line"),
            {table: _changed(connection, table) for table in _COMPARED},
            int(exponent[0]) if exponent else 2,
        )


def _till(connection: sqlite3.Connection, head: Head) -> TillDifference | None:
    shared = _shared(connection, head)
    if shared == head.seq:
        return None
    where = (head.till, shared)
    (since,) = connection.execute(
        "SELECT at FROM journal WHERE till = ? AND seq > ? ORDER BY seq LIMIT 1", where
    ).fetchone()
    sold = connection.execute(
        "SELECT count(*), coalesce(min(s.id), 0), coalesce(max(s.id), 0), coalesce(sum(s.total), 0)"
        " FROM journal j JOIN sale s ON s.entry_id = j.id"
        " WHERE j.till = ? AND j.seq > ? AND s.kind <> 'history'",
        where,
    ).fetchone()
    zs: tuple[int, int] = (0, 0)
    if _has(connection, "main", "z_ledger"):
        zs = connection.execute(
            "SELECT coalesce(min(z.number), 0), coalesce(max(z.number), 0)"
            " FROM journal j JOIN z_ledger z ON z.entry_id = j.id WHERE j.till = ? AND j.seq > ?",
            where,
        ).fetchone()
    first, last = (_number(connection, id_) for id_ in sold[1:3])
    return TillDifference(head, shared + 1, since, sold[0], first, last, sold[3], zs[0], zs[1])


def _shared(connection: sqlite3.Connection, head: Head) -> int:
    """The last entry of a till that both books have; where one differs, so do all that follow."""
    both = (
        "SELECT count(*) FROM main.journal p JOIN kept.journal k ON k.till = p.till AND k.seq = p.seq"
        " AND k.hash = p.hash WHERE p.till = ? AND p.seq = ?"
    )
    low, high = 0, head.seq
    while low < high:
        middle = (low + high + 1) // 2
        if connection.execute(both, (head.till, middle)).fetchone()[0]:
            low = middle
        else:
            high = middle - 1
    return low


def _points(connection: sqlite3.Connection, lost: TillDifference) -> int:
    """Points booked by the lost entries."""
    return _one(
        connection,
        "SELECT coalesce(sum(p.points), 0) FROM journal j JOIN point_ledger p ON p.entry_id = j.id"
        " WHERE j.till = ? AND j.seq >= ?",
        lost.head.till,
        lost.from_seq,
    )


def _quotes(connection: sqlite3.Connection) -> int:
    if not _has(connection, "kept", "quote"):
        return _one(connection, "SELECT count(*) FROM main.quote")
    return _one(
        connection, "SELECT count(*) FROM main.quote WHERE number NOT IN (SELECT number FROM kept.quote)"
    )


def _changed(connection: sqlite3.Connection, table: str) -> int:
    """Rows that are there now and not the same in the other file, by the columns that both have."""
    if not _has(connection, "kept", table):
        return _one(connection, f"SELECT count(*) FROM main.{table}")
    names = _columns(connection, "main", table)
    both = [name for name in names if name in _columns(connection, "kept", table)]
    listed = ", ".join(both)
    counters = " WHERE key NOT LIKE 'meta.%'" if table == "setting" else ""
    return _one(
        connection,
        f"SELECT count(*) FROM (SELECT {listed} FROM main.{table}{counters}"
        f" EXCEPT SELECT {listed} FROM kept.{table})",
    )


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]


def _has(connection: sqlite3.Connection, schema: str, table: str) -> bool:
    found = connection.execute(f"SELECT 1 FROM {schema}.sqlite_master WHERE name = ?", (table,))
    return found.fetchone() is not None


def _number(connection: sqlite3.Connection, sale_id: int) -> str:
    found = connection.execute("SELECT number FROM sale WHERE id = ?", (sale_id,)).fetchone()
    return str(found[0]) if found else ""


def _one(connection: sqlite3.Connection, statement: str, *values: object) -> int:
    return int(connection.execute(statement, values).fetchone()[0])
