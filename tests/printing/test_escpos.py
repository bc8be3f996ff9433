"""The receipt in printer commands: the same text as the PDF, in columns and one-byte characters."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pos_app import i18n
from pos_app.errors import UserError
from pos_app.printing.codepages import NUMBERS, printable
from pos_app.printing.escpos import drawer_kick, receipt_escpos
from pos_app.printing.receipt_layout import receipt_items
from pos_app.printing.receipt_rows import Row
from tests.printing.examples import PICTURE, RECEIPTS
from tests.printing.paper import escpos_dump

Golden = Callable[[str, str], None]


@pytest.mark.parametrize("name", [name for name in RECEIPTS if name != "many_lines"])
def test_says_exactly_this(name: str, golden: Golden) -> None:
    data = receipt_escpos(RECEIPTS[name], customer_initials="M. K.")
    golden(f"escpos_{name}", escpos_dump(data, "cp858"))


def test_narrow_paper_with_the_oldest_code_page(golden: Golden) -> None:
    data = receipt_escpos(PICTURE, customer_initials="M. K.", copy=True, columns=32, codepage="cp437")
    golden("escpos_picture_32_copy", escpos_dump(data, "cp437"))


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("columns", [48, 42, 32])
@pytest.mark.parametrize("codepage", ["cp858", "cp437", "cp866"])
@pytest.mark.parametrize("name", RECEIPTS)
def test_no_line_is_wider_than_the_paper(name: str, codepage: str, columns: int, language: str) -> None:
    i18n.use_language(language)
    data = receipt_escpos(RECEIPTS[name], customer_initials="M. K.", columns=columns, codepage=codepage)
    double = False
    for line in escpos_dump(data, codepage).splitlines():
        if "[double]" in line:
            double = True
        text = re.sub(r"\[code 128 b.*\]|\[[a-z0-9 ]+\]", "", line)
        if "[normal]" in line:
            double = False
        assert len(text) <= (columns // 2 if double else columns), line


@pytest.mark.parametrize("name", RECEIPTS)
def test_every_figure_of_the_pdf_is_there(name: str) -> None:
    receipt = RECEIPTS[name]
    dump = escpos_dump(receipt_escpos(receipt, columns=32), "cp858")
    for item in receipt_items(receipt):
        if isinstance(item, Row) and not item.stacks:
            assert printable(item.value, "cp858") in dump


def test_a_command_hidden_in_a_name_does_not_reach_the_printer() -> None:
    data = receipt_escpos(RECEIPTS["long"])
    assert data.count(b"\x1b@") == 1
    assert b"control \x1b" not in data


@pytest.mark.parametrize(
    ("text", "codepage", "expected"),
    [
        ("2½″", "cp858", '2½"'),
        ("2½″", "cp866", '2 1/2"'),
        ("½″", "cp866", '1/2"'),
        ("“Sage” − × €5", "cp858", '"Sage" - × €5'),
        ("€ £", "cp437", "EUR £"),
        ("€ £", "cp866", "EUR GBP"),
        ("Şişli İğne ıslak", "cp857", "Şişli İğne ıslak"),
        ("Şişli İğne ıslak", "cp437", "Sisli Igne islak"),
        ("Łódź", "cp852", "Łódź"),
        ("Łódź, Straße, Ångström", "cp866", "Lodz, Strasse, Angstrom"),
        ("Cafe\u0301", "cp858", "Café"),
        ("ตะปู", "cp858", "???"),
        ("a\x1bb", "cp858", "ab"),
    ],
)
def test_missing_characters_are_spelled(text: str, codepage: str, expected: str) -> None:
    written = printable(text, codepage)
    assert written == expected
    written.encode(codepage)


def test_every_code_page_can_be_encoded() -> None:
    for codepage in NUMBERS:
        "abc".encode(codepage)
        receipt_escpos(PICTURE, codepage=codepage)


def test_the_barcode_command_carries_both_code_sets() -> None:
    data = receipt_escpos(PICTURE)
    start = data.index(b"\x1dkI", data.index(b"Tip:"))
    length = data[start + 3]
    assert data[start + 4 : start + 4 + length] == b"{B1-{C" + bytes((0, 49, 13))


def test_settings_that_cannot_be_are_refused() -> None:
    with pytest.raises(UserError, match="24 to 96 columns"):
        receipt_escpos(PICTURE, columns=8)
    with pytest.raises(UserError, match="is not known; use one of cp437"):
        receipt_escpos(PICTURE, codepage="utf-8")
    with pytest.raises(UserError, match="connector 0 or 1"):
        drawer_kick(7)


def test_the_drawer_opens_with_one_command() -> None:
    assert drawer_kick() == b"\x1bp\x00\x19\xfa"
    assert drawer_kick(1) == b"\x1bp\x01\x19\xfa"
