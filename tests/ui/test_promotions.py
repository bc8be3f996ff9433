"""Prices and promotions by keys and mouse into the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from pos_app.data.db import Database
from pos_app.services import customers, promotions
from pos_app.services.desk import Desk
from pos_app.services.promotion_form import PromotionForm
from pos_app.ui.customers.dialog import CustomerDialog
from pos_app.ui.products.dialog import ProductDialog
from pos_app.ui.products.page import ProductsPage
from pos_app.ui.products.promotion_dialog import PromotionDialog
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import MARIA, SCREW, counter
from tests.ui.test_access import nameless, small

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
BREAK = PromotionForm(kind="price", sku="SCREW-T25", price=1200, least_quantity=100_000)


@pytest.fixture
def desk(database: Database) -> Desk:
    """The owner at counter 1: what anyone else changes here needs an approval."""
    return as_owner(counter(database))


def page(at: AtCounter) -> ProductsPage:
    at.shell.context.show_page("products")
    found = at.shell.window.page("products")
    assert isinstance(found, ProductsPage)
    return found


def prices(at: AtCounter) -> ProductsPage:
    found = page(at)
    at.press(Key.Key_M, Control)
    assert found.promotions.isVisible()
    return found


def form(at: AtCounter) -> PromotionDialog:
    assert isinstance(at.dialog, PromotionDialog)
    return at.dialog


def go_to(at: AtCounter, name: str) -> None:
    """Tab to the row called `name`."""
    editor = form(at).form.row(name).editor
    for _step in range(30):
        if editor.hasFocus():
            return
        at.press(Key.Key_Tab)
    pytest.fail(f"Tab never reaches {name}")


def rows(found: ProductsPage) -> list[tuple[str, ...]]:
    """What the list shows."""
    model = found.promotions.table.rows_model
    return [tuple(column.text(row) for column in model.columns) for row in model.rows()]


def codes(at: AtCounter) -> list[str]:
    return [view.code for view in promotions.listed(at.desk)]


def test_a_level_price_is_added_by_keyboard_and_counts_at_once(at: AtCounter) -> None:
    found = prices(at)
    at.press(Key.Key_Insert)
    at.press(Key.Key_Down)
    at.press(Key.Key_Down)
    go_to(at, "level")
    at.type("trade")
    go_to(at, "price")
    at.type("0.13")
    go_to(at, "sku")
    at.type("SCREW-T25")
    at.press(Key.Key_Escape)
    go_to(at, "starts_on")
    at.press(Key.Key_Return)
    assert not at.has_dialog, form(at).problem
    assert ("0.13", "Deck screw T25 2½″, single", "trade", "", "always", "trade", "✓ running") in rows(found)
    chosen = found.promotions.table.current_row()
    assert chosen is not None
    assert chosen.code == "TRADE-SCREW-T25"


def test_three_for_two_shows_only_the_figures_it_needs(at: AtCounter) -> None:
    prices(at)
    at.click(at.button("New price or promotion"))
    box = form(at).form.row("kind").editor
    assert isinstance(box, QComboBox)
    at.press(Key.Key_End)
    assert box.currentData() == "buy_get"
    visible = [
        name
        for name in ("percent", "amount", "price", "buy_quantity", "get_quantity", "least_quantity")
        if form(at).form.row(name).isVisible()
    ]
    assert visible == ["percent", "buy_quantity", "get_quantity"]
    for name, text in (("buy_quantity", "2"), ("get_quantity", "1"), ("percent", "100")):
        go_to(at, name)
        at.type(text)
    at.press(Key.Key_Return)
    assert not at.has_dialog, form(at).problem
    view = next(view for view in promotions.listed(at.desk) if view.form.kind == "buy_get")
    assert (view.form.buy_quantity, view.form.get_quantity, view.form.label) == (2000, 1000, "3 for 2")


@pytest.mark.parametrize(
    ("kind", "name", "text", "words"),
    [
        ("percent", "percent", "120", "at most 100"),
        ("percent", "percent", "many", "is not a number"),
        ("amount", "amount", "0.20", "would make the price of Deck screw T25 2½″, single negative"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    at: AtCounter, kind: str, name: str, text: str, words: str
) -> None:
    before = len(promotions.listed(at.desk))
    prices(at)
    at.press(Key.Key_Insert)
    if kind == "amount":
        at.press(Key.Key_Down)
    go_to(at, name)
    at.type(text)
    at.press(Key.Key_Return)
    row = form(at).form.row(name)
    assert row.error.isVisible()
    assert words in row.error.text()
    assert row.editor.hasFocus()
    assert len(promotions.listed(at.desk)) == before


def test_one_is_found_changed_and_ended(at: AtCounter) -> None:
    promotions.add(as_owner(at.desk), form=BREAK)
    found = prices(at)
    at.type("screw")
    assert len(rows(found)) == 1
    at.press(Key.Key_Return)
    go_to(at, "price")
    at.press(Key.Key_A, Control)
    at.type("0.11")
    at.press(Key.Key_Return)
    assert promotions.get(at.desk, code="SCREW-T25").price == 1100
    at.press(Key.Key_E, Control)
    view = next(view for view in promotions.listed(at.desk) if view.code == "SCREW-T25")
    assert view.state == "ended"
    assert not found.promotions.end_button.isEnabled()
    at.press(Key.Key_Escape)
    assert found.table.isVisible()
    assert found.field.hasFocus()


def test_a_product_shows_its_own_prices_and_takes_more(at: AtCounter) -> None:
    promotions.add(as_owner(at.desk), form=BREAK)
    shown = page(at)
    at.type("deck screw single")
    at.wait_for(lambda: len(shown.table.rows_model.rows()) > 0)
    at.press(Key.Key_Return)
    dialog = at.dialog
    assert isinstance(dialog, ProductDialog)
    assert "Everyone · from 100 ea · 0.12" in at.labels()
    own = dialog.own_prices
    own.level.setFocus()
    at.type("trade")
    at.press(Key.Key_Tab)
    at.press(Key.Key_Tab)
    assert own.price.hasFocus()
    at.type("0.1350")
    at.press(Key.Key_Return)
    # Enter has added the price, not saved the form.
    assert at.has_dialog
    assert own.problem == ""
    assert "trade · 0.135" in at.labels()
    assert {"SCREW-T25", "TRADE-SCREW-T25"} <= set(codes(at))
    at.click(own.remove_buttons["SCREW-T25"])
    assert "Everyone · from 100 ea · 0.12" not in at.labels()
    assert "SCREW-T25" not in codes(at)
    own.price.setFocus()
    at.type("cheap")
    at.press(Key.Key_Return)
    assert "is not a number" in own.problem


def test_a_customer_is_given_a_price_level(at: AtCounter) -> None:
    promotions.add(
        as_owner(at.desk), form=PromotionForm(kind="price", level="Trade", sku="SCREW-T25", price=1300)
    )
    at.scan("SCREW-T25")
    at.scan("C0012")
    dialog = CustomerDialog(at.shell.context, parent=at.page, customer_id=MARIA)
    dialog.open()
    box = dialog.form.row("level").editor
    assert isinstance(box, QComboBox)
    assert [box.itemText(number) for number in range(box.count())] == ["as everyone", "Trade"]
    box.setFocus()
    at.press(Key.Key_Down)
    at.press(Key.Key_Return)
    assert customers.get(at.desk, customer_id=MARIA).level == "Trade"
    assert [(line.unit_price, line.discount_text) for line in at.cart.lines] == [(130_000, "Trade")]


def test_the_list_and_its_dialogs_are_for_everyone(at: AtCounter) -> None:
    promotions.add(as_owner(at.desk), form=BREAK)
    found = prices(at)
    assert nameless(found) == []
    assert small(found) == []
    at.press(Key.Key_Insert)
    assert nameless(at.dialog) == []
    assert small(at.dialog) == []
    at.press(Key.Key_Escape)
    dialog = ProductDialog(at.shell.context, parent=found, product_id=SCREW)
    dialog.open()
    assert nameless(dialog) == []
    assert small(dialog) == []
    assert isinstance(dialog.own_prices.price, QLineEdit)
