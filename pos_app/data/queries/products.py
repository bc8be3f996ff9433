"""Products as they are kept: rows for lists, the form of one, codes that are taken, and writing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

PRODUCT, BARCODE, CATEGORY = table("product"), table("product_barcode"), table("category")
STOCK, TAX_CLASS = table("stock_level"), table("tax_class")


def hits(session: Session, ids: Sequence[int]) -> list[Record]:
    """Rows for a list, in the order of `ids`: id, sku, name, unit, price, bin, on_hand, category, pack_of_id,
    pack_quantity; `on_hand` is the base product's stock."""
    found = {row[0]: row for row in _HITS.all(session, ids=ids)} if ids else {}
    return [found[product_id] for product_id in ids if product_id in found]


def _hits() -> Select[Any]:
    p = PRODUCT.c
    return (
        select(
            p.id, p.sku, p.name, p.unit, p.price, p.bin, func.coalesce(STOCK.c.on_hand, 0),
            func.coalesce(CATEGORY.c.name, ""), p.pack_of_id, p.pack_quantity,
        )
        .outerjoin(STOCK, STOCK.c.product_id == func.coalesce(p.pack_of_id, p.id))
        .outerjoin(CATEGORY, CATEGORY.c.id == p.category_id)
        .where(p.id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip


_HITS = Prepared(_hits)


def by_id(session: Session, product_id: int) -> Record | None:
    """A product's row with `on_hand` and the SKU of its single as `pack_of`."""
    single = PRODUCT.alias("single")
    return session.execute(
        select(PRODUCT, func.coalesce(STOCK.c.on_hand, 0).label("on_hand"), single.c.sku.label("pack_of"))
        .outerjoin(STOCK, STOCK.c.product_id == PRODUCT.c.id)
        .outerjoin(single, single.c.id == PRODUCT.c.pack_of_id)
        .where(PRODUCT.c.id == product_id)
    ).first()


def barcodes_of(session: Session, product_id: int) -> list[str]:
    """The barcodes of a product."""
    statement = select(BARCODE.c.barcode).where(BARCODE.c.product_id == product_id)
    return list(session.execute(statement.order_by(BARCODE.c.barcode)).scalars())


def skus(session: Session, wanted: Iterable[str] | None = None) -> list[Record]:
    """Id, sku, name and pack_of_id of the products with these SKUs in any case, or of all."""
    statement = select(PRODUCT.c.id, PRODUCT.c.sku, PRODUCT.c.name, PRODUCT.c.pack_of_id)
    if wanted is not None:
        statement = statement.where(func.lower(PRODUCT.c.sku).in_([sku.lower() for sku in wanted if sku]))
    return list(session.execute(statement))


def barcode_owners(session: Session, wanted: Iterable[str] | None = None) -> list[Record]:
    """Barcode, product id and product name of these barcodes, or of all."""
    statement = select(BARCODE.c.barcode, PRODUCT.c.id, PRODUCT.c.name).join(
        PRODUCT, PRODUCT.c.id == BARCODE.c.product_id
    )
    if wanted is not None:
        statement = statement.where(BARCODE.c.barcode.in_(list(wanted)))
    return list(session.execute(statement))


def has_packs(session: Session, product_id: int) -> bool:
    """Whether the product is the single of some pack."""
    found = session.execute(select(PRODUCT.c.id).where(PRODUCT.c.pack_of_id == product_id).limit(1))
    return found.first() is not None


def tax_class_codes(session: Session) -> list[str]:
    """The codes of the tax classes."""
    return list(session.execute(select(TAX_CLASS.c.code).distinct().order_by(TAX_CLASS.c.code)).scalars())


def categories(session: Session) -> list[Record]:
    """Id, name and parent_id of every category."""
    return list(session.execute(select(CATEGORY.c.id, CATEGORY.c.name, CATEGORY.c.parent_id)))


def insert_category(session: Session, name: str, parent_id: int | None) -> int:
    """A new category's id."""
    statement = insert(CATEGORY).values(name=name, parent_id=parent_id).returning(CATEGORY.c.id)
    return int(session.execute(statement).scalar_one())


def insert_product(session: Session, values: Mapping[str, Any]) -> int:
    """A new product's id."""
    return int(session.execute(insert(PRODUCT).values(**values).returning(PRODUCT.c.id)).scalar_one())


def update_product(session: Session, product_id: int, values: Mapping[str, Any]) -> None:
    """Write these columns of a product."""
    session.execute(update(PRODUCT).where(PRODUCT.c.id == product_id).values(**values))


def put_barcodes(session: Session, product_id: int, barcodes: Sequence[str]) -> None:
    """Make these the barcodes of a product."""
    session.execute(delete(BARCODE).where(BARCODE.c.product_id == product_id))
    if barcodes:
        rows = [{"barcode": barcode, "product_id": product_id} for barcode in barcodes]
        session.execute(insert(BARCODE), rows)


def on_hand(session: Session, product_id: int) -> int:
    """A base product's stock in thousandths."""
    found = session.execute(select(STOCK.c.on_hand).where(STOCK.c.product_id == product_id)).scalar()
    return int(found or 0)
