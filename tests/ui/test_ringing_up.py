"""A sale from the first scan to the change, by scanner and keyboard alone, and by mouse alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import text

from pos_app.services import holding, sales, settings
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, CHAIN, MARIA, PAINT, SCREW, SEALANT

Key = Qt.Key


def stored_sales(at: AtCounter) -> list[tuple[int, int | None]]:
    """(total, customer) of every sale in the shop's book."""
    with at.desk.db.read() as session:
        rows = session.execute(text("SELECT total, customer_id FROM sale ORDER BY id")).all()
    return [(row[0], row[1]) for row in rows]


def test_a_sale_by_scanner_and_keyboard_with_a_known_customer(at: AtCounter) -> None:
    at.scan("C0012")
    assert at.cart.customer_id == MARIA
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_Plus)
    at.type("3.4*")
    at.scan(BARCODES[CHAIN])
    at.scan(BARCODES[SCREW])
    at.type("163*")
    at.press(Key.Key_Return)
    at.scan(BARCODES[PAINT])
    assert at.lines == [("SEAL-W", 2000), ("CHAIN5", 3400), ("SCREW-T25", 163_000), ("EGG-1", 1000)]
    assert at.cart.total == 10168

    at.press(Key.Key_F12)
    at.type("110")
    at.press(Key.Key_Return)

    assert not at.has_dialog
    assert stored_sales(at) == [(10168, MARIA)]
    assert at.cart.lines == ()
    assert at.page.card.change.text == "8.32"
    assert at.ready

    at.scan(BARCODES[SEALANT])
    assert at.page.card.change.text == ""
    assert at.lines == [("SEAL-W", 1000)]


