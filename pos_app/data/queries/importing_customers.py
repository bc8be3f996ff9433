"""Customers by the thousand, for the import: rows, balances, projects."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.queries.history import GOODS_NET, VISITED
from pos_app.data.queries.posting import defaults, next_id, table
from pos_app.data.records import Record

CUSTOMER, BALANCE, PROJECT = table("customer"), table("customer_balance"), table("project")
SALE, POINTS, CARD = table("sale"), table("point_ledger"), table("customer_card")
_PART = 500


def by_code(session: Session, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Customers with these codes (upper case), by code in upper case."""
    found: dict[str, dict[str, Any]] = {}
    for at in range(0, len(codes), _PART):
        statement = select(CUSTOMER).where(func.upper(CUSTOMER.c.code).in_(codes[at : at + _PART]))
        found.update({row["code"].upper(): dict(row) for row in session.execute(statement).mappings()})
    return found


def all_codes(session: Session) -> dict[str, int]:
    """Every customer's id by code in upper case; erased ones are left out."""
    rows = session.execute(select(CUSTOMER.c.code, CUSTOMER.c.id).where(CUSTOMER.c.erased_at == ""))
    return {code.upper(): number for code, number in rows}


def card_owners(session: Session) -> dict[str, str]:
    """The code (upper case) of the customer that each card names."""
    rows = session.execute(
        select(CARD.c.card, CUSTOMER.c.code).join(CUSTOMER, CUSTOMER.c.id == CARD.c.customer_id)
    )
    return {card: code.upper() for card, code in rows}


def cards_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The cards of these customers, in order."""
    found: dict[int, tuple[str, ...]] = {}
    for at in range(0, len(ids), _PART):
        statement = select(CARD.c.customer_id, CARD.c.card).where(
            CARD.c.customer_id.in_(ids[at : at + _PART])
        )
        for number, card in session.execute(statement.order_by(CARD.c.card)):
            found[number] = (*found.get(number, ()), card)
    return found


def put_cards(session: Session, cards: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Give each of these customers exactly these cards."""
    for customer_id, own in cards:
        session.execute(delete(CARD).where(CARD.c.customer_id == customer_id))
        if own:
            session.execute(insert(CARD), [{"card": card, "customer_id": customer_id} for card in own])


def names(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Code and name of these customers."""
    found: dict[int, tuple[str, str]] = {}
    for at in range(0, len(ids), _PART):
        statement = select(CUSTOMER.c.id, CUSTOMER.c.code, CUSTOMER.c.name).where(
            CUSTOMER.c.id.in_(ids[at : at + _PART])
        )
        found.update({number: (code, name) for number, code, name in session.execute(statement)})
    return found


def sharing_phones(session: Session, digits: int, most: int) -> Iterator[Record]:
    """Customers whose telephone numbers end in the same digits as another's, together by `ending`: id, code, name,
    phone, phone_shown. Endings that more than `most` share are left out, and people who are erased."""
    ending = func.substr(CUSTOMER.c.phone, -digits)
    there = (CUSTOMER.c.phone != "") & (CUSTOMER.c.erased_at == "")
    shared = select(ending).where(there).group_by(ending).having(func.count().between(2, most))
    columns = (CUSTOMER.c.id, CUSTOMER.c.code, CUSTOMER.c.name, CUSTOMER.c.phone, CUSTOMER.c.phone_shown)
    statement = (
        select(*columns, ending.label("ending"))
        .where(there, ending.in_(shared))
        .order_by(ending, CUSTOMER.c.id)
    )
    return iter(session.execute(statement))


def update_customer(session: Session, customer_id: int, values: dict[str, Any]) -> None:
    """Write these columns of a customer."""
    session.execute(update(CUSTOMER).where(CUSTOMER.c.id == customer_id).values(**values))


def insert_customers(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert customers, with defaults for what is left out; their ids in the same order."""
    if not rows:
        return []
    standard, first = defaults("customer"), next_id(session, "customer")
    whole = [{**standard, **row, "id": first + at} for at, row in enumerate(rows)]
    session.execute(insert(CUSTOMER), whole)
    return [row["id"] for row in whole]


def projects(session: Session) -> dict[tuple[int, str], tuple[int, str]]:
    """Id and day of opening of every project by customer and name in lower case; the newest of a name."""
    rows = session.execute(
        select(PROJECT.c.customer_id, PROJECT.c.name, PROJECT.c.id, PROJECT.c.opened_on).order_by(
            PROJECT.c.id
        )
    )
    return {(customer, name.lower()): (number, opened) for customer, name, number, opened in rows}


def insert_project(session: Session, values: dict[str, Any]) -> int:
    """A new project's id."""
    return int(session.execute(insert(PROJECT).values(**values).returning(PROJECT.c.id)).scalar_one())


def openings(session: Session) -> dict[int, int]:
    """The sum of every customer's opening points."""
    rows = session.execute(
        select(POINTS.c.customer_id, func.sum(POINTS.c.points))
        .where(POINTS.c.kind == "opening")
        .group_by(POINTS.c.customer_id)
    )
    return {number: int(points) for number, points in rows}


def last_visits(session: Session, ids: Sequence[int], upto: str) -> list[Any]:
    """Customer, days with a sale, the first and the last of them up to a date."""
    return list(
        session.execute(
            select(
                SALE.c.customer_id,
                func.count(SALE.c.business_date.distinct()),
                func.min(SALE.c.business_date),
                func.max(SALE.c.business_date),
            )
            .where(SALE.c.customer_id.in_(ids), SALE.c.business_date <= upto, VISITED)
            .group_by(SALE.c.customer_id)
        )
    )


def spends(session: Session, windows: dict[int, tuple[str, str]]) -> dict[int, int]:
    """Each customer's net of all documents within their own window of dates."""
    rows = session.execute(
        select(SALE.c.customer_id, SALE.c.business_date, func.sum(GOODS_NET))
        .where(SALE.c.customer_id.in_(list(windows)))
        .group_by(SALE.c.customer_id, SALE.c.business_date)
    )
    found: dict[int, int] = {}
    for number, day, net in rows:
        since, upto = windows[number]
        if since <= day <= upto:
            found[number] = found.get(number, 0) + int(net)
    return found


def point_sums(session: Session, ids: Sequence[int] | None = None) -> dict[int, int]:
    """The sum of all points rows of each of these customers, or of everybody."""
    statement = select(POINTS.c.customer_id, func.sum(POINTS.c.points)).group_by(POINTS.c.customer_id)
    if ids is not None:
        statement = statement.where(POINTS.c.customer_id.in_(ids))
    return {number: int(points) for number, points in session.execute(statement)}


def put_balances(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Write cached balances of customers."""
    whole = list(rows)
    if whole:
        session.execute(
            delete(BALANCE).where(BALANCE.c.customer_id.in_([row["customer_id"] for row in whole]))
        )
        session.execute(insert(BALANCE), whole)
