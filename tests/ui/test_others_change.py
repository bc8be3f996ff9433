"""Another till or the command line changes the shop while a sale is open: what comes next shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_app.data.db import Database
from pos_app.services import customers, products, sales
from pos_app.services.desk import Desk
from pos_app.services.setup import open_shop
from pos_app.ui.sale.sidebar.sidebar import Sidebar
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.people import give_a_past
from tests.ui.shop import BARCODES, MARIA, PAINT, SEALANT, counter

Key = Qt.Key


@pytest.fixture
def elsewhere(shop_dir: Path, desk: Desk) -> Iterator[Desk]:
    """The owner at a connection of their own."""
    found: Database = open_shop(shop_dir)
    yield as_owner(counter(found))
    found.close()


@pytest.fixture
def reprice(elsewhere: Desk) -> Callable[..., None]:
    def change(price: int, product_id: int = SEALANT) -> None:
        form = products.get(elsewhere, product_id=product_id)
        products.update(elsewhere, product_id=product_id, form=replace(form, price=price))

    return change


def test_the_next_scan_shows_the_new_price(at: AtCounter, reprice: Callable[..., None]) -> None:
    at.scan(BARCODES[SEALANT])
    reprice(100_000)
    at.scan(BARCODES[PAINT])
    shown = at.page.card.table.lines
    assert [shown.line(row).unit_price for row in range(2)] == [line.unit_price for line in at.cart.lines]
    assert shown.line(0).unit_price == 10_000_000
    assert at.page.view.total == at.cart.total


def test_pay_shows_the_new_price(at: AtCounter, reprice: Callable[..., None]) -> None:
    at.scan(BARCODES[SEALANT])
    reprice(100_000)
    at.press(Key.Key_F12)
    assert at.labels().count("10.02") == 2
    at.press(Key.Key_Escape)
    assert at.page.view.total == 1002


@pytest.mark.parametrize("price", [100_000, 50_000])
@pytest.mark.parametrize("card", [False, True])
def test_a_price_changed_while_somebody_counts_coins_is_said(
    at: AtCounter, reprice: Callable[..., None], price: int, card: bool
) -> None:
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    reprice(price)
    if card:
        at.type("+")
    else:
        at.press(Key.Key_Return)
    assert at.has_dialog
    due = at.cart.total
    text = f"{due // 100}.{due % 100:02}"
    assert f"A price was changed meanwhile: the sale comes to {text} now." in at.labels()
    assert at.labels().count(text) == 2
    assert at.page.view.total == due
    at.press(Key.Key_Return)
    assert not at.has_dialog
    last = sales.last_sale(at.desk)
    assert last is not None
    assert last.total == due


def test_the_next_scan_shows_the_new_name_of_the_customer(at: AtCounter, elsewhere: Desk) -> None:
    give_a_past(at.desk)
    at.scan("C0012")
    at.scan(BARCODES[SEALANT])
    form = customers.get(elsewhere, customer_id=MARIA)
    customers.update(elsewhere, customer_id=MARIA, form=replace(form, name="Maria Nowak"))
    at.scan(BARCODES[PAINT])
    side = at.shell.window.findChild(Sidebar)
    assert isinstance(side, Sidebar)
    at.wait_for(lambda: "Maria Nowak" in at.labels(side))
