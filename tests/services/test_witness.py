"""Where the book stood is written down outside of it, and a bad line or folder spoils nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_app.domain.message import english
from pos_app.services import witness
from pos_app.services.desk import Desk
from tests.services.books_kit import new_shop, sell


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
        (head,) = witness.queries.heads(session)
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
