"""A shop that moves is the same shop: whatever it has, files carry it, and the files of the new one are the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.services import customers
from pos_app.services.customers import CustomerForm
from pos_app.services.desk import Desk
from pos_app.services.settings_file import import_toml
from tests.services.activity_kit import random_shop
from tests.services.books_kit import busy_shop_of_schema_3, sell
from tests.services.moving_kit import assert_the_same, facts, known, moved
from tests.services.shop_kit import open_desk
from tests.services.strange_kit import put_strange_things, take

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def erase(desk: Desk, code: str) -> None:
    """Erase somebody as far as the tables go."""
    with desk.db.write() as session:
        session.execute(
            text("UPDATE customer SET erased_at = '2026-12-01T00:00:00Z' WHERE code = :code"), {"code": code}
        )
        session.commit()


def test_a_busy_shop_with_strange_texts_moves_whole(tmp_path: Path) -> None:
    desk = busy_shop_of_schema_3(tmp_path / "busy")
    put_strange_things(desk)
    new = customers.create(
        desk, form=CustomerForm(name="Lena Ortega", phone="202 555 0188", level="Trade", notes="x")
    )
    project = customers.open_project(
        desk, customer_id=new.customer_id, name="Deck, spring", note="South\nside"
    ).ids[1]
    sell(desk, "p1", [{"sku": "CHAIN", "quantity": "2.5"}], customer=new.code, project="Deck, spring")
    customers.close_project(desk, customer_id=new.customer_id, project_id=project)
    # The number of a sale of ours, given by the till before too.
    double = {
        "sale_id": "1-000003",
        "sold_at": "2026-10-01",
        "customer_code": "C1",
        "description": "Old",
        "sku": "",
    }
    take(desk, "sales", [double | {"quantity": "1", "amount": "9.99"}])
    erase(desk, "S5")
    with moved(desk, tmp_path, NOW) as (first, second):
        here = facts(first)
        assert all(here[name] for name in here)
        assert known(first)["S7"]["account"] == "-13.10"
        assert_the_same(first, second, tmp_path)
    desk.db.close()


@pytest.mark.parametrize("seed", [3, 11])
def test_whatever_happened_in_a_shop_moves(tmp_path: Path, seed: int) -> None:
    desk = random_shop(tmp_path / "any", seed, 60)
    with moved(desk, tmp_path, NOW) as (first, second):
        assert_the_same(first, second, tmp_path)
    desk.db.close()


def test_a_shop_with_other_money_and_taxes_in_its_prices_moves(tmp_path: Path) -> None:
    """Yen-like: no decimals, tax in the prices, an exempt customer, taxes rounded over the document."""
    desk = open_desk(tmp_path / "yen")
    import_toml(
        desk,
        text='[shop]\ncurrency = "JPY"\ntax_rounding = "document"\n[tax.CT]\nrate = "10"\nincluded = true\n'
        '[tax.ECO]\nkind = "fixed"\nrate = "3"\nincluded = true\n[tax_class]\nSTD = ["CT"]\nTWO = ["ECO", "CT"]\n'
        '[offers]\nholdout_percent = "0"\n',
    )
    goods = [
        {"sku": sku, "name": sku, "price": price, "tax": tax, "stock": "50"}
        for sku, price, tax in (("A", "105", "STD"), ("B", "98.5", "TWO"), ("C", "333", ""))
    ]
    take(desk, "products", goods)
    take(
        desk,
        "customers",
        [{"code": "C1", "name": "Aiko"}, {"code": "C2", "name": "Exempt Co", "tax_exempt_no": "E1"}],
    )
    lines = [{"sku": sku, "quantity": "3"} for sku in ("A", "B", "C")]
    cash = {"tenders": [{"type": "cash", "amount": "9000"}]}
    for number, more in enumerate(
        ({}, {"discount": {"percent": "7"}}, {"tax_exempt": {"certificate": "E1"}})
    ):
        for customer in ("C1", "C2"):
            sell(desk, f"{number}{customer}", lines, customer=customer, **cash, **more)
    with moved(desk, tmp_path, NOW) as (first, second):
        assert_the_same(first, second, tmp_path)
    desk.db.close()
