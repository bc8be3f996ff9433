"""Who takes what together, counted from the sales and kept in a table that can be rebuilt at any time."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, delete, func, insert, select
from sqlalchemy.orm import Session

from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table

CACHE = table("companion_cache")
SALE = table("sale")
LINE = table("sale_line")
# A customer counts once however often they came; without a name every receipt is somebody.
_BUYER = func.coalesce(SALE.c.customer_id, -SALE.c.id)
_NEWEST = Prepared(select(func.max(SALE.c.business_date)))
MOST_LINES = 20
_ANY_LINE = LINE.alias("any_line")
_LINES = (
    select(func.count())
    .select_from(_ANY_LINE)
    .where(_ANY_LINE.c.sale_id == SALE.c.id)
    .correlate(SALE)
    .scalar_subquery()
)


def buyers(session: Session, since: str, upto: str, only: Collection[int] = ()) -> dict[int, int]:
    """By product (`only` these, or all), how many bought it between two dates."""
    statement = (
        select(LINE.c.product_id, func.count(_BUYER.distinct()))
        .join(SALE, SALE.c.id == LINE.c.sale_id)
        .where(SALE.c.business_date.between(since, upto), LINE.c.product_id.is_not(None), LINE.c.quantity > 0)
        .group_by(LINE.c.product_id)
    )
    if only:
        statement = statement.where(LINE.c.product_id.in_(list(only)))
    return {row[0]: row[1] for row in session.execute(statement)}


def everyone(session: Session, since: str, upto: str) -> int:
    """How many bought anything between two dates."""
    statement = select(func.count(_BUYER.distinct())).where(SALE.c.business_date.between(since, upto))
    return int(session.execute(statement).scalar_one())


def pairs(
    session: Session, since: str, upto: str, least: int, only: Collection[int] = ()
) -> list[tuple[int, int, int]]:
    """Product (`only` these, or all), other product, and how many took both on one receipt: at least `least`.

    Receipts of more than `MOST_LINES` lines are left out: they say little of what goes together, and have hundreds
    of pairs each.
    """
    other = LINE.alias("other")
    # What A has with B, B has with A: without a choice of products every pair is counted once.
    another = other.c.product_id != LINE.c.product_id if only else other.c.product_id > LINE.c.product_id
    statement = (
        select(LINE.c.product_id, other.c.product_id, func.count(_BUYER.distinct()))
        .select_from(SALE)
        .join(LINE, LINE.c.sale_id == SALE.c.id)
        .join(other, and_(other.c.sale_id == SALE.c.id, another))
        .where(SALE.c.business_date.between(since, upto), LINE.c.quantity > 0, other.c.quantity > 0)
        .where(_LINES <= MOST_LINES)
        .group_by(LINE.c.product_id, other.c.product_id)
        .having(func.count(_BUYER.distinct()) >= least)
    )
    if only:
        statement = statement.where(LINE.c.product_id.in_(list(only)))
        return [(row[0], row[1], row[2]) for row in session.execute(statement)]
    found = [(row[0], row[1], row[2]) for row in session.execute(statement)]
    return [*found, *((other_id, product_id, count) for product_id, other_id, count in found)]


def date_of_recent(session: Session, count: int) -> str:
    """The business date of the `count`-th newest document, "" where there are fewer."""
    statement = select(SALE.c.business_date).order_by(SALE.c.business_date.desc()).limit(1).offset(count - 1)
    return session.execute(statement).scalar() or ""


def newest_date(session: Session) -> str:
    """The last business date with a sale, "" before the first."""
    # A bare max() reads one entry of the index; wrapped in coalesce() it would read them all.
    return _NEWEST.scalar(session) or ""


def replace_all(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Put new statistics in place of the old."""
    session.execute(delete(CACHE))
    if rows:
        session.execute(insert(CACHE), rows)
