"""The documents that hang together by returns, with their goods and tenders."""

from collections.abc import Iterable

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.queries.posting import table
from pos_app.data.tables import Sale, TenderRow


def linked(session: Session, sale_ids: Iterable[int]) -> list[int]:
    """These sales and all that gave something back of them, or that they gave something back of, rising."""
    back, original = table("sale_line").alias(), table("sale_line").alias()
    known: set[int] = set()
    fresh = set(sale_ids)
    while fresh:
        known |= fresh
        rows = session.execute(
            select(back.c.sale_id, original.c.sale_id)
            .join(original, back.c.return_of_id == original.c.id)
            .where(or_(original.c.sale_id.in_(fresh), back.c.sale_id.in_(fresh)))
        )
        fresh = {sale_id for row in rows for sale_id in row} - known
    return sorted(known)


def documents(session: Session, sale_ids: list[int]) -> list[Sale]:
    """These posted documents in order."""
    return list(
        session.execute(select(Sale).where(col(Sale.id).in_(sale_ids)).order_by(col(Sale.id))).scalars()
    )


def tenders(session: Session, sale_ids: list[int]) -> dict[int, list[TenderRow]]:
    """The tenders of documents in their order."""
    found: dict[int, list[TenderRow]] = {}
    statement = select(TenderRow).where(col(TenderRow.sale_id).in_(sale_ids))
    for row in session.execute(statement.order_by(col(TenderRow.sale_id), col(TenderRow.position))).scalars():
        found.setdefault(row.sale_id, []).append(row)
    return found


def goods(session: Session, sale_ids: list[int]) -> list[tuple[int, int | None, int, int]]:
    """(document, sale it gives back of or None, gross without a receipt, gross) of documents; signed."""
    line, original = table("sale_line"), table("sale_line").alias()
    blind = case((and_(line.c.kind == "return", line.c.return_of_id.is_(None)), line.c.gross), else_=0)
    rows = session.execute(
        select(line.c.sale_id, original.c.sale_id, func.sum(blind), func.sum(line.c.gross))
        .outerjoin(original, line.c.return_of_id == original.c.id)
        .where(line.c.sale_id.in_(sale_ids))
        .group_by(line.c.sale_id, original.c.sale_id)
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


def bought(session: Session, customer_id: int, words: list[str], limit: int) -> list[tuple[int, str, str]]:
    """(line id, receipt, business date) of what a customer bought, the newest first.

    Every word must be in the description, the SKU or the receipt's number.
    """
    sale, line = table("sale"), table("sale_line")
    statement = (
        select(line.c.id, sale.c.number, sale.c.business_date)
        .join(sale, sale.c.id == line.c.sale_id)
        .where(sale.c.customer_id == customer_id, line.c.quantity > 0)
        .order_by(sale.c.id.desc(), line.c.line_no)
        .limit(limit)
    )
    for word in words:
        found = (c.contains(word, autoescape=True) for c in (line.c.description, line.c.sku, sale.c.number))
        statement = statement.where(or_(*found))
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]
