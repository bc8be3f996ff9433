"""A restore destroys nothing, gives no number twice, says what is lost, and refuses what is no backup of ours."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.data import shop_copy, shop_swap
from pos_app.data.db import FILE_NAME
from pos_app.data.migrations import SCHEMA
from pos_app.data.shop_file import quick_check, read_mark
from pos_app.domain.message import english
from pos_app.errors import MachineError, PosError, UserError
from pos_app.services import backups, carts, restoring, till_closing, witness
from pos_app.services.desk import CLI, Desk
from pos_app.services.quote_documents import quote_json
from pos_app.services.restore_preview import told
from pos_app.services.restoring import RestoredBy
from pos_app.services.settings import set_setting
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify
from tests.services.books_kit import new_shop, sell

LINE = [{"sku": "SEALANT", "quantity": "1"}]
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def later() -> datetime:
    return NOON + timedelta(hours=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shop"


@pytest.fixture
def backup(folder: Path) -> Path:
    """Two sales, a backup, then three more sales, a quote, a setting, an open sale; the shop is closed."""
    desk = replace(new_shop(folder), clock=lambda: NOON)
    for number in (1, 2):
        sell(desk, f"s{number}", LINE, customer="C1")
    file = backups.back_up(desk).made[0].path
    after = replace(desk, clock=lambda: NOON + timedelta(hours=1))
    for number in (3, 4, 5):
        sell(after, f"s{number}", LINE, customer="C1")
    quote_json(after, {"id": "q1", "lines": [{"sku": "CHAIN", "quantity": "2"}]})
    set_setting(after, key="shop.name", value="New name")
    carts.add_product(after, product_id=1)
    desk.db.close()
    return file


def opened(folder: Path) -> Desk:
    return Desk(open_shop(folder), "1", CLI, clock=later, zone=UTC)


@pytest.fixture
def shop(folder: Path, backup: Path) -> Iterator[Desk]:
    """The shop after the restore."""
    restoring.restore(folder, file=backup, clock=later)
    desk = opened(folder)
    yield desk
    desk.db.close()


def sentences(seen: object) -> list[str]:
    return [english(sentence) for sentence in told(seen)]  # type: ignore[arg-type]


def test_the_preview_says_what_would_be_lost_and_changes_nothing(folder: Path, backup: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    seen = restoring.preview(folder, backup)
    (lost,) = seen.lost
    assert (lost.till, lost.sales, lost.first_number, lost.last_number) == ("1", 3, "1-000003", "1-000005")
    assert lost.to_seq - lost.from_seq >= 2
    assert sentences(seen)[1:] == [
        "3 sales, receipts 1-000003 to 1-000005, together 26.88.",
        "24 points booked since.",
        "1 setting changed.",
        "1 quote.",
        "1 line of sales that are open or on hold.",
    ]
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after.pop(f"{FILE_NAME}-wal", b"") == b""
    after.pop(f"{FILE_NAME}-shm", None)
    assert after == before


def test_the_backup_is_the_shop_and_the_old_file_is_kept(folder: Path, backup: Path, shop: Desk) -> None:
    with shop.db.read() as session:
        names = [r[0] for r in session.connection().exec_driver_sql("SELECT number FROM sale ORDER BY id")]
    assert names == ["1-000001", "1-000002"]
    (aside,) = (folder / "set-aside").iterdir()
    with closing(sqlite3.connect(aside / FILE_NAME)) as old:
        assert old.execute("SELECT count(*) FROM sale").fetchone() == (5,)
    assert quick_check(aside / FILE_NAME) == "ok"
    assert verify(shop).ok
    left = {path.name for path in folder.iterdir() if path.is_file()}
    assert left - {f"{FILE_NAME}-shm", f"{FILE_NAME}-wal"} == {FILE_NAME, "restore.lock", "witness.jsonl"}


def test_no_number_is_given_twice(folder: Path, backup: Path, shop: Desk) -> None:
    assert sell(shop, "n1", LINE)["receipt"] == "1-000006"
    assert sell(shop, "n2", LINE)["receipt"] == "1-000007"
    assert quote_json(shop, {"id": "q9", "lines": LINE})["quote"] == "Q-002"
    assert verify(shop).ok


def test_a_z_number_is_not_given_twice(folder: Path) -> None:
    desk = replace(new_shop(folder), clock=lambda: NOON)
    sell(desk, "s1", LINE)
    file = backups.back_up(desk).made[0].path
    assert till_closing.close_automatic(desk).z_numbers == (1,)
    desk.db.close()
    seen = restoring.restore(folder, file=file, clock=later).seen
    assert (seen.lost[0].z_from, seen.lost[0].z_to) == (1, 1)
    again = replace(opened(folder), clock=lambda: NOON)
    assert till_closing.close_automatic(again).z_numbers == (2,)
    assert verify(again).ok
    again.db.close()


def test_the_book_and_the_witness_say_what_was_lost(folder: Path, backup: Path, shop: Desk) -> None:
    with shop.db.read() as session:
        run = session.connection().exec_driver_sql
        text = run(
            "SELECT b.block FROM audit_journal a JOIN text_block b ON b.hash = a.text_hash"
            " WHERE a.event = 'restored'"
        ).scalar_one()
        seq, head = run("SELECT seq, hash FROM journal ORDER BY id DESC LIMIT 1").one()
    after = json.loads(text)["after"]
    assert after["file"] == backup.name
    assert (after["first_receipt"], after["last_receipt"]) == ("1-000003", "1-000005")
    assert after["from_seq"] == seq
    line = witness.read(folder).lines[-1]
    assert (line.why, line.seq, line.hash) == ("restore", seq, head)
    assert not (folder / "restore.json").exists()


def test_who_restored_and_who_allowed_it_is_noted(folder: Path, backup: Path) -> None:
    restoring.restore(folder, file=backup, by=RestoredBy(CLI, "owner", "machine died"), clock=later)
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        row = connection.execute(
            "SELECT actor, approved_by FROM audit_journal WHERE event = 'restored'"
        ).fetchone()
    assert row == ("cli", "owner")


def test_a_restore_can_be_undone_by_restoring_what_was_set_aside(folder: Path, backup: Path) -> None:
    aside = restoring.restore(folder, file=backup, clock=later).set_aside
    assert aside is not None
    desk = opened(folder)
    sell(desk, "n1", LINE)
    desk.db.close()
    restoring.restore(folder, file=aside / FILE_NAME, clock=later)
    desk = opened(folder)
    assert sell(desk, "n2", LINE)["receipt"] == "1-000007"
    assert verify(desk).ok
    desk.db.close()


def test_on_a_new_machine_the_backup_alone_is_enough(tmp_path: Path, backup: Path) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(backup.parent, stick)
    done = restoring.restore(tmp_path / "new" / "shop", file=stick / backup.name, clock=later)
    assert done.set_aside is None
    assert done.seen.present == "missing"
    desk = opened(tmp_path / "new" / "shop")
    assert verify(desk).ok
    assert sell(desk, "n1", LINE)["receipt"] == "1-000003"
    desk.db.close()


def test_a_shop_in_use_is_refused_and_goes_on(folder: Path, backup: Path) -> None:
    desk = opened(folder)
    sell(desk, "n1", LINE)
    with pytest.raises(UserError) as caught:
        restoring.restore(folder, file=backup, clock=later)
    assert caught.value.code == "shop_in_use"
    assert sell(desk, "n2", LINE)["receipt"] == "1-000007"
    assert verify(desk).ok
    desk.db.close()


def test_two_restores_at_once_are_one(folder: Path, backup: Path) -> None:
    with shop_swap.one_at_a_time(folder), pytest.raises(MachineError) as caught:
        restoring.restore(folder, file=backup)
    assert caught.value.code == "restore_running"


def test_a_sale_between_preview_and_swap_is_not_lost_unseen(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = restoring.shop_copy.copy_file

    def sell_first(*args: object, **kwargs: object) -> object:
        desk = opened(folder)
        sell(desk, "late", LINE)
        desk.db.close()
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(shop_copy, "copy_file", sell_first)
    with pytest.raises(UserError) as caught:
        restoring.restore(folder, file=backup, clock=later)
    assert caught.value.code == "shop_changed"
    desk = opened(folder)
    assert verify(desk).ok
    assert sell(desk, "n", LINE)["receipt"] == "1-000007"
    desk.db.close()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE films (name TEXT)")


def spoiled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192 : 8192 + 40_000] = b"\xa5" * 40_000
    path.write_bytes(data)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("foreign", "not_a_shop"),
        ("text", "backup_damaged"),
        ("empty", "not_a_shop"),
        ("spoiled", "backup_damaged"),
        ("cut", "backup_damaged"),
        ("newer", "newer_schema"),
        ("gone", "no_such_file"),
        ("folder", "no_such_file"),
        ("present", "present_file"),
        ("link", "present_file"),
    ],
)
def test_what_is_no_backup_is_refused_in_one_sentence(
    folder: Path, backup: Path, tmp_path: Path, what: str, code: str
) -> None:
    file = tmp_path / "file.db"
    shutil.copy(backup, file)
    if what in ("foreign", "text", "empty", "gone", "folder"):
        file.unlink()
    match what:
        case "foreign":
            foreign(file)
        case "text":
            file.write_text("Dear Dana,\n" * 2000)
        case "empty":
            file.write_bytes(b"")
        case "spoiled":
            spoiled(file)
        case "cut":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
        case "newer":
            newer(file)
        case "folder":
            file.mkdir()
        case "present":
            file = folder / FILE_NAME
        case "link":
            file.unlink()
            file.symlink_to(folder / FILE_NAME)
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(PosError) as caught:
        restoring.restore(folder, file=file, clock=later)
    assert caught.value.code == code
    assert "\n" not in english(caught.value.message)
    assert (folder / FILE_NAME).read_bytes() == before
    assert not (folder / "set-aside").exists()


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    saved = Path(__file__).parents[1] / "data" / "schema_0001.db.gz"
    file.write_bytes(gzip.decompress(saved.read_bytes()))
    folder = tmp_path / "shop"
    restoring.restore(folder, file=file, clock=later)
    assert read_mark(folder / FILE_NAME).schema == SCHEMA
    assert read_mark(file).schema == 1
    desk = opened(folder)
    assert verify(desk).ok
    desk.db.close()


def test_a_full_disk_leaves_the_shop_as_it_was(folder: Path, backup: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(MachineError) as caught:
            restoring.restore(folder, file=backup, clock=later)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code == "disk_full"
    assert not (folder / "restoring.db").exists()
    desk = opened(folder)
    assert sell(desk, "n1", LINE)["receipt"] == "1-000006"
    desk.db.close()


def test_a_restore_that_was_killed_before_its_last_step_is_finished_later(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(restoring, "finish_interrupted", lambda *_args, **_more: None)
        restoring.restore(folder, file=backup, clock=later)
    assert (folder / "restore.json").exists()
    restoring.finish_interrupted(folder, clock=later)
    assert witness.read(folder).lines[-1].why == "restore"
    assert not (folder / "restore.json").exists()


def test_a_restore_that_was_killed_before_the_swap_is_forgotten(folder: Path, backup: Path) -> None:
    (folder / "restore.json").write_text(json.dumps({"hash": "f" * 64}))
    before = witness.read(folder).lines
    restoring.finish_interrupted(folder, clock=later)
    assert witness.read(folder).lines == before
    assert not (folder / "restore.json").exists()


def test_the_witness_moves_house_with_its_shop(tmp_path: Path, backup: Path, folder: Path) -> None:
    """On a machine where somebody had begun another shop, that one's witness is set aside with it."""
    stick = tmp_path / "stick"
    shutil.copytree(backup.parent, stick)
    here = tmp_path / "here"
    other = replace(new_shop(here), clock=lambda: NOON)
    for number in range(9):
        sell(other, f"o{number}", LINE)
    backups.back_up(other)
    other.db.close()
    done = restoring.restore(here, file=stick / backup.name, clock=later)
    assert done.seen.other_shop
    assert sentences(done.seen)[0] == "Another shop is in this folder now; all of it would be set aside."
    assert done.set_aside is not None
    assert (done.set_aside / witness.FILE_NAME).exists()
    assert [line.why for line in witness.read(here).lines] == ["backup", "restore"]
    desk = opened(here)
    assert verify(desk).ok
    assert sell(desk, "n1", LINE)["receipt"] == "1-000003"
    desk.db.close()


