"""A locked file, a full disk, a read-only shop: one sentence each, and nothing is lost or half done."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pos_app.__main__ import main
from pos_app.data import db
from pos_app.data.db import Database
from pos_app.domain.message import english
from pos_app.errors import MachineError
from pos_app.services.desk import CLI, Desk
from pos_app.services.documents import sell_json
from pos_app.services.settings import set_setting
from pos_app.services.verify import verify
from tests.services.books_kit import new_shop, sell

SALE: dict[str, Any] = {
    "id": "s2",
    "lines": [{"sku": "SEALANT", "quantity": "1"}],
    "tenders": [{"type": "cash", "amount": "20.00"}],
}
POSTED = ("journal", "sale", "sale_line", "sale_tax", "tender", "sale_document", "stock_move", "point_ledger")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = new_shop(tmp_path / "shop")
    sell(found, "s1", [{"sku": "SEALANT", "quantity": "1"}])
    yield found
    found.db.close()


def counts(desk: Desk) -> list[int]:
    with closing(sqlite3.connect(desk.db.path)) as connection:
        tables = (*POSTED, "print_job", "stock_level", "setting")
        return [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]


def refused(desk: Desk, code: str, before: list[int]) -> str:
    """The sentence of a sale that the machine refuses, after making sure that nothing of it was kept."""
    with pytest.raises(MachineError) as caught:
        sell_json(desk, SALE)
    assert caught.value.code == code
    assert counts(desk) == before
    assert verify(desk).ok
    return english(caught.value.message)


def test_a_locked_file_keeps_everything_and_the_next_try_works(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0)
    impatient = Desk(Database(desk.db.path), "1", CLI, zone=desk.zone)
    before = counts(desk)
    with closing(sqlite3.connect(desk.db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sentence = refused(impatient, "database_locked", before)
    assert sentence.startswith("Another program holds the shop's data; nothing was changed")
    assert sell_json(impatient, SALE)["receipt"] == "1-000002"
    impatient.db.close()


def test_a_full_disk_keeps_everything_and_the_next_try_works(desk: Desk) -> None:
    full = Desk(Database(desk.db.path), "1", CLI, zone=desk.zone)
    before = counts(desk)
    # One pooled connection serves this desk; a limit on its pages is a disk without a free block.
    with full.db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    long = {**SALE, "lines": [{**SALE["lines"][0], "sku": "SEALANT"} for _ in range(400)]}
    long["tenders"] = [{"type": "cash", "amount": "9000.00"}]
    with pytest.raises(MachineError) as caught:
        sell_json(full, long)
    assert caught.value.code == "disk_full"
    assert english(caught.value.message).startswith(
        "The disk is full or cannot be written; nothing was changed"
    )
    assert counts(desk) == before
    assert verify(desk).ok
    with full.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    assert sell_json(full, long)["receipt"] == "1-000002"
    full.db.close()


def test_a_read_only_shop_can_be_read_and_says_why_it_cannot_sell(desk: Desk) -> None:
    before = counts(desk)
    read_only = Desk(Database(Path(f"file:{desk.db.path}?mode=ro&uri=true")), "1", CLI, zone=desk.zone)
    sentence = refused(read_only, "read_only", before)
    assert sentence == "The shop's data cannot be written: the file or folder is read-only."
    read_only.db.close()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write anywhere"
)
def test_a_read_only_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    assert main(["--data-dir", str(folder / "shop"), "settings", "set", "shop.name", "X"]) == 3
    assert "cannot be made" in capsys.readouterr().err


def test_a_newer_schema_is_one_sentence_on_the_command_line(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(desk.db.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert main(["--data-dir", str(desk.db.path.parent), "verify"]) == 3
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert "newer version of the program" in error


def test_two_processes_sell_side_by_side_into_one_chain(desk: Desk) -> None:
    """Each waits for the other; numbers and chain have no gap and no double."""
    program = (
        "import json, sys; from pos_app.__main__ import main;"
        f"sys.exit(main(['--data-dir', {str(desk.db.path.parent)!r}, 'sell']))"
    )
    processes = []
    for name in "ab":
        lines = "".join(
            f'{{"id": "{name}{i}", "lines": [{{"sku": "SEALANT", "quantity": "1"}}],'
            ' "tenders": [{"type": "cash", "amount": "20.00"}]}\n'
            for i in range(8)
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append((process, lines))
    for process, lines in processes:
        assert process.stdin is not None
        process.stdin.write(lines)
        process.stdin.close()
    for process, _lines in processes:
        assert process.wait() == 0, process.stderr and process.stderr.read()
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()
    report = verify(desk)
    assert report.ok
    assert report.documents == 17
    with closing(sqlite3.connect(desk.db.path)) as connection:
        numbers = [row[0] for row in connection.execute("SELECT number FROM sale ORDER BY id")]
    assert numbers == [f"1-{n:06}" for n in range(1, 18)]


def test_a_setting_that_cannot_be_stored_stays_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0)
    impatient = Desk(Database(desk.db.path), "1", CLI)
    before = counts(desk)
    with closing(sqlite3.connect(desk.db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MachineError):
            set_setting(impatient, key="shop.name", value="Changed")
    assert counts(desk) == before
    impatient.db.close()
