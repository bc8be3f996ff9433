"""Every paper of the practice till says so, on sheets and rolls, and no other paper does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_app.printing import watermark
from pos_app.printing.daily_report_pdf import daily_report_pdf
from pos_app.printing.escpos import receipt_escpos
from pos_app.printing.quote_pdf import quote_pdf
from pos_app.printing.receipt_pdf import receipt_pdf
from pos_app.printing.till_escpos import till_escpos
from pos_app.printing.till_pdf import till_pdf
from tests.printing.examples import PICTURE, REPORTS
from tests.printing.paper import Pdf, escpos_dump
from tests.printing.quotes import DECK, MARIA
from tests.printing.tills import DAY

WORDS = "PRACTICE, NOT A RECEIPT"


@pytest.fixture
def practising() -> Iterator[None]:
    watermark.use(True)
    yield
    watermark.use(False)


def papers() -> dict[str, bytes]:
    return {
        "receipt": receipt_pdf(PICTURE),
        "z": till_pdf(DAY),
        "quote": quote_pdf(DECK, MARIA, size="A4"),
        "quote on the roll": quote_pdf(DECK, MARIA, size="80mm"),
        "report": daily_report_pdf(REPORTS["picture"]),
    }


@pytest.mark.usefixtures("qapp", "practising")
def test_every_sheet_and_roll_carries_the_words() -> None:
    for name, paper in papers().items():
        pages = Pdf(paper).text().split("--- page ---")
        assert all(WORDS in " ".join(page.split()) for page in pages), name


@pytest.mark.usefixtures("qapp")
def test_real_papers_do_not() -> None:
    for name, paper in papers().items():
        assert "PRACTICE" not in Pdf(paper).text(), name
    assert b"PRACTICE" not in receipt_escpos(PICTURE)


@pytest.mark.usefixtures("practising")
@pytest.mark.parametrize("columns", [48, 32])
def test_the_printer_puts_them_at_both_ends(columns: int) -> None:
    for data in (receipt_escpos(PICTURE, columns=columns), till_escpos(DAY, columns=columns)):
        dump = escpos_dump(data, "cp858")
        said = [line for line in dump.replace("RECEIPT", "RECEIPT\n").splitlines() if "PRACTICE" in line]
        assert len(said) == 2
        assert dump.index("PRACTICE") < dump.index("Corner Hardware")
        assert dump.rindex("PRACTICE") > dump.rindex("Signature" if "Z 41" in dump else "1-004913")


@pytest.mark.usefixtures("qapp", "practising")
def test_barcodes_can_still_be_read() -> None:
    assert PICTURE.number in Pdf(receipt_pdf(PICTURE)).barcodes(203)
