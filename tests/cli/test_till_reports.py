"""`pos-app report x` and `report z` as an owner's script calls them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pos_app.__main__ import main
from pos_app.services import tills, witness
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.setup import open_shop
from tests.services.shop_kit import open_desk


@pytest.fixture
def shop(data_dir: Path) -> Path:
    """Three sales by the command line on two business dates."""
    desk = replace(open_desk(data_dir), clock=lambda: datetime.now(UTC), zone=None)
    for number, (day, price) in enumerate(
        [("2026-11-18", "2.00"), ("2026-11-18", "3.50"), ("2026-11-19", "5.00")]
    ):
        line = {"description": "Key", "quantity": "1", "unit_price": price, "taxes": []}
        paid = [{"type": "cash", "amount": "10.00"}]
        sell_json(desk, {"id": f"d{number}", "sold_at": f"{day}T10:00:00", "lines": [line], "tenders": paid})
    desk.db.close()
    return data_dir


class Answers:
    """Runs a command and reads what it says."""

    def __init__(self, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._shop, self._capsys = shop, capsys
        self.said = ""

    def run(self, *arguments: str) -> tuple[int, str]:
        code = main(["report", *arguments, "--data-dir", str(self._shop)])
        out, self.said = self._capsys.readouterr()
        return code, out

    def json(self, *arguments: str) -> Any:
        code, out = self.run(*arguments, "--json")
        assert code == 0, self.said
        return json.loads(out)


@pytest.fixture
def report(shop: Path, capsys: pytest.CaptureFixture[str]) -> Answers:
    capsys.readouterr()
    return Answers(shop, capsys)


def test_x_adds_up_the_open_sessions_and_lists_each(report: Answers) -> None:
    x = report.json("x")
    assert (x["kind"], x["number"], x["total"], x["change"], x["expected"]) == (
        "x",
        None,
        "10.50",
        "19.50",
        "10.50",
    )
    assert (x["sales_count"], x["float"], x["grand_total"]) == (3, "0.00", "10.50")
    assert [(s["business_date"], s["total"]) for s in x["sessions"]] == [
        ("2026-11-18", "5.50"),
        ("2026-11-19", "5.00"),
    ]
    assert x["tenders"] == [
        {"type": "cash", "count": 3, "taken": "10.50", "given_back": "0.00", "net": "10.50"}
    ]
    assert report.json("x", "--date", "2026-11-19")["total"] == "5.00"
    code, out = report.run("x")
    assert code == 0
    assert "X: not a close" in out


def test_z_closes_a_date_and_prints_the_same_again(report: Answers) -> None:
    z = report.json("z", "--date", "2026-11-18")
    assert (z["kind"], z["number"], z["total"], z["counted"], len(z["sessions"])) == ("z", 1, "5.50", None, 1)
    assert z["head"]["seq"] > 0
    assert len(z["head"]["hash"]) == 64
    assert report.json("z", "--date", "2026-11-18") == z
    assert report.json("z", "--number", "1") == z
    rest = report.json("z")
    assert (rest["number"], rest["business_date"]) == (2, "2026-11-19")
    assert report.json("z") == rest


def test_z_closes_all_that_is_open_and_adds_it_up(report: Answers) -> None:
    z = report.json("z")
    assert (z["number"], z["total"], [s["number"] for s in z["sessions"]]) == (2, "10.50", [1, 2])
    assert [d["business_date"] for d in z["days"]] == ["2026-11-18", "2026-11-19"]


def test_what_there_is_not_is_one_sentence_and_an_exit_code(report: Answers) -> None:
    report.run("z")
    for arguments, sentence in (
        (("x",), "No till session is open."),
        (("x", "--date", "2026-11-18"), "No till session of 2026-11-18 is open."),
        (("z", "--number", "9"), "There is no Z 9 at this till."),
        (("z", "--date", "2020-01-01"), "There is no Z of 2020-01-01."),
    ):
        assert report.run(*arguments)[0] == 1
        assert report.said.strip() == sentence
    code, out = report.run("x", "--json")
    assert (code, json.loads(out or report.said)["error"]["code"]) == (1, "no_session")


def test_a_shop_without_a_z_says_so(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_desk(data_dir).db.close()
    answers = Answers(data_dir, capsys)
    assert answers.run("z")[0] == 1
    assert answers.said.strip() == "There is no Z yet."


def test_a_session_at_the_counter_is_never_closed_from_here(report: Answers, shop: Path) -> None:
    desk = Desk(open_shop(shop), "1", Actor("owner", "Owner", "owner"), automatic=False)
    tills.open_till(desk, amount=5_000)
    assert report.json("z")["mode"] == "automatic"
    assert "stays open" in report.said
    assert tills.state(desk).is_open
    x = report.json("x")
    assert (x["mode"], x["expected"]) == ("counter", "50.00")
    desk.db.close()


def test_pdfs_are_written_one_for_each_z(report: Answers, tmp_path: Path) -> None:
    paper = tmp_path / "till.pdf"
    assert report.run("x", "--pdf", str(paper))[0] == 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert report.run("z", "--pdf", str(paper))[0] == 0
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["till-1.pdf", "till-2.pdf", "till.pdf"]
    assert report.run("z", "--pdf", str(tmp_path / "none" / "z.pdf"))[0] == 1
    assert "cannot be written" in report.said


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "9" * 40])
def test_a_number_that_no_z_can_have_is_told(
    shop: Path, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    answers = Answers(shop, capsys)
    assert answers.run("z", "--number", number)[0] == 1
    assert f"There is no Z {number} at this till." in answers.said


def test_a_session_that_a_later_day_closes_is_witnessed_too(data_dir: Path) -> None:
    """Nothing runs after that close: it is a part of the first sale of the day."""
    desk = replace(open_desk(data_dir), clock=lambda: datetime(2026, 11, 18, 9, tzinfo=UTC), zone=UTC)
    key: dict[str, Any] = {"lines": [{"description": "Key", "quantity": "1", "unit_price": "2", "taxes": []}]}
    document = {**key, "tenders": [{"type": "cash", "amount": "2.00"}]}
    sell_json(desk, {"id": "d1", **document})
    desk.db.close()
    sale = data_dir / "sale.jsonl"
    sale.write_text(json.dumps({"id": "d2", **document}))
    assert main(["sell", str(sale), "--data-dir", str(data_dir)]) == 0
    (line,) = witness.read(data_dir).lines
    assert (line.why, line.z) == ("close", 1)
    assert main(["report", "z", "--data-dir", str(data_dir)]) == 0
    assert [line.z for line in witness.read(data_dir).lines] == [1, 2]


def test_a_witness_that_cannot_be_told_is_said_and_the_sale_is_done(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = replace(open_desk(data_dir), clock=lambda: datetime(2026, 11, 18, 9, tzinfo=UTC), zone=UTC)
    line = {"description": "Key", "quantity": "1", "unit_price": "2", "taxes": []}
    document = {"lines": [line], "tenders": [{"type": "cash", "amount": "2.00"}]}
    sell_json(desk, {"id": "d1", **document})
    desk.db.close()
    (data_dir / "witness.jsonl").mkdir()
    sale = data_dir / "sale.jsonl"
    sale.write_text(json.dumps({"id": "d2", **document}))
    capsys.readouterr()
    assert main(["sell", str(sale), "--data-dir", str(data_dir)]) == 0
    assert "witness" in capsys.readouterr().err
