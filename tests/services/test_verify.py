"""Whatever is changed in the posted rows is found, named at its entry; and nothing is named that is sound."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos_app.__main__ import main
from pos_app.data.queries.verify import Entry
from pos_app.data.queries.verify_fields import VERSION_1
from pos_app.data.queries.verify_scan import Reader
from pos_app.domain.message import english
from pos_app.services.desk import Desk
from pos_app.services.verify import VerifyReport, entry_hash, verify
from pos_app.services.verify_tax import half_away, line_taxes
from tests.services.books_kit import busy_shop, copy_of, desk_on

POSTED = sorted(["journal", *VERSION_1])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = busy_shop(tmp_path_factory.mktemp("busy"))
    yield desk
    desk.db.close()


@pytest.fixture
def file(book: Desk, tmp_path: Path) -> Path:
    """A copy of the busy shop to spoil."""
    return copy_of(book, tmp_path)


def verified(path: Path) -> VerifyReport:
    desk = desk_on(path)
    try:
        return verify(desk)
    finally:
        desk.db.close()


def spoil(path: Path, *statements: str, values: tuple[Any, ...] = ()) -> int:
    """Run statements past every lock, as someone with the file and time would; returns the rows changed."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        changed = sum(connection.execute(statement, values).rowcount for statement in statements)
        for _name, sql in triggers:
            connection.execute(sql)
        connection.commit()
        return changed


