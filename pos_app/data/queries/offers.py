"""Offers given out and what became of them, the goods they could be about, and who takes what together."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

OFFER = table("offer_ledger")
EVENT = table("offer_event_ledger")
HELD = table("offer_holdout_ledger")
JOURNAL = table("journal")
PRODUCT = table("product")
CATEGORY = table("category")
STOCK = table("stock_level")
CACHE = table("companion_cache")
TAX_CLASS = table("tax_class")
TAX = table("tax")


def by_code(session: Session, code: str) -> Record | None:
    """The offer with this code."""
    return session.execute(select(OFFER).where(OFFER.c.code == code)).first()


def state(session: Session, offer_id: int) -> str:
    """The last event of an offer: issued, redeemed, restored or voided."""
    found = session.execute(
        select(EVENT.c.event).where(EVENT.c.offer_id == offer_id).order_by(EVENT.c.id.desc()).limit(1)
    ).scalar()
    return str(found or "")


def of_customer(session: Session, customer_id: int, on: str) -> list[Record]:
    """Offers given to the customer up to a day and valid on it, with the last `event` up to that day."""
    return list(_open_offers(session, on, OFFER.c.customer_id == customer_id))


def of_customers(session: Session, customer_ids: Sequence[int], on: str) -> list[Record]:
    """The same for several customers."""
    return list(_open_offers(session, on, OFFER.c.customer_id.in_(customer_ids)))


def _open_offers(session: Session, on: str, whose: Any) -> Iterable[Record]:
    entry = JOURNAL.alias("entry")
    last = (
        select(func.max(EVENT.c.id))
        .join(entry, entry.c.id == EVENT.c.entry_id)
        .where(EVENT.c.offer_id == OFFER.c.id, entry.c.business_date <= on)
        .correlate(OFFER)
        .scalar_subquery()
    )
    return session.execute(
        select(OFFER, EVENT.c.event)
        .join(JOURNAL, JOURNAL.c.id == OFFER.c.entry_id)
        .join(EVENT, EVENT.c.id == last)
        .where(
            whose,
            OFFER.c.valid_until >= on,
            JOURNAL.c.business_date <= on,
            EVENT.c.event.in_(("issued", "restored")),
        )
        .order_by(OFFER.c.valid_until, OFFER.c.id)
    )


def companions(session: Session, product_ids: Iterable[int]) -> list[Record]:
    """Product, companion, taken together and buyers, from the statistics."""
    statement = select(CACHE.c.product_id, CACHE.c.companion_id, CACHE.c.together, CACHE.c.buyers)
    return list(session.execute(statement.where(CACHE.c.product_id.in_(list(product_ids)))))


def shelf(session: Session, product_ids: Iterable[int]) -> list[Record]:
    """Id, single, name, price and cost (e4), stock of the single, bin and tax class of active products."""
    single = func.coalesce(PRODUCT.c.pack_of_id, PRODUCT.c.id)
    return list(
        session.execute(
            select(
                PRODUCT.c.id,
                single,
                PRODUCT.c.name,
                PRODUCT.c.price,
                PRODUCT.c.cost,
                func.coalesce(STOCK.c.on_hand, 0) * 1000 // func.coalesce(PRODUCT.c.pack_quantity, 1000),
                PRODUCT.c.bin,
                PRODUCT.c.tax_class,
            )
            .outerjoin(STOCK, STOCK.c.product_id == single)
            .where(PRODUCT.c.id.in_(list(product_ids)), PRODUCT.c.active)
        )
    )


def categories(session: Session, category_ids: Iterable[int]) -> list[Record]:
    """Id, name, average price (e4) and the least headroom (e6) of what these categories have in stock.

    Products without a known cost count as half a price of headroom, as for single products.
    """
    known = and_(PRODUCT.c.price > 0, PRODUCT.c.cost > 0)
    room = case((known, (PRODUCT.c.price - PRODUCT.c.cost) * 1_000_000 // PRODUCT.c.price), else_=500_000)
    return list(
        session.execute(
            select(
                CATEGORY.c.id,
                CATEGORY.c.name,
                func.sum(PRODUCT.c.price) // func.count(),
                func.min(room),
            )
            .join(PRODUCT, PRODUCT.c.category_id == CATEGORY.c.id)
            .join(STOCK, STOCK.c.product_id == func.coalesce(PRODUCT.c.pack_of_id, PRODUCT.c.id))
            .where(CATEGORY.c.id.in_(list(category_ids)), PRODUCT.c.active, STOCK.c.on_hand > 0)
            .group_by(CATEGORY.c.id, CATEGORY.c.name)
        )
    )


def included_rates(session: Session) -> dict[str, int]:
    """By tax class, the sum of the percentages (e6) that prices of the class contain."""
    found = session.execute(
        select(TAX_CLASS.c.code, func.sum(TAX.c.rate))
        .join(TAX, TAX.c.code == TAX_CLASS.c.tax_code)
        .where(TAX.c.included, TAX.c.kind == "percent")
        .group_by(TAX_CLASS.c.code)
    )
    return {row[0]: int(row[1]) for row in found}


def families(session: Session, product_ids: Iterable[int]) -> set[int]:
    """The singles behind these products."""
    statement = select(func.coalesce(PRODUCT.c.pack_of_id, PRODUCT.c.id))
    return set(session.execute(statement.where(PRODUCT.c.id.in_(list(product_ids)))).scalars())
