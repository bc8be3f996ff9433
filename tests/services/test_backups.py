"""Backups are made while the shop goes on, hold what they say, and no bad target stops anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_app.data import shop_copy, shop_file
from pos_app.data.shop_file import quick_check
from pos_app.domain.message import english
from pos_app.errors import MachineError, UserError
from pos_app.services import backup_states, backups, restoring
from pos_app.services.backup_files import as_backup
from pos_app.services.desk import Desk
from pos_app.services.settings import set_setting
from pos_app.services.verify import verify
from tests.services.books_kit import desk_on, new_shop, sell

LINE = [{"sku": "SEALANT", "quantity": "1"}]
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = new_shop(tmp_path / "shop")
    sell(found, "s1", LINE)
    yield replace(found, clock=lambda: NOON)
    found.db.close()


def at(desk: Desk, moment: datetime) -> Desk:
    return replace(desk, clock=lambda: moment)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("shop-"))


def test_a_backup_holds_the_whole_shop_and_passes_verify(desk: Desk) -> None:
    made = backups.back_up(desk)
    (file,) = made.made
    assert not made.failed
    assert file.path.parent == desk.db.path.parent / "backups"
    assert file.at == NOON
    assert file.path.name.endswith("-20261121T120000Z.db")
    copy = desk_on(file.path)
    report = verify(copy)
    assert report.ok
    assert report.heads == verify(desk).heads
    copy.db.close()


def test_a_sale_during_a_backup_neither_waits_nor_gets_in(desk: Desk, tmp_path: Path) -> None:
    """The copy is one moment of the shop: sales between its steps do not start it over."""
    steps: list[int] = []

    def sell_meanwhile(done: int, _total: int) -> None:
        steps.append(done)
        if len(steps) < 40:
            sell(desk, f"m{len(steps)}", LINE)

    before = shop_copy.read_heads(desk.db.path)
    copied = shop_copy.copy_file(desk.db.path, tmp_path / "copy.db", gentle=True, progress=sell_meanwhile)
    assert copied == before == shop_copy.read_heads(tmp_path / "copy.db")
    assert steps == sorted(steps)
    assert shop_copy.read_heads(desk.db.path).heads[0].seq > before.heads[0].seq


def test_backups_go_to_both_places_and_the_second_may_be_gone(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    set_setting(desk, key="backup.folder", value=str(stick))
    made = backups.back_up(desk)
    assert [english(f.message) for f in made.failed] == [f"No backup in {stick}: the folder is not there."]
    assert len(made.made) == 1
    assert not stick.exists()
    stick.mkdir()
    made = backups.back_up(at(desk, NOON + timedelta(hours=1)))
    assert not made.failed
    assert [file.folder for file in made.made] == [desk.db.path.parent / "backups", stick]
    assert len({quick_check(file.path) for file in made.made} | {"ok"}) == 1
    assert len(backups.listed(desk)) == 3


def test_old_backups_of_this_shop_are_thinned_out_and_nothing_else(desk: Desk) -> None:
    folder = desk.db.path.parent / "backups"
    set_setting(desk, key="backup.hours", value=2)
    set_setting(desk, key="backup.days", value=2)
    set_setting(desk, key="backup.months", value=0)
    folder.mkdir()
    strangers = ["shop-ffffffff-20200101T000000Z.db", "shop-schema-0002-20200101T000000Z.db", "holiday.db"]
    for name in strangers:
        (folder / name).write_bytes(b"mine")
    for hour in range(0, 72, 6):
        backups.back_up(at(desk, NOON + timedelta(hours=hour)))
    own = [name for name in names(folder) if name not in strangers]
    assert [name[14:27] for name in own] == ["20261123T1800", "20261124T0000", "20261124T0600"]
    assert set(strangers) <= {path.name for path in folder.iterdir()}


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(desk: Desk) -> None:
    """No file may grow beyond 100 kB: what a full disk, or a stick with an old file system, says."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder = desk.db.path.parent / "backups"
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(MachineError) as caught:
            backups.back_up(desk)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code == "backup_failed"
    assert english(caught.value.message).startswith(f"No backup in {folder}: The disk is full")
    assert list(folder.iterdir()) == []
    sell(desk, "s2", LINE)
    assert len(backups.back_up(desk).made) == 1


def test_a_disk_without_room_is_told_before_it_is_filled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(desk.db.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=2_000_000))
    with pytest.raises(MachineError) as caught:
        backups.back_up(desk)
    assert "2 MB are free and 21 MB are needed" in english(caught.value.message)
    assert names(desk.db.path.parent / "backups") == []


