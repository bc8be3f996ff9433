"""What hurried hands do at the counter: nothing of it may cost money, show a PIN, or need a second try."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from pos_app.services import carts, sales
from pos_app.services.desk import Actor, Desk
from pos_app.services.pins import set_pin
from pos_app.services.settings import set_setting
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, MARIA, PAINT, SEALANT, TRAP

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Control = Qt.KeyboardModifier.ControlModifier


def with_owner_pin(at: AtCounter) -> None:
    set_pin(Desk(at.desk.db, "1", Actor("owner", "Owner", "owner")), staff_code="owner", pin="1357")


def sold_by_card(at: AtCounter, product: int = SEALANT) -> str:
    at.scan(BARCODES[product])
    at.press(Key.Key_F12)
    at.type("+")
    last = sales.last_sale(at.desk)
    assert last is not None
    return last.number


def taken_back(at: AtCounter, number: str) -> None:
    at.press(Key.Key_F6)
    at.scan(number)
    at.type("1")
    at.press(Key.Key_Return)
    at.press(Key.Key_F12)


def test_what_went_back_to_the_card_is_not_called_out_as_cash(at: AtCounter) -> None:
    taken_back(at, sold_by_card(at))
    at.press(Key.Key_Return)
    assert at.page.card.change.text == "0.00"
    assert "Give back in cash" in at.labels()
    assert any(label.startswith("Card 8.51 · Receipt ") for label in at.labels())


def test_store_credit_is_not_called_out_as_cash(at: AtCounter) -> None:
    taken_back(at, sold_by_card(at))
    at.press(Key.Key_6, Alt)
    assert at.page.card.change.text == "0.00"
    assert any(label.startswith("Store credit 8.51 · Receipt ") for label in at.labels())


def test_cash_goes_back_as_it_is_called_out(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    last = sales.last_sale(at.desk)
    assert last is not None
    taken_back(at, last.number)
    at.press(Key.Key_Return)
    assert at.page.card.change.text == "8.51"


def test_a_pin_typed_after_a_reason_by_key_cannot_be_read(at: AtCounter) -> None:
    with_owner_pin(at)
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F7)
    at.type("90")
    at.press(Key.Key_Return)
    at.press(Key.Key_2, Alt)
    at.type("1357")
    shown = [f.text() for f in at.dialog.findChildren(QLineEdit) if f.echoMode() == QLineEdit.EchoMode.Normal]
    assert "damaged" in shown
    assert not any("1357" in text for text in shown)
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert at.cart.lines[0].amount == 68


def test_a_card_never_pays_change_for_cash_that_was_taken_before(at: AtCounter) -> None:
    at.scan(BARCODES[PAINT])
    at.press(Key.Key_F12)
    at.type("30")
    at.press(Key.Key_Return)
    due = at.cart.total - 3000
    at.type("40")
    at.type("+")
    assert (
        f"40.00 is more than the {due // 100}.{due % 100:02} that is due; change is given from cash only."
        in (at.labels())
    )
    assert at.lines, "the sale is still open"


def test_more_back_than_is_due_is_said_without_minus_signs(at: AtCounter) -> None:
    taken_back(at, sold_by_card(at))
    at.type("20")
    at.type("+")
    assert "20.00 is more than the 8.51 that is to be given back." in at.labels()


def test_words_then_a_number_take_back_without_the_mouse(at: AtCounter) -> None:
    for product in (SEALANT, PAINT):
        carts.set_customer(at.desk, customer_id=MARIA)
        sold_by_card(at, product)
    carts.set_customer(at.desk, customer_id=MARIA)
    at.press(Key.Key_F6)
    at.press(Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert "Interior" in focus.accessibleName()
    at.press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    at.type("silicone")
    at.press(Key.Key_Return)
    at.type("1")
    at.press(Key.Key_Return)
    assert at.lines == [("SEAL-W", -1000)]
    assert at.ready


def test_every_reason_can_be_read_at_large_letters(at: AtCounter) -> None:
    set_setting(as_owner(at.desk), key="ui.font_scale", value=150)
    at.shell.context.theme.use("light", 150)
    sold_by_card(at)
    at.press(Key.Key_R, Control)
    reasons = [b for b in at.dialog.findChildren(QPushButton) if b.text().startswith(("rung", "wrong"))]
    assert len(reasons) == 3
    for button in reasons:
        assert not button.visibleRegion().isEmpty(), button.text()
        assert button.visibleRegion().boundingRect().height() == button.height(), button.text()


def test_what_can_be_done_with_a_receipt_does_not_push_the_window_wider(at: AtCounter) -> None:
    number = sold_by_card(at)
    at.shell.context.theme.use("light", 150)
    width = at.shell.window.width()
    at.scan(number)
    assert at.message == f"This is receipt {number}."
    assert at.shell.window.width() == width
    said = next(label for label in at.page.messages.findChildren(QLabel) if label.text() == at.message)
    assert said.width() > 100
