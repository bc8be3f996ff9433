"""Random days of a shop: nothing that a person may do raises an alarm, and whatever is done past the program does."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos_app.data.queries.verify_fields import LATEST
from pos_app.domain.message import english
from pos_app.services.desk import Desk
from pos_app.services.verify import VerifyReport, verify
from tests.services.activity_kit import random_shop
from tests.services.books_kit import copy_of, desk_on

# `make torture` asks for more.
RUNS = int(os.environ.get("RUNS", "4"))
TAMPERED = int(os.environ.get("TAMPERED", "20"))
STEPS = 60
TABLES = ("journal", *LATEST)


def sentences(report: VerifyReport) -> str:
    return "\n".join(f"{p.till}/{p.seq} {p.number}: {english(p.message)}" for p in report.problems)


@pytest.mark.parametrize("seed", range(RUNS))
def test_no_false_alarm(tmp_path: Path, seed: int) -> None:
    desk = random_shop(tmp_path, seed, STEPS)
    try:
        report = verify(desk)
        assert report.ok, sentences(report)
        assert report.entries > STEPS // 2
        thorough = verify(desk, thorough=True)
        assert thorough.ok, sentences(thorough)
    finally:
        desk.db.close()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One long book with every kind of row that random days bring."""
    desk = random_shop(tmp_path_factory.mktemp("book"), 11, 200)
    report = verify(desk)
    assert report.ok, sentences(report)
    yield desk
    desk.db.close()


@pytest.mark.parametrize("seed", range(TAMPERED))
def test_every_change_behind_the_programs_back_is_found_at_its_entry(
    book: Desk, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    path = copy_of(book, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        what, expected = "", 0
        while not what:
            what, expected = tamper(connection, chance)
        connection.commit()
    desk = desk_on(path)
    report = verify(desk)
    desk.db.close()
    assert report.first is not None, what
    assert report.first.seq == expected, f"{what}, expected at {expected}: {sentences(report)}"


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("sale_line", "entry_id = x''"),
        ("sale", "entry_id = 'x'"),
        ("sale_document", "entry_id = 9e999"),
        ("sale_line", "amount = 9e999"),
        ("tender", "amount = 9223372036854775807"),
        ("sale", "exponent = 999999999"),
        ("till_journal", "id = 8000000000000"),
    ],
)
def test_values_that_nobody_can_reckon_with_stop_no_check(
    book: Desk, tmp_path: Path, table: str, change: str
) -> None:
    path = copy_of(book, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        (entry,) = connection.execute(f"SELECT max(entry_id) FROM {table}").fetchone()
        where = f"rowid = (SELECT max(rowid) FROM {table} WHERE entry_id = {entry})"
        connection.execute(f"UPDATE {table} SET {change} WHERE {where}")
        connection.commit()
        seq, _last = seqs(connection, entry)
    desk = desk_on(path)
    report = verify(desk)
    desk.db.close()
    assert report.first is not None
    assert report.first.seq == seq, sentences(report)


def tamper(connection: sqlite3.Connection, chance: random.Random) -> tuple[str, int]:
    """One change of one posted row: what was done, and the first entry that must show it; ("", 0) if none was."""
    table = chance.choice(TABLES)
    cursor = connection.execute(f"SELECT rowid AS _rowid, * FROM {table}")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    if not rows:
        return "", 0
    row = chance.choice(rows)
    entry = row["id"] if table == "journal" else row["entry_id"]
    seq, last = seqs(connection, entry)
    kind = chance.choice(["change", "change", "change", "delete", "insert"])
    try:
        if kind == "delete":
            if table == "journal" and seq == last:
                return "", 0
            connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row["_rowid"],))
            return f"{table} {row['_rowid']} deleted", seq + (table == "journal")
        if kind == "insert":
            if table == "journal":
                return "", 0
            insert(connection, table, row, names[1:])
            return f"{table} {row['_rowid']} inserted again", seq
        return change(connection, chance, table, row, rows, seq)
    except sqlite3.IntegrityError:
        return "", 0


def change(
    connection: sqlite3.Connection,
    chance: random.Random,
    table: str,
    row: dict[str, Any],
    rows: list[dict[str, Any]],
    seq: int,
) -> tuple[str, int]:
    """Another value in one column."""
    own = {"_rowid", "entry_id", *(("id", "till", "seq") if table == "journal" else ())}
    column = chance.choice([name for name in row if name not in own])
    old = row[column]
    others = [other[column] for other in rows]
    near = [old + 1, old - 1, -old, old * 10, old // 10, 0] if isinstance(old, int) else [f"{old}x", "", 1]
    new = chance.choice([*near, *chance.sample(others, min(3, len(others))), None, b"\x00", 1.5])
    if new == old and type(new) is type(old):
        return "", 0
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row["_rowid"]))
    # What SQLite makes of it: a number that is kept as text is none that was changed.
    key = row["_rowid"] if column not in ("id", "sale_id") or table not in ("sale", "sale_document") else None
    if key is not None:
        kept = connection.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (key,)).fetchone()
        if kept is not None and kept[0] == old and type(kept[0]) is type(old):
            return "", 0
    return f"{table} {row['_rowid']}.{column}: {old!r} is {new!r}", seq


def insert(connection: sqlite3.Connection, table: str, row: dict[str, Any], names: list[str]) -> None:
    """The same row once more, under a key of its own."""
    copy = {name: row[name] for name in names}
    key = LATEST[table][0].split()[-1]
    copy[key] = connection.execute(f"SELECT max({key}) + 1 FROM {table}").fetchone()[0]
    for name in ("document_id", "number", "code", "session_id"):
        if name in copy and table in ("sale", "offer_ledger", "z_ledger"):
            copy[name] = f"{copy[name]}9" if isinstance(copy[name], str) else copy[name] + 1_000
    marks = ", ".join("?" * len(copy))
    connection.execute(f"INSERT INTO {table} ({', '.join(copy)}) VALUES ({marks})", tuple(copy.values()))


def seqs(connection: sqlite3.Connection, entry: int) -> tuple[int, int]:
    """An entry's number, and the last one of its till."""
    found = connection.execute(
        "SELECT seq, (SELECT max(seq) FROM journal m WHERE m.till = j.till) FROM journal j WHERE id = ?",
        (entry,),
    ).fetchone()
    return int(found[0]), int(found[1])