def run(folder: Path, *arguments: str) -> int:
    return main(["--data-dir", str(folder), *arguments])


def test_the_command_says_what_would_be_lost_and_asks(
    folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / FILE_NAME).read_bytes()
    assert run(folder, "restore", str(backup)) == 1
    told_ = capsys.readouterr()
    assert "3 sales, receipts 1-000003 to 1-000005, together 26.88." in told_.out
    assert told_.err == "Nothing was changed; with --yes the backup is restored unasked.\n"
    assert (folder / FILE_NAME).read_bytes() == before
    assert run(folder, "restore", str(backup), "--yes") == 0
    assert "is the shop now." in capsys.readouterr().out
    desk = opened(folder)
    assert verify(desk).ok
    desk.db.close()


def test_the_command_answers_in_json(folder: Path, backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "restore", str(backup), "--yes", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["lost"][0]["receipts"] == ["1-000003", "1-000005"]
    assert Path(answer["set_aside"]).is_dir()
    assert run(folder, "restore", str(folder / FILE_NAME), "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "present_file"


def test_the_command_backs_up_and_reads_back(
    folder: Path, backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "backup", str(tmp_path / "stick"), "--json") == 0
    (made,) = json.loads(capsys.readouterr().out)["made"]
    assert quick_check(Path(made["path"])) == "ok"
    assert run(folder, "settings", "set", "backup.folder", str(tmp_path / "gone")) == 0
    assert run(folder, "backup") == 1
    told_ = capsys.readouterr()
    assert "read back" in told_.out
    assert told_.err == f"No backup in {tmp_path / 'gone'}: the folder is not there.\n"