def test_exact_cash_is_two_keys(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    last = sales.last_sale(at.desk)
    assert last is not None
    assert (last.total, last.change) == (851, 0)


def test_card_for_the_rest_is_one_key(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Plus)
    last = sales.last_sale(at.desk)
    assert last is not None
    assert last.answer is not None
    assert last.answer["tenders"] == [{"type": "card", "amount": "8.51"}]


def test_a_sale_by_mouse(at: AtCounter) -> None:
    at.page.scan.edit.clear()
    at.type("sealant")
    assert at.page.popup.isVisible()
    at.click_row(at.page.popup.list, 0)
    at.type("eggshell")
    at.click_row(at.page.popup.list, 0)
    at.click_row(at.page.card.table, 0)
    assert at.cart.selected_id == at.cart.lines[0].id

    at.click(at.page.pay)
    at.click(at.button("60.00"))
    assert stored_sales(at) == [(5059, None)]
    assert at.page.card.change.text == "9.41"
    assert at.ready


def test_several_tenders_and_one_taken_back(at: AtCounter) -> None:
    at.scan(BARCODES[PAINT])
    assert at.cart.total == 4208
    at.press(Key.Key_F12)
    at.type("20")
    at.press(Key.Key_Return)
    assert at.has_dialog
    at.type("5")
    at.press(Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert "17.08" in at.labels()
    at.click(at.named("Take back Cheque"))
    assert "22.08" in at.labels()
    at.press(Key.Key_Plus)
    last = sales.last_sale(at.desk)
    assert last is not None
    assert last.answer is not None
    assert last.answer["tenders"] == [
        {"type": "cash", "amount": "20.00"},
        {"type": "card", "amount": "22.08"},
    ]


def test_a_card_never_takes_more_than_is_due(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.type("20")
    at.press(Key.Key_Plus)
    assert "20.00 is more than the 8.51 that is due; change is given from cash only." in at.labels()
    assert stored_sales(at) == []
    at.press(Key.Key_Escape)
    assert not at.has_dialog
    assert at.lines == [("SEAL-W", 1000)]


@pytest.mark.parametrize("typed", ["abc", "12x"])
def test_letters_in_an_amount_are_refused_in_a_sentence(at: AtCounter, typed: str) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.type(typed)
    at.press(Key.Key_Return)
    assert f"Amount “{typed}” is not a number." in at.labels()
    assert stored_sales(at) == []


def test_quantity_keys(at: AtCounter) -> None:
    at.scan(BARCODES[SCREW])
    at.press(Key.Key_Plus)
    at.press(Key.Key_Plus)
    at.press(Key.Key_Minus)
    assert at.lines == [("SCREW-T25", 2000)]
    at.press(Key.Key_Asterisk)
    at.type("15")
    at.press(Key.Key_Return)
    assert at.lines == [("SCREW-T25", 15_000)]
    at.press(Key.Key_Delete)
    assert at.lines == []
    assert at.ready


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12x", "“12x” is not a quantity."),
        ("1000000000000", "“1000000000000” is not a quantity."),
        ("0", "A quantity of zero cannot be sold."),
        ("1000001", "A quantity over 1,000,000 cannot be sold on one line."),
        ("1.5", "1.50 is not a whole number of pieces."),
    ],
)
def test_a_quantity_that_cannot_be_is_refused_in_a_sentence(at: AtCounter, typed: str, sentence: str) -> None:
    at.scan(BARCODES[SCREW])
    at.press(Key.Key_Asterisk)
    at.type(typed)
    at.press(Key.Key_Return)
    assert sentence in at.labels()
    at.press(Key.Key_Escape)
    assert at.lines == [("SCREW-T25", 1000)]
    assert at.ready


def test_an_unknown_barcode_is_said_and_the_field_is_ready(at: AtCounter) -> None:
    at.scan("9999999999994")
    assert at.message == "Nothing in this shop has the code 9999999999994."
    assert at.ready
    assert at.page.scan.edit.text() == ""
    at.scan(BARCODES[SEALANT])
    assert at.message == ""
    assert at.lines == [("SEAL-W", 1000)]


def test_an_unknown_barcode_can_be_searched(at: AtCounter) -> None:
    at.scan("9999999999994")
    at.press(Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert at.page.scan.edit.selectedText() == "9999999999994"


def test_search_while_typing_and_choosing_with_the_arrows(at: AtCounter) -> None:
    at.type("screw")
    at.press(Key.Key_Down)
    at.press(Key.Key_Return)
    assert [sku for sku, _quantity in at.lines] == ["SCREW-T25-200"]
    assert at.page.scan.edit.text() == ""


def test_the_pack_is_taken_with_one_key_or_declined(at: AtCounter) -> None:
    at.type("163*")
    at.scan(BARCODES[SCREW])
    assert at.page.pack.isVisible()
    at.press(Key.Key_Escape)
    assert not at.page.pack.isVisible()
    at.press(Key.Key_Plus)
    assert at.page.pack.isVisible()
    at.press(Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert at.lines == [("SCREW-T25-200", 1000)]


def test_hold_and_resume(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F4)
    at.type("tall man")
    at.press(Key.Key_Return)
    assert at.lines == []
    assert at.page.buttons.button("resume").text() == "Resume (1)"
    at.scan(BARCODES[PAINT])
    at.press(Key.Key_F5)
    at.press(Key.Key_Return)
    assert at.lines == [("SEAL-W", 1000)]
    assert len(holding.held(at.desk)) == 1


def test_discounts_on_line_and_sale(at: AtCounter) -> None:
    settings.set_setting(as_owner(at.desk), key="limits.discount_percent", value="100")
    at.scan(BARCODES[CHAIN])
    at.press(Key.Key_F7)
    at.type("10")
    at.press(Key.Key_Return)
    assert at.cart.lines[0].amount == 378
    at.press(Key.Key_F7)
    at.press(Key.Key_S, Qt.KeyboardModifier.AltModifier)
    at.press(Key.Key_A, Qt.KeyboardModifier.AltModifier)
    at.type("1")
    at.press(Key.Key_Return)
    assert at.cart.document_discount == 100
    at.press(Key.Key_F7)
    at.type("150")
    at.press(Key.Key_Return)
    assert "A discount of 150 % is not between 0 and 100." in at.labels()


def test_taking_something_back_by_its_receipt(at: AtCounter) -> None:
    at.type("3*")
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    sold = sales.last_sale(at.desk)
    assert sold is not None

    at.press(Key.Key_F6)
    at.scan(sold.number)
    field = at.dialog.focusWidget()
    assert isinstance(field, QLineEdit)
    at.type("2")
    at.press(Key.Key_Return)
    assert at.lines == [("SEAL-W", -2000)]
    assert at.cart.total == -1702
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert [total for total, _customer in stored_sales(at)] == [2553, -1702]
    assert at.page.card.change.text == "17.02"


def test_why_explains_line_and_total(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F11)
    texts = at.labels()
    assert "1 × 8.49 list price" in texts
    assert "Promotion Gold: 5% off: 95% of 8.49 is 8.0655, rounded half up to 8.07" in texts
    assert "Tax 5.5% of 8.07: exactly 0.44385, rounded half up" in texts
    at.press(Key.Key_Escape)
    assert not at.has_dialog


def test_a_sale_is_cancelled_by_one_key(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert at.lines == []
    assert at.message == "The sale was cancelled before it was paid."


def test_a_new_customer_in_the_middle_of_a_sale(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    at.type("Ada Byron")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert at.lines == [("SEAL-W", 1000)]
    assert at.cart.customer_id not in (None, MARIA)
    assert at.ready


def test_quantity_and_removal_by_touch(at: AtCounter) -> None:
    at.scan(BARCODES[SCREW])
    at.scan(BARCODES[SEALANT])
    table = at.page.card.table
    at.click_row(table, 0)
    assert not at.has_dialog
    at.click_row(table, 0)
    at.click(at.button("7"))
    at.click(at.button("5"))
    at.click(at.button("Set quantity"))
    assert at.lines == [("SCREW-T25", 75_000), ("SEAL-W", 1000)]
    at.click_row(table, 0)
    at.click(at.button("Remove line"))
    assert at.lines == [("SEAL-W", 1000)]
    assert at.ready


def test_the_keys_on_the_selected_line_can_be_clicked(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    table = at.page.card.table
    cell = table.visualRect(table.lines.index(0, 1))
    # "A4-12 · 23 on the shelf", then the keys * + − Del, and Ctrl U where there is room.
    steps = range(cell.left() + 12, cell.left() + 400, 3)
    line = table.lines.line(0)
    delegate = table.itemDelegate()
    found = [delegate.key_at(cell, line, QPoint(x, cell.center().y())) for x in steps]
    plus = steps[found.index("more")] + 3
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(plus, cell.center().y()),
    )
    assert at.lines == [("SEAL-W", 2000)]
    assert list(dict.fromkeys(name for name in found if name)) == [
        "quantity",
        "more",
        "less",
        "remove",
        "price",
    ]


def test_a_sale_is_cancelled_by_touch(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.click(at.page.buttons.button("hold"))
    at.click(at.button("Cancel the sale"))
    assert at.lines == []
    assert at.cart.held == 0
    assert at.ready


def test_a_bar_below_does_not_hide_the_line_that_was_just_scanned(at: AtCounter) -> None:
    for _round in range(10):
        at.scan(BARCODES[CHAIN])
        at.scan(BARCODES[PAINT])
    table = at.page.card.table
    at.page.messages.dismiss()
    QApplication.processEvents()
    assert table.verticalScrollBar().maximum() > 0
    at.scan(BARCODES[CHAIN])
    before = table.viewport().height()
    at.page.show_message("Only one is left on the shelf by the books.", "warn")
    QApplication.processEvents()
    assert table.viewport().height() < before
    row = table.lines.row_of(at.cart.selected_id)
    shown = table.visualRect(table.model().index(row, 0))
    assert table.viewport().rect().contains(shown)
