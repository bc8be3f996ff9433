"""Products by the thousand, for the import."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import defaults, next_id, table

PRODUCT, BARCODE, MOVE = table("product"), table("product_barcode"), table("stock_move")
_PART = 500


def rows_by_sku(session: Session, skus: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Products with these SKUs in any case, by their SKU in lower case."""
    found: dict[str, dict[str, Any]] = {}
    for part in _parts(skus):
        statement = select(PRODUCT).where(func.lower(PRODUCT.c.sku).in_([sku.lower() for sku in part]))
        found.update({row["sku"].lower(): dict(row) for row in session.execute(statement).mappings()})
    # The database knows no lower case beyond ASCII: such SKUs are looked for among all.
    foreign = {sku.lower() for sku in skus if not sku.isascii()} - found.keys()
    if foreign:
        known = all_skus(session)
        for part in _parts([known[sku] for sku in sorted(foreign & known.keys())]):
            statement = select(PRODUCT).where(PRODUCT.c.id.in_(part))
            found.update({row["sku"].lower(): dict(row) for row in session.execute(statement).mappings()})
    return found


def ids_by_sku(session: Session, skus: Sequence[str]) -> dict[str, int]:
    """Ids of products by their SKU in lower case."""
    return {sku: row["id"] for sku, row in rows_by_sku(session, skus).items()}


def all_skus(session: Session) -> dict[str, int]:
    """Every product's id by its SKU in lower case."""
    return {sku.lower(): number for sku, number in session.execute(select(PRODUCT.c.sku, PRODUCT.c.id))}


def barcodes_of(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    """The barcodes of products."""
    found: dict[int, set[str]] = {}
    for part in _parts(ids):
        statement = select(BARCODE.c.product_id, BARCODE.c.barcode).where(BARCODE.c.product_id.in_(part))
        for product_id, barcode in session.execute(statement):
            found.setdefault(product_id, set()).add(barcode)
    return found


def insert_products(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert products, with defaults for what is left out; their ids in the same order."""
    if not rows:
        return []
    standard, first = defaults("product"), next_id(session, "product")
    whole = [{**standard, **row, "id": first + at} for at, row in enumerate(rows)]
    session.execute(insert(PRODUCT), whole)
    return [row["id"] for row in whole]


def insert_barcodes(session: Session, rows: Sequence[tuple[str, int]]) -> None:
    """Insert barcodes with their products."""
    if rows:
        session.execute(insert(BARCODE), [{"barcode": code, "product_id": owner} for code, owner in rows])


def drop_barcodes(session: Session, barcodes: Sequence[str]) -> None:
    """Take barcodes from whatever product has them."""
    for part in _parts(barcodes):
        session.execute(delete(BARCODE).where(BARCODE.c.barcode.in_(part)))


def moved_products(session: Session, ids: Sequence[int]) -> set[int]:
    """Those of the products whose stock has ever moved."""
    found: set[int] = set()
    for part in _parts(ids):
        statement = select(MOVE.c.product_id).where(MOVE.c.product_id.in_(part)).distinct()
        found.update(session.execute(statement).scalars())
    return found


def _parts(things: Sequence[Any]) -> list[Sequence[Any]]:
    return [things[at : at + _PART] for at in range(0, len(things), _PART)]
