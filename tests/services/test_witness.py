"""Where the book stood is written down outside of it, and a bad line or folder spoils nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.data.db import Database
from pos_app.data.queries import witness as queries
from pos_app.domain.message import english
from pos_app.services import audit, witness
from pos_app.services.acts import Act
from pos_app.services.desk import Desk
from pos_app.services.verify import verify
from tests.services.books_kit import copy_of, new_shop, sell


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return new_shop(tmp_path / "shop")


def test_each_till_has_a_line_with_the_end_of_its_chain(desk: Desk, tmp_path: Path) -> None:
    sold = sell(desk, "s1", [{"sku": "SCREW", "quantity": "3"}])
    assert witness.append(desk, [tmp_path, tmp_path], "close", z=7) == []
    found = witness.read(tmp_path)
    (line,) = found.lines
    assert (line.till, line.receipt, line.why, line.z) == ("1", sold["receipt"], "close", 7)
    assert not found.damaged
    with desk.db.read() as session:
        (head,) = queries.heads(session)
        assert (line.seq, line.hash) == (head.seq, head.hash)
    raw = json.loads((tmp_path / witness.FILE_NAME).read_text(encoding="utf-8"))
    assert {"at", "till", "seq", "hash", "receipt", "why", "z"} <= raw.keys()


def test_a_line_that_was_cut_off_stays_alone(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / witness.FILE_NAME
    witness.append(desk, [tmp_path], "backup")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    assert witness.append(desk, [tmp_path], "backup") == []
    found = witness.read(tmp_path)
    assert len(found.lines) == 2
    assert found.damaged == (2,)


@pytest.mark.parametrize(
    "change", [{"seq": "4"}, {"seq": True}, {"hash": None}, {"why": "other"}, {"z": "1"}, {"seq": 0}]
)
def test_a_line_of_other_kinds_is_damaged(desk: Desk, tmp_path: Path, change: dict[str, object]) -> None:
    witness.append(desk, [tmp_path], "backup")
    path = tmp_path / witness.FILE_NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}) + "\nnull\n[1]\n", "utf-8")
    assert witness.read(tmp_path) == witness.Witness(tmp_path, (), (1, 2, 3))


def test_a_folder_that_takes_nothing_is_told_and_the_others_are_served(desk: Desk, tmp_path: Path) -> None:
    (problem,) = witness.append(desk, [tmp_path / "gone", tmp_path], "backup")
    assert "gone" in english(problem)
    assert not (tmp_path / "gone").exists()
    assert len(witness.read(tmp_path).lines) == 1
    assert witness.read(tmp_path / "gone").lines == ()


def counter(path: Path) -> tuple[Desk, list[str]]:
    """A shop with two sales that its witness saw, and the receipts."""
    shop = new_shop(path)
    numbers = [str(sell(shop, f"s{n}", [{"sku": "SCREW", "quantity": "3"}])["receipt"]) for n in range(2)]
    assert witness.append(shop, [path], "close") == []
    return shop, numbers


def kept(shop: Desk, folder: Path) -> bytes:
    """The shop's file as it is now."""
    return copy_of(shop, folder).read_bytes()


def put_back(shop: Desk, data: bytes) -> Desk:
    """Another file in the shop's place, as someone would put it there by hand."""
    path = shop.db.path
    shop.db.close()
    for name in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        name.unlink(missing_ok=True)
    path.write_bytes(data)
    return replace(shop, db=Database(path))


def sentence(shop: Desk) -> str:
    report = verify(shop)
    assert not report.ok
    assert len(report.problems) == 1
    return english(report.problems[0].message)


def test_an_older_file_is_found_by_its_witness(tmp_path: Path) -> None:
    shop, _numbers = counter(tmp_path / "shop")
    head = verify(shop).heads["1"][0]
    older = kept(shop, tmp_path / "kept")
    last = sell(shop, "s9", [{"sku": "LAMP", "quantity": "1"}])["receipt"]
    witness.append(shop, [tmp_path / "shop"], "backup")
    assert verify(shop).ok
    shop = put_back(shop, older)
    said = sentence(shop)
    assert "older than its witness" in said
    assert f"up to entry {head} " in said
    assert f"up to receipt {last}" in said
    # Going on with the older file does not hide it.
    sell(shop, "other", [{"sku": "SCREW", "quantity": "1"}])
    sell(shop, "more", [{"sku": "SCREW", "quantity": "1"}])
    witness.append(shop, [tmp_path / "shop"], "backup")
    assert "not the one that its witness" in sentence(shop)


