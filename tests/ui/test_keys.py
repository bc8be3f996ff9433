"""Keys of the whole window: every page is a key away, and no field keeps a key of the table for itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from pos_app.services.desk import Desk
from pos_app.services.pins import set_pin
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.help_dialog import HelpDialog
from pos_app.ui.sign_in.page import SignInPage
from pos_app.ui.widgets.num_pad import NumPad
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, TRAP

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
PAGES = ["sale", "customers", "products", "till", "reports", "settings"]


def kept(field: QWidget, key: Qt.Key) -> bool:
    """Whether a field keeps a key with Ctrl that the desktop gave it for its text."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Ctrl)
    # As Qt's own field answers on X11 and Wayland.
    event.accept()
    field.event(event)
    return event.isAccepted()


def test_every_page_is_reached_by_two_keys_and_the_sale_is_ready_again(at: AtCounter) -> None:
    seen = []
    for _page in PAGES:
        seen.append(at.shell.window.shown)
        at.press(Key.Key_PageDown, Ctrl)
    assert seen == PAGES
    assert at.shell.window.shown == "sale"
    assert at.ready
    at.press(Key.Key_PageUp, Ctrl)
    assert at.shell.window.shown == "settings"
    at.press(Key.Key_F2)
    assert at.ready


def test_the_keys_of_the_pages_are_told_and_mean_nothing_under_a_window_or_without_a_person(
    at: AtCounter, desk: Desk
) -> None:
    at.press(Key.Key_F1)
    assert isinstance(at.dialog, HelpDialog)
    caps = {button.key for button in at.dialog.findChildren(QWidget) if hasattr(button, "key")}
    assert {"Ctrl PgDn", "Ctrl PgUp"} <= caps, "in the list of keys, and as buttons for a finger"
    at.press(Key.Key_PageDown, Ctrl)
    assert at.shell.window.shown == "sale"
    at.press(Key.Key_Escape)
    assert at.ready
    set_pin(as_owner(desk), staff_code="owner", pin="1357")
    at.press(Key.Key_Q, Ctrl)
    assert at.shell.gate.closed
    at.press(Key.Key_PageDown, Ctrl)
    assert at.shell.window.shown == "sale"


@pytest.mark.parametrize("key", [Key.Key_U, Key.Key_E])
def test_no_field_keeps_a_key_of_the_sale(at: AtCounter, key: Qt.Key) -> None:
    at.scan(BARCODES[TRAP])
    assert not kept(at.page.scan.edit, key)
    assert kept(at.page.scan.edit, Key.Key_A), "all other keys stay with the field"
    at.press(key, Ctrl)
    assert at.has_dialog


def test_no_search_field_keeps_the_key_that_ends_a_promotion(at: AtCounter) -> None:
    at.shell.context.show_page("products")
    at.press(Key.Key_M, Ctrl)
    field = at.shell.window.page("products").promotions.field  # type: ignore[attr-defined]
    assert field.hasFocus()
    assert not kept(field, Key.Key_E)


def test_a_pin_is_touched_on_a_pad_of_ten_digits_without_a_mark_or_a_hole(at: AtCounter, desk: Desk) -> None:
    set_pin(as_owner(desk), staff_code="owner", pin="1357")
    at.press(Key.Key_Q, Ctrl)
    page = at.shell.gate.page
    assert isinstance(page, SignInPage)
    at.press(Key.Key_Down)
    keys = {button.text(): button for button in page.pad.findChildren(QPushButton)}
    assert sorted(keys) == sorted([*"0123456789", "←"])
    assert keys["0"].geometry().right() == keys["2"].geometry().right()
    assert keys["←"].geometry().left() == keys["3"].geometry().left()
    at.press(Key.Key_9, Alt)
    assert page.pin.text() == "", "nobody is the ninth, and no digit was meant"
    for digit in ("1", "3", "5", "0", "←", "7"):
        at.click(keys[digit])
    assert page.pin.text() == "1357"
    at.press(Key.Key_Return)
    assert not at.shell.gate.closed


def test_the_pin_of_an_approval_has_no_mark_either(at: AtCounter, desk: Desk) -> None:
    set_pin(as_owner(desk), staff_code="owner", pin="1357")
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_U, Ctrl)
    at.type("5")
    at.press(Key.Key_Return)
    pads = at.dialog.findChildren(NumPad)
    assert [len(pad.findChildren(QPushButton)) for pad in pads] == [11]


def test_a_pin_that_was_typed_into_the_reason_does_not_get_into_the_audit(at: AtCounter, desk: Desk) -> None:
    set_pin(as_owner(desk), staff_code="owner", pin="1357")
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_U, Ctrl)
    at.type("5")
    at.press(Key.Key_1, Alt)
    at.type("1357")
    at.press(Key.Key_Return)
    asked = at.dialog
    assert isinstance(asked, ApprovalDialog)
    at.type("1357")
    at.press(Key.Key_Return)
    assert at.dialog is asked
    assert any("The PIN stands in the reason" in words for words in at.labels())
    assert asked.reason.edit.hasFocus()
    for _digit in range(4):
        at.press(Key.Key_Backspace)
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    assert at.ready
    assert [line.unit_price for line in at.cart.lines] == [5_000_000]
