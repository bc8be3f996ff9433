"""Stored receipts, and the lines of a sale."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.tables import Customer, PersonBlock, Sale, SaleDocumentRow, SaleLineRow


def stored(session: Session, number: str) -> tuple[int, str] | None:
    """(sale id, receipt as JSON) of a receipt number."""
    found = session.execute(
        select(col(SaleDocumentRow.sale_id), col(SaleDocumentRow.receipt))
        .join(Sale, col(Sale.id) == col(SaleDocumentRow.sale_id))
        .where(col(Sale.number) == number)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def number_of(session: Session, sale_id: int) -> str | None:
    """The receipt number of a sale."""
    return session.execute(select(col(Sale.number)).where(col(Sale.id) == sale_id)).scalar_one_or_none()


def block(session: Session, person_hash: str) -> str | None:
    """The personal block (JSON) behind a hash; None if it was erased."""
    return session.execute(
        select(col(PersonBlock.block)).where(col(PersonBlock.hash) == person_hash)
    ).scalar_one_or_none()


def sale_by_number(session: Session, number: str) -> Sale | None:
    """The posted sale of a receipt number."""
    return session.execute(select(Sale).where(col(Sale.number) == number)).scalar_one_or_none()


def line_ids(session: Session, sale_id: int) -> list[int]:
    """The ids of a sale's lines, in their order."""
    found = select(col(SaleLineRow.id)).where(col(SaleLineRow.sale_id) == sale_id)
    return [int(i) for i in session.scalars(found.order_by(col(SaleLineRow.line_no))) if i is not None]


def containing(session: Session, text: str, limit: int) -> list[tuple[str, str, str, int, int, str]]:
    """(number, kind, sold at, total, exponent, customer's name) of receipts whose number contains the text.

    The number itself and those that end with the text come first, then the newest.
    """
    number = col(Sale.number)
    rank = case((number == text, 0), (func.substr(number, -len(text)) == text, 1), else_=2)
    rows = session.execute(
        select(
            number, col(Sale.kind), col(Sale.sold_at), col(Sale.total), col(Sale.exponent), col(Customer.name)
        )
        .outerjoin(Customer, col(Customer.id) == col(Sale.customer_id))
        .where(number.contains(text, autoescape=True), col(Sale.kind) != "history")
        .order_by(rank, col(Sale.id).desc())
        .limit(limit)
    )
    return [(r[0], r[1], r[2], r[3], r[4], r[5] or "") for r in rows]
