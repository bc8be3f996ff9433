"""What was rung up in one sale, as the practice till looks at it."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.tables import SaleLineRow, TenderRow


def sold_lines(session: Session, sale_id: int) -> list[tuple[str, str, str, int]]:
    """(SKU, description, unit, quantity in thousandths) of a sale's lines in their order."""
    rows = session.execute(
        select(
            col(SaleLineRow.sku),
            col(SaleLineRow.description),
            col(SaleLineRow.unit),
            col(SaleLineRow.quantity),
        )
        .where(col(SaleLineRow.sale_id) == sale_id)
        .order_by(col(SaleLineRow.line_no))
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def tender_types(session: Session, sale_id: int) -> list[str]:
    """How a sale was paid."""
    return list(session.scalars(select(col(TenderRow.type)).where(col(TenderRow.sale_id) == sale_id)))