def rows_of(path: Path, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute(f"SELECT * FROM {table}")
        return [c[0] for c in cursor.description], cursor.fetchall()


def seq_of(path: Path, table: str, row: dict[str, Any]) -> int:
    if table == "journal":
        return int(row["seq"])
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT seq FROM journal WHERE id = ?", (row["entry_id"],)).fetchone()
    return int(found[0])


def sentences(report: VerifyReport) -> str:
    return "\n".join(f"{p.till}/{p.seq} {p.number}: {english(p.message)}" for p in report.problems)


def test_a_sound_book_raises_no_alarm(book: Desk) -> None:
    steps: list[tuple[int, int]] = []
    report = verify(book, progress=lambda done, total: steps.append((done, total)))
    assert report.ok, sentences(report)
    assert report.entries == 24
    assert report.heads["1"][0] == 24
    assert steps[-1] == (24, 24)
    for table in POSTED:
        assert rows_of(book.db.path, table)[1], f"the kit makes no row of {table}"


@pytest.mark.parametrize("seed", range(44))
def test_any_changed_field_is_found_at_its_entry(file: Path, seed: int) -> None:
    chance = random.Random(seed)
    table = POSTED[seed % len(POSTED)]
    names, rows = rows_of(file, table)
    row = dict(zip(names, chance.choice(rows), strict=True))
    keys = ["id", "entry_id", "till", "seq", *(VERSION_1[table][0].split() if table != "journal" else [])]
    column = chance.choice([n for n in names if n not in keys])
    old = row[column]
    new = old + 1 if isinstance(old, int) else 7 if old is None else f"{old}x"
    key = " AND ".join(f"{n} IS ?" for n in names)
    where = tuple(row[n] for n in names)
    assert spoil(file, f"UPDATE {table} SET {column} = ? WHERE {key}", values=(new, *where)) == 1
    report = verified(file)
    assert not report.ok
    assert report.first is not None
    place = (report.first.till, report.first.seq)
    assert place == ("1", seq_of(file, table, row)), f"{table}.{column}: {sentences(report)}"


@pytest.mark.parametrize("table", POSTED)
def test_a_removed_row_is_found(file: Path, table: str) -> None:
    names, rows = rows_of(file, table)
    row = dict(zip(names, rows[len(rows) // 2], strict=True))
    key = " AND ".join(f"{n} IS ?" for n in names)
    assert spoil(file, f"DELETE FROM {table} WHERE {key}", values=tuple(row.values())) == 1
    report = verified(file)
    assert report.first is not None
    # Where an entry itself is gone, the one after it is the first that shows it.
    expected = seq_of(file, table, row) + (table == "journal")
    assert report.first.seq == expected, sentences(report)


@pytest.mark.parametrize("table", sorted(VERSION_1))
def test_a_row_moved_to_another_entry_is_found(file: Path, table: str) -> None:
    names, rows = rows_of(file, table)
    row = dict(zip(names, rows[-1], strict=True))
    assert spoil(file, f"UPDATE {table} SET entry_id = 1 WHERE rowid = (SELECT max(rowid) FROM {table})")
    report = verified(file)
    assert report.first is not None
    assert report.first.seq in (1, seq_of(file, table, row)), sentences(report)


def test_an_added_row_is_found(file: Path) -> None:
    assert spoil(
        file, "INSERT INTO tender SELECT sale_id, 9, entry_id, type, 100, '' FROM tender WHERE sale_id = 3"
    )
    report = verified(file)
    assert report.first is not None
    assert report.first.number == "1-000003"


def test_an_entry_without_its_row_in_the_journal_is_found_at_the_end_too(file: Path) -> None:
    assert spoil(file, "DELETE FROM journal WHERE seq = 24") == 1
    assert "belongs to no entry" in sentences(verified(file))


def entries(path: Path) -> list[Entry]:
    """Every entry with its rows."""
    with closing(Reader(path)) as reader:
        return reader.chosen(range(1, 1_000))


def rewrite_chain(path: Path) -> None:
    """Give every entry a new hash that fits, as someone would who knows how."""
    head = "0" * 64
    changes = []
    for entry in entries(path):
        linked = replace(entry, previous_hash=head)
        previous, head = head, entry_hash(linked)
        changes.append((previous, head, entry.id))
    for change in changes:
        spoil(path, "UPDATE journal SET previous_hash = ?, hash = ? WHERE id = ?", values=change)


def test_one_mended_hash_breaks_the_next_entry(file: Path) -> None:
    spoil(file, "UPDATE sale_line SET cost = cost + 1 WHERE sale_id = 4")
    entry = next(e for e in entries(file) if any(s["id"] == 4 for s in e.rows.get("sale", ())))
    mended = entry_hash(entry)
    spoil(file, "UPDATE journal SET hash = ? WHERE seq = ?", values=(mended, entry.seq))
    report = verified(file)
    assert report.first is not None
    assert report.first.seq == entry.seq + 1
    assert "previous hash" in english(report.first.message)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE sale SET total = total + 1, net = net + 1 WHERE id = 2", "total"),
        ("UPDATE sale_line SET net = net - 1, tax = tax + 1 WHERE id = 2", "tax"),
        ("UPDATE sale_line SET amount = amount + 100 WHERE id = 3", "amount"),
        ("UPDATE sale_tax SET rate = 60000 WHERE line_id = 1 AND code = 'TAX'", "TAX"),
        ("UPDATE sale_tax SET base = base + 1 WHERE line_id = 1", "base"),
        ("UPDATE sale_tax SET amount = amount + 3 WHERE code = 'VAT' AND line_id < 9", "VAT"),
        ("UPDATE tender SET amount = amount + 5 WHERE sale_id = 1", "paid"),
        ("UPDATE sale SET change = change + 5, cash_rounding = 1, paid = paid + 1 WHERE id = 1", "paid"),
        ("UPDATE point_ledger SET points = points + 1 WHERE id = 1", "points"),
        ("UPDATE stock_move SET quantity = quantity - 1000 WHERE id = 9", "stock"),
        ("UPDATE sale_line SET quantity = -3000 WHERE return_of_id = 2", "given back"),
        (
            "UPDATE sale_line SET amount = amount - 1, net = net - 1, gross = gross - 1 WHERE return_of_id = 3",
            "share",
        ),
        ("UPDATE offer_event_ledger SET event = 'redeemed' WHERE event = 'restored'", "offer 7Q4M-2K9X-C"),
        ("UPDATE offer_event_ledger SET event = 'voided' WHERE event = 'restored'", "offer 7Q4M-2K9X-C"),
        ("UPDATE offer_event_ledger SET event = 'lost' WHERE event = 'restored'", "offer 7Q4M-2K9X-C"),
        (
            "UPDATE sale_document SET receipt = replace(receipt, '\"total\":', '\"total\":1') WHERE sale_id = 1",
            "total",
        ),
        ("UPDATE sale_document SET receipt = 'no JSON' WHERE sale_id = 1", "cannot be read"),
        ("UPDATE sale SET person_hash = 'x' WHERE id = 1", "personal block"),
        ("UPDATE person_block SET block = replace(block, 'Pat', 'Tap')", "personal block"),
        ("UPDATE customer_balance SET points = points + 1", "points"),
        ("UPDATE stock_level SET on_hand = on_hand + 1 WHERE product_id = 2", "SCREW"),
        ("UPDATE sale_line SET quantity = 'many' WHERE id = 1", "kind that belongs"),
    ],
)
def test_even_a_rewritten_chain_must_add_up(file: Path, statement: str, word: str) -> None:
    assert spoil(file, statement)
    rewrite_chain(file)
    report = verified(file)
    assert not report.ok
    assert "hash" not in sentences(report)
    assert word in sentences(report), sentences(report)


def test_the_command_names_the_first_broken_entry(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--data-dir", str(file.parent)]
    assert main([*folder, "verify"]) == 0
    assert "24 entries" in capsys.readouterr().out
    spoil(file, "UPDATE sale SET cashier = 'x' WHERE id = 4")
    assert main([*folder, "verify", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert (answer["first"]["till"], answer["first"]["seq"], answer["first"]["receipt"]) == (
        "1",
        9,
        "1-000004",
    )
    assert main([*folder, "verify"]) == 1
    assert "Entry 9 of till 1, receipt 1-000004" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("numerator", "denominator", "whole"),
    [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (-15, 10, -2), (14, -10, -1)],
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, whole: int) -> None:
    assert half_away(numerator, denominator) == whole


@pytest.mark.parametrize(
    ("amount", "quantity", "chain", "taxes"),
    [
        (8959, 1000, (("percent", 55_000, 0, 0, 0),), [493]),
        (5250, 1000, (("percent", 120_000, 1, 0, 0),), [563]),
        (10_000, 1000, (("percent", 50_000, 0, 1, 0), ("percent", 100_000, 0, 0, 0)), [500, 1050]),
        (10_000, 1000, (("percent", 50_000, 0, 1, 0), ("percent", 100_000, 0, 0, 1)), [500, 1000]),
        (1000, 3000, (("fixed", 250_000, 0, 1, 0), ("percent", 100_000, 0, 0, 0)), [75, 108]),
        (-8959, -1000, (("percent", 55_000, 0, 0, 0),), [-493]),
    ],
)
def test_taxes_worked_by_hand(
    amount: int, quantity: int, chain: tuple[tuple[str, int, int, int, int], ...], taxes: list[int]
) -> None:
    assert list(line_taxes(amount, quantity, 100, chain)) == taxes
