"""Words that find nothing, then a sale, then the owner: with real keys in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pos_app.data.db import Database
from pos_app.services import carts, holding, products, synonyms, tills
from pos_app.services.desk import Desk
from pos_app.services.opening import in_session
from pos_app.ui.products.dialog import ProductDialog
from pos_app.ui.products.page import ProductsPage
from pos_app.ui.products.proposals import ProposalsDialog
from pos_app.ui.sale import missed_words
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, MARIA, SEALANT, TRAP, counter

Key = Qt.Key


@pytest.fixture
def desk(database: Database) -> Desk:
    """The owner at counter 1: words are hers to decide on."""
    found = as_owner(counter(database, automatic=False))
    tills.open_till(found, amount=10_000)
    return in_session(found)


def pay(at: AtCounter) -> None:
    """F12 and Enter: exact cash."""
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert not at.has_dialog


def proposed(at: AtCounter) -> list[tuple[str, int, int]]:
    return [(found.words, found.product_id, found.times) for found in synonyms.proposals(at.desk)]


def products_page(at: AtCounter) -> ProductsPage:
    at.shell.context.show_page("products")
    page = at.shell.window.page("products")
    assert isinstance(page, ProductsPage)
    return page


def test_enter_behind_words_that_find_nothing(at: AtCounter) -> None:
    at.type("drain bend")
    at.press(Key.Key_Return)
    at.type("zzqqy")
    at.press(Key.Key_Escape)  # deleted as a whole
    at.type("trap")
    at.press(Key.Key_Return)
    pay(at)
    assert sorted(proposed(at)) == [("drain bend", TRAP, 1), ("zzqqy", TRAP, 1)]


def test_words_that_stand_there_when_something_is_scanned(at: AtCounter) -> None:
    at.type("plumbers goo")
    at.scan(BARCODES[SEALANT])
    pay(at)
    assert proposed(at) == [("plumbers goo", SEALANT, 1)]


def test_more_of_a_line_that_is_there_is_the_answer_and_the_only_one(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.type("plumbers goo")
    at.press(Key.Key_Return)
    at.scan(BARCODES[SEALANT])
    at.scan(BARCODES[TRAP])
    pay(at)
    assert proposed(at) == [("plumbers goo", SEALANT, 1)]


def test_words_that_stand_there_when_more_of_a_line_is_scanned(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.scan(BARCODES[SEALANT])
    at.type("drain bend")
    at.scan(BARCODES[TRAP])
    pay(at)
    assert proposed(at) == [("drain bend", TRAP, 1)]


def test_a_line_taken_out_again_is_no_answer(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.type("plumbers goo")
    at.press(Key.Key_Return)
    at.press(Key.Key_Delete)
    at.scan(BARCODES[SEALANT])
    pay(at)
    assert proposed(at) == [("plumbers goo", SEALANT, 1)]


@pytest.mark.parametrize("end", ["paid", "held", "cancelled", "another customer", "later"])
def test_words_do_not_wait_for_what_has_nothing_to_do_with_them(
    at: AtCounter, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = at.shell.context.operations.run
    if end == "later":
        monkeypatch.setattr(missed_words, "SOON_MS", 0)
    run(carts.set_customer, customer_id=MARIA)
    at.scan(BARCODES[TRAP])
    at.type("plumbers goo")
    at.press(Key.Key_Return)
    if end == "paid":
        pay(at)
    elif end == "held":
        run(holding.hold)
    elif end == "cancelled":
        at.press(Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    elif end == "another customer":
        run(carts.set_customer, customer_id=None)
    at.scan(BARCODES[SEALANT])
    pay(at)
    assert proposed(at) == []


def test_words_before_the_first_line_do_not_make_a_sale(at: AtCounter) -> None:
    at.type("drain bend")
    at.press(Key.Key_Return)
    run = at.shell.context.operations.run
    assert at.cart.id == ""
    run(carts.set_customer, customer_id=MARIA)
    at.scan(BARCODES[TRAP])
    pay(at)
    assert proposed(at) == [("drain bend", TRAP, 1)]


def test_half_typed_and_corrected_words_are_not_kept(at: AtCounter) -> None:
    at.type("p-trqq")
    at.press(Key.Key_Backspace)
    at.press(Key.Key_Backspace)
    at.type("ap")
    at.press(Key.Key_Return)
    pay(at)
    assert at.lines == []
    assert proposed(at) == []


def test_other_words_typed_over_them(at: AtCounter) -> None:
    at.type("sink bend")
    edit = at.page.scan.edit
    edit.selectAll()
    at.type("trap")
    at.press(Key.Key_Return)
    pay(at)
    assert proposed(at) == [("sink bend", TRAP, 1)]


def test_the_form_of_the_product_takes_them(at: AtCounter) -> None:
    at.type("drain bend")
    at.press(Key.Key_Return)
    at.type("trap")
    at.press(Key.Key_Return)
    pay(at)
    page = products_page(at)
    at.type("trap")
    at.press(Key.Key_Return)
    form = at.dialog
    assert isinstance(form, ProductDialog)
    at.click(form.proposed.take_buttons["drain bend"])
    words = form.form.row("words").editor
    assert isinstance(words, QLineEdit)
    assert words.text().endswith(", drain bend")
    assert not form.proposed.isVisible()
    at.press(Key.Key_Escape)
    assert products.search(at.desk, text="drain bend")[0].id == TRAP
    assert not page.proposals_button.isVisible()


def test_the_list_of_all_takes_and_refuses(at: AtCounter) -> None:
    for words in ("drain bend", "wall goo"):
        at.type(words)
        at.press(Key.Key_Return)
    at.type("trap")
    at.press(Key.Key_Return)
    pay(at)
    page = products_page(at)
    assert "2" in page.proposals_button.text()
    at.click(page.proposals_button)
    dialog = at.dialog
    assert isinstance(dialog, ProposalsDialog)
    row = dialog.table.current_row()
    assert row is not None
    at.press(Key.Key_Return)
    assert proposed(at) != []
    at.press(Key.Key_Delete)
    assert proposed(at) == []
    assert not dialog.take_button.isEnabled()
    at.press(Key.Key_Escape)
    assert products.search(at.desk, text=row.words)[0].id == TRAP
    assert not page.proposals_button.isVisible()
