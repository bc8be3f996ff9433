"""Offers given out and what became of them, the goods they could be about, and who takes what together."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from pos_app.data.memory import each_remembered
from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

OFFER = table("offer_ledger")
EVENT = table("offer_event_ledger")
HELD = table("offer_holdout_ledger")
JOURNAL = table("journal")
PRODUCT = table("product")
CATEGORY = table("category")
STOCK = table("stock_level")
MOVE = table("stock_move")
CACHE = table("companion_cache")
TAX_CLASS = table("tax_class")
TAX = table("tax")


_LAST_ENTRY = JOURNAL.alias("last_entry")
_LAST_EVENT = (
    select(func.max(EVENT.c.id))
    .join(_LAST_ENTRY, _LAST_ENTRY.c.id == EVENT.c.entry_id)
    .where(EVENT.c.offer_id == OFFER.c.id, _LAST_ENTRY.c.business_date <= bindparam("on"))
    .correlate(OFFER)
    .scalar_subquery()
)
_OPEN_OFFERS = Prepared(
    select(OFFER, EVENT.c.event)
    .join(JOURNAL, JOURNAL.c.id == OFFER.c.entry_id)
    .join(EVENT, EVENT.c.id == _LAST_EVENT)
    .where(
        OFFER.c.customer_id.in_(bindparam("customer_ids", expanding=True)),
        OFFER.c.valid_until >= bindparam("on"),
        JOURNAL.c.business_date <= bindparam("on"),
        EVENT.c.event.in_(("issued", "restored")),
    )
    .order_by(OFFER.c.valid_until, OFFER.c.id)
)
_BY_CODE = Prepared(select(OFFER).where(OFFER.c.code == bindparam("code")))
_STATE = Prepared(
    select(EVENT.c.event)
    .where(EVENT.c.offer_id == bindparam("offer_id"))
    .order_by(EVENT.c.id.desc())
    .limit(1)
)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_ISSUED_BY = Prepared(select(OFFER).where(OFFER.c.sale_id.in_(_IDS)).order_by(OFFER.c.id))
_COMPANIONS = Prepared(
    select(CACHE.c.product_id, CACHE.c.companion_id, CACHE.c.together, CACHE.c.buyers).where(
        CACHE.c.product_id.in_(_IDS)
    )
)
_SINGLE = func.coalesce(PRODUCT.c.pack_of_id, PRODUCT.c.id)
_SHELF = Prepared(
    select(
        PRODUCT.c.id,
        _SINGLE,
        PRODUCT.c.name,
        PRODUCT.c.price,
        PRODUCT.c.cost,
        func.coalesce(STOCK.c.on_hand, 0),
        PRODUCT.c.bin,
        PRODUCT.c.tax_class,
        func.coalesce(PRODUCT.c.pack_quantity, 1000),
    )
    .outerjoin(STOCK, STOCK.c.product_id == _SINGLE)
    .where(PRODUCT.c.id.in_(_IDS), PRODUCT.c.active)
)
_ROOM = case(
    (
        and_(PRODUCT.c.price > 0, PRODUCT.c.cost > 0),
        (PRODUCT.c.price - PRODUCT.c.cost) * 1_000_000 // PRODUCT.c.price,
    ),
    else_=500_000,
)
_CATEGORIES = Prepared(
    select(
        CATEGORY.c.id,
        CATEGORY.c.name,
        func.sum(PRODUCT.c.price) // func.count(),
        func.min(_ROOM),
        func.count(),
    )
    .join(PRODUCT, PRODUCT.c.category_id == CATEGORY.c.id)
    .join(STOCK, STOCK.c.product_id == _SINGLE)
    .where(CATEGORY.c.id.in_(_IDS), PRODUCT.c.active, STOCK.c.on_hand > 0)
    .group_by(CATEGORY.c.id, CATEGORY.c.name)
)
_IN_STOCK = (
    select(PRODUCT.c.id)
    .join(STOCK, STOCK.c.product_id == _SINGLE)
    .where(PRODUCT.c.category_id == CATEGORY.c.id, PRODUCT.c.active, STOCK.c.on_hand > 0)
    .correlate(CATEGORY)
)
# It stops at the product that is one too many: counting all of a large category takes a hundred times as long.
_NARROW = Prepared(
    select(CATEGORY.c.id, CATEGORY.c.name).where(
        CATEGORY.c.id.in_(_IDS),
        _IN_STOCK.exists(),
        ~_IN_STOCK.limit(1).offset(bindparam("most")).exists(),
    )
)
_INCLUDED = Prepared(
    select(TAX_CLASS.c.code, func.sum(TAX.c.rate))
    .join(TAX, TAX.c.code == TAX_CLASS.c.tax_code)
    .where(TAX.c.included, TAX.c.kind == "percent")
    .group_by(TAX_CLASS.c.code)
)
_MOVED_AFTER = Prepared(
    select(MOVE.c.product_id, func.sum(MOVE.c.quantity))
    .join(JOURNAL, JOURNAL.c.id == MOVE.c.entry_id)
    .where(MOVE.c.product_id.in_(_IDS), JOURNAL.c.business_date > bindparam("on"))
    .group_by(MOVE.c.product_id)
)
_FAMILIES = Prepared(select(_SINGLE).where(PRODUCT.c.id.in_(_IDS)))


def by_code(session: Session, code: str) -> Record | None:
    """The offer with this code."""
    return _BY_CODE.first(session, code=code)


def issued_by(session: Session, sale_ids: Iterable[int]) -> list[Record]:
    """The offers that these sales gave out."""
    return _ISSUED_BY.all(session, ids=list(sale_ids))


def state(session: Session, offer_id: int) -> str:
    """The last event of an offer: issued, redeemed, restored or voided."""
    return str(_STATE.scalar(session, offer_id=offer_id) or "")


def of_customers(session: Session, customer_ids: Sequence[int], on: str) -> list[Record]:
    """Unused offers given to these customers up to a day and valid on it, with the last `event` up to that day."""
    return _OPEN_OFFERS.all(session, customer_ids=list(customer_ids), on=on)


def companions(session: Session, product_ids: Iterable[int]) -> list[Record]:
    """Product, companion, taken together and buyers, from the statistics."""
    return _COMPANIONS.all(session, ids=list(product_ids))


def shelf(session: Session, product_ids: Iterable[int]) -> list[Record]:
    """Active products: id, single, name, price and cost (e4), stock of the single, bin, tax class, singles in one."""
    return _SHELF.all(session, ids=list(product_ids))


def moved_after(session: Session, product_ids: Iterable[int], on: str) -> dict[int, int]:
    """By product, the sum of stock moves after a day, in thousandths."""
    found = _MOVED_AFTER.all(session, ids=list(product_ids), on=on)
    return {row[0]: int(row[1]) for row in found}


def categories(session: Session, category_ids: Iterable[int]) -> list[Record]:
    """Id, name, average price (e4), least headroom (e6) and number of the products these categories have in stock.

    Products without a known cost count as half a price of headroom, as for single products.
    """
    known = each_remembered(session, "shelf category", category_ids, lambda ids: _categories(session, ids))
    return [row for row in known.values() if row is not None]


def _categories(session: Session, ids: list[int]) -> dict[int, Record | None]:
    found: dict[int, Record | None] = dict.fromkeys(ids)
    if ids:
        found.update((row[0], row) for row in _CATEGORIES.all(session, ids=ids))
    return found


def narrow_categories(session: Session, category_ids: Iterable[int], most: int) -> dict[int, str]:
    """The names of those of these categories that have something in stock, but no more than `most` products."""
    return {row[0]: row[1] for row in _NARROW.all(session, ids=list(category_ids), most=most)}


def included_rates(session: Session) -> dict[str, int]:
    """By tax class, the sum of the percentages (e6) that prices of the class contain."""
    return {row[0]: int(row[1]) for row in _INCLUDED.all(session)}


def families(session: Session, product_ids: Iterable[int]) -> set[int]:
    """The singles behind these products."""
    return {row[0] for row in _FAMILIES.all(session, ids=list(product_ids))}
