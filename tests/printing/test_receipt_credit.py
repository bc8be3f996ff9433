"""Gift cards and store credit on paper: the card to keep with its barcode, and a masked line where it paid."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pos_app.domain.credit_codes import make_code, read_code, scannable
from pos_app.domain.receipt import ReceiptCredit, ReceiptTender, from_plain, to_plain
from pos_app.printing.escpos import receipt_escpos
from pos_app.printing.receipt_layout import receipt_items
from pos_app.printing.receipt_pdf import MM, receipt_page, receipt_pdf
from tests.printing.examples import NO_OFFER
from tests.printing.paper import Pdf, assert_clear, assert_printable, escpos_dump

BARCODE = re.compile(r"\[code 128 ")
CARD, SLIP, OWN = make_code("gift_card", 77), make_code("store_credit", 78), make_code("store_credit", 79)
SOLD = replace(NO_OFFER, tip="", credits=(ReceiptCredit("gift_card", CARD, 5000, paper=True),))
USED = replace(
    NO_OFFER,
    tenders=(
        ReceiptTender("gift_card", 5000, CARD),
        ReceiptTender("store_credit", 3000, SLIP),
        ReceiptTender("store_credit", 1450, OWN),
    ),
    credits=(
        ReceiptCredit("gift_card", CARD, 1250),
        ReceiptCredit("store_credit", SLIP, 0),
        ReceiptCredit("store_credit", "", 700),
    ),
)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", [80, 58])
def test_the_card_is_on_the_receipt_and_scans(width: int) -> None:
    paper = Pdf(receipt_pdf(SOLD, width_mm=width))
    assert "Gift card 50.00" in paper.text()
    assert CARD in paper.text()
    # Narrow paper has bars of one dot; a scanner at the counter sees finer than the printer prints.
    scanned = paper.barcodes(dpi=609)[0]
    assert scanned == scannable(CARD)
    read = read_code(scanned)
    assert read is not None
    assert (read.code, read.valid) == (CARD, True)


@pytest.mark.usefixtures("qapp")
def test_what_paid_is_masked_and_says_what_is_left() -> None:
    text = Pdf(receipt_pdf(USED)).text()
    for code in (CARD, SLIP, OWN):
        assert code not in text
        assert scannable(code) not in text
    for line in (
        f"Gift card …{CARD[-4:]} 50.00",
        f"Left on gift card …{CARD[-4:]} 12.50",
        f"Left on store credit …{SLIP[-4:]} 0.00",
        "Store credit now 7.00",
    ):
        assert line.replace(" ", "") in text.replace(" ", "").replace("\n", "")


def test_the_printer_gets_card_and_barcode_on_any_paper() -> None:
    for columns in (48, 42, 32):
        data = receipt_escpos(SOLD, columns=columns)
        assert CARD.encode() in data
        assert len(BARCODE.findall(escpos_dump(data, "cp858"))) == 2, columns
    assert CARD.encode() not in receipt_escpos(USED)


@pytest.mark.parametrize("width", [80, 58])
def test_nothing_collides(width: int) -> None:
    for receipt in (SOLD, USED):
        page = receipt_page(receipt_items(receipt), width)
        assert_clear(page, (3.9 if width == 80 else 4.9) * MM)
        assert_printable(page)


def test_a_stored_receipt_comes_back_and_an_older_one_has_none() -> None:
    assert from_plain(to_plain(USED)) == USED
    old = to_plain(NO_OFFER)
    del old["credits"]
    assert from_plain(old) == NO_OFFER
