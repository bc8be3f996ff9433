"""`pos-app price | sell | refund` from the outside: JSON Lines in, one answer a line, exit codes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pos_app.__main__ import main

KEY = {"description": "Key cut", "quantity": "1", "unit_price": "3.50", "taxes": []}


def run(
    capsys: pytest.CaptureFixture[str], arguments: list[str], *documents: object, tmp_path: Path
) -> tuple[int, list[dict[str, Any]]]:
    file = tmp_path / "documents.jsonl"
    texts = [d if isinstance(d, str) else json.dumps(d) for d in documents]
    file.write_text("\n".join(texts), encoding="utf-8")
    code = main([*arguments, str(file)])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def piped(text: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), encoding="utf-8")


def test_price_needs_no_shop_and_makes_none(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"id": "p", "lines": [KEY | {"quantity": "2"}]}
    code, answers = run(capsys, ["--data-dir", str(data_dir), "price"], document, tmp_path=tmp_path)
    assert code == 0
    assert (answers[0]["id"], answers[0]["total"]) == ("p", "7.00")
    assert not list(data_dir.glob("*.db*"))


def test_a_bad_document_does_not_stop_the_next(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"id": "good", "lines": [KEY]}
    bad = {"id": "bad", "lines": [KEY, KEY | {"quantity": "0"}]}
    arguments = ["price", "--data-dir", str(data_dir)]
    code, answers = run(capsys, arguments, bad, "{not json", '"text"', good, tmp_path=tmp_path)
    assert code == 1
    assert [a.get("error", {}).get("code") for a in answers] == [
        "bad_quantity",
        "bad_json",
        "bad_document",
        None,
    ]
    assert answers[0]["id"] == "bad"
    assert answers[0]["error"]["line"] == 2


def test_one_document_over_several_lines(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["price", "--data-dir", str(data_dir)]
    text = json.dumps({"id": "long", "lines": [KEY]}, indent=1)
    assert run(capsys, arguments, text, tmp_path=tmp_path)[1][0]["id"] == "long"


def test_sell_from_standard_input_then_refund(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = {"id": "s", "lines": [KEY], "tenders": [{"type": "cash", "amount": "5.00"}]}
    monkeypatch.setattr(sys, "stdin", piped(json.dumps(sale) + "\n\n" + json.dumps(sale) + "\n"))
    assert main(["--data-dir", str(data_dir), "sell"]) == 0
    first, again = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == again
    assert (first["receipt"], first["change"]) == ("1-000001", "1.50")
    arguments = ["--data-dir", str(data_dir), "refund"]
    code, answers = run(capsys, arguments, {"id": "r", "of": "1-000001"}, tmp_path=tmp_path)
    assert code == 0
    assert (answers[0]["total"], answers[0]["tenders"]) == ("-3.50", [{"type": "cash", "amount": "-3.50"}])


def test_refund_without_a_shop_is_one_sentence(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r.jsonl"
    file.write_text("{}", encoding="utf-8")
    assert main(["--data-dir", str(data_dir), "refund", str(file)]) == 1
    assert "There is no shop" in capsys.readouterr().err
    assert main(["--data-dir", str(data_dir), "price", str(tmp_path / "missing.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="processes are ended in another way there")
def test_what_was_answered_survives_a_kill(data_dir: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pos_app", "--data-dir", str(data_dir), "sell"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            sale = {"id": f"k{number}", "lines": [KEY], "tenders": [{"type": "cash", "amount": "3.50"}]}
            process.stdin.write(json.dumps(sale) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["receipt"] == f"1-00000{number + 1}"
        process.send_signal(signal.SIGKILL)
    assert main(["--data-dir", str(data_dir), "verify"]) == 0


def test_only_a_line_feed_ends_a_document_and_an_answer(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """U+2028 and its like are lawful inside a JSON text, in and out."""
    names = ["key\u2028cut", "key\x85cut", "key\u2029cut"]
    documents = [
        json.dumps({"id": n, "lines": [KEY | {"description": n}]}, ensure_ascii=False) for n in names
    ]
    code, answers = run(capsys, ["price", "--data-dir", str(data_dir)], *documents, tmp_path=tmp_path)
    assert code == 0
    assert [a["lines"][0]["description"] for a in answers] == names


def test_half_characters_and_bytes_that_are_no_text_spoil_only_their_own_line(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = json.dumps({"id": "good", "lines": [KEY]}).encode()
    half = b'{"id": "h", "lines": [{"description": "\\ud800", "quantity": "1", "unit_price": "1"}]}'
    file = tmp_path / "documents.jsonl"
    file.write_bytes(b"\n".join((b"\xef\xbb\xbf" + good, half, b'{"id": "\xff"}', good)))
    code = main(["price", "--data-dir", str(data_dir), str(file)])
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 1
    assert [a.get("error", {}).get("code") for a in answers] == [None, "bad_json", "bad_json", None]


@pytest.mark.parametrize(
    ("command", "document", "code"),
    [
        ("sell", {"lines": [{"return_of": {"receipt": "1-000001", "line": 9}, "quantity": "-1"}]}, "unknown_line"),
        ("sell", {"lines": [KEY | {"unit_price": "999999999999", "quantity": "1000000"}]}, "too_large"),
        ("sell", {"lines": [KEY | {"unit_price": "999999999999"}] * 20}, "too_large"),
        ("sell", {"lines": [KEY | {"taxes": [{"code": "TAX"}]}]}, "bad_field"),
        ("sell", {"lines": [KEY], "coupons": [{"code": "x"}]}, "bad_field"),
        ("sell", {"lines": [KEY | {"quantity": "1\n\u2028x"}]}, "bad_quantity"),
        ("price", {"lines": [KEY], "sold_at": "0001-01-01T00:00:00+14:00"}, "bad_date"),
        ("sell", {"lines": [KEY], "sold_at": "9999-12-31T23:59:59-14:00"}, "bad_date"),
        ("refund", {"of": "1-000001", "lines": [{"line": [1], "quantity": "1"}]}, "unknown_line"),
        ("refund", {"of": "1-000001", "lines": [{"line": True, "quantity": "1"}]}, "unknown_line"),
        ("refund", {"of": "1-000001", "lines": [{"line": 1, "quantity": "2"}]}, "return_exceeds_sold"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_done_is_one_sentence_and_the_next_is_tried(
    data_dir: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    document: dict[str, Any],
    code: str,
) -> None:
    cash = {"tenders": [{"type": "cash", "amount": "3.50"}]}
    run(capsys, ["sell", "--data-dir", str(data_dir)], {"id": "s", "lines": [KEY]} | cash, tmp_path=tmp_path)
    documents = (cash | document | {"id": "bad"}, "[]")
    exit_code, answers = run(capsys, [command, "--data-dir", str(data_dir)], *documents, tmp_path=tmp_path)
    assert (exit_code, answers[0]["error"]["code"], len(answers)) == (1, code, 2)
    sentence = answers[0]["error"]["message"]
    assert sentence.isprintable()
    assert "{" not in sentence


def test_two_batches_at_once_both_come_through_and_sell_once(data_dir: Path, tmp_path: Path) -> None:
    """Neither starves the other of the lock; each id is one sale, and both get the same answer."""
    cash = [{"type": "cash", "amount": "3.50"}]
    file = tmp_path / "batch.jsonl"
    file.write_text(
        "\n".join(json.dumps({"id": f"s{n}", "lines": [KEY], "tenders": cash}) for n in range(60))
    )
    arguments = [sys.executable, "-m", "pos_app", "--data-dir", str(data_dir), "sell", str(file)]
    assert main(["--data-dir", str(data_dir), "sell", os.devnull]) == 0
    batches = [subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [[json.loads(line) for line in batch.communicate()[0].splitlines()] for batch in batches]
    assert [batch.returncode for batch in batches] == [0, 0]
    assert answers[0] == answers[1]
    assert len({answer["receipt"] for answer in answers[0]}) == 60
