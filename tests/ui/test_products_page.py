"""Products added and changed, by keys and mouse into the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pos_app.data.db import Database
from pos_app.services import products
from pos_app.services.desk import Desk
from pos_app.ui.products.dialog import ProductDialog
from pos_app.ui.products.page import ProductsPage
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import SEALANT, counter

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(database: Database) -> Desk:
    """The owner at counter 1: what anyone else changes here needs an approval."""
    return as_owner(counter(database))


def page(at: AtCounter) -> ProductsPage:
    at.shell.context.show_page("products")
    found = at.shell.window.page("products")
    assert isinstance(found, ProductsPage)
    return found


def form(at: AtCounter) -> ProductDialog:
    assert isinstance(at.dialog, ProductDialog)
    return at.dialog


def go_to(at: AtCounter, name: str) -> QLineEdit:
    """Tab to the row called `name`."""
    editor = form(at).form.row(name).editor
    assert isinstance(editor, QLineEdit)
    for _step in range(40):
        if editor.hasFocus():
            return editor
        at.press(Key.Key_Tab)
    pytest.fail(f"Tab never reaches {name}")


def test_a_product_is_added_by_keyboard(at: AtCounter) -> None:
    at.click(page(at).new_button)
    at.type("wall anchor 8 mm")
    go_to(at, "price")
    at.type("0.1295")
    go_to(at, "barcodes")
    at.type("4006381333924")
    go_to(at, "bin")
    at.type("b2-09")
    go_to(at, "stock")
    at.type("1,250")
    at.press(Key.Key_Return)
    assert not at.has_dialog, form(at).problem
    hit = products.search(at.desk, text="anchor")[0]
    stored = products.get(at.desk, product_id=hit.id)
    assert (stored.name, stored.price, stored.bin) == ("wall anchor 8 mm", 1295, "b2-09")
    assert (stored.barcodes, stored.stock) == (("4006381333924",), 1_250_000)


def test_a_wrong_check_digit_is_said_beside_the_barcodes(at: AtCounter) -> None:
    at.click(page(at).new_button)
    at.type("anchor")
    go_to(at, "price")
    at.type("1")
    go_to(at, "barcodes")
    at.type("4006381333925")
    at.press(Key.Key_Return)
    row = form(at).form.row("barcodes")
    assert row.error.isVisible()
    assert row.editor.hasFocus()
    assert go_to(at, "name").text() == "anchor"
    assert products.search(at.desk, text="anchor") == []


@pytest.mark.parametrize(
    ("name", "text"), [("price", "cheap"), ("price", "-1"), ("cost", "1.00001"), ("stock", "ten")]
)
def test_a_bad_figure_is_said_beside_its_field(at: AtCounter, name: str, text: str) -> None:
    at.click(page(at).new_button)
    at.type("anchor")
    if name != "price":
        go_to(at, "price")
        at.type("1")
    go_to(at, name)
    at.type(text)
    at.press(Key.Key_Return)
    assert form(at).form.row(name).error.isVisible()
    assert products.search(at.desk, text="anchor") == []


def test_a_product_is_found_changed_and_counted(at: AtCounter) -> None:
    shown = page(at)
    at.type("sealant")
    at.wait_for(lambda: len(shown.table.rows_model.rows()) > 0)
    at.press(Key.Key_Return)
    editor = go_to(at, "price")
    assert editor.text() == "8.49"
    at.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    at.type("8.99")
    go_to(at, "stock")
    at.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    at.type("0")
    at.press(Key.Key_Return)
    stored = products.get(at.desk, product_id=SEALANT)
    assert (stored.price, stored.stock, stored.name) == (
        89_900,
        0,
        "Silicone sealant, bathroom, white 10 oz",
    )
    row = shown.table.current_row()
    assert row is not None
    assert row.price == 89_900


def test_an_unknown_barcode_is_added_from_the_sale(at: AtCounter) -> None:
    at.scan("4006381333924")
    at.press(Key.Key_A, Alt)
    assert go_to(at, "barcodes").text() == "4006381333924"
    go_to(at, "name").setFocus()
    at.type("wall anchor")
    go_to(at, "price")
    at.type("2")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert [quantity for _sku, quantity in at.lines] == [1000]
    at.scan("4006381333924")
    assert [quantity for _sku, quantity in at.lines] == [2000]
