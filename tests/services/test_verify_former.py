"""Where one value was changed, verify says which, and what it was: the hash proves it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.message import english
from pos_app.services.verify import verify
from tests.services.books_kit import busy_shop_of_schema_2, copy_of, desk_on


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    desk = busy_shop_of_schema_2(tmp_path_factory.mktemp("busy"))
    yield copy_of(desk, tmp_path_factory.mktemp("kept"))
    desk.db.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE sale SET total = 9425 WHERE id = 1", "sale 1: total is 9425, but was "),
        ("UPDATE sale_line SET quantity = 7777 WHERE id = 1", "sale_line 1: quantity is 7777, but was 2000"),
        (
            "UPDATE sale_line SET description = 'Gold' WHERE id = 1",
            "description is Gold, but was Silicone sealant",
        ),
        ("UPDATE sale SET cashier = 'someone' WHERE id = 3", "sale 3: cashier is someone, but was "),
        ("UPDATE sale_line SET cost = cost + 7 WHERE id = 5", "sale_line 5: cost is 7, but was 0"),
        ("UPDATE sale SET customer_id = NULL WHERE id = 1", "sale 1: customer_id is empty, but was 1"),
        ("UPDATE tender SET amount = 1 WHERE sale_id = 2", "tender 2-1: amount is 1, but was 50000"),
        ("UPDATE journal SET actor = 'x' WHERE id = 5", "journal: actor is x, but was cli"),
        ("UPDATE sale_tax SET rate = 99 WHERE line_id = 1", "sale_tax 1-1: rate is 99, but was 55000"),
        ("DELETE FROM sale_line WHERE id = 2", "row 2 of sale_line was removed"),
        ("DELETE FROM stock_move WHERE id = 9", "row 9 of stock_move was removed"),
        (
            "INSERT INTO tender SELECT sale_id, 9, entry_id, type, 100, '' FROM tender WHERE sale_id = 3",
            "row 3-9 of tender was added",
        ),
    ],
)
def test_it_says_what_was_changed(book: Path, tmp_path: Path, statement: str, said: str) -> None:
    path = tmp_path / book.name
    path.write_bytes(book.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        assert connection.execute(statement).rowcount == 1
        connection.commit()
    desk = desk_on(path)
    report = verify(desk)
    desk.db.close()
    assert said in english(report.problems[1].message), [english(p.message) for p in report.problems]
