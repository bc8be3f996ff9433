"""Taking back at the counter: told in four lines first, then done by Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import text

from pos_app.services import carts, sales
from pos_app.services.desk import Actor
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, MARIA, PAINT, SEALANT

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def sold(at: AtCounter, product: int = SEALANT, times: str = "") -> str:
    """Something sold for card; its receipt."""
    if times:
        at.type(times)
    at.scan(BARCODES[product])
    at.press(Key.Key_F12)
    at.type("+")
    last = sales.last_sale(at.desk)
    assert last is not None
    return last.number


def tenders(at: AtCounter) -> list[tuple[str, int]]:
    with at.desk.db.read() as session:
        rows = session.execute(text("SELECT type, amount FROM tender ORDER BY sale_id, position"))
        return [(row[0], row[1]) for row in rows]


def test_a_card_sale_goes_back_to_the_card_as_the_four_lines_say(at: AtCounter) -> None:
    number = sold(at, times="3*")
    at.press(Key.Key_F6)
    at.scan(number)
    at.type("2")
    assert "Money back: card 17.02." in at.labels()
    at.press(Key.Key_Return)
    at.press(Key.Key_F12)
    assert "Money back: card 17.02." in at.labels()
    assert "Gift card and store credit: not touched." in at.labels()
    at.press(Key.Key_Return)
    assert tenders(at) == [("card", 2553), ("card", -1702)]


def test_store_credit_instead_by_one_key(at: AtCounter) -> None:
    number = sold(at)
    at.press(Key.Key_F6)
    at.scan(number)
    at.type("1")
    at.press(Key.Key_Return)
    at.press(Key.Key_F12)
    at.press(Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert tenders(at)[1:] == [("store_credit", -851)]


def test_an_exchange_pays_only_the_difference(at: AtCounter) -> None:
    number = sold(at)
    at.scan(BARCODES[PAINT])
    at.press(Key.Key_F6)
    at.scan(number)
    at.type("1")
    assert any(label.startswith("Money back: none; 3") for label in at.labels())
    at.press(Key.Key_Return)
    due = at.cart.total
    at.press(Key.Key_F12)
    at.type("+")
    assert tenders(at)[1:] == [("card", due)]


def test_more_than_was_bought_is_said_and_the_sale_stays(at: AtCounter) -> None:
    number = sold(at)
    at.press(Key.Key_F6)
    at.scan(number)
    at.type("2")
    at.press(Key.Key_Return)
    assert "Only 1 of 1 can still be given back." in at.labels()
    assert at.lines == []


def test_a_paid_sale_is_cancelled_by_key_with_reason_and_approval(at: AtCounter) -> None:
    sold(at)
    at.press(Key.Key_R, Control)
    assert "Money back: card 8.51." in at.labels()
    at.press(Key.Key_Return)
    assert "Say why, in a few words." in at.labels()
    at.type("twice")
    at.press(Key.Key_Return)
    assert any("reversed" in label for label in at.labels()), "a cashier needs an approval"
    at.press(Key.Key_Escape)
    assert tenders(at) == [("card", 851)]


def test_a_manager_cancels_from_the_scanned_receipt(at: AtCounter) -> None:
    number = sold(at)
    object.__setattr__(at.shell.context.desk, "actor", Actor("mo", "Mo", "manager"))
    at.scan(number)
    at.press(Key.Key_V, Qt.KeyboardModifier.AltModifier)
    at.type("twice")
    at.press(Key.Key_Return)
    assert tenders(at) == [("card", 851), ("card", -851)]
    assert at.ready


def test_without_the_receipt_from_what_the_customer_bought(at: AtCounter) -> None:
    for product in (SEALANT, PAINT):
        carts.set_customer(at.desk, customer_id=MARIA)
        sold(at, product)
    carts.set_customer(at.desk, customer_id=MARIA)
    at.press(Key.Key_F6)
    fields = [f for f in at.dialog.findChildren(QLineEdit) if "go back" in f.accessibleName()]
    assert [f.accessibleName().split()[3] for f in fields] == ["Interior", "Silicone"]
    at.type("silicone")
    at.press(Key.Key_Return)
    fields = [
        f for f in at.dialog.findChildren(QLineEdit) if f.isVisible() and "go back" in f.accessibleName()
    ]
    assert len(fields) == 1
    at.press(Key.Key_Return)
    at.type("1")
    assert "Money back: card 8.51." in at.labels()
    at.press(Key.Key_Return)
    assert at.lines == [("SEAL-W", -1000)]
