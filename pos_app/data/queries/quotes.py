"""Quotes and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data import tables
from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record, col

if TYPE_CHECKING:
    from pos_app.data.tables import Quote, QuoteLine


@cache
def _listed() -> Any:
    return (
        select(
            col(tables.Quote.id),
            col(tables.Quote.number),
            col(tables.Quote.made_at),
            col(tables.Quote.business_date),
            col(tables.Quote.expires_on),
            col(tables.Quote.customer_id),
            func.coalesce(col(tables.Customer.name), "").label("customer"),
            func.coalesce(col(tables.Customer.company), "").label("company"),
            col(tables.Quote.project_id),
            func.coalesce(col(tables.Project.name), "").label("project"),
            col(tables.Quote.note),
            col(tables.Quote.total),
            col(tables.Quote.currency),
            col(tables.Quote.exponent),
            col(tables.Quote.sale_id),
            func.coalesce(col(tables.Sale.number), "").label("receipt"),
            func.coalesce(col(tables.Sale.business_date), "").label("sold_on"),
        )
        .outerjoin(tables.Customer, col(tables.Customer.id) == col(tables.Quote.customer_id))
        .outerjoin(tables.Project, col(tables.Project.id) == col(tables.Quote.project_id))
        .outerjoin(tables.Sale, col(tables.Sale.id) == col(tables.Quote.sale_id))
        .order_by(col(tables.Quote.id).desc())
    )


_OF_CUSTOMER = Prepared(lambda: _listed().where(col(tables.Quote.customer_id) == bindparam("customer_id")))


def last_number(session: Session) -> str | None:
    """The number of the newest quote."""
    return session.execute(
        select(col(tables.Quote.number)).order_by(col(tables.Quote.id).desc()).limit(1)
    ).scalar()


def insert_quote(session: Session, values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> int:
    """Store a quote with its lines; returns its id."""
    quote = tables.Quote(**values)
    session.add(quote)
    session.flush()
    session.execute(
        insert(table("quote_line")),
        [{"quote_id": quote.id, "position": position, **line} for position, line in enumerate(lines, 1)],
    )
    return int(quote.id or 0)


def by_number(session: Session, number: str) -> Quote | None:
    """The quote of a number."""
    return session.execute(
        select(tables.Quote).where(col(tables.Quote.number) == number)
    ).scalar_one_or_none()


def by_id(session: Session, quote_id: int) -> Quote | None:
    """The quote of an id."""
    return session.get(tables.Quote, quote_id)


def by_document(session: Session, document_id: str) -> Quote | None:
    """The quote that was made from a document."""
    return session.execute(
        select(tables.Quote).where(col(tables.Quote.document_id) == document_id)
    ).scalar_one_or_none()


def lines(session: Session, quote_id: int) -> list[QuoteLine]:
    """The lines of a quote in their order."""
    return list(
        session.scalars(
            select(tables.QuoteLine)
            .where(col(tables.QuoteLine.quote_id) == quote_id)
            .order_by(col(tables.QuoteLine.position))
        )
    )


def listed(session: Session, *, open_on: str = "") -> Sequence[Record]:
    """Every quote, the newest first, with names and the receipt it became; `open_on` only those open on a date."""
    statement = _listed()
    if open_on:
        statement = statement.where(
            col(tables.Quote.sale_id).is_(None), col(tables.Quote.expires_on) >= open_on
        )
    return session.execute(statement).all()


def of_customer(session: Session, customer_id: int) -> Sequence[Record]:
    """The same of one customer."""
    return _OF_CUSTOMER.all(session, customer_id=customer_id)


def listed_one(session: Session, quote_id: int) -> Record:
    """The same of one quote."""
    return session.execute(_listed().where(col(tables.Quote.id) == quote_id)).one()


def set_sale(session: Session, quote_id: int, sale_id: int) -> bool:
    """Note the sale that an unsold quote became; False if it was sold already."""
    done = session.execute(
        update(tables.Quote)
        .where(col(tables.Quote.id) == quote_id, col(tables.Quote.sale_id).is_(None))
        .values(sale_id=sale_id)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
