"""Open and held sales, and what comes twice: field notes 1 to 10 as far as they can happen without a server."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, holding, sales
from pos_app.services.desk import Desk
from pos_app.services.setup import open_shop
from tests.complaints.counter import card, cash, goods, price, scalar, sell


def opened_again(desk: Desk, data_dir: Path, days: int = 0) -> Desk:
    """The same counter after the program was ended without a word, and started some days later."""
    return replace(desk, db=open_shop(data_dir), clock=lambda: desk.clock() + timedelta(days=days))


def test_odoo_288974_261096_206775_the_open_sale_is_there_again(desk: Desk, data_dir: Path) -> None:
    carts.set_customer(desk, customer_id=2)
    carts.add_product(desk, product_id=1, quantity=2000)
    carts.discount_cart(desk, percent=100_000, reason="regular")
    before = carts.current(desk)
    again = opened_again(desk, data_dir)
    assert carts.current(again) == before
    assert sales.complete_cart(again, tenders=[Tender("card", before.total)]).total == before.total
    assert carts.current(desk).lines == ()
    again.db.close()


def test_oca_172_erpnext_11745_a_paid_sale_is_on_disk_before_it_is_acknowledged(
    desk: Desk, data_dir: Path
) -> None:
    sold = sell(desk, goods("12.00"), tenders=[card("12.00")], id="s1")
    again = opened_again(desk, data_dir)
    assert scalar(again, f"SELECT total FROM sale WHERE number = '{sold['receipt']}'") == 1200
    again.db.close()


def test_pos_awesome_914_310_paid_is_paid_with_its_tax(desk: Desk) -> None:
    sold = sell(desk, goods("10.00", "1", "TAX"), tenders=[cash("10.55")])
    assert (sold["tax"], sold["paid"], sold["change"]) == ("0.55", "10.55", "0.00")
    assert scalar(desk, "SELECT tax || ' ' || paid FROM sale") == "55 1055"


def test_posnext_50_48_the_same_sale_twice_is_one_with_its_quantities(desk: Desk) -> None:
    document = {
        "id": "offline-1",
        "lines": [{"sku": "SCREW-T25", "quantity": "163"}, goods("4.20", "3.40")],
        "tenders": [card("41.79")],
    }
    first = sell(desk, *document["lines"], tenders=document["tenders"], id="offline-1")  # type: ignore[arg-type,misc]
    reordered = json.loads(json.dumps(document, sort_keys=True))
    assert sell(desk, *reordered["lines"], tenders=reordered["tenders"], id="offline-1") == first
    assert [line["quantity"] for line in first["lines"]] == ["163", "3.40"]
    assert scalar(desk, "SELECT count(*) FROM sale") == 1
    with pytest.raises(UserError) as caught:
        sell(desk, goods("4.20"), tenders=[card("4.20")], id="offline-1")
    assert caught.value.code == "id_conflict"


def test_square_7775_loyverse_odoo_16151_held_sales_outlast_the_day_and_the_program(
    desk: Desk, data_dir: Path
) -> None:
    # Pending sales were lost on sign-out; open orders vanished when the session was closed.
    for number in range(12):
        carts.add_product(desk, product_id=1 + number % 5, quantity=1000 * (number + 1))
        holding.hold(desk, name=f"Site {number}", note="back after lunch")
    before = holding.held(desk)
    assert len(before) == 12
    again = opened_again(desk, data_dir, days=3)
    assert holding.held(again) == before
    holding.resume(again, cart_id=before[7].id)
    assert carts.current(again).total == before[7].total
    assert len(holding.held(again)) == 11
    again.db.close()


def test_opensourcepos_1635_repairdesk_321_a_long_sale_does_not_expire(desk: Desk, data_dir: Path) -> None:
    carts.set_customer(desk, customer_id=1)
    for product in (1, 2, 3, 4, 5):
        carts.add_product(desk, product_id=product, quantity=2000)
    total = carts.current(desk).total
    later = opened_again(desk, data_dir, days=2)
    assert (carts.current(later).total, carts.current(later).customer_id) == (total, 1)
    later.db.close()


def test_paladin_a_second_held_sale_does_not_overwrite_the_first(desk: Desk) -> None:
    carts.add_product(desk, product_id=1)
    holding.hold(desk)
    carts.add_product(desk, product_id=2)
    first = holding.held(desk)[0]
    holding.resume(desk, cart_id=first.id)
    assert [held.total for held in holding.held(desk)] == [443]
    assert carts.current(desk).total == first.total


def test_a_held_sale_reserves_nothing(desk: Desk) -> None:
    carts.add_product(desk, product_id=5, quantity=600_000)
    holding.hold(desk)
    assert scalar(desk, "SELECT on_hand FROM stock_level WHERE product_id = 5") == 600_000
    assert scalar(desk, "SELECT count(*) FROM sale") == 0
    sold = sell(desk, {"sku": "PTRAP", "quantity": "600"}, tenders=[card("4298.07")])
    assert sold["warnings"] == []


def test_pricing_a_document_leaves_no_trace(desk: Desk) -> None:
    assert price(goods("9.99", "3"))["total"] == "29.97"
    assert scalar(desk, "SELECT count(*) FROM sale") == 0
