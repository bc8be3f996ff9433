"""Promotions, price levels and quantity breaks: those that run, and all of them for the person who keeps them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, union, update
from sqlalchemy.orm import Session

from pos_app.data.light import light
from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

PROMOTION = light(
    "promotion", "code", "label", "kind", "level", "product_id", "category_id", "percent", "amount", "price",
    "least_quantity", "buy_quantity", "get_quantity", "starts_on", "ends_on",
)  # fmt: skip
PRODUCT = light("product", "id", "sku", "name", "unit", "price", "category_id", flags=("active",))
CUSTOMER = light("customer", "level", "erased_at")

_RUNNING = (
    PROMOTION.c.level.in_(bindparam("levels", expanding=True)),
    or_(PROMOTION.c.starts_on == "", PROMOTION.c.starts_on <= bindparam("day")),
    or_(PROMOTION.c.ends_on == "", PROMOTION.c.ends_on >= bindparam("day")),
)
_WIDE = Prepared(lambda: select(PROMOTION).where(PROMOTION.c.product_id.is_(None), *_RUNNING))
_OWN = Prepared(
    lambda: select(PROMOTION).where(
        PROMOTION.c.product_id.in_(bindparam("products", expanding=True)), *_RUNNING
    )
)


def running(
    session: Session, levels: Collection[str], on: str, *, products: Collection[int] | None = None
) -> list[Record]:
    """Those for everyone and for these levels that run on an ISO date: for these products, or (None) for more than
    one product."""
    wanted = ["", *levels]
    if products is None:
        return _WIDE.all(session, levels=wanted, day=on)
    return _OWN.all(session, products=products, levels=wanted, day=on)


def rows(session: Session, *, product_id: int | None = None, code: str | None = None) -> list[Record]:
    """All of them, those of one product, or the one with a code in any case, with `sku`, `product_name`, `unit`
    and `list_price` of the product they name; by product, level and least quantity."""
    p = PROMOTION.c
    statement = select(
        PROMOTION,
        func.coalesce(PRODUCT.c.sku, "").label("sku"),
        func.coalesce(PRODUCT.c.name, "").label("product_name"),
        func.coalesce(PRODUCT.c.unit, "").label("unit"),
        PRODUCT.c.price.label("list_price"),
    ).outerjoin(PRODUCT, PRODUCT.c.id == p.product_id)
    if product_id is not None:
        statement = statement.where(p.product_id == product_id)
    if code is not None:
        statement = statement.where(func.lower(p.code) == code.lower())
    return list(session.execute(statement.order_by(PRODUCT.c.sku, p.level, p.least_quantity, p.code)))


def codes(session: Session) -> list[str]:
    """Every code."""
    return list(session.execute(select(PROMOTION.c.code)).scalars())


def levels(session: Session) -> list[str]:
    """Every price level that a promotion or a customer names."""
    mine = select(PROMOTION.c.level).where(PROMOTION.c.level != "")
    theirs = select(CUSTOMER.c.level).where(CUSTOMER.c.level != "", CUSTOMER.c.erased_at == "")
    return list(session.execute(union(mine, theirs)).scalars())


def cheapest(session: Session, categories: Collection[int] | None) -> Record | None:
    """Name and price (e4) of the cheapest active product with a price, in these categories or (None) in all."""
    p = PRODUCT.c
    statement = select(p.name, p.price).where(p.active, p.price > 0)
    if categories is not None:
        statement = statement.where(p.category_id.in_(list(categories)))
    return session.execute(statement.order_by(p.price, p.sku).limit(1)).first()


def put(session: Session, values: Mapping[str, Any], *, new: bool) -> None:
    """Write one promotion."""
    if new:
        session.execute(insert(table("promotion")).values(**values))
    else:
        session.execute(update(PROMOTION).where(PROMOTION.c.code == values["code"]).values(**values))


def remove(session: Session, code: str) -> None:
    """Take a promotion out."""
    session.execute(delete(PROMOTION).where(PROMOTION.c.code == code))
