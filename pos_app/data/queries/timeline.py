"""Contacts outside the till, by customer and by the id they came with. Times are UTC ISO text."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import String, bindparam, cast, func, insert, literal, select, union_all, update
from sqlalchemy.orm import Session

from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import defaults, table
from pos_app.data.records import Record

ENTRY, PRODUCT, CUSTOMER, SALE = (table(name) for name in ("timeline_entry", "product", "customer", "sale"))
_PART = 500
_AT_ONCE = 2000


def _entries() -> Any:
    return select(
        ENTRY.c.id,
        ENTRY.c.uid,
        ENTRY.c.at,
        ENTRY.c.channel,
        ENTRY.c.kind,
        ENTRY.c.text,
        ENTRY.c.amount,
        PRODUCT.c.sku,
        PRODUCT.c.name,
    ).outerjoin(PRODUCT, PRODUCT.c.id == ENTRY.c.product_id)


_NEWEST = Prepared(
    lambda: (
        _entries()
        .where(ENTRY.c.customer_id == bindparam("customer_id"), ENTRY.c.at < bindparam("before"))
        .order_by(ENTRY.c.at.desc(), ENTRY.c.id.desc())
        .limit(bindparam("limit"))
    )
)


def newest(session: Session, customer_id: int, before: str, limit: int) -> list[Record]:
    """A customer's entries before a moment, the newest first: id, uid, at, channel, kind, text, amount, sku, name
    of the product."""
    return _NEWEST.all(session, customer_id=customer_id, before=before, limit=limit)


def by_id(session: Session, ids: Sequence[int]) -> dict[int, Record]:
    """The same of entries by their ids."""
    return {row.id: row for row in session.execute(_entries().where(ENTRY.c.id.in_(ids)))} if ids else {}


def happenings(
    session: Session, customer_id: int, upto: str, before: str, limit: int, offset: int
) -> list[Record]:
    """A customer's documents up to a business date and entries before a moment in one row, the newest first.

    `entry` says which it is; of entries id, at and amount (as `total`) are there, of documents number and date too.
    """
    bought = select(
        literal(0).label("entry"),
        SALE.c.id,
        SALE.c.sold_at.label("at"),
        SALE.c.number,
        SALE.c.business_date.label("date"),
        SALE.c.total,
    ).where(SALE.c.customer_id == customer_id, SALE.c.business_date <= upto)
    nothing = cast(literal(""), String)
    told = select(literal(1), ENTRY.c.id, ENTRY.c.at, nothing, nothing, ENTRY.c.amount).where(
        ENTRY.c.customer_id == customer_id, ENTRY.c.at < before
    )
    both = union_all(bought, told).subquery()
    statement = (
        select(both).order_by(both.c.at.desc(), both.c.entry, both.c.id.desc()).limit(limit).offset(offset)
    )
    return list(session.execute(statement))


def count(session: Session, customer_id: int, before: str) -> int:
    """How many entries a customer has before a moment."""
    mine = (ENTRY.c.customer_id == customer_id) & (ENTRY.c.at < before)
    return int(session.execute(select(func.count()).select_from(ENTRY).where(mine)).scalar_one())


def by_uid(session: Session, uids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Entries by the id they came with."""
    found: dict[str, dict[str, Any]] = {}
    for at in range(0, len(uids), _PART):
        statement = select(ENTRY).where(ENTRY.c.uid.in_(uids[at : at + _PART]))
        found.update({row["uid"]: dict(row) for row in session.execute(statement).mappings()})
    return found


def add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert entries, with defaults for what is left out."""
    if rows:
        standard = {name: value for name, value in defaults("timeline_entry").items() if name != "id"}
        session.execute(insert(ENTRY), [{**standard, **row} for row in rows])


def change(session: Session, entry_id: int, values: dict[str, Any]) -> None:
    """Write these columns of an entry."""
    session.execute(update(ENTRY).where(ENTRY.c.id == entry_id).values(**values))


def exported(session: Session) -> Iterator[Record]:
    """Every entry in order of time: uid, customer code, at, channel, kind, text, SKU, amount."""
    statement = (
        select(
            ENTRY.c.uid,
            CUSTOMER.c.code,
            ENTRY.c.at,
            ENTRY.c.channel,
            ENTRY.c.kind,
            ENTRY.c.text,
            PRODUCT.c.sku,
            ENTRY.c.amount,
        )
        .join(CUSTOMER, CUSTOMER.c.id == ENTRY.c.customer_id)
        .outerjoin(PRODUCT, PRODUCT.c.id == ENTRY.c.product_id)
        .where(CUSTOMER.c.erased_at == "")
        .order_by(ENTRY.c.at, ENTRY.c.uid)
    )
    return iter(session.execute(statement, execution_options={"yield_per": _AT_ONCE}))
