"""What an import of past sales must know."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

PRODUCT, SALE, CUSTOMER = table("product"), table("sale"), table("customer")


def goods(session: Session) -> list[Record]:
    """Id, sku, name, unit, cost and tax_class of every product."""
    p = PRODUCT.c
    return list(session.execute(select(p.id, p.sku, p.name, p.unit, p.cost, p.tax_class)))


def last_sale(session: Session) -> int:
    """The id of the newest document, 0 before the first."""
    return int(session.execute(select(func.coalesce(func.max(SALE.c.id), 0))).scalar_one())


def own_sales(session: Session, numbers: Sequence[str]) -> dict[str, str]:
    """Number and time of those documents of this shop's own tills that have these numbers."""
    statement = select(SALE.c.number, SALE.c.sold_at).where(SALE.c.kind != "history")
    return {row[0]: row[1] for row in session.execute(statement.where(SALE.c.number.in_(numbers)))}


def numbered(session: Session, numbers: Sequence[str]) -> dict[str, str]:
    """Number and document id of those documents that have these numbers."""
    statement = select(SALE.c.number, SALE.c.document_id).where(SALE.c.number.in_(numbers))
    return {row[0]: row[1] for row in session.execute(statement)}


def imported(session: Session, document_ids: Sequence[str]) -> dict[str, str]:
    """Content hashes of those sales with these document ids that were taken over before; "" where the customer was
    erased since, whom no file names any more."""
    erased = CUSTOMER.c.erased_at != ""
    statement = (
        select(SALE.c.document_id, case((erased, ""), else_=SALE.c.content_hash))
        .outerjoin(CUSTOMER, CUSTOMER.c.id == SALE.c.customer_id)
        .where(SALE.c.kind == "history")
    )
    return {row[0]: row[1] for row in session.execute(statement.where(SALE.c.document_id.in_(document_ids)))}
