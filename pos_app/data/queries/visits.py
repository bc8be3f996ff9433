"""When everybody came and what they spent. Dates are ISO text, bounds included, amounts minor units.

All of it stands in the index `sale_by_customer`, customer by customer. Reading that from end to end costs far less than
looking into the rows of a year, which lie all over the file; `_DATE` keeps the database from doing so.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, case, cast, func, select
from sqlalchemy.orm import Session

from pos_app.data.prepared import Prepared
from pos_app.data.queries.history import GOODS_NET, SALE, VISITED
from pos_app.data.queries.posting import table

_CREDIT = table("credit_ledger")
_DATE = func.coalesce(SALE.c.business_date, "")
_NAMED = SALE.c.customer_id.is_not(None)
_BETWEEN = _DATE.between(bindparam("since"), bindparam("upto"))
_SOME = SALE.c.customer_id.in_(bindparam("customer_ids", expanding=True))


class Span(NamedTuple):
    """On how many days a customer came, and the `first` and the `last` of them."""

    customer_id: int
    visits: int
    first: str
    last: str


class Standing(NamedTuple):
    """The days a customer came on (one string, in no order), and net spend since three dates."""

    customer_id: int
    days: str
    year: int
    recent: int
    before: int


# The few with gift cards apart: looking for them at each sale takes as long as all the rest.
_cards = (
    select(SALE.c.customer_id, func.sum(SALE.c.net - GOODS_NET).label("amount"))
    .where(
        SALE.c.id.in_(select(_CREDIT.c.sale_id).where(_CREDIT.c.line_no.is_not(None))),
        SALE.c.customer_id.is_not(None),
        _BETWEEN,
        VISITED,
    )
    .group_by(SALE.c.customer_id)
    .subquery()
)
_net = (
    select(SALE.c.customer_id, func.sum(SALE.c.net).label("net"))
    .where(_NAMED, _BETWEEN, VISITED)
    .group_by(SALE.c.customer_id)
    .subquery()
)
_spend = _net.c.net - func.coalesce(_cards.c.amount, 0)
_SPENDS = Prepared(
    select(_net.c.customer_id, _spend)
    .outerjoin(_cards, _cards.c.customer_id == _net.c.customer_id)
    .order_by(_spend.desc(), _net.c.customer_id)
)
_SPAN = (
    SALE.c.customer_id,
    func.count(SALE.c.business_date.distinct()),
    func.min(SALE.c.business_date),
    func.max(SALE.c.business_date),
)
_SPANS_OF = Prepared(select(*_SPAN).where(_SOME, _BETWEEN, VISITED).group_by(SALE.c.customer_id))
_SPANS = Prepared(select(*_SPAN).where(_NAMED, _BETWEEN, VISITED).group_by(SALE.c.customer_id))
# By the index of dates, which has the rows of a day together.
_VISITORS = Prepared(
    select(SALE.c.business_date, func.aggregate_strings(cast(SALE.c.customer_id, String), " "))
    .where(_NAMED, SALE.c.business_date.between(bindparam("since"), bindparam("upto")), VISITED)
    .group_by(SALE.c.business_date)
)
_firsts = (
    select(func.min(SALE.c.business_date).label("first"))
    .where(_NAMED)
    .group_by(SALE.c.customer_id)
    .subquery()
)
_NEW = Prepared(
    select(func.count())
    .select_from(_firsts)
    .where(_firsts.c.first.between(bindparam("since"), bindparam("upto")))
)


def _net_between(since: str, before: str) -> ColumnElement[int]:
    inside = (SALE.c.business_date >= bindparam(since)) & (SALE.c.business_date < bindparam(before))
    return func.sum(case((inside, GOODS_NET), else_=0))


_STANDINGS = Prepared(
    select(
        SALE.c.customer_id,
        func.coalesce(func.aggregate_strings(case((VISITED, SALE.c.business_date)), " "), ""),
        _net_between("year", "end"),
        _net_between("recent", "end"),
        _net_between("before", "recent"),
    )
    .where(_SOME, SALE.c.business_date <= bindparam("upto"))
    .group_by(SALE.c.customer_id)
)


def spends(session: Session, since: str, upto: str) -> tuple[list[int], list[int]]:
    """The customers who came between two dates, the best by net spend first, of equals the lower id; and their spends.

    In two lists, because a pair for each of many thousands is work for whoever looks for rubbish.
    """
    customers, amounts = list[int](), list[int]()
    for customer_id, amount in _SPENDS.plain(session, since=since, upto=upto):
        customers.append(customer_id)
        amounts.append(amount)
    return customers, amounts


def spans(session: Session, since: str, upto: str) -> dict[int, Span]:
    """Of everybody who came between two dates, by customer."""
    return _spans(_SPANS.plain(session, since=since, upto=upto))


def spans_of(session: Session, customer_ids: Sequence[int], since: str, upto: str) -> dict[int, Span]:
    """The same of those among these customers who came."""
    asked = {"customer_ids": customer_ids, "since": since, "upto": upto}
    return _spans(_SPANS_OF.plain(session, **asked))


def _spans(rows: Iterable[tuple[int, int, str, str]]) -> dict[int, Span]:
    return {row[0]: Span(*row) for row in rows}


def visitors(session: Session, since: str, upto: str) -> dict[str, set[int]]:
    """The customers who came, by day."""
    found = _VISITORS.plain(session, since=since, upto=upto)
    return {day: set(map(int, ids.split())) for day, ids in found}


def new_between(session: Session, since: str, upto: str) -> int:
    """How many customers came for the very first time between two dates."""
    return int(_NEW.scalar(session, since=since, upto=upto))


def standings(
    session: Session, customer_ids: Iterable[int], upto: str, windows: Mapping[str, str]
) -> list[Standing]:
    """What these customers did up to a date.

    `windows` has the dates that ``year``, ``recent`` and ``before`` begin on; the first two last up to the day before
    ``end``, the third to the day before ``recent``.
    """
    asked = {"customer_ids": list(customer_ids), "upto": upto, **windows}
    return [Standing(*row) for row in _STANDINGS.plain(session, **asked)]
