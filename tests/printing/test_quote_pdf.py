"""The quote on sheets and on the roll: what it says, that it can be scanned, and that nothing collides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from pos_app import i18n
from pos_app.domain.quote import Addressee, from_plain, to_plain
from pos_app.printing.escpos import items_escpos
from pos_app.printing.page import Run
from pos_app.printing.papers import SIZES
from pos_app.printing.quote_layout import quote_items
from pos_app.printing.quote_pdf import MARGIN, quote_pages, quote_pdf
from pos_app.printing.receipt_pdf import MM, receipt_page
from tests.printing.paper import Pdf, assert_clear, assert_printable, escpos_dump
from tests.printing.quotes import DECK, MANY, MARIA, QUOTES

Golden = Callable[[str, str], None]
Sheet = Literal["A4", "Letter"]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("sheet", ["A4", "Letter"])
@pytest.mark.parametrize(("name", "pages"), [("deck", 1), ("walk_in", 1), ("hard", 2)])
def test_a_sheet_says_exactly_this(name: str, pages: int, sheet: Sheet, golden: Golden) -> None:
    pdf = Pdf(quote_pdf(*QUOTES[name], size=sheet))
    assert pdf.pages == pages
    assert pdf.size() == pytest.approx(SIZES[sheet], abs=0.01)
    golden(f"quote_{name}_{sheet}", pdf.text())


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["deck", "walk_in", "hard"])
def test_the_roll_says_exactly_this(name: str, golden: Golden) -> None:
    golden(f"quote_{name}_80mm", Pdf(quote_pdf(*QUOTES[name], size="80mm")).text())


def test_the_receipt_printer_gets_exactly_this(golden: Golden) -> None:
    golden("escpos_quote", escpos_dump(items_escpos(quote_items(DECK, MARIA)), "cp858"))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("size", ["A4", "Letter", "80mm"])
@pytest.mark.parametrize("name", ["deck", "walk_in", "hard"])
def test_the_number_is_scanned_from_the_paper(
    name: str, size: Literal["A4", "Letter", "80mm"], dpi: int
) -> None:
    assert Pdf(quote_pdf(*QUOTES[name], size=size)).barcodes(dpi) == ["Q-118"]


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("sheet", ["A4", "Letter"])
@pytest.mark.parametrize("name", QUOTES)
def test_nothing_overlaps_or_leaves_the_sheet(name: str, sheet: Sheet, language: str) -> None:
    i18n.use_language(language)
    for page in quote_pages(*QUOTES[name], sheet):
        assert_clear(page, MARGIN)
        assert_printable(page)


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("name", ["deck", "walk_in", "hard"])
def test_nothing_overlaps_or_leaves_the_roll(name: str, language: str) -> None:
    i18n.use_language(language)
    page = receipt_page(quote_items(*QUOTES[name]), 80)
    assert_clear(page, 3.9 * MM)
    assert_printable(page)


def test_two_hundred_lines_repeat_the_head_and_number_the_pages() -> None:
    pages = quote_pages(MANY, MARIA)
    texts = [[mark.text for mark in page.marks if isinstance(mark, Run)] for page in pages]
    count = len(pages)
    assert count > 3
    for number, found in enumerate(texts, start=1):
        assert any(f"page {number} of {count}" in text for text in found)
        if "SCREW-T25-200" in found:
            assert {"Code", "Item", "Amount"} <= set(found)
    assert sum(found.count("43.68") for found in texts) == 40
    assert [number for number, found in enumerate(texts, 1) if "Total" in found] == [count]


def test_the_last_day_is_the_largest_figure_but_for_the_shop() -> None:
    runs = [mark for mark in quote_pages(DECK, MARIA)[0].marks if isinstance(mark, Run)]
    [until] = [run for run in runs if run.text == "21 Dec 2026"]
    assert until.type.size == max(run.type.size for run in runs)


def test_an_erased_customer_is_named_as_erased() -> None:
    gone = replace(MARIA, erased=True)
    for runs in (quote_pages(DECK, gone)[0].marks, receipt_page(quote_items(DECK, gone), 80).marks):
        texts = [mark.text for mark in runs if isinstance(mark, Run)]
        assert "Customer erased" in texts
        assert not any("Kowalski" in text for text in texts)


def test_nobody_named_leaves_no_empty_frame() -> None:
    texts = [mark.text for mark in quote_pages(DECK, Addressee())[0].marks if isinstance(mark, Run)]
    assert "Quote for" not in texts
    assert "Note" not in texts


def test_stored_and_read_back_it_is_the_same() -> None:
    assert from_plain(to_plain(DECK)) == DECK


def test_equal_quotes_are_equal_bytes() -> None:
    assert quote_pdf(DECK, MARIA) == quote_pdf(DECK, MARIA)
