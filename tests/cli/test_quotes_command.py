"""`pos-app quote` and `pos-app print quote` from the outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pos_app.__main__ import main
from tests.services.stocked_shop import small_shop

KEY = {"description": "Key cut", "quantity": "1", "unit_price": "3.50", "taxes": ["TAX"]}
SEALANT = {"sku": "SEAL-W", "quantity": "2"}


@pytest.fixture
def shop(data_dir: Path) -> Path:
    with small_shop(data_dir):
        return data_dir


def run(
    shop: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, *documents: dict[str, Any]
) -> tuple[int, list[dict[str, Any]]]:
    file = tmp_path / "documents.jsonl"
    file.write_text("\n".join(json.dumps(d) for d in documents), encoding="utf-8")
    code = main(["--data-dir", str(shop), command, str(file)])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_quote_answers_as_price_does_with_number_and_last_day(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"id": "a", "customer": "C0012", "project": "Deck", "lines": [SEALANT, KEY]}
    code, [priced] = run(shop, capsys, tmp_path, "price", document)
    code, [answer] = run(shop, capsys, tmp_path, "quote", document | {"valid_days": 14, "note": "soon"})
    assert code == 0
    assert answer["quote"] == "Q-001"
    assert answer["until"] > "2026"
    assert {name: answer[name] for name in priced} == priced
    code, _ = run(shop, capsys, tmp_path, "price", document)
    assert main(["--data-dir", str(shop), "customer", "C0012", "--json"]) == 0
    person = json.loads(capsys.readouterr().out)
    assert person["quotes"][0]["number"] == "Q-001"
    assert person["projects"][0]["remark"] == f"quote Q-001 open, {answer['total']}"


def test_the_same_document_makes_no_second_quote(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"id": "a", "lines": [SEALANT]}
    code, answers = run(shop, capsys, tmp_path, "quote", document, document, {"id": "b", "lines": [KEY]})
    assert code == 0
    assert [answer["quote"] for answer in answers] == ["Q-001", "Q-001", "Q-002"]
    assert answers[0] == answers[1]
    code, [other] = run(shop, capsys, tmp_path, "quote", {"id": "a", "lines": [KEY]})
    assert (code, other["error"]["code"]) == (1, "id_conflict")


@pytest.mark.parametrize(
    ("changes", "error", "line"),
    [
        ({"lines": [SEALANT, {"gift_card": "new", "quantity": "1", "unit_price": "50"}]}, "not_quotable", 2),
        ({"valid_days": 400}, "bad_days", None),
        ({"valid_days": "7"}, "bad_days", None),
        ({"currency": "EUR"}, "wrong_currency", None),
        ({"lines": [KEY | {"taxes": ["XX"]}], "tax_definitions": {"XX": {"rate": "5"}}}, "unknown_tax", 1),
        ({"customer": "nobody"}, "unknown_customer", None),
    ],
)
def test_what_cannot_be_quoted_is_one_sentence(
    shop: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    error: str,
    line: int | None,
) -> None:
    document = {"id": "x", "lines": [SEALANT]} | changes
    code, [answer, good] = run(shop, capsys, tmp_path, "quote", document, {"id": "g", "lines": [KEY]})
    assert code == 1
    assert (answer["error"]["code"], answer["error"].get("line")) == (error, line)
    assert good["quote"] == "Q-001"


def test_tenders_are_left_out_with_a_warning(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"id": "t", "lines": [KEY], "tenders": [{"type": "cash", "amount": "5.00"}]}
    code, [answer] = run(shop, capsys, tmp_path, "quote", document)
    assert code == 0
    assert answer["tenders"] == []
    assert "does not use the field “tenders”" in answer["warnings"][0]


@pytest.mark.parametrize(
    ("paper", "target", "begins"),
    [
        ([], "pdf:{file}", b"%PDF"),
        (["--paper", "a4"], "pdf:{file}", b"%PDF"),
        (["--paper", "Letter"], "pdf:{file}", b"%PDF"),
        (["--paper", "80mm"], "pdf:{file}", b"%PDF"),
        ([], "file:{file}", b"\x1b@"),
        (["--paper", "80mm"], "file:{file}", b"\x1b@"),
    ],
)
def test_a_quote_is_printed(
    shop: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    paper: list[str],
    target: str,
    begins: bytes,
) -> None:
    run(shop, capsys, tmp_path, "quote", {"id": "p", "customer": "C0012", "lines": [SEALANT]})
    file = tmp_path / "paper"
    arguments = ["print", "quote", "Q-001", "--to", target.format(file=file), *paper]
    assert main(["--data-dir", str(shop), *arguments]) == 0
    assert file.read_bytes().startswith(begins)
    assert "Quote Q-001 went to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Q-118", "--to", "pdf:x.pdf"], "There is no quote Q-118"),
        (["Q-001", "--to", "pdf:x.pdf", "--paper", "a5"], "not a paper size"),
        (["Q-001", "--to", "file:x", "--paper", "a4"], "made for sheets"),
    ],
)
def test_what_cannot_be_printed_is_said(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    run(shop, capsys, tmp_path, "quote", {"id": "p", "lines": [SEALANT]})
    assert main(["--data-dir", str(shop), "print", "quote", *arguments]) == 1
    assert words in capsys.readouterr().err
