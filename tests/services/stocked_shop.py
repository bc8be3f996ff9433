"""A small shop on a real SQLite file, with a clock that stands still."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import cache
from pathlib import Path

from pos_app.data.db import FILE_NAME
from pos_app.data.queries.selling import tax_classes
from pos_app.data.queries.stock import add_stock
from pos_app.data.tables import (
    Category,
    Customer,
    Product,
    ProductBarcode,
    Promotion,
    TaxClass,
    TaxRow,
)
from pos_app.services import settings
from pos_app.services.desk import Actor, Desk
from pos_app.services.post import post
from pos_app.services.setup import open_shop
from tests.services.shop_kit import NOON, open_desk

DANA = Actor("dana", "Dana", "cashier")


@contextmanager
def small_shop(data_dir: Path) -> Iterator[Desk]:
    """The goods of the checkout picture, Maria (Gold), and cash in steps of 0.05."""
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / FILE_NAME).write_bytes(_template())
    desk = Desk(open_shop(data_dir), "1", DANA, clock=lambda: NOON, zone=UTC)
    try:
        yield desk
    finally:
        desk.db.close()


@cache
def _template() -> bytes:
    """The file of the stocked shop, made once for all tests."""
    with tempfile.TemporaryDirectory() as name:
        desk = open_desk(Path(name))
        stock(desk)
        for key, value in {
            "cash.step": "0.05",
            "loyalty.rewards": [{"code": "R5", "points": 500, "worth": "5.00"}],
            "loyalty.tiers": [{"name": "Gold", "spend": "500.00"}],
            "offers.percent": "0",
        }.items():
            settings.set_setting(desk, key=key, value=value)
        desk.db.close()
        return (Path(name) / FILE_NAME).read_bytes()


def stock(desk: Desk) -> None:
    """Put the goods on the shelves."""
    with desk.db.write() as session:
        tax = session.get(TaxRow, "TAX")
        if tax is None:
            tax = TaxRow(code="TAX", name="Sales tax", kind="percent", rate=55_000)
            session.add(tax)
        tax.rate, tax.name = 55_000, "Sales tax"
        session.flush()
        if "STD" not in tax_classes(session):
            session.add(TaxClass(code="STD", position=1, tax_code="TAX"))
        session.add_all([Category(id=1, name="Paint and sealants"), Category(id=2, name="Fixings")])
        session.flush()
        goods = [
            Product(id=1, sku="SEAL-W", name="Silicone sealant, bathroom", price=84900, bin="A4-12", category_id=1),
            Product(id=2, sku="CHAIN5", name="Chain, galvanised 5 mm, cut", unit="m", price=42000, bin="C1-03"),
            Product(id=3, sku="SCREW-T25", name="Deck screw T25 2½″, single", price=1600, category_id=2),
            Product(id=4, sku="EGG-GAL", name="Interior eggshell", unit="gal", price=419900, category_id=1),
            Product(id=5, sku="PTRAP", name="P-trap 1½″ PVC", price=67900),
        ]  # fmt: skip
        for product in goods:
            product.tax_class = "STD"
        session.add_all(goods)
        session.flush()
        session.add(
            Product(
                id=6,
                sku="SCREW-BOX",
                name="Deck screw T25 2½″, box of 200",
                price=229900,
                tax_class="STD",
                pack_of_id=3,
                pack_quantity=200_000,
                category_id=2,
            )
        )
        session.add(ProductBarcode(barcode="5012345678900", product_id=1))
        session.add(
            Promotion(code="GOLD5", label="Gold", kind="percent", level="Gold", category_id=1, percent=50_000)
        )
        session.add(Customer(id=1, code="C0012", name="Maria Kowalski", level="Gold"))
        session.add(Customer(id=2, code="C0044", name="A. Chen"))
        session.flush()
        moves = [{"product_id": i, "quantity": 600_000, "reason": "opening"} for i in (1, 2, 3, 4, 5)]
        post(session, desk, kind="stock", rows={"stock_move": moves})
        add_stock(session, dict.fromkeys((1, 2, 3, 4, 5), 600000))
        session.commit()
