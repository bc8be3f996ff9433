"""The figures of a day, over all customers. Dates are ISO text, bounds included, amounts minor units."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Table, case, exists, func, select
from sqlalchemy.orm import Session

from pos_app.data.queries.history import GOODS_NET, GOODS_TOTAL, VISITED
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

SALE = table("sale")
LINE = table("sale_line")
POINTS = table("point_ledger")
JOURNAL = table("journal")
OFFER = table("offer_ledger")
EVENT = table("offer_event_ledger")
HELD = table("offer_holdout_ledger")
_EARLIER = SALE.alias()
_AT_ONCE = 500


def documents(session: Session, day: str) -> Sequence[Record]:
    """Customer and total (gift cards sold are no sales) of the day's documents, and whether each is a `visit`."""
    return session.execute(
        select(SALE.c.customer_id, GOODS_TOTAL.label("total"), VISITED.label("visit")).where(
            SALE.c.business_date == day
        )
    ).all()


def ranking(session: Session, since: str, year_since: str, upto: str) -> Iterator[Record]:
    """The customers who came since `since`, the best by spend first, of equals the lower id, read as they are wanted.

    Each with `visits` since then, `first` and `last` of them, `spend` (net since `year_since` before the last day),
    `place` from 1 on, and how many `spenders` there are altogether.
    """
    before = (SALE.c.business_date >= year_since) & (SALE.c.business_date < upto)
    each = (
        select(
            SALE.c.customer_id,
            func.count(SALE.c.business_date.distinct()).label("visits"),
            func.min(SALE.c.business_date).label("first"),
            func.max(SALE.c.business_date).label("last"),
            func.sum(case((before, GOODS_NET), else_=0)).label("spend"),
        )
        .where(SALE.c.customer_id.is_not(None), SALE.c.business_date.between(since, upto), VISITED)
        .group_by(SALE.c.customer_id)
        .subquery()
    )
    order = (each.c.spend.desc(), each.c.customer_id)
    place = func.row_number().over(order_by=order).label("place")
    spenders = func.sum(case((each.c.spend > 0, 1), else_=0)).over().label("spenders")
    found = session.execute(select(each, place, spenders).order_by(*order))
    return (row for part in found.partitions(_AT_ONCE) for row in part)


def first_visits(session: Session, customer_ids: Iterable[int], upto: str) -> dict[int, str]:
    """By customer, of these, the date of the very first visit."""
    statement = (
        select(SALE.c.customer_id, func.min(SALE.c.business_date))
        .where(SALE.c.customer_id.in_(list(customer_ids)), SALE.c.business_date <= upto)
        .group_by(SALE.c.customer_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def new_between(session: Session, since: str, upto: str) -> int:
    """How many customers came for the very first time between two dates."""
    earlier = exists().where(_EARLIER.c.customer_id == SALE.c.customer_id, _EARLIER.c.business_date < since)
    statement = select(func.count(SALE.c.customer_id.distinct())).where(
        SALE.c.business_date.between(since, upto), ~earlier
    )
    return int(session.execute(statement).scalar_one())


def open_days(session: Session, since: str, upto: str) -> int:
    """How many days had a sale."""
    statement = select(func.count(SALE.c.business_date.distinct()))
    return int(session.execute(statement.where(SALE.c.business_date.between(since, upto))).scalar_one())


def visits_and_before(session: Session, since: str, upto: str) -> Sequence[Record]:
    """Dates of visits with a name, the date of the same customer's visit `before` (None: none since), and how many."""
    each = (
        select(SALE.c.customer_id, SALE.c.business_date)
        .where(SALE.c.customer_id.is_not(None), SALE.c.business_date.between(since, upto), VISITED)
        .distinct()
        .subquery()
    )
    before = func.lag(each.c.business_date).over(
        partition_by=each.c.customer_id, order_by=each.c.business_date
    )
    pairs = select(each.c.business_date, before.label("before")).subquery()
    return session.execute(
        select(pairs.c.business_date, pairs.c.before, func.count()).group_by(
            pairs.c.business_date, pairs.c.before
        )
    ).all()


def documents_of(session: Session, customer_ids: Iterable[int], upto: str) -> Sequence[Record]:
    """Customer, date, net and whether it is a `visit` of every document of these customers, by date."""
    return session.execute(
        select(SALE.c.customer_id, SALE.c.business_date, GOODS_NET.label("net"), VISITED.label("visit"))
        .where(SALE.c.customer_id.in_(list(customer_ids)), SALE.c.business_date <= upto)
        .order_by(SALE.c.business_date)
    ).all()


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
