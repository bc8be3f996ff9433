"""Finding, adding and looking at customers, by keys and mouse into the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_app.errors import UserError
from pos_app.services import customers
from pos_app.services.customers import CustomerForm
from pos_app.services.desk import Desk
from pos_app.services.importing.run import import_file
from pos_app.ui.customers.dialog import CustomerDialog
from pos_app.ui.customers.finder import CustomerFinder
from pos_app.ui.customers.page import CustomersPage
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import BARCODES, MARIA, SEALANT

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Wait = Callable[..., None]


@pytest.fixture
def others(desk: Desk) -> list[int]:
    """Two more people, one with a company."""
    forms = (
        CustomerForm(name="Marek Kowal", phone="202 555 0121", company="Kowal Fencing"),
        CustomerForm(name="Anna Chen", phone="202 555 0190"),
    )
    return [customers.create(desk, form=form).customer_id for form in forms]


def finder(at: AtCounter) -> CustomerFinder:
    assert isinstance(at.dialog, CustomerFinder)
    return at.dialog


def form(at: AtCounter) -> CustomerDialog:
    assert isinstance(at.dialog, CustomerDialog)
    return at.dialog


def field(at: AtCounter, name: str) -> QLineEdit:
    editor = form(at).form.row(name).editor
    assert isinstance(editor, QLineEdit)
    return editor


def test_a_customer_is_found_and_chosen_by_keyboard(at: AtCounter, others: list[int]) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F3)
    at.type("kow")
    dialog = finder(at)
    at.wait_for(lambda: dialog.settled)
    names = [dialog.table.rows_model.rows()[row].name for row in range(2)]
    at.press(Key.Key_Down)
    at.press(Key.Key_Return)
    assert not at.has_dialog
    chosen = customers.get(at.desk, customer_id=at.cart.customer_id or 0)
    assert chosen.name == names[1]
    assert at.lines == [("SEAL-W", 1000)]
    assert at.ready


def test_who_rests_under_the_hand_is_looked_at_ahead(
    at: AtCounter, others: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def look_ahead(desk: Desk, *, customer_id: int) -> None:
        looked.append(customer_id)
        raise UserError("unknown_customer", "Gone meanwhile.")

    monkeypatch.setattr(customers, "look_ahead", look_ahead)
    at.press(Key.Key_F3)
    at.type("kow")
    dialog = finder(at)
    at.wait_for(lambda: len(looked) == 1)
    at.press(Key.Key_Down)
    at.wait_for(lambda: len(looked) == 2)
    assert looked == [row.id for row in dialog.table.rows_model.rows()]
    # What goes wrong then is not the cashier's business yet.
    assert "Gone meanwhile." not in at.labels()
    at.press(Key.Key_Return)
    assert at.cart.customer_id == looked[1]


def test_enter_right_behind_the_last_letter_means_what_it_finds(at: AtCounter, others: list[int]) -> None:
    at.press(Key.Key_F3)
    at.type("0190")
    at.press(Key.Key_Return)
    assert at.cart.customer_id == others[1]


def test_a_card_scanned_in_the_finder_chooses(at: AtCounter, others: list[int]) -> None:
    at.press(Key.Key_F3)
    at.scan("C0012")
    assert not at.has_dialog
    assert at.cart.customer_id == MARIA


def test_esc_leaves_the_sale_as_it_is(at: AtCounter) -> None:
    at.scan("C0012")
    at.press(Key.Key_F3)
    at.type("x")
    at.press(Key.Key_Escape)
    assert not at.has_dialog
    assert at.cart.customer_id == MARIA
    assert at.ready


def test_a_customer_is_taken_off_the_sale(at: AtCounter) -> None:
    at.scan("C0012")
    at.press(Key.Key_F3)
    at.click(at.button("Nobody"))
    assert at.cart.customer_id is None
    assert at.ready


def test_a_new_customer_in_the_middle_of_a_sale(at: AtCounter) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F3)
    at.type("lena ortega")
    at.press(Key.Key_N, Ctrl)
    assert field(at, "name").text() == "lena ortega"
    assert field(at, "phone").hasFocus()
    at.type("202 555 0177")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    new = customers.get(at.desk, customer_id=at.cart.customer_id or 0)
    assert (new.name, new.phone) == ("lena ortega", "202 555 0177")
    assert at.lines == [("SEAL-W", 1000)]
    assert at.ready
    at.scan(BARCODES[SEALANT])
    assert at.lines == [("SEAL-W", 2000)]


def test_digits_typed_in_the_search_are_the_new_customers_phone(at: AtCounter) -> None:
    at.press(Key.Key_F3)
    at.type("202 555 0188")
    at.press(Key.Key_N, Ctrl)
    assert field(at, "phone").text() == "202 555 0188"
    assert field(at, "name").hasFocus()


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(at: AtCounter) -> None:
    at.press(Key.Key_N, Ctrl)
    at.press(Key.Key_Return)
    row = form(at).form.row("name")
    assert row.error.isVisible()
    assert "Please give a name." in row.error.text()
    assert row.editor.hasFocus()
    at.type("lena")
    at.press(Key.Key_Tab)
    at.type("12")
    at.press(Key.Key_Return)
    phone = form(at).form.row("phone")
    assert "“12” is not a complete telephone number." in phone.error.text()
    assert not row.error.isVisible()
    assert field(at, "name").text() == "lena"
    assert phone.editor.hasFocus()
    assert field(at, "phone").accessibleDescription() == "“12” is not a complete telephone number."
    at.press(Key.Key_Escape)
    assert at.cart.customer_id is None


def test_consent_is_ticked_by_keyboard(at: AtCounter) -> None:
    at.press(Key.Key_N, Ctrl)
    at.type("lena")
    tick = form(at).form.row("consent_email").editor
    for _step in range(20):
        if tick.hasFocus():
            break
        at.press(Key.Key_Tab)
    at.press(Key.Key_Space)
    at.press(Key.Key_Return)
    assert customers.get(at.desk, customer_id=at.cart.customer_id or 0).consent == "email"


def test_every_visit_is_loaded_as_the_list_is_scrolled(at: AtCounter, desk: Desk) -> None:
    give_a_past(desk, visits=60)
    at.shell.context.show_page("customers")
    page = at.shell.window.page("customers")
    assert isinstance(page, CustomersPage)
    at.type("kow")
    at.wait_for(lambda: len(page.table.rows_model.rows()) == 1)
    at.click_row(page.table, 0)
    assert page.detail.customer_id == MARIA
    visits = page.detail.visits
    assert len(visits.rows_model.rows()) == 50
    at.click_row(visits, 0)
    at.press(Key.Key_End)
    at.wait_for(lambda: len(visits.rows_model.rows()) == 60)
    days = [visit.date for visit in visits.rows_model.rows()]
    assert days == sorted(days, reverse=True)


def test_a_customer_is_edited_on_the_page_and_put_on_the_sale(at: AtCounter) -> None:
    at.shell.context.show_page("customers")
    page = at.shell.window.page("customers")
    assert isinstance(page, CustomersPage)
    page.show_customer(MARIA)
    at.click(page.detail.edit)
    field(at, "company").setFocus()
    at.type("kowalski tiles")
    at.press(Key.Key_Return)
    assert customers.get(at.desk, customer_id=MARIA).company == "kowalski tiles"
    assert customers.get(at.desk, customer_id=MARIA).name == "Maria Kowalski"
    assert any("kowalski tiles" in words for words in at.labels(page))
    at.click(page.detail.put_on_sale)
    assert at.cart.customer_id == MARIA
    assert at.ready


def test_receipts_of_another_store_can_be_told_apart(at: AtCounter, desk: Desk, tmp_path: Path) -> None:
    rows = [f"4123456{n},2026-01-0{n + 1},C0012,SEAL-W,1,8.49,415" for n in range(3)]
    head = "sale_id,sold_at,customer_code,sku,quantity,amount,store"
    (tmp_path / "sales.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    import_file(as_owner(desk), kind="sales", path=tmp_path / "sales.csv")
    at.shell.context.show_page("customers")
    page = at.shell.window.page("customers")
    assert isinstance(page, CustomersPage)
    page.show_customer(MARIA)
    QApplication.processEvents()
    visits = page.detail.visits
    column = visits.rows_model.column_of("number")
    shown = [visits.model().index(row, column).data() for row in range(3)]
    assert shown == ["H/415/41234562", "H/415/41234561", "H/415/41234560"]
    room = visits.columnWidth(column) - 8
    assert all(visits.fontMetrics().horizontalAdvance(text) <= room for text in shown)
    assert visits.columnViewportPosition(column) + visits.columnWidth(column) <= visits.viewport().width()
    what = visits.rows_model.column_of("what")
    assert visits.columnWidth(what) > 150
