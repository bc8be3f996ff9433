"""What one customer bought and when: the few indexed reads that the sidebar, the offers and the points need.

Visits and purchases count sales and history taken over; a refund is no visit. Dates are ISO text and
bounds are included.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

SALE = table("sale")
LINE = table("sale_line")
PRODUCT = table("product")
POINTS = table("point_ledger")
JOURNAL = table("journal")
VISITING = ("sale", "history")


def visits(session: Session, customer_id: int, upto: str) -> list[Record]:
    """Id, date, kind, net, total, project and number of every document of the customer, oldest first."""
    return list(
        session.execute(
            select(
                SALE.c.id,
                SALE.c.business_date,
                SALE.c.kind,
                SALE.c.net,
                SALE.c.total,
                SALE.c.project_id,
                SALE.c.number,
            )
            .where(SALE.c.customer_id == customer_id, SALE.c.business_date <= upto)
            .order_by(SALE.c.business_date, SALE.c.id)
        )
    )


def bought(session: Session, customer_ids: Sequence[int], since: str, upto: str) -> list[Record]:
    """Customer, product, its single, category, name, date and project of everything bought, oldest first."""
    return list(
        session.execute(
            select(
                SALE.c.customer_id,
                LINE.c.product_id,
                func.coalesce(PRODUCT.c.pack_of_id, PRODUCT.c.id),
                PRODUCT.c.category_id,
                PRODUCT.c.name,
                SALE.c.business_date,
                SALE.c.project_id,
            )
            .select_from(SALE)
            .join(LINE, LINE.c.sale_id == SALE.c.id)
            .join(PRODUCT, PRODUCT.c.id == LINE.c.product_id)
            .where(
                SALE.c.customer_id.in_(customer_ids),
                SALE.c.business_date.between(since, upto),
                LINE.c.quantity > 0,
            )
            .order_by(SALE.c.customer_id, SALE.c.business_date, SALE.c.id)
        )
    )


def documents(session: Session, customer_id: int, upto: str, limit: int, offset: int) -> list[Record]:
    """Id, number, date and total of the customer's documents, the newest first."""
    return list(
        session.execute(
            select(SALE.c.id, SALE.c.number, SALE.c.business_date, SALE.c.total)
            .where(SALE.c.customer_id == customer_id, SALE.c.business_date <= upto)
            .order_by(SALE.c.business_date.desc(), SALE.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def wording(session: Session, sale_ids: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """Description and quantity of the lines of these sales, the dearest lines first."""
    found: dict[int, list[tuple[str, int]]] = {}
    statement = (
        select(LINE.c.sale_id, LINE.c.description, LINE.c.quantity)
        .where(LINE.c.sale_id.in_(list(sale_ids)))
        .order_by(LINE.c.sale_id, func.abs(LINE.c.gross).desc(), LINE.c.line_no)
    )
    for sale_id, description, quantity in session.execute(statement):
        found.setdefault(sale_id, []).append((description, quantity))
    return found


def count_documents(session: Session, customer_id: int, upto: str) -> int:
    """How many documents `documents` can page through."""
    statement = select(func.count()).where(SALE.c.customer_id == customer_id, SALE.c.business_date <= upto)
    return int(session.execute(statement).scalar_one())


def spend(session: Session, customer_id: int, since: str, upto: str) -> int:
    """Net of all documents, refunds taken off, in minor units."""
    statement = select(func.coalesce(func.sum(SALE.c.net), 0)).where(
        SALE.c.customer_id == customer_id, SALE.c.business_date.between(since, upto)
    )
    return int(session.execute(statement).scalar_one())


def visit_figures(session: Session, customer_id: int, upto: str) -> tuple[int, str, str]:
    """Number of days with a sale, the first and the last of them ("" where there is none)."""
    found = session.execute(
        select(
            func.count(SALE.c.business_date.distinct()),
            func.coalesce(func.min(SALE.c.business_date), ""),
            func.coalesce(func.max(SALE.c.business_date), ""),
        ).where(SALE.c.customer_id == customer_id, SALE.c.business_date <= upto, SALE.c.kind.in_(VISITING))
    ).one()
    return int(found[0]), found[1], found[2]


def point_rows(session: Session, customer_id: int, upto: str) -> list[Record]:
    """Points, business date, expiry, kind and sale of the customer's points rows, in the order they were posted."""
    return list(
        session.execute(
            select(
                POINTS.c.points,
                JOURNAL.c.business_date,
                POINTS.c.expires_on,
                POINTS.c.kind,
                POINTS.c.sale_id,
            )
            .join(JOURNAL, JOURNAL.c.id == POINTS.c.entry_id)
            .where(POINTS.c.customer_id == customer_id, JOURNAL.c.business_date <= upto)
            .order_by(POINTS.c.id)
        )
    )


def point_sum(session: Session, customer_id: int) -> int:
    """The sum of all points rows of the customer."""
    statement = select(func.coalesce(func.sum(POINTS.c.points), 0)).where(POINTS.c.customer_id == customer_id)
    return int(session.execute(statement).scalar_one())
