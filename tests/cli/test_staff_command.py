"""`pos-app staff` from the outside."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pos_app.__main__ import main


@pytest.fixture
def at(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A shop with an owner who has a PIN, and Dana."""
    at = ["--data-dir", str(data_dir)]
    assert main([*at, "settings", "set", "staff.dana.role", "cashier"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("2468\n"))
    assert main([*at, "settings", "pin", "owner"]) == 0
    return at


def test_a_new_owners_pin_comes_with_a_recovery_code(
    at: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1357\n"))
    assert main([*at, "settings", "pin", "owner"]) == 0
    said = capsys.readouterr().out
    assert "owner has a new PIN." in said
    assert "The new recovery code, shown this once: " in said


def test_people_are_listed_locked_and_let_in(at: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main([*at, "staff", "lock", "dana"]) == 0
    assert main([*at, "staff", "list"]) == 0
    said = capsys.readouterr().out
    assert "dana: Dana, cashier, no PIN, locked out" in said
    assert "owner: Owner, owner, has a PIN" in said
    assert main([*at, "staff", "unlock", "dana"]) == 0
    capsys.readouterr()
    assert main([*at, "staff", "list", "--json"]) == 0
    people = {person["code"]: person for person in json.loads(capsys.readouterr().out)}
    assert people["dana"] == {
        "code": "dana", "name": "Dana", "role": "cashier", "has_pin": False, "locked": False, "active": True,
    }  # fmt: skip
    assert main([*at, "staff", "lock", "owner"]) == 1
    assert "There must be an active owner" in capsys.readouterr().err
    assert main([*at, "staff", "lock", "stranger"]) == 1
    assert "Nobody called stranger works here." in capsys.readouterr().err


def test_an_owner_who_lost_everything_gets_a_new_pin(
    at: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("12\n"))
    assert main([*at, "staff", "recover", "owner"]) == 1
    assert "A PIN has 4 to 10 digits." in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("1357\n"))
    assert main([*at, "staff", "recover", "owner"]) == 0
    assert "The new recovery code, shown this once: " in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("1357\n"))
    assert main([*at, "staff", "recover", "dana"]) == 1
    assert main([*at, "verify"]) == 0


def test_what_is_no_text_is_refused_in_a_sentence(
    at: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # How a byte that is not UTF-8 arrives.
    assert main([*at, "staff", "lock", "d\udcffna"]) == 2
    assert "no text in UTF-8" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff12\n")))
    assert main([*at, "settings", "pin", "dana"]) == 1
    assert "4 to 10 digits" in capsys.readouterr().err
