"""Gift cards and store credit at the counter, by real keys and scans."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from sqlalchemy import text

from pos_app.domain.credit_codes import make_code, scannable
from pos_app.domain.payment import Tender
from pos_app.services import carts, credits, sales
from pos_app.services.cart_gift_cards import add_gift_card
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from pos_app.ui.sale.dialogs.gift_card import GiftCardDialog
from pos_app.ui.sale.dialogs.payment import PaymentDialog
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, MARIA, PAINT, SEALANT

Key = Qt.Key
Ctrl, Alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def new_card(at: AtCounter, amount: int) -> str:
    """A card that was sold before."""
    add_gift_card(at.desk, amount=amount)
    done = sales.complete_cart(at.desk, tenders=[Tender("cash", amount)])
    assert done.answer is not None
    cards = done.answer["gift_cards"]
    assert isinstance(cards, list)
    at.page.refresh()
    return str(cards[0]["code"])


def marias_credit(at: AtCounter, amount: str) -> None:
    """Money that Maria left in the shop."""
    line = {"description": "Key", "quantity": "1", "unit_price": amount, "taxes": []}
    sold = sell_json(
        at.desk, {"customer": "C0012", "lines": [line], "tenders": [{"type": "cash", "amount": amount}]}
    )
    tender = {"type": "store_credit", "amount": amount}
    refund_json(at.desk, {"of": sold["receipt"], "tenders": [tender]})


def on_it(at: AtCounter, code: str) -> int:
    return credits.look_up(at.desk, code=code).balance


def count(at: AtCounter, table: str) -> int:
    with at.desk.db.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def tenders(at: AtCounter) -> list[dict[str, str]]:
    last = sales.last_sale(at.desk)
    assert last is not None
    assert last.answer is not None
    found = last.answer["tenders"]
    assert isinstance(found, list)
    return found


def test_a_gift_card_is_sold_by_keyboard(at: AtCounter) -> None:
    at.press(Key.Key_G, Ctrl)
    at.type("25")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert [(line.description, line.amount) for line in at.cart.lines] == [("Gift card", 2500)]
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    with at.desk.db.read() as session:
        code = session.execute(text("SELECT code FROM credit_account")).scalar_one()
    assert on_it(at, code) == 2500
    assert code in at.message


def test_an_amount_that_is_none_is_refused_in_the_window(at: AtCounter) -> None:
    at.press(Key.Key_G, Ctrl)
    at.press(Key.Key_Return)
    assert at.has_dialog
    at.type("0")
    at.press(Key.Key_Return)
    assert "A gift card needs an amount, 0.01 or more." in at.labels()
    at.press(Key.Key_Escape)
    assert at.cart.lines == ()


def test_a_scanned_card_says_what_is_on_it_and_can_be_topped_up(at: AtCounter) -> None:
    code = new_card(at, 1000)
    at.scan(scannable(code))
    assert at.message == f"Gift card …{code[-4:]}: 10.00 on it."
    at.press(Key.Key_T, Alt)
    assert f"Gift card …{code[-4:]}: 10.00 on it" in at.labels()
    at.type("5")
    at.press(Key.Key_Return)
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert on_it(at, code) == 1500


def test_a_scan_in_the_gift_card_window_names_the_card(at: AtCounter) -> None:
    code = new_card(at, 1000)
    at.press(Key.Key_G, Ctrl)
    at.scan(code)
    at.type("7")
    at.press(Key.Key_Return)
    assert at.cart.lines[0].description == f"Gift card …{code[-4:]}, top-up"


def test_scanning_the_card_while_paying_takes_it(at: AtCounter) -> None:
    code = new_card(at, 5000)
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.scan(scannable(code))
    assert not at.has_dialog
    assert tenders(at) == [{"type": "gift_card", "amount": "8.51", "reference": code}]
    assert on_it(at, code) == 4149


def test_a_card_with_too_little_pays_what_it_can(at: AtCounter) -> None:
    code = new_card(at, 2000)
    at.scan(BARCODES[PAINT])
    at.press(Key.Key_F12)
    at.scan(scannable(code))
    assert at.has_dialog
    assert f"Gift card …{code[-4:]} · 0.00 left on it" in at.labels()
    assert "22.08" in at.labels()
    at.scan(scannable(code))
    assert f"Gift card …{code[-4:]}: nothing is left on it." in at.labels()
    at.press(Key.Key_Plus)
    assert [t["type"] for t in tenders(at)] == ["gift_card", "card"]
    assert on_it(at, code) == 0


def test_part_of_a_card_and_its_number_typed(at: AtCounter) -> None:
    code = new_card(at, 2000)
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.type("5")
    dialog = at.dialog
    assert isinstance(dialog, PaymentDialog)
    dialog.reference.setFocus()
    at.type(code.lower().replace("-", " "))
    at.press(Key.Key_5, Alt)
    assert f"Gift card …{code[-4:]} · 15.00 left on it" in at.labels()
    at.press(Key.Key_Return)
    assert [t["amount"] for t in tenders(at)] == ["5.00", "3.51"]


def test_more_than_is_on_the_card_is_refused(at: AtCounter) -> None:
    code = new_card(at, 500)
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.type("6")
    at.scan(code)
    sentence = f"Gift card …{code[-4:]} has 5.00 on it, less than the 6.00 to be paid with it."
    assert sentence in at.labels()
    assert on_it(at, code) == 500


def test_a_scanned_card_pays_by_one_key(at: AtCounter) -> None:
    code = new_card(at, 5000)
    at.scan(BARCODES[SEALANT])
    at.scan(code)
    at.press(Key.Key_G, Alt)
    at.wait_for(lambda: not at.has_dialog)
    assert on_it(at, code) == 4149


def test_wrong_and_foreign_cards_are_told_apart(at: AtCounter) -> None:
    code = new_card(at, 500)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    at.scan(wrong)
    assert at.message == f"The code {wrong} has a typing mistake: its check character is wrong."
    other = make_code("gift_card", 5)
    at.scan(other)
    assert at.message == f"{other} is a gift card of another shop."
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.scan(other)
    assert f"{other} is a gift card of another shop." in at.labels()
    at.press(Key.Key_5, Alt)
    assert "Scan the card or slip, or type its number as the reference." in at.labels()
    at.press(Key.Key_Escape)
    assert at.lines == [("SEAL-W", 1000)]


def test_goods_scanned_while_paying_still_go_to_the_sale(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.scan(BARCODES[PAINT])
    assert [sku for sku, _quantity in at.lines] == ["SEAL-W", "EGG-1"]


def test_store_credit_of_the_customer_is_one_key(at: AtCounter) -> None:
    marias_credit(at, "5.00")
    carts.set_customer(at.desk, customer_id=MARIA)
    at.page.refresh()
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    assert at.button("Store credit 5.00")
    at.press(Key.Key_6, Alt)
    assert "3.51" in at.labels()
    at.press(Key.Key_Return)
    assert [(t["type"], t["amount"]) for t in tenders(at)] == [("store_credit", "5.00"), ("cash", "3.51")]


def test_money_back_becomes_a_slip(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    last = sales.last_sale(at.desk)
    assert last is not None
    carts.add_return(at.desk, receipt=last.number, line=1, quantity=1000)
    at.page.refresh()
    at.press(Key.Key_F12)
    at.press(Key.Key_6, Alt)
    assert not at.has_dialog
    (tender,) = tenders(at)
    assert (tender["type"], tender["amount"]) == ("store_credit", "-8.51")
    assert tender["reference"] in at.message
    assert on_it(at, tender["reference"]) == 851


def test_two_clicks_are_one_sale(at: AtCounter) -> None:
    code = new_card(at, 5000)
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    dialog = at.dialog
    assert isinstance(dialog, PaymentDialog)
    dialog.reference.setText(code)
    button = at.button("Gift card")
    before = count(at, "sale")
    button.click()
    button.click()
    assert count(at, "sale") == before + 1
    assert on_it(at, code) == 4149


def test_the_sidebar_shows_store_credit(open_counter: Callable[..., AtCounter]) -> None:
    at = open_counter()
    marias_credit(at, "12.50")
    at.scan("C0012")
    assert "12.50 store credit" in at.labels()


def test_a_gift_card_is_sold_by_touch_alone(at: AtCounter) -> None:
    at.press(Key.Key_F1)
    at.click(at.named("Sell a gift card or top one up"))
    at.wait_for(lambda: at.has_dialog and isinstance(at.dialog, GiftCardDialog))
    for digit in ("2", "0"):
        at.click(at.button(digit))
    at.click(at.button("Add to the sale"))
    assert [line.amount for line in at.cart.lines] == [2000]
