"""Quotes at the counter, with real keys: made, found, compared with today, sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_app.data.tables import Product
from pos_app.services import carts, customers, pins, quotes, settings
from pos_app.services.desk import Actor, Desk
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.sale.dialogs.quote_comparing import QuoteComparing
from pos_app.ui.sale.dialogs.quote_list import QuoteList
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, CHAIN, MARIA, SEALANT, TRAP, counter

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
SOON = timedelta(days=3)


@pytest.fixture
def shown_files(at: AtCounter) -> list[Path]:
    """What the window shows in another program."""
    shown: list[Path] = []

    def show(path: Path) -> bool:
        shown.append(path)
        return True

    at.page.deeds.open_file = show
    return shown


def quote_by_keys(at: AtCounter) -> str:
    """Two tubes of sealant and a trap, F8, Enter."""
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_Plus)
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F8)
    at.press(Key.Key_Return)
    return quotes.list_quotes(at.desk)[0].number


def reprice(desk: Desk, product_id: int, price: int) -> None:
    with desk.db.write() as session:
        product = session.get(Product, product_id)
        assert product is not None
        product.price = price
        session.commit()


def old_quote(at: AtCounter, days: int) -> str:
    """A quote that was made some days ago."""
    then = counter(at.desk.db, clock=lambda: datetime.now(UTC) - timedelta(days=days))
    carts.set_customer(then, customer_id=MARIA)
    carts.add_product(then, product_id=SEALANT)
    return quotes.make_quote(then, days=30).number


def comparing(at: AtCounter) -> QuoteComparing:
    dialog = at.dialog
    assert isinstance(dialog, QuoteComparing)
    return dialog


def test_f8_and_enter_make_a_quote_and_show_it(at: AtCounter, shown_files: list[Path]) -> None:
    number = quote_by_keys(at)
    assert number == "Q-001"
    assert at.lines == []
    assert at.message.startswith("Quote Q-001 for 24.18 holds until ")
    assert [path.name for path in shown_files] == ["Q-001.pdf"]
    assert shown_files[0].read_bytes().startswith(b"%PDF-")
    assert at.ready


def test_with_a_printer_it_is_printed_and_the_sheet_is_a_key_away(
    at: AtCounter, shown_files: list[Path], tmp_path: Path
) -> None:
    roll = tmp_path / "roll.bin"
    settings.set_setting(as_owner(at.desk), key="printer.target", value=f"file:{roll}")
    number = quote_by_keys(at)
    at.wait_for(lambda: roll.exists())
    assert f"Quote {number}".encode() in roll.read_bytes()
    assert shown_files == []
    at.press(Key.Key_Q, Alt)
    assert [path.name for path in shown_files] == [f"{number}.pdf"]


def test_days_and_a_note_are_typed(at: AtCounter, shown_files: list[Path]) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F8)
    at.type("abc")
    at.press(Key.Key_Return)
    assert any("not a number of days" in text for text in at.labels())
    at.type("999")
    at.press(Key.Key_Return)
    assert any("0 to 366 days" in text for text in at.labels())
    at.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    at.type("7")
    at.press(Key.Key_Tab)
    at.type("boards")
    at.press(Key.Key_Return)
    [hit] = quotes.list_quotes(at.desk)
    assert hit.expires_on == (at.desk.business_date() + timedelta(days=7)).isoformat()
    assert hit.note == "boards"


def test_esc_leaves_the_sale_as_it_was(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F8)
    at.press(Key.Key_Escape)
    assert at.lines == [("TRAP-112", 1000)]
    assert quotes.list_quotes(at.desk, open_only=False) == []
    assert at.ready


def test_what_cannot_be_quoted_is_said_in_the_window(at: AtCounter) -> None:
    at.press(Key.Key_F8)
    assert "There is no quote yet" in at.message
    assert at.ready


def test_found_by_keyboard_and_taken_at_the_quoted_price(at: AtCounter, shown_files: list[Path]) -> None:
    number = quote_by_keys(at)
    reprice(at.desk, SEALANT, 99_900)
    at.press(Key.Key_F8)
    assert isinstance(at.dialog, QuoteList)
    at.type("q-001")
    at.press(Key.Key_Return)
    assert any("Today it is 3.00 more." in text for text in at.labels())
    at.press(Key.Key_Return)
    assert at.cart.quote == number
    assert [line.unit_price for line in at.cart.lines] == [8_490_000, 6_790_000]
    assert at.ready
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert quotes.quote(at.desk, number=number).hit.state == "sold"


def test_today_is_proposed_where_it_is_cheaper(at: AtCounter, shown_files: list[Path]) -> None:
    quote_by_keys(at)
    reprice(at.desk, SEALANT, 50_000)
    at.press(Key.Key_F8)
    at.press(Key.Key_Return)
    assert any("less." in text for text in at.labels())
    at.press(Key.Key_Return)
    assert at.cart.lines[0].unit_price == 5_000_000


def test_the_other_prices_are_a_key_away(at: AtCounter, shown_files: list[Path]) -> None:
    number = quote_by_keys(at)
    reprice(at.desk, SEALANT, 99_900)
    at.scan(number)
    at.press(Key.Key_T, Alt)
    assert at.cart.lines[0].unit_price == 9_990_000


def test_a_scanned_quote_opens_the_comparison_line_by_line(at: AtCounter, shown_files: list[Path]) -> None:
    number = quote_by_keys(at)
    reprice(at.desk, SEALANT, 99_900)
    at.scan(BARCODES[CHAIN])
    at.scan(number)
    table = comparing(at).table
    model = table.model()
    assert model is not None
    columns = range(model.columnCount())
    rows = [[model.index(row, c).data() for c in columns] for row in range(model.rowCount())]
    assert rows[0] == [
        "2 ea", "Silicone sealant, bathroom, white 10 oz", "8.49", "9.99", "16.13", "18.98", "+2.85",
    ]  # fmt: skip
    assert rows[1][-1] == ""
    at.press(Key.Key_Escape)
    assert at.lines == [("CHAIN5", 1000)]
    assert at.ready


def test_an_open_sale_goes_on_hold_for_it(at: AtCounter, shown_files: list[Path]) -> None:
    number = quote_by_keys(at)
    at.scan(BARCODES[CHAIN])
    at.scan(number)
    at.press(Key.Key_Return)
    assert at.lines == [("SEAL-W", 2000), ("TRAP-112", 1000)]
    assert at.cart.held == 1


def test_an_expired_quote_is_taken_at_todays_prices_only(at: AtCounter) -> None:
    number = old_quote(at, 40)
    reprice(at.desk, SEALANT, 99_900)
    at.scan(BARCODES[CHAIN])
    at.scan(number)
    assert any("This quote ended on" in text for text in at.labels())
    at.press(Key.Key_Q, Alt)
    assert "A manager or the owner must allow the prices of an expired quote." in at.labels()
    at.press(Key.Key_Escape)
    assert at.lines == [("CHAIN5", 1000)]
    at.press(Key.Key_Return)
    assert [line.unit_price for line in at.cart.lines] == [9_990_000]


def test_a_manager_allows_the_prices_of_an_expired_quote(at: AtCounter) -> None:
    owner = replace(at.desk, actor=Actor("owner", "Owner", "owner"))
    settings.set_setting(owner, key="staff.mo", value={"name": "Mo", "role": "manager"})
    pins.set_pin(owner, staff_code="mo", pin="4711")
    number = old_quote(at, 40)
    reprice(at.desk, SEALANT, 99_900)
    at.scan(number)
    at.press(Key.Key_Q, Alt)
    dialog = at.dialog
    assert isinstance(dialog, ApprovalDialog)
    dialog.reason.edit.setText("promised")
    dialog.pin.setFocus()
    at.type("4711")
    at.press(Key.Key_Return)
    assert at.ready
    assert [line.unit_price for line in at.cart.lines] == [8_490_000]


def test_an_old_quote_is_found_by_a_word(at: AtCounter) -> None:
    old_quote(at, 40)
    at.press(Key.Key_F8)
    assert any("a word finds old ones" in text for text in at.labels())
    at.type("maria")
    at.press(Key.Key_Return)
    assert comparing(at)


def test_a_used_quote_names_its_receipt_and_cannot_be_taken(at: AtCounter, shown_files: list[Path]) -> None:
    number = quote_by_keys(at)
    at.scan(number)
    at.press(Key.Key_Return)
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    at.scan(number)
    assert any("was used for receipt 1-000001" in text for text in at.labels())
    at.press(Key.Key_Return)
    assert at.lines == []


def test_f8_in_a_sale_from_a_quote_shows_it_and_makes_a_new_one(
    at: AtCounter, shown_files: list[Path]
) -> None:
    first = quote_by_keys(at)
    at.scan(first)
    at.press(Key.Key_Return)
    at.scan(BARCODES[CHAIN])
    at.press(Key.Key_F8)
    assert comparing(at).windowTitle() == "Quote Q-001"
    at.press(Key.Key_N, Alt)
    at.press(Key.Key_Return)
    assert [hit.number for hit in quotes.list_quotes(at.desk)] == ["Q-002", "Q-001"]
    assert at.lines == []


def test_print_and_sheet_from_the_comparison(at: AtCounter, shown_files: list[Path]) -> None:
    number = quote_by_keys(at)
    at.scan(number)
    at.press(Key.Key_S, Alt)
    assert len(shown_files) == 2
    assert at.ready


def test_the_button_in_the_bar_does_the_same(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    button = at.page.buttons.button("quote")
    assert (button.text(), button.key) == ("Quote", "F8")
    at.click(button)
    assert at.dialog.windowTitle() == "Make a quote"


def test_the_sidebar_says_it_at_its_project(at: AtCounter, shown_files: list[Path]) -> None:
    customers.open_project(at.desk, customer_id=MARIA, name="Deck, spring")
    project = customers.person(at.desk, customer_id=MARIA).projects[0].id
    at.shell.context.operations.run(carts.set_customer, customer_id=MARIA)
    at.shell.context.operations.run(carts.set_project, project_id=project)
    quote_by_keys(at)
    at.shell.context.operations.run(carts.set_customer, customer_id=MARIA)
    assert any("quote Q-001 open, 24.18" in text for text in at.labels())


def test_the_sidebar_says_a_quote_without_a_project_too(at: AtCounter) -> None:
    number = old_quote(at, 3)
    at.shell.context.operations.run(carts.set_customer, customer_id=MARIA)
    assert f"quote {number} open, 8.51" in at.labels()
