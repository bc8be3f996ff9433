"""Explained figures on paper: what the PDF, the printer and the terminal say."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.domain.explanation import Explanation
from pos_app.printing.escpos import items_escpos
from pos_app.printing.explanation_layout import explanation_items, explanation_lines
from pos_app.printing.explanation_pdf import explanation_pdf
from pos_app.printing.receipt_pdf import receipt_page
from pos_app.services.explaining import explain_sale, only
from tests.printing.paper import Pdf, assert_clear, assert_printable
from tests.services.books_kit import busy_shop


@pytest.fixture(scope="module")
def explanation(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    """A sale with a discount on the whole, a fee, and taxes."""
    desk = busy_shop(tmp_path_factory.mktemp("why") / "shop")
    found = explain_sale(desk, number="1-000001")
    desk.db.close()
    return found


def test_the_pdf_says_every_step(
    qapp: QApplication, explanation: Explanation, golden: Callable[[str, str], None]
) -> None:
    golden("explanation", Pdf(explanation_pdf(only(explanation, ("line:4", "total")))).text())


@pytest.mark.parametrize("width", [80, 58])
def test_nothing_overlaps_on_the_roll(explanation: Explanation, width: int) -> None:
    from pos_app.printing import fonts

    fonts.register()
    page = receipt_page(explanation_items(explanation), width)
    assert_clear(page, 4)
    assert_printable(page)


def test_printer_and_terminal_say_the_same(explanation: Explanation) -> None:
    one = only(explanation, ("line:1",))
    raw = items_escpos(explanation_items(one)).decode("cp858", errors="replace")
    assert "2 × 8.49 list price" in raw
    lines = explanation_lines(one)
    assert any(line.strip().startswith("2 × 8.49 list price") and line.endswith("16.98") for line in lines)
    assert all(len(line) <= 78 for line in lines)


def test_the_command_tells_a_line_and_writes_a_pdf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from pos_app.__main__ import main

    desk = busy_shop(tmp_path / "shop")
    desk.db.close()
    where = ["--data-dir", str(tmp_path / "shop")]
    assert main([*where, "explain", "1-000001", "--line", "1"]) == 0
    said = capsys.readouterr().out
    assert "2 × 8.49 list price" in said
    assert "LED lamp" not in said
    assert main([*where, "explain", "1-000001", "--pdf", str(tmp_path / "why.pdf")]) == 0
    assert (tmp_path / "why.pdf").read_bytes().startswith(b"%PDF")
    capsys.readouterr()
    assert main([*where, "explain", "1-000001", "--line", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (figure,) = told["figures"]
    parts = [step["amount"] for step in figure["steps"] if step["kind"] == "add"]
    assert (told["title"], figure["key"], figure["unit"]) == ("Receipt 1-000001", "line:1", "money")
    assert sum(Decimal(part) for part in parts) == Decimal(figure["amount"])
    assert main([*where, "explain", "1-000001", "--line", "99"]) == 1
    assert "no line 99" in capsys.readouterr().err
