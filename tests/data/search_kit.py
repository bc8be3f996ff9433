"""A few shelves and people to search in."""

from pathlib import Path

from sqlalchemy.orm import Session

from pos_app.data import search, tables
from pos_app.data.db import Database
from pos_app.data.tables import Category, Customer, CustomerBalance, CustomerCard, Product, ProductBarcode

PRODUCTS = (
    ("SCREW-T25", "Deck screw T25 2½″, single", "decking outdoor fix", "B2-07", "Northway"),
    ("SCREW-T25-200", "Deck screw T25 2½″, box of 200", "decking", "B2-08", "Northway"),
    ("SCREW-W4", "Wood screw 4 × 40 mm", "", "B2-09", ""),
    ("SIL-WHT", "Silicone sealant, bathroom, white 10 oz", "caulk leak shower", "A4-12", "Halden"),
    ("CHAIN5", "Chain, galvanised 5 mm, cut", "", "C1-03", ""),
    ("CHAIN50", "Chain, plastic 50 mm", "", "C1-04", ""),
    ("FILT-1625", "Furnace filter 16 × 25 × 1″", "air dust", "D1-01", ""),
    ("TRAP-112", "P-trap 1½″ PVC", "drain sink", "E3-02", ""),
    ("HAM-16", "Claw hammer 16 oz", "nail", "F1-01", "Corvo"),
    ("GLUE-1", "Pâté à bois, brûlée", "filler", "F1-02", ""),
    ("MAG-EU", "Magnet", "", "HAMM-01", ""),
)
PEOPLE = (
    ("C0001", "Maria Kowalski", "+15550142", "555 0142", "", "2026-11-14"),
    ("C0002", "Jorge Ortega", "+15550177", "555 0177", "Mill Road Builders", "2026-10-01"),
    ("C0003", "Zoë Çelik", "+905321234567", "0532 123 45 67", "", ""),
    ("C0004", "Anna Kowal", "+15551142", "555 1142", "", "2026-11-20"),
    ("C0005", "Peter Meyer", "", "", "Müller & Sons", ""),
)


def open_database(folder: Path) -> Database:
    """A database with the shelves and people above, indexed."""
    db = Database(folder / "shop.db")
    tables.metadata().create_all(db.engine)
    with db.write() as session:
        session.add(Category(id=1, name="Fasteners"))
        session.add(Category(id=2, name="Decking screws", parent_id=1))
        session.flush()
        for number, (sku, name, words, place, brand) in enumerate(PRODUCTS, 1):
            category = 2 if sku.startswith("SCREW-T25") else None
            session.add(
                Product(
                    id=number, sku=sku, name=name, words=words, bin=place, brand=brand, price=10_000,
                    category_id=category, supplier_code=f"ZX-{number:03}",
                )
            )  # fmt: skip
        for number, (code, name, phone, shown, company, last) in enumerate(PEOPLE, 1):
            session.add(
                Customer(id=number, code=code, name=name, phone=phone, phone_shown=shown, company=company)
            )
            session.flush()
            session.add(CustomerBalance(customer_id=number, last_visit=last, tier="Gold" if last else ""))
        session.flush()
        session.add(ProductBarcode(barcode="5012345678900", product_id=1))
        session.add(CustomerCard(card="9900-12345", customer_id=2))
        session.flush()
        search.ensure(session)
        session.commit()
    return db


def skus(session: Session, typed: str) -> list[str]:
    """What a search finds, as SKUs in order."""
    return [PRODUCTS[number - 1][0] for number in search.search_products(session, typed)]


def codes(session: Session, typed: str) -> list[str]:
    """Whom a search finds, as codes in order."""
    return [row.code for row in search.search_customers(session, typed)]
