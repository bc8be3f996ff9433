"""Code 128 against an independent implementation and a scanner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.errors import UserError
from pos_app.printing import code128


def test_the_table_is_the_standards() -> None:
    from reportlab.graphics.barcode.code128 import _patterns

    letters = {
        letter: width for width, pair in enumerate(("Aa", "Bb", "Cc", "Dd"), start=1) for letter in pair
    }
    for symbol, widths in enumerate(code128._WIDTHS):
        assert [letters[letter] for letter in _patterns[symbol]] == [int(width) for width in widths]


def test_a_receipt_number_worked_by_hand() -> None:
    # Start B, "1", "-", to C, 00, 49, 13; check (104 + 17·1 + 13·2 + 99·3 + 0·4 + 49·5 + 13·6) mod 103 = 46.
    assert code128.symbols("1-004913") == [104, 17, 13, 99, 0, 49, 13, 46, 106]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=80))
def test_runs_say_the_text_again(text: str) -> None:
    assert "".join(characters for _set, characters in code128.runs(text)) == text
    assert all(len(characters) % 2 == 0 for code_set, characters in code128.runs(text) if code_set == "C")
    assert sum(code128.widths(text)) == 11 * (len(code128.symbols(text)) - 1) + 13


@pytest.mark.parametrize("text", ["", "½", "a\n", "x" * 81])
def test_what_cannot_be_a_barcode_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="cannot be printed as a barcode"):
        code128.runs(text)


@pytest.mark.parametrize("text", ["1-004913", "7Q4M-2K9X-C", "12345", "1234", "A12345678B", "{}~ 0000", "00"])
def test_a_scanner_reads_it(text: str) -> None:
    import zxingcpp
    from PIL import Image

    row = bytearray(b"\xff" * 30)
    for index, width in enumerate(code128.widths(text)):
        row += (b"\xff" if index % 2 else b"\x00") * width * 3
    row += b"\xff" * 30
    image = Image.frombytes("L", (len(row), 60), bytes(row) * 60)
    [code] = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.Code128)
    assert code.text == text
