"""The figures of a day, over all customers. Dates are ISO text, bounds included, amounts minor units."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Table, case, func, select
from sqlalchemy.orm import Session

from pos_app.data.queries.history import GOODS_TOTAL, VISITED
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

SALE = table("sale")
LINE = table("sale_line")
POINTS = table("point_ledger")
JOURNAL = table("journal")
OFFER = table("offer_ledger")
EVENT = table("offer_event_ledger")
HELD = table("offer_holdout_ledger")


def documents(session: Session, day: str) -> Sequence[Record]:
    """Customer and total (gift cards sold are no sales) of the day's documents, and whether each is a `visit`."""
    return session.execute(
        select(SALE.c.customer_id, GOODS_TOTAL.label("total"), VISITED.label("visit")).where(
            SALE.c.business_date == day
        )
    ).all()


def first_visits(session: Session, customer_ids: Iterable[int], upto: str) -> dict[int, str]:
    """By customer, of these, the date of the very first visit."""
    statement = (
        select(SALE.c.customer_id, func.min(SALE.c.business_date))
        .where(SALE.c.customer_id.in_(list(customer_ids)), SALE.c.business_date <= upto)
        .group_by(SALE.c.customer_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def open_days(session: Session, since: str, upto: str) -> int:
    """How many days had a sale."""
    statement = select(func.count(SALE.c.business_date.distinct()))
    return int(session.execute(statement.where(SALE.c.business_date.between(since, upto))).scalar_one())


def points_of_day(session: Session, day: str) -> tuple[int, int]:
    """Points earned and points spent (positive) on a day."""
    statement = (
        select(
            func.coalesce(func.sum(case((POINTS.c.kind == "earn", POINTS.c.points), else_=0)), 0),
            func.coalesce(func.sum(case((POINTS.c.kind == "spend", -POINTS.c.points), else_=0)), 0),
        )
        .join(SALE, SALE.c.id == POINTS.c.sale_id)
        .where(SALE.c.business_date == day)
    )
    found = session.execute(statement).one()
    return int(found[0]), int(found[1])


def points_outstanding(session: Session, upto: str) -> int:
    """The sum of all points rows up to a day."""
    later = session.execute(select(func.max(JOURNAL.c.business_date))).scalar() or ""
    statement = select(func.coalesce(func.sum(POINTS.c.points), 0))
    if later > upto:
        statement = statement.join(JOURNAL, JOURNAL.c.id == POINTS.c.entry_id).where(
            JOURNAL.c.business_date <= upto
        )
    return int(session.execute(statement).scalar_one())


def offers_of_day(session: Session, day: str) -> tuple[int, int, int]:
    """Offers given out, offers used, and what the used ones took off, on a day."""
    issued = session.execute(
        select(func.count())
        .select_from(OFFER)
        .join(SALE, SALE.c.id == OFFER.c.sale_id)
        .where(SALE.c.business_date == day)
    ).scalar_one()
    used = session.execute(
        select(OFFER.c.code, EVENT.c.sale_id)
        .join(EVENT, EVENT.c.offer_id == OFFER.c.id)
        .join(SALE, SALE.c.id == EVENT.c.sale_id)
        .where(SALE.c.business_date == day, EVENT.c.event == "redeemed")
    ).all()
    worth = session.execute(
        select(func.coalesce(func.sum(LINE.c.discount), 0)).where(
            LINE.c.sale_id.in_([row[1] for row in used]), LINE.c.discount_code.in_([row[0] for row in used])
        )
    ).scalar_one()
    return int(issued), len(used), int(worth)


def offers_between(session: Session, since: str, upto: str) -> tuple[int, int]:
    """Offers given out between two dates, and how many of them are used by then."""
    used = case((EVENT.c.event == "redeemed", 1), (EVENT.c.event == "restored", -1), else_=0)
    found = session.execute(
        select(func.count(OFFER.c.id.distinct()), func.coalesce(func.sum(used), 0))
        .join(SALE, SALE.c.id == OFFER.c.sale_id)
        .join(EVENT, EVENT.c.offer_id == OFFER.c.id)
        .join(JOURNAL, JOURNAL.c.id == EVENT.c.entry_id)
        .where(SALE.c.business_date.between(since, upto), JOURNAL.c.business_date <= upto)
    ).one()
    return int(found[0]), int(found[1])


def offered(session: Session, since: str, upto: str, until: str) -> Sequence[Record]:
    """Customer, date and `next` visit (None: none up to `until`) of every offer given out between two dates."""
    return _followed(session, OFFER, since, upto, until)


def held_back(session: Session, since: str, upto: str, until: str) -> Sequence[Record]:
    """As `offered`, of every sale whose customer was held back from an offer."""
    return _followed(session, HELD, since, upto, until)


def _followed(session: Session, of: Table, since: str, upto: str, until: str) -> Sequence[Record]:
    given = (
        select(of.c.customer_id, SALE.c.business_date)
        .join(SALE, SALE.c.id == of.c.sale_id)
        .where(SALE.c.business_date.between(since, upto), of.c.customer_id.is_not(None))
        .distinct()
        .subquery()
    )
    later = (
        select(func.min(SALE.c.business_date))
        .where(
            SALE.c.customer_id == given.c.customer_id,
            SALE.c.business_date > given.c.business_date,
            SALE.c.business_date <= until,
            VISITED,
        )
        .correlate(given)
        .scalar_subquery()
    )
    return session.execute(select(given, later.label("next"))).all()
