"""A small shop to ring up in: the goods and the people of the design picture, written as they would be moved in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pos_app.data.db import Database
from pos_app.data.tables import (
    Category,
    Customer,
    Product,
    ProductBarcode,
    Promotion,
    StockLevel,
    TaxRow,
)
from pos_app.services.desk import Actor, Desk
from pos_app.services.setup import ensure_basics

SEALANT, CHAIN, SCREW, SCREW_BOX, PAINT, TRAP, TAPE = range(1, 8)
BARCODES = {
    SEALANT: "5012345678900",
    CHAIN: "4006381333931",
    SCREW: "4012345678901",
    PAINT: "036000291452",
    TRAP: "9780201379624",
}
MARIA = 1

# id, sku, name, words, unit, price e4, bin, on hand
_GOODS = (
    (SEALANT, "SEAL-W", "Silicone sealant, bathroom, white 10 oz", "caulk gap", "ea", 84900, "A4-12", 23),
    (CHAIN, "CHAIN5", "Chain, galvanised 5 mm, cut", "steel link", "m", 42000, "C1-03", 45),
    (SCREW, "SCREW-T25", "Deck screw T25 2½″, single", "torx decking", "ea", 1600, "B2-07", 537),
    (SCREW_BOX, "SCREW-T25-200", "Deck screw T25 2½″, box of 200", "torx decking", "ea", 229900, "B2-07", 0),
    (PAINT, "EGG-1", "Interior eggshell, tinted “Sage 2140-30”", "wall colour", "gal", 419900, "P1-01", 12),
    (TRAP, "TRAP-112", "P-trap 1½″ PVC", "sink drain siphon", "ea", 67900, "D3-05", 9),
    (TAPE, "TAPE-GAF", "Gaffer tape 2″", "cloth", "ea", 99900, "A1-01", 1),
)


def stock_shop(database: Database) -> None:
    """Put the shop's taxes, goods and people into an empty database."""
    with database.write() as session:
        ensure_basics(session)
        session.flush()
        tax = session.get(TaxRow, "TAX")
        assert tax is not None
        tax.name, tax.rate = "Tax", 55_000
        session.add(Category(id=1, name="Everything"))
        session.flush()
        _add_goods(session)
        session.add(
            Customer(
                id=MARIA,
                code="C0012",
                name="Maria Kowalski",
                phone="+12025550147",
                created_on="2026-01-02",
            )
        )
        session.commit()


def _add_goods(session: Session) -> None:
    for number, sku, name, words, unit, price, place, on_hand in _GOODS:
        box = number == SCREW_BOX
        session.add(
            Product(
                id=number,
                sku=sku,
                name=name,
                words=words,
                category_id=1,
                unit=unit,
                price=price,
                bin=place,
                pack_of_id=SCREW if box else None,
                pack_quantity=200_000 if box else None,
                tax_class="STD",
            )
        )
        session.flush()
        session.add(StockLevel(product_id=number, on_hand=on_hand * 1000))
        if number in BARCODES:
            session.add(ProductBarcode(barcode=BARCODES[number], product_id=number))
    session.add(Promotion(code="GOLD-PAINT", label="Gold", kind="percent", product_id=PAINT, percent=50_000))
    session.add(Promotion(code="GOLD-SEAL", label="Gold", kind="percent", product_id=SEALANT, percent=50_000))


def counter(database: Database, **surroundings: object) -> Desk:
    """Dana at counter 1."""
    return Desk(database, "1", Actor("dana", "Dana", "cashier"), **surroundings)  # type: ignore[arg-type]
