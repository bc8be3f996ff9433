"""What an import of past sales must know."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

PRODUCT, SALE = table("product"), table("sale")


def goods(session: Session) -> list[Record]:
    """Id, sku, name, unit, cost and tax_class of every product."""
    p = PRODUCT.c
    return list(session.execute(select(p.id, p.sku, p.name, p.unit, p.cost, p.tax_class)))


def own_sales(session: Session) -> dict[str, str]:
    """Number and time of every document of this shop's own tills."""
    rows = session.execute(select(SALE.c.number, SALE.c.sold_at).where(SALE.c.kind != "history"))
    return {row[0]: row[1] for row in rows}


def imported(session: Session) -> dict[str, str]:
    """Content hashes of the sales taken over so far, by document id."""
    rows = session.execute(select(SALE.c.document_id, SALE.c.content_hash).where(SALE.c.kind == "history"))
    return {row[0]: row[1] for row in rows}
