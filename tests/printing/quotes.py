"""Quotes worked by hand: a deck, one with everything that is difficult, and one of 200 lines."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.quote import Addressee, QuotedLine, QuotePaper
from pos_app.domain.receipt import Receipt, ReceiptLine, ReceiptTax
from tests.printing.examples import LONG, LONG_WORD, PICTURE

_LINES = (
    ReceiptLine("Deck board, cedar 5/4 × 6, 12 ft", 14_000, "ea", 19_990_000, 27_986),
    ReceiptLine("Deck screw T25 2½″, box of 200", 2000, "ea", 22_990_000, 4368, "Gold −5%"),
    ReceiptLine("Joist hanger 2 × 8", 18_000, "ea", 1_890_000, 3402),
    ReceiptLine("Stain, cedar, semi-transparent", 1000, "gal", 46_990_000, 4464, "Gold −5%"),
    ReceiptLine("Chain, galvanised 5 mm, cut", 3400, "m", 4_200_000, 1428),
)
_QUOTED = (
    QuotedLine("DECK-C12", 0, 27_986, 1539),
    QuotedLine("SCREW-T25-200", 230, 4368, 240),
    QuotedLine("HANG-28", 0, 3402, 187),
    QuotedLine("STAIN-C1", 235, 4464, 246),
    QuotedLine("CHAIN5", 0, 1428, 79),
)
TERMS = (
    "Prices hold until the day named above; goods are not set aside.",
    "Cut goods are not taken back.",
)


def _sheet(**changes: object) -> Receipt:
    values = {
        "number": "Q-118", "kind": "quote", "lines": _LINES, "subtotal": 41_648, "document_discount": 2000,
        "document_discount_text": "Spring", "taxes": (ReceiptTax("Sales tax", 55_000, 39_648, 2181, False),),
        "total": 41_829, "paid": 0, "change": 0, "cash_rounding": 0, "tenders": (), "saved": 2465,
        "points": None, "offers": (), "tip": "", "footer": (), "return_days": 0,
    }  # fmt: skip
    return replace(PICTURE, **{**values, **changes})  # type: ignore[arg-type]


DECK = QuotePaper(_sheet(), "2026-12-21", _QUOTED, TERMS)
MARIA = Addressee(
    "Maria Kowalski", "Kowalski Interiors", "Deck, spring", "Boards delivered to the back yard."
)
WALK_IN = Addressee()
HARD = QuotePaper(
    _sheet(
        shop_name=LONG.shop_name,
        shop_lines=LONG.shop_lines,
        cashier=LONG.cashier,
        lines=LONG.lines,
        subtotal=100_001_206,
        document_discount_text=LONG.document_discount_text,
        taxes=LONG.taxes,
        exempt_certificate="E-17",
        waived=563,
        total=123_456_789_012,
    ),
    "2027-01-31",
    tuple(QuotedLine(LONG_WORD[:20], 1234, 0, 0) for _line in LONG.lines),
    ("Everything in this paper is worth reading, twice if need be. " * 12, "And a last word."),
)
LONG_ADDRESSEE = Addressee(LONG_WORD, LONG.shop_name, LONG_WORD, "Please mind the step. " * 13)
MANY = QuotePaper(_sheet(lines=_LINES * 40), "2026-12-21", _QUOTED * 40, TERMS)
YEN = QuotePaper(
    _sheet(
        currency="JPY",
        exponent=0,
        lines=(ReceiptLine("Rope 8 mm", 2750, "m", 79_500_000, 219),),
        subtotal=219,
        document_discount=0,
        taxes=(ReceiptTax("Consumption tax", 100_000, 199, 20, included=True),),
        total=219,
        saved=0,
    ),
    "2026-12-21",
    (QuotedLine("", 0, 199, 20),),
)
QUOTES = {
    "deck": (DECK, MARIA),
    "walk_in": (YEN, WALK_IN),
    "hard": (HARD, LONG_ADDRESSEE),
    "many": (MANY, MARIA),
}
