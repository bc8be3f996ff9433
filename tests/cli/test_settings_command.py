"""`pos-app settings` from the outside: exit codes, one sentence, JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pos_app.__main__ import main


@pytest.fixture
def at(data_dir: Path) -> list[str]:
    return ["--data-dir", str(data_dir), "settings"]


def test_set_makes_the_shop_and_show_reads_it(at: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*at, "show"]) == 1
    assert "There is no shop" in capsys.readouterr().err
    assert main([*at, "set", "shop.name", "Corner Hardware"]) == 0
    assert main([*at, "set", "ui.font_scale", "120"]) == 0
    assert main([*at, "show", "ui", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ui.theme": "system", "ui.font_scale": 120}
    assert main([*at, "show", "shop.name"]) == 0
    assert "shop.name = Corner Hardware" in capsys.readouterr().out


def test_wrong_values_are_named_with_their_key(at: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for key, value in (
        ("ui.font_scale", "huge"),
        ("ui.font_scale", "20"),
        ("shop.nothing", "1"),
        ("nothing", "1"),
    ):
        assert main([*at, "set", key, value]) == 1
        assert capsys.readouterr().err.startswith(key)
    assert main([*at, "show", "nothing"]) == 1
    assert "nothing" in capsys.readouterr().err


def test_a_file_goes_out_and_comes_back(
    at: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings.toml"
    main([*at, "set", "tax.TAX.rate", "5.5"])
    assert main([*at, "export", str(file)]) == 0
    other = ["--data-dir", str(tmp_path / "other"), "settings"]
    assert main([*other, "import", str(file)]) == 0
    main([*other, "export", str(tmp_path / "again.toml")])
    assert (tmp_path / "again.toml").read_text() == file.read_text()
    file.write_text('[shop]\nname = ""\ncolour = "red"\n')
    capsys.readouterr()
    assert main([*other, "import", str(file)]) == 1
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "shop.colour",
        "shop.name",
    ]
    assert main([*other, "import", str(tmp_path / "none.toml")]) == 1
    assert main([*other, "export", str(tmp_path / "none" / "s.toml")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_negative_value_gets_the_settings_own_sentence(
    at: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*at, "set", "loyalty.points_per_unit", "-1"]) == 1
    assert capsys.readouterr().err == "loyalty.points_per_unit: It must not be negative.\n"
    assert main([*at, "set", "tax.TAX.rate", "-2.5"]) == 0
    assert main([*at, "set", "loyalty.points_per_unit", "--json"]) == 1
    assert "is not a number." in capsys.readouterr().err


def test_an_export_says_what_it_wrote(
    at: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*at, "set", "shop.name", "Corner Hardware"])
    capsys.readouterr()
    assert main([*at, "export", str(tmp_path / "s.toml")]) == 0
    assert capsys.readouterr().out.endswith(f"settings were written to {tmp_path / 's.toml'}.\n")


def test_the_currency_is_one_of_iso_4217_and_stays_once_something_is_sold(
    at: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*at, "set", "shop.currency", "ZZZ"]) == 1
    assert capsys.readouterr().err == "shop.currency: “ZZZ” is not a currency code such as USD.\n"
    assert main([*at, "set", "shop.currency", "EUR"]) == 0
    sales = tmp_path / "sales.csv"
    sales.write_text(
        "sale_id,sold_at,sku,description,quantity,amount\n1,2026-01-05,,Key,1,3.50\n", encoding="utf-8"
    )
    assert main([*at[:2], "import", "sales", str(sales)]) == 0
    capsys.readouterr()
    assert main([*at, "set", "shop.currency", "USD"]) == 1
    said = capsys.readouterr().err
    assert said == "shop.currency: The currency stays EUR: sales are booked in it already.\n"
    assert main([*at, "set", "shop.currency", "ZZZ"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main([*at, "set", "shop.currency", "EUR"]) == 0


def test_a_pin_comes_from_standard_input_and_is_shown_nowhere(
    at: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    assert main([*at, "set", "staff.mo.role", "manager"]) == 0
    for typed, code, said in (
        ("4711\n", 0, "mo has a new PIN."),
        ("47", 1, "A PIN has 4 to 10 digits."),
        ("", 1, "A PIN has 4 to 10 digits."),
    ):
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main([*at, "pin", "mo"]) == code
        out = capsys.readouterr()
        assert said in out.out + out.err
        assert "4711" not in out.out + out.err
    monkeypatch.setattr("sys.stdin", io.StringIO("4711\n"))
    assert main([*at, "pin", "nobody"]) == 1
    assert "Nobody called nobody works here." in capsys.readouterr().err
    assert main([*at, "export", str(data_dir / "shop.toml")]) == 0
    written = (data_dir / "shop.toml").read_text("utf-8")
    assert "mo" in written
    assert "argon2" not in written
    assert "4711" not in written
