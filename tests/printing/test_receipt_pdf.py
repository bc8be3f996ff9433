"""The receipt on the roll: what it says, that it can be read and scanned, and that nothing collides."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app import i18n
from pos_app.domain.receipt import Receipt
from pos_app.printing.page import Bars, Run
from pos_app.printing.receipt_layout import receipt_items
from pos_app.printing.receipt_pdf import DOT, MM, receipt_page, receipt_pdf
from pos_app.printing.receipt_rows import Row
from tests.printing.examples import LONG, OFFER, PICTURE, RECEIPTS, TWO_OFFERS
from tests.printing.paper import Pdf, assert_clear, assert_printable

Golden = Callable[[str, str], None]
MARGINS = {80: 3.9 * MM, 58: 4.9 * MM}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", [name for name in RECEIPTS if name != "many_lines"])
def test_says_exactly_this(name: str, golden: Golden) -> None:
    golden(f"receipt_{name}", Pdf(receipt_pdf(RECEIPTS[name], customer_initials="M. K.")).text())


@pytest.mark.usefixtures("qapp")
def test_narrow_paper_says_the_same(golden: Golden) -> None:
    narrow = Pdf(receipt_pdf(PICTURE, customer_initials="M. K.", width_mm=58)).text()
    golden("receipt_picture_58", narrow)
    wide = Pdf(receipt_pdf(PICTURE, customer_initials="M. K.")).text()
    # Dots between parts fall away where a line ends between them.
    assert sorted(narrow.replace("·", "").split()) == sorted(wide.replace("·", "").split())


@pytest.mark.usefixtures("qapp")
def test_a_reprint_is_the_same_paper_between_two_marks() -> None:
    original = Pdf(receipt_pdf(PICTURE, customer_initials="M. K.")).text()
    copy = Pdf(receipt_pdf(PICTURE, customer_initials="M. K.", copy=True)).text()
    lines = [line.replace(" ", "") for line in copy.splitlines()]
    assert lines[0] == lines[-1] == "COPY"
    assert copy.splitlines()[1:-1] == original.splitlines()


@pytest.mark.usefixtures("qapp")
def test_an_erased_customer_is_named_as_erased() -> None:
    text = Pdf(receipt_pdf(PICTURE, customer_initials="M. K.", erased=True)).text()
    assert "Customer erased · Gold" in text
    assert "M. K." not in text


def test_equal_receipts_are_equal_bytes_in_every_process() -> None:
    here = hashlib.sha256(receipt_pdf(PICTURE)).hexdigest()
    code = (
        "import hashlib; from tests.printing.examples import PICTURE;"
        "from pos_app.printing.receipt_pdf import receipt_pdf;"
        "import sys; sys.stdout.write(hashlib.sha256(receipt_pdf(PICTURE)).hexdigest());"
        # Loading the PDF library's page-layout engine would double the time of the first receipt.
        "assert 'reportlab.platypus' not in sys.modules"
    )
    root = Path(__file__).parents[2]
    there = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert there.stdout == here == hashlib.sha256(receipt_pdf(PICTURE)).hexdigest()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("name", ["picture", "two_offers", "refund", "long"])
def test_barcodes_are_read_back_from_the_paper(name: str, dpi: int, width: int) -> None:
    receipt = RECEIPTS[name]
    expected = [*(offer.code for offer in receipt.offers), receipt.number]
    assert Pdf(receipt_pdf(receipt, width_mm=width)).barcodes(dpi) == expected


@pytest.mark.parametrize("width", [80, 58])
def test_bars_are_whole_dots_with_quiet_zones(width: int) -> None:
    page = receipt_page(receipt_items(TWO_OFFERS), width)
    codes = [mark for mark in page.marks if isinstance(mark, Bars)]
    assert len(codes) == 3
    for code in codes:
        module = min(wide for _x, wide in code.bars)
        assert module >= 0.25 * MM
        for x, wide in code.bars:
            assert x / DOT == pytest.approx(round(x / DOT), abs=1e-6)
            assert wide / module == pytest.approx(round(wide / module), abs=1e-6)
        left, right = code.bars[0][0], code.bars[-1][0] + code.bars[-1][1]
        assert left >= MARGINS[width] + 10 * module - DOT
        assert right <= page.width - MARGINS[width] - 10 * module + DOT


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("name", RECEIPTS)
def test_nothing_overlaps_or_leaves_the_paper(name: str, width: int, language: str) -> None:
    i18n.use_language(language)
    page = receipt_page(receipt_items(RECEIPTS[name], customer_initials="M. K.", copy=True), width)
    assert_clear(page, MARGINS[width])
    assert_printable(page)


@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("name", RECEIPTS)
def test_every_figure_is_there_in_one_piece(name: str, width: int) -> None:
    receipt = RECEIPTS[name]
    items = receipt_items(receipt, customer_initials="M. K.")
    runs = [mark.text for mark in receipt_page(items, width).marks if isinstance(mark, Run)]
    values = [item.value for item in items if isinstance(item, Row) and item.value and not item.stacks]
    assert len(values) >= len(receipt.lines) + 2
    assert all(runs.count(value) >= values.count(value) for value in values)


def test_amounts_end_on_one_edge() -> None:
    page = receipt_page(receipt_items(PICTURE), 80)
    ends = {
        round(mark.x + mark.width, 3)
        for mark in page.marks
        if isinstance(mark, Run) and mark.text in {"16.13", "−6.79", "94.52", "5.50", "2,029"}
    }
    assert len(ends) == 1


def test_a_description_of_500_characters_takes_three_lines() -> None:
    page = receipt_page(receipt_items(LONG), 80)
    screws = [mark.text for mark in page.marks if isinstance(mark, Run) and mark.text.startswith("Screw")]
    assert len(screws) == 3
    assert screws[-1].endswith("…")


def test_control_characters_do_not_reach_the_paper() -> None:
    texts = [mark.text for mark in receipt_page(receipt_items(LONG), 80).marks if isinstance(mark, Run)]
    assert "Name with control characters" in texts


def test_a_found_gift_card_number_is_worth_nothing() -> None:
    labels = [getattr(item, "label", "") for item in receipt_items(RECEIPTS["inclusive"])]
    assert "Gift card …C3PD" in labels
    assert not any("7Q4M" in label for label in labels)


def test_one_piece_at_its_price_needs_no_second_line() -> None:
    single = replace(PICTURE.lines[0], quantity=1000, unit_price=8_490_000, amount=849, discount_text="")
    labels = [getattr(item, "label", "") for item in receipt_items(replace(PICTURE, lines=(single,)))]
    assert not any("×" in label for label in labels)
    # A price with more decimals than the amount explains the amount, so it is printed.
    fraction = replace(single, unit_price=8_494_000)
    labels = [getattr(item, "label", "") for item in receipt_items(replace(PICTURE, lines=(fraction,)))]
    assert "1 × 8.494" in labels


def test_a_code_that_no_barcode_can_hold_is_refused() -> None:
    from pos_app.errors import UserError

    receipt: Receipt = replace(PICTURE, offers=(replace(OFFER, code="½"),))
    with pytest.raises(UserError, match="cannot be printed as a barcode"):
        receipt_pdf(receipt)