def test_a_till_that_only_the_witness_knows_is_told(tmp_path: Path) -> None:
    shop, _numbers = counter(tmp_path / "shop")
    path = tmp_path / "shop" / witness.FILE_NAME
    path.write_text(
        path.read_text("utf-8") + path.read_text("utf-8").replace('"till": "1"', '"till": "7"'), "utf-8"
    )
    assert "till 7" in sentence(shop)


def test_damaged_lines_and_a_missing_witness_are_notes(tmp_path: Path) -> None:
    shop, _numbers = counter(tmp_path / "shop")
    path = tmp_path / "shop" / witness.FILE_NAME
    path.write_bytes(path.read_bytes() + b'{"at": "20')
    report = verify(shop)
    assert report.ok
    assert ["line 2" in english(note) for note in report.notes] == [True]


def restored(shop: Desk, older: bytes, folder: Path) -> Desk:
    """What a restore by the program leaves: the older file, an act that owns up to what is lost, and its line."""
    heads = verify(shop).heads
    shop = put_back(shop, older)
    first = verify(shop, thorough=True).heads["1"][0] + 1
    after = {"till": "1", "from_seq": first, "to_seq": heads["1"][0], "head": heads["1"][1]}
    with shop.db.write() as session:
        audit.note(session, shop, Act("restored", after=after))
        session.commit()
    witness.append(shop, [folder], "restore")
    return shop


def test_what_a_restore_owns_up_to_is_a_note_and_a_fork_after_it_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shop, _numbers = counter(folder)
    older = kept(shop, tmp_path / "kept")
    sell(shop, "s8", [{"sku": "LAMP", "quantity": "1"}])
    sell(shop, "s9", [{"sku": "LAMP", "quantity": "1"}])
    witness.append(shop, [folder], "backup")
    shop = restored(shop, older, folder)
    report = verify(shop)
    assert report.ok, [english(p.message) for p in report.problems]
    assert "a backup was restored" in english(report.notes[0])
    # The same file again, forked after the restore: the old act explains nothing of it.
    again = kept(shop, tmp_path / "again")
    sell(shop, "t1", [{"sku": "SCREW", "quantity": "1"}])
    witness.append(shop, [folder], "close")
    shop = put_back(shop, again)
    sell(shop, "t2", [{"sku": "SCREW", "quantity": "5"}])
    assert "not the one that its witness" in sentence(shop)
    # A line that pretends to be another restore does not hide it either.
    path = folder / witness.FILE_NAME
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, next(li for li in lines if '"restore"' in li)]) + "\n", "utf-8")
    assert "not the one that its witness" in sentence(shop)


def test_a_restore_that_only_the_witness_tells_of_explains_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shop, _numbers = counter(folder)
    older = kept(shop, tmp_path / "kept")
    sell(shop, "s8", [{"sku": "LAMP", "quantity": "1"}])
    witness.append(shop, [folder], "backup")
    shop = put_back(shop, older)
    witness.append(shop, [folder], "restore")
    assert "older than its witness" in sentence(shop)


def test_a_folder_shared_with_another_shop_says_nothing_about_this_one(tmp_path: Path) -> None:
    shop, _numbers = counter(tmp_path / "shop")
    other, _more = counter(tmp_path / "other")
    sell(other, "s9", [{"sku": "LAMP", "quantity": "1"}])
    backups = tmp_path / "shop" / "backups"
    backups.mkdir()
    witness.append(other, [backups], "backup")
    assert verify(shop).ok


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2**63},
        {"seq": 10**20},
        {"z": 10**30},
        {"till": "\ud800"},
        {"hash": "\ud800"},
        {"receipt": "\ud800"},
        {"receipt": "1-²"},
        {"receipt": "1-" + "9" * 5000},
        {"shop": "\0"},
        {"till": "x" * 10_000},
        {"at": "yesterday"},
    ],
)
def test_a_forged_line_is_told_and_stops_no_check(desk: Desk, change: dict[str, object]) -> None:
    sell(desk, "s1", [{"sku": "SCREW", "quantity": "3"}])
    witness.append(desk, [desk.db.path.parent], "close")
    path = desk.db.path.parent / witness.FILE_NAME
    (line,) = path.read_text("utf-8").splitlines()
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**json.loads(line), **change}) + "\n")
    report = verify(desk)
    assert report.ok
    assert [english(note) for note in report.notes] == [
        f"line 2 of the witness in {path.parent} cannot be read"
    ]
