"""What a product was sold for lately."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.domain.blind_returns import SoldFor


def sold_for(session: Session, product_id: int, *, since: str, until: str, currency: str) -> list[SoldFor]:
    """Every sale of a product between two ISO business dates, both included, the newest first.

    Sales taken over from another till count; goods given back later were sold all the same.
    """
    sale, line = table("sale"), table("sale_line")
    rows = session.execute(
        select(line.c.amount - line.c.document_discount, line.c.quantity, sale.c.exponent, sale.c.number)
        .join(sale, sale.c.id == line.c.sale_id)
        .where(
            line.c.product_id == product_id,
            line.c.kind == "goods",
            line.c.quantity > 0,
            sale.c.kind.in_(("sale", "history")),
            sale.c.currency == currency,
            sale.c.business_date.between(since, until),
        )
        .order_by(sale.c.id.desc(), line.c.line_no)
    )
    return [SoldFor(*row) for row in rows]
