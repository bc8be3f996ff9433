"""Quotes and what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record
from pos_app.data.tables import Customer, Project, Quote, QuoteLine, Sale

_LISTED = (
    select(
        col(Quote.id),
        col(Quote.number),
        col(Quote.made_at),
        col(Quote.business_date),
        col(Quote.expires_on),
        col(Quote.customer_id),
        func.coalesce(col(Customer.name), "").label("customer"),
        func.coalesce(col(Customer.company), "").label("company"),
        col(Quote.project_id),
        func.coalesce(col(Project.name), "").label("project"),
        col(Quote.note),
        col(Quote.total),
        col(Quote.currency),
        col(Quote.exponent),
        col(Quote.sale_id),
        func.coalesce(col(Sale.number), "").label("receipt"),
        func.coalesce(col(Sale.business_date), "").label("sold_on"),
    )
    .outerjoin(Customer, col(Customer.id) == col(Quote.customer_id))
    .outerjoin(Project, col(Project.id) == col(Quote.project_id))
    .outerjoin(Sale, col(Sale.id) == col(Quote.sale_id))
    .order_by(col(Quote.id).desc())
)
_OF_CUSTOMER = Prepared(lambda: _LISTED.where(col(Quote.customer_id) == bindparam("customer_id")))


def last_number(session: Session) -> str | None:
    """The number of the newest quote."""
    return session.execute(select(col(Quote.number)).order_by(col(Quote.id).desc()).limit(1)).scalar()


def insert_quote(session: Session, values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> int:
    """Store a quote with its lines; returns its id."""
    quote = Quote(**values)
    session.add(quote)
    session.flush()
    session.execute(
        insert(table("quote_line")),
        [{"quote_id": quote.id, "position": position, **line} for position, line in enumerate(lines, 1)],
    )
    return int(quote.id or 0)


def by_number(session: Session, number: str) -> Quote | None:
    """The quote of a number."""
    return session.execute(select(Quote).where(col(Quote.number) == number)).scalar_one_or_none()


def by_id(session: Session, quote_id: int) -> Quote | None:
    """The quote of an id."""
    return session.get(Quote, quote_id)


def by_document(session: Session, document_id: str) -> Quote | None:
    """The quote that was made from a document."""
    return session.execute(select(Quote).where(col(Quote.document_id) == document_id)).scalar_one_or_none()


def lines(session: Session, quote_id: int) -> list[QuoteLine]:
    """The lines of a quote in their order."""
    return list(
        session.scalars(
            select(QuoteLine).where(col(QuoteLine.quote_id) == quote_id).order_by(col(QuoteLine.position))
        )
    )


def listed(session: Session, *, open_on: str = "") -> Sequence[Record]:
    """Every quote, the newest first, with names and the receipt it became; `open_on` only those open on a date."""
    statement = _LISTED
    if open_on:
        statement = statement.where(col(Quote.sale_id).is_(None), col(Quote.expires_on) >= open_on)
    return session.execute(statement).all()


def of_customer(session: Session, customer_id: int) -> Sequence[Record]:
    """The same of one customer."""
    return _OF_CUSTOMER.all(session, customer_id=customer_id)


def listed_one(session: Session, quote_id: int) -> Record:
    """The same of one quote."""
    return session.execute(_LISTED.where(col(Quote.id) == quote_id)).one()


def set_sale(session: Session, quote_id: int, sale_id: int) -> bool:
    """Note the sale that an unsold quote became; False if it was sold already."""
    done = session.execute(
        update(Quote).where(col(Quote.id) == quote_id, col(Quote.sale_id).is_(None)).values(sale_id=sale_id)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
