"""A damaged or missing file gives way to the newest good backup, and a report says exactly what is missing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.data.db import FILE_NAME
from pos_app.domain.message import english
from pos_app.services import backups, start_check, witness
from pos_app.services.desk import CLI, Desk
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify
from tests.services.books_kit import new_shop, sell

LINE = [{"sku": "SEALANT", "quantity": "1"}]
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def later() -> datetime:
    return NOON + timedelta(hours=5)


@dataclass
class Shop:
    """Two sales, a backup, two more and a close that the witness saw, one more that it did not."""

    folder: Path
    backup: Path
    log: bytes

    @property
    def path(self) -> Path:
        return self.folder / FILE_NAME

    def check(self, *, window: bool = True) -> start_check.StartReport | None:
        return start_check.check(self.folder, window=window, clock=later)

    def opened(self) -> Desk:
        return Desk(open_shop(self.folder), "1", CLI, clock=later, zone=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    folder = tmp_path / "shop"
    desk = replace(new_shop(folder), clock=lambda: NOON)
    for number in (1, 2):
        sell(desk, f"s{number}", LINE)
    file = backups.back_up(desk).made[0].path
    after = replace(desk, clock=lambda: NOON + timedelta(hours=1))
    for number in (3, 4):
        sell(after, f"s{number}", LINE)
    witness.append(after, [folder], "close")
    sell(after, "s5", LINE)
    log = (folder / f"{FILE_NAME}-wal").read_bytes()
    desk.db.close()
    return Shop(folder, file, log)


def zero(shop: Shop) -> None:
    shop.path.write_bytes(b"")


def cut(shop: Shop) -> None:
    size = shop.path.stat().st_size
    os.truncate(shop.path, size // 4096 // 2 * 4096)


def cut_to_100_bytes(shop: Shop) -> None:
    os.truncate(shop.path, 100)


def header(shop: Shop) -> None:
    with shop.path.open("r+b") as file:
        file.write(os.urandom(200))


def middle(shop: Shop) -> None:
    """Random bytes over the pages of some tables, noticed because the last end was unclean."""
    with closing(sqlite3.connect(shop.path)) as connection:
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('sale_line', 'tender')")
        pages = [row[0] for row in roots]
    with shop.path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * 4096)
            file.write(os.urandom(1024))
    start_check.mark_running(shop.folder)


def all_zeros(shop: Shop) -> None:
    shop.path.write_bytes(bytes(shop.path.stat().st_size))


def text(shop: Shop) -> None:
    shop.path.write_text("Dear Dana,\n" * 5000)


def foreign_log(shop: Shop) -> None:
    """An older copy was put in place by hand, and the log of the other file was left beside it."""
    shutil.copy(shop.backup, shop.path)
    with closing(sqlite3.connect(shop.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE filler (a)")
        connection.execute("INSERT INTO filler SELECT randomblob(900) FROM (VALUES (1),(2),(3),(4))")
        connection.execute("DROP TABLE filler")
    shop.path.with_name(f"{FILE_NAME}-wal").write_bytes(shop.log)


def gone(shop: Shop) -> None:
    shop.path.unlink()


DAMAGES: list[Callable[[Shop], None]] = [
    zero, cut, cut_to_100_bytes, header, middle, all_zeros, text, gone,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda f: f.__name__)
def test_the_newest_good_backup_comes_back(shop: Shop, damage: Callable[[Shop], None]) -> None:
    damage(shop)
    before = shop.path.read_bytes() if shop.path.exists() else None
    report = shop.check()
    assert report is not None
    assert report.trouble == ("missing" if damage is gone else "damaged")
    assert report.file == shop.backup
    desk = shop.opened()
    assert verify(desk).ok
    # No number of the lost book again: the witness saw 4, what is left of the file may tell of 5.
    assert sell(desk, "n1", LINE)["receipt"] in ("1-000005", "1-000006")
    events = [r[0] for r in _rows(desk, "SELECT event FROM audit_journal ORDER BY id")]
    assert events[-2:] == ["damaged_file", "restored"]
    desk.db.close()
    if before is None:
        assert report.set_aside is None
    else:
        assert report.set_aside is not None
        assert (report.set_aside / FILE_NAME).read_bytes() == before
        assert "was damaged" in (report.set_aside / "report.txt").read_text("utf-8")
    assert shop.check() is None


@pytest.mark.parametrize("damage", [zero, header, text, gone], ids=lambda f: f.__name__)
def test_the_report_says_exactly_what_is_missing(shop: Shop, damage: Callable[[Shop], None]) -> None:
    damage(shop)
    report = shop.check()
    assert report is not None
    said = [english(sentence) for sentence in report.sentences]
    assert "Missing are:" in said
    assert any(s.startswith("Till 1: entries ") for s in said)
    assert "Receipts 1-000003 to 1-000004." in said
    assert any("not known to it: look at the paper receipts" in s for s in said)


def test_the_numbers_in_what_is_left_of_the_file_count(shop: Shop) -> None:
    header(shop)
    shop.check()
    desk = shop.opened()
    assert sell(desk, "n1", LINE)["receipt"] == "1-000006"
    desk.db.close()


def test_a_foreign_log_is_set_aside_and_not_read_in(shop: Shop) -> None:
    foreign_log(shop)
    report = shop.check()
    desk = shop.opened()
    assert verify(desk).ok
    desk.db.close()
    if report is not None:
        assert report.set_aside is not None
        assert (report.set_aside / f"{FILE_NAME}-wal").read_bytes() == shop.log


def test_a_torn_log_loses_only_what_was_not_complete(shop: Shop) -> None:
    """SQLite keeps every whole transaction of a log that was cut off; there is nothing to bring back."""
    desk = shop.opened()
    sell(desk, "t1", LINE)
    whole = {
        path.name: path.read_bytes() for path in shop.folder.iterdir() if path.name.startswith(FILE_NAME)
    }
    desk.db.close()
    for name, data in whole.items():
        end = -700 if name.endswith("-wal") else None
        (shop.folder / name).write_bytes(data[:end])
    assert shop.check() is None
    desk = shop.opened()
    assert verify(desk).ok
    desk.db.close()


def test_a_damaged_backup_is_passed_over(shop: Shop) -> None:
    newer = shop.backup.with_name(shop.backup.name.replace("T120000Z", "T130000Z"))
    shutil.copy(shop.backup, newer)
    os.truncate(newer, newer.stat().st_size // 2)
    header(shop)
    report = shop.check()
    assert report is not None
    assert report.file == shop.backup
    assert newer.exists()


def test_without_a_good_backup_nothing_is_touched(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    os.truncate(shop.backup, 5000)
    header(shop)
    before = shop.path.read_bytes()
    report = shop.check()
    assert report is not None
    assert report.file is None
    assert shop.path.read_bytes() == before
    assert main(["--data-dir", str(shop.folder), "verify"]) == 3
    assert "damaged" in capsys.readouterr().err


def test_the_usual_start_reads_the_header_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_path: Path, **_how: object) -> str:
        raise AssertionError

    monkeypatch.setattr(start_check.shop_file, "quick_check", never)
    assert shop.check() is None
    start_check.mark_running(shop.folder)
    start_check.mark_closed(shop.folder)
    assert shop.check() is None


@pytest.mark.parametrize("mark", [start_check.mark_running, start_check.suspect])
def test_after_an_unclean_end_all_of_it_is_read(
    shop: Shop, mark: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    real = start_check.shop_file.quick_check
    monkeypatch.setattr(start_check.shop_file, "quick_check", lambda path: read.append(path) or real(path))
    mark(shop.folder)
    assert shop.check() is None
    assert read == [shop.path]


def test_a_command_leaves_a_damaged_file_to_the_window_that_runs(shop: Shop) -> None:
    header(shop)
    (shop.folder / start_check.RUNNING).write_text("1")
    assert shop.check(window=False) is None
    assert not (shop.folder / "set-aside").exists()


def test_a_command_brings_the_backup_back_and_says_so(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    header(shop)
    assert main(["--data-dir", str(shop.folder), "verify"]) == 0
    told = capsys.readouterr().err
    assert "The shop's file was damaged." in told
    assert "Receipts 1-000003 to 1-000004." in told


def test_what_stops_the_deep_look_leaves_it_to_the_next_start(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(BaseException):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    monkeypatch.setattr(start_check.shop_file, "_BETWEEN_RESTS", 10)
    desk = shop.opened()
    with pytest.raises(Stopped):
        start_check.look_deeper(desk, progress=stop)
    desk.db.close()
    middle(shop)
    start_check.mark_closed(shop.folder)
    again = shop.opened()
    assert [english(n) for n in start_check.look_deeper(again).notices] == [english(start_check.WHAT_TO_DO)]
    again.db.close()


def test_damage_met_in_the_background_is_one_sentence_and_mended_at_the_next_start(shop: Shop) -> None:
    desk = shop.opened()
    assert start_check.look_deeper(desk).notices == ()
    desk.db.close()
    middle(shop)
    start_check.mark_closed(shop.folder)
    tomorrow = replace(shop.opened(), clock=lambda: later() + timedelta(days=1))
    assert [english(n) for n in start_check.look_deeper(tomorrow).notices] == [
        english(start_check.WHAT_TO_DO)
    ]
    tomorrow.db.close()
    assert shop.check() is not None
    desk = shop.opened()
    assert verify(desk).ok
    desk.db.close()


def test_an_empty_folder_and_a_new_shop_are_no_damage(tmp_path: Path) -> None:
    assert start_check.check(tmp_path / "none", window=True) is None
    (tmp_path / FILE_NAME).write_bytes(b"")
    assert start_check.check(tmp_path, window=True) is None


def _rows(desk: Desk, statement: str) -> list[tuple[object, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(statement)]
