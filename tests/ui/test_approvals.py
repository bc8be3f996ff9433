"""Another price and high discounts at the counter: by real keys, allowed right there, and nothing lost by Esc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import text

from pos_app.domain.recovery_codes import read_code
from pos_app.services import pins, settings
from pos_app.services.desk import Actor, Desk
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.sale.dialogs.discount import DiscountDialog
from pos_app.ui.sale.dialogs.price import PriceDialog
from pos_app.ui.settings.person import PinDialog
from pos_app.ui.settings.staff import StaffList
from pos_app.ui.sign_in.recovery import RecoveryCodeDialog
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, SEALANT, TRAP

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Opener = Callable[..., AtCounter]


@pytest.fixture
def at(open_counter: Opener, desk: Desk) -> AtCounter:
    """Dana is a cashier; Mo, a manager, has the PIN 4711."""
    owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
    settings.set_setting(owner, key="staff.dana", value={"role": "cashier"})
    settings.set_setting(owner, key="staff.mo", value={"name": "Mo", "role": "manager"})
    pins.set_pin(owner, staff_code="mo", pin="4711")
    return open_counter()


def acts(at: AtCounter) -> list[tuple[str, str, str]]:
    """(event, actor, who allowed it) of what was audited in sales."""
    with at.desk.db.read() as session:
        statement = (
            "SELECT event, actor, approved_by FROM audit_journal"
            " WHERE event NOT IN ('pin_set', 'staff_changed') ORDER BY id"
        )
        return [(row[0], row[1], row[2]) for row in session.execute(text(statement))]


def ask_for_another_price(at: AtCounter, price: str) -> None:
    at.press(Key.Key_U, Ctrl)
    assert isinstance(at.dialog, PriceDialog)
    at.type(price)
    at.press(Key.Key_2, Alt)
    at.press(Key.Key_Return)


def test_a_cashier_changes_a_price_and_a_manager_allows_it_by_pin(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    ask_for_another_price(at, "5")
    assert isinstance(at.dialog, ApprovalDialog)
    assert "A manager or the owner must allow another price." in at.labels()
    assert at.dialog.reason.text == "damaged", "the reason is not asked twice"
    at.type("4711")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert at.ready
    assert at.cart.lines[0].unit_price == 5_000_000
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert acts(at) == [("price_override", "dana", "mo")]


def test_esc_leaves_the_cart_as_it_was(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    before = at.cart
    ask_for_another_price(at, "5")
    at.press(Key.Key_Escape)
    assert isinstance(at.dialog, PriceDialog), "what was typed is still there"
    assert at.dialog.field.text() == "5"
    at.press(Key.Key_Escape)
    assert at.cart == before
    assert at.ready


def test_a_wrong_pin_is_said_and_tried_again(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    ask_for_another_price(at, "5")
    at.type("1234")
    at.press(Key.Key_Return)
    dialog = at.dialog
    assert isinstance(dialog, ApprovalDialog)
    assert dialog.problem == "This is not the PIN; nothing was changed."
    assert dialog.pin.text() == ""
    assert dialog.pin.hasFocus()
    assert at.cart.lines[0].unit_price == 6_790_000
    at.type("4711")
    at.press(Key.Key_Return)
    assert at.cart.lines[0].unit_price == 5_000_000


def test_without_a_reason_the_approval_asks_for_one(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F7)
    at.type("50")
    at.press(Key.Key_Return)
    dialog = at.dialog
    assert isinstance(dialog, ApprovalDialog)
    assert dialog.reason.edit.hasFocus()
    at.press(Key.Key_Return)
    assert dialog.pin.hasFocus(), "an empty PIN is no try"
    at.type("4711")
    at.press(Key.Key_Return)
    assert dialog.problem == "Say why, in a few words."
    at.type("scratched")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert at.cart.lines[0].amount == 340
    assert at.cart.lines[0].discount_text == "−50%", "why is not for the customer"


def test_a_discount_up_to_the_limit_asks_nobody(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F7)
    at.type("10")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert at.cart.lines[0].amount == 611


def test_what_is_wrong_besides_is_said_where_it_was_typed(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F7)
    at.type("150")
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, DiscountDialog)
    assert at.dialog.problem == "A discount of 150 % is not between 0 and 100."


def test_one_more_at_a_price_by_hand_is_asked_at_the_counter_too(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    ask_for_another_price(at, "5")
    at.type("4711")
    at.press(Key.Key_Return)
    at.press(Key.Key_Plus)
    assert isinstance(at.dialog, ApprovalDialog)
    at.press(Key.Key_Escape)
    assert at.lines == [("TRAP-112", 1000)]
    assert at.ready
    at.type("3*")
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    at.type("4711")
    at.press(Key.Key_Return)
    assert at.lines == [("TRAP-112", 3000)]
    assert at.ready


def test_the_owner_at_the_till_only_says_why(open_counter: Opener, at: AtCounter) -> None:
    object.__setattr__(at.desk, "actor", Actor("owner", "Owner", "owner"))
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_U, Ctrl)
    at.type("6")
    at.press(Key.Key_Return)
    dialog = at.dialog
    assert isinstance(dialog, ApprovalDialog)
    assert not dialog.pin.isVisible()
    at.press(Key.Key_1, Alt)
    at.press(Key.Key_Return)
    assert at.cart.lines[0].unit_price == 6_000_000
    at.press(Key.Key_Plus)
    assert at.lines == [("TRAP-112", 2000)]


def test_an_empty_price_takes_the_line_back_to_its_own(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    ask_for_another_price(at, "5")
    at.type("4711")
    at.press(Key.Key_Return)
    at.press(Key.Key_U, Ctrl)
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert at.cart.lines[0].unit_price == 8_490_000


def test_the_key_on_the_line_opens_the_price(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.page.deeds.on_line(at.cart.lines[0].id, "price")
    assert isinstance(at.dialog, PriceDialog)


def test_a_cancelled_sale_is_audited(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert at.lines == []
    assert acts(at) == [("cart_cancelled", "dana", "")]


def test_a_pin_is_set_on_the_settings_page(at: AtCounter) -> None:
    at.shell.context.show_page("settings")
    at.pause()
    staff = at.shell.window.page("settings").findChild(StaffList)
    assert staff is not None

    def shown() -> list[str]:
        labels = [label for label in staff.findChildren(QLabel) if label.isVisibleTo(staff)]
        return [label.text() for label in labels if label is not staff.protected]

    assert staff.protected.text().startswith("! Nobody has to sign in")
    assert shown() == [
        "Dana, cashier",
        "no PIN yet",
        "Mo, manager",
        "has a PIN",
        "Owner, owner",
        "no PIN yet",
    ]

    def button(name: str) -> QPushButton:
        found = staff.findChildren(QPushButton)
        return next(b for b in found if b.accessibleName() == name and b.isVisibleTo(staff))

    button("Set the PIN of Owner").click()
    assert isinstance(at.dialog, PinDialog)
    for pin in ("2468", "2469", "2468", "2468"):
        at.type(pin)
        at.press(Key.Key_Return)
    assert isinstance(at.dialog, RecoveryCodeDialog), "the first PIN of an owner needs nobody's"
    assert read_code(at.dialog.code.text()) is not None
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert staff.protected.text().startswith("✓ PINs protect this shop")
    assert shown()[-1] == "has a PIN"
    button("Set the PIN of Dana").click()
    at.type("12")
    at.press(Key.Key_Return)
    at.type("12")
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, PinDialog)
    assert at.dialog.problem == "A PIN has 4 to 10 digits."
    at.press(Key.Key_Escape)
    button("Set the PIN of Dana").click()
    at.type("1111")
    at.press(Key.Key_Return)
    at.type("1111")
    at.press(Key.Key_Return)
    dialog = at.dialog
    assert isinstance(dialog, ApprovalDialog)
    assert [dialog.who.itemText(i) for i in range(dialog.who.count())] == ["Owner, owner"]
    assert not dialog.reason.isVisible()
    at.type("2468")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert shown()[1] == "has a PIN"