@pytest.mark.parametrize("kind", ["file", "below a file", "long", "read-only"])
def test_a_place_that_cannot_be_written_is_one_sentence(desk: Desk, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "target"
    if kind == "file":
        target.write_text("a letter")
    elif kind == "below a file":
        target.write_text("a letter")
        target = target / "backups"
    elif kind == "long":
        target = target.with_name("x" * 300)
    else:
        if os.geteuid() == 0:
            pytest.skip("the administrator may write anywhere")
        target.mkdir(mode=0o555)
    with pytest.raises(MachineError) as caught:
        backups.back_up(desk, folder=target)
    sentence = english(caught.value.message)
    assert sentence.startswith(f"No backup in {target}: ")
    assert "\n" not in sentence
    assert verify(desk).ok


def test_a_copy_that_reads_back_wrong_gets_no_name(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shop_copy.quick_check

    def spoiled(path: Path, **how: Any) -> str:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(size // 2 // 4096 * 4096)
            file.write(os.urandom(8192))
        return real(path, **how)

    monkeypatch.setattr(shop_copy, "quick_check", spoiled)
    with pytest.raises(MachineError):
        backups.back_up(desk)
    assert names(desk.db.path.parent / "backups") == []


@pytest.mark.parametrize("gentle", [False, True])
def test_a_backup_may_be_cancelled_and_leaves_nothing(desk: Desk, gentle: bool) -> None:
    class Stopped(BaseException):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        backups.back_up(desk, gentle=gentle, progress=stop)
    assert names(desk.db.path.parent / "backups") == []


@pytest.mark.parametrize("gentle", [False, True])
def test_a_backup_may_be_cancelled_while_it_is_read_back(
    desk: Desk, gentle: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(BaseException):
        pass

    beginnings: list[str] = []
    real = shop_copy.quick_check

    def noted(path: Path, **how: Any) -> str:
        beginnings.append(path.name)
        return real(path, **how)

    def stop(done: int, total: int) -> None:
        assert done < total
        if beginnings:
            raise Stopped

    monkeypatch.setattr(shop_copy, "quick_check", noted)
    monkeypatch.setattr(shop_file, "_BETWEEN_RESTS", 10)
    with pytest.raises(Stopped):
        backups.back_up(desk, gentle=gentle, progress=stop)
    assert [name.endswith(".part") for name in beginnings] == [True]
    assert names(desk.db.path.parent / "backups") == []
    assert backups.listed(desk) == []
    monkeypatch.undo()
    # Nothing stands in the way of the next one.
    assert len(backups.back_up(desk, gentle=gentle).made) == 1


def test_a_backup_is_done_once_it_was_read_back(desk: Desk) -> None:
    told: list[tuple[int, int]] = []
    backups.back_up(desk, progress=lambda done, total: told.append((done, total)))
    assert [done == total for done, total in told].index(True) == len(told) - 1


def test_reading_a_backup_may_be_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(BaseException):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    monkeypatch.setattr(shop_file, "_BETWEEN_RESTS", 10)
    (file,) = backups.back_up(desk).made
    with pytest.raises(Stopped):
        backup_states.state_of(desk, file=file, progress=stop)
    assert backup_states.known_state(file) is None
    assert backup_states.state_of(desk, file=file) == "good"


def test_the_age_says_none_fresh_and_old(desk: Desk) -> None:
    assert backups.age(desk).state == "none"
    backups.back_up(desk)
    assert backups.age(desk) == backups.BackupAge(NOON, "fresh")
    # Nothing was booked since: however long ago, nothing is missing in it.
    assert backups.age(at(desk, NOON + timedelta(days=3))).state == "fresh"
    sell(at(desk, NOON + timedelta(minutes=5)), "s2", LINE)
    assert backups.age(at(desk, NOON + timedelta(minutes=59))).state == "fresh"
    assert backups.age(at(desk, NOON + timedelta(minutes=61))).state == "old"
    set_setting(desk, key="backup.minutes", value=0)
    assert backups.age(at(desk, NOON + timedelta(minutes=61))).state == "fresh"
    assert backups.age(at(desk, NOON + timedelta(hours=13))).state == "old"


def test_what_a_killed_copy_left_is_removed_later(desk: Desk) -> None:
    folder = desk.db.path.parent / "backups"
    folder.mkdir()
    old, young = (folder / f"shop-00000000-2026112{n}T000000Z.db.part" for n in (0, 1))
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    backups.back_up(desk)
    assert not old.exists()
    assert young.exists()


@pytest.mark.parametrize(
    "name", ["shop.db", "shop-12345678-20261399T000000Z.db", "shop-1234-20261121T000000Z.db"]
)
def test_only_names_of_ours_are_backups(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert as_backup(tmp_path / name) is None


def test_a_folder_must_be_a_whole_path(desk: Desk) -> None:
    with pytest.raises(UserError):
        set_setting(desk, key="backup.folder", value="backups on stick")


def test_a_backup_of_a_shop_in_use_leaves_no_journal_beside(desk: Desk) -> None:
    (file,) = backups.back_up(desk).made
    with closing(sqlite3.connect(file.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert [path.name for path in file.folder.iterdir() if path.suffix != ".jsonl"] == [file.path.name]


def test_a_name_that_no_file_can_have_is_no_backup(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        restoring.preview(desk.db.path.parent, Path("x" * 300))
    assert caught.value.code == "no_such_file"
