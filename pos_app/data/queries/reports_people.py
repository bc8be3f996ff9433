"""Who might be worth a call tomorrow: the reads that find and describe them, for many customers at once."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

CUSTOMER = table("customer")
PROJECT = table("project")
ANSWER = table("prompt_answer")
SALE = table("sale")
PRODUCT = table("product")
OFFER = table("offer_ledger")


def people(session: Session, customer_ids: Iterable[int]) -> dict[int, Record]:
    """The customers' rows by id, without erased ones."""
    statement = select(CUSTOMER).where(CUSTOMER.c.id.in_(list(customer_ids)), CUSTOMER.c.erased_at == "")
    return {row.id: row for row in session.execute(statement)}


def born_on(session: Session, days: Sequence[str]) -> list[int]:
    """Customers whose birthday is one of these days (MM-DD)."""
    ends = or_(*(CUSTOMER.c.birthday.endswith(day) for day in days))
    return list(session.execute(select(CUSTOMER.c.id).where(CUSTOMER.c.birthday != "", ends)).scalars())


def open_projects(session: Session, upto: str) -> list[Record]:
    """Id, customer, name, opening date and date of the last sale ("") of the projects open on a day.

    Where no sale was booked on the project, the customer's last one since it began.
    """
    last = select(func.max(SALE.c.business_date)).where(
        SALE.c.customer_id == PROJECT.c.customer_id, SALE.c.business_date.between(PROJECT.c.opened_on, upto)
    )
    booked = last.where(SALE.c.project_id == PROJECT.c.id).correlate(PROJECT).scalar_subquery()
    since = last.correlate(PROJECT).scalar_subquery()
    return list(
        session.execute(
            select(
                PROJECT.c.id,
                PROJECT.c.customer_id,
                PROJECT.c.name,
                PROJECT.c.opened_on,
                func.coalesce(booked, since, ""),
            ).where(
                PROJECT.c.opened_on <= upto,
                or_(PROJECT.c.closed_on == "", PROJECT.c.closed_on > upto),
            )
        )
    )


def answers_since(session: Session, since: str) -> list[Record]:
    """Customer, prompt, answer and time of the answers given since a moment (UTC text), oldest first."""
    return list(
        session.execute(
            select(ANSWER.c.customer_id, ANSWER.c.prompt, ANSWER.c.answer, ANSWER.c.answered_at)
            .where(ANSWER.c.answered_at >= since)
            .order_by(ANSWER.c.id)
        )
    )


def with_offers_ending(session: Session, since: str, upto: str) -> list[int]:
    """Customers with an offer, used or not, that ends between two dates."""
    statement = (
        select(OFFER.c.customer_id)
        .distinct()
        .where(OFFER.c.valid_until.between(since, upto), OFFER.c.customer_id.is_not(None))
    )
    return list(session.execute(statement).scalars())


def names(session: Session, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Names of projects, products or categories by id."""
    of = table(kind)
    return {
        row[0]: row[1] for row in session.execute(select(of.c.id, of.c.name).where(of.c.id.in_(list(ids))))
    }
