"""`pos-app customer` and `pos-app report daily` as an owner's script calls them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.__main__ import main
from tests.services.history_kit import TODAY, open_kit


@pytest.fixture
def shop(data_dir: Path) -> Path:
    """Maria came four times, every 18 days."""
    kit = open_kit(data_dir)
    trap = kit.product("TRAP", "P-trap, 1½″ PVC")
    maria = kit.customer("C0012", "Maria Kowalski")
    for n in range(4):
        kit.sale(TODAY - timedelta(7 + 18 * n), maria, {trap: 3_000}, points=300)
    kit.desk.db.close()
    return data_dir


def run(shop: Path, *arguments: str) -> int:
    return main([*arguments, "--data-dir", str(shop)])


def test_a_customer_as_json_as_of_a_day(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shop, "customer", "c0012", "--json", "--as-of", "2026-11-21") == 0
    now = json.loads(capsys.readouterr().out)
    assert (now["customer"], now["visits"], now["rhythm"], now["points"]) == (
        "C0012",
        4,
        "every 18 days",
        1_200,
    )
    assert now["purchases"][0]["total"] == "30.00"
    assert run(shop, "customer", "C0012", "--json", "--as-of", "2026-10-09") == 0
    then = json.loads(capsys.readouterr().out)
    assert (then["visits"], then["points"], then["rhythm"]) == (2, 600, None)
    assert run(shop, "customer", "C0012", "--as-of", "2026-11-21") == 0
    assert "rhythm: every 18 days" in capsys.readouterr().out


def test_undated_notes_stay_out_of_the_past(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("code,name,notes\nC0012,Maria Kowalski,Two keys\n", encoding="utf-8")
    assert run(shop, "import", "customers", str(people)) == 0
    capsys.readouterr()
    for options, notes in (((), "Two keys"), (("--as-of", "2025-01-01"), "")):
        assert run(shop, "customer", "C0012", "--json", *options) == 0
        assert json.loads(capsys.readouterr().out)["notes"] == notes


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("customer", "C9", "--json"), "unknown_customer", "There is no customer C9."),
        (
            ("customer", "C0012", "--json", "--as-of", "31/02"),
            "bad_date",
            "“31/02” is not a date such as 2027-01-31.",
        ),
        (
            ("report", "daily", "--json", "--date", "2026-02-30"),
            "bad_date",
            "“2026-02-30” is not a date such as 2027-01-31.",
        ),
        (
            ("report", "daily", "--json", "--paper", "A5"),
            "bad_paper",
            "“A5” is not a paper size; there are A4 and Letter.",
        ),
    ],
)
def test_bad_input_is_one_sentence(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: str, sentence: str
) -> None:
    assert run(shop, *arguments) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"error": {"code": code, "message": sentence}}
    assert captured.err == sentence + "\n"


def test_the_daily_report_as_pdf_json_and_text(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = tmp_path / "day.pdf"
    assert run(shop, "report", "daily", "--date", "2026-11-14", "--pdf", str(pdf), "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["headlines"][0] == {
        "key": "visits",
        "label": "Visits",
        "value": "1",
        "note": "1 with a name",
        "count": 1,
        "named": 1,
    }
    assert pdf.read_bytes().startswith(b"%PDF")
    assert run(shop, "report", "daily", "--date", "2026-11-14") == 0
    assert "Visits: 1 (1 with a name)" in capsys.readouterr().out
    assert run(shop, "report", "daily", "--pdf", str(tmp_path / "no" / "such" / "folder.pdf")) == 1
    assert "cannot be written" in capsys.readouterr().err
