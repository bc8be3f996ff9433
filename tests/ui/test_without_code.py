"""Selling what is no product of the shop, by real keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.services import carts
from pos_app.ui.sale.dialogs.without_code import WithoutCodeDialog
from tests.ui.at_counter import AtCounter

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


def dialog_for(at: AtCounter, words: str = "") -> WithoutCodeDialog:
    at.type(words)
    at.press(Key.Key_E, Ctrl)
    assert isinstance(at.dialog, WithoutCodeDialog)
    return at.dialog


def test_words_of_the_scan_field_become_its_name_and_enter_goes_on_to_the_price(at: AtCounter) -> None:
    dialog = dialog_for(at, "key cut")
    assert dialog.what.text() == "key cut"
    assert dialog.price.hasFocus()
    at.type("3.50")
    at.press(Key.Key_Return)
    (line,) = carts.current(at.desk).lines
    assert (line.description, line.unit_price, line.quantity) == ("key cut", 3_500_000, 1_000)
    assert at.page.scan.edit.hasFocus()


def test_what_cannot_be_sold_is_said_in_the_window_and_nothing_is_lost(at: AtCounter) -> None:
    dialog = dialog_for(at, "favour")
    at.type("-3")
    at.press(Key.Key_Return)
    assert "negative" in dialog.problem
    assert dialog.what.text() == "favour"
    assert not carts.current(at.desk).lines
