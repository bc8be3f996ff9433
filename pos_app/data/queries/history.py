"""What one customer bought and when: the few indexed reads that the sidebar, the offers and the points need.

Visits and purchases count sales and history taken over; what only gives back is no visit. Dates are ISO text and
bounds are included. Statements are built once, for building them costs more than running them.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from pos_app.data.memory import remembered
from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

SALE = table("sale")
LINE = table("sale_line")
PRODUCT = table("product")
POINTS = table("point_ledger")
JOURNAL = table("journal")
VISITING = ("sale", "history")

# A document that only gives back is no visit, also one that came as history, which has no other mark. Most are told
# by their total, without a look at their lines.
VISITED = SALE.c.kind.in_(VISITING) & or_(
    SALE.c.total > 0, exists().where(LINE.c.sale_id == SALE.c.id, LINE.c.quantity > 0)
)

_CREDIT = table("credit_ledger")
_CARDS = func.coalesce(
    select(func.sum(_CREDIT.c.amount))
    .where(_CREDIT.c.sale_id == SALE.c.id, _CREDIT.c.line_no.is_not(None))
    .correlate(SALE)
    .scalar_subquery(),
    0,
)
# What a document comes to without gift cards: the goods bought with a card later are the spend.
GOODS_NET = SALE.c.net - _CARDS
GOODS_TOTAL = SALE.c.total - _CARDS

_OF_CUSTOMER = SALE.c.customer_id == bindparam("customer_id")
_UPTO = SALE.c.business_date <= bindparam("upto")
_BETWEEN = SALE.c.business_date.between(bindparam("since"), bindparam("upto"))
_VISITS = Prepared(
    select(
        SALE.c.id,
        SALE.c.business_date,
        case((VISITED, SALE.c.kind), else_="refund").label("kind"),
        GOODS_NET.label("net"),
        SALE.c.total,
        SALE.c.project_id,
        SALE.c.number,
    )
    .where(_OF_CUSTOMER, _UPTO)
    .order_by(SALE.c.business_date, SALE.c.id)
)
# One row a product: two thousand rows of a good customer cost ten times as much to fetch as to count.
_BOUGHT = Prepared(
    select(
        SALE.c.customer_id,
        LINE.c.product_id,
        func.coalesce(PRODUCT.c.pack_of_id, PRODUCT.c.id),
        PRODUCT.c.category_id,
        PRODUCT.c.name,
        func.aggregate_strings(SALE.c.business_date, " "),
    )
    .select_from(SALE)
    .join(LINE, LINE.c.sale_id == SALE.c.id)
    .join(PRODUCT, PRODUCT.c.id == LINE.c.product_id)
    .where(SALE.c.customer_id.in_(bindparam("customer_ids", expanding=True)), _BETWEEN, LINE.c.quantity > 0)
    .group_by(SALE.c.customer_id, LINE.c.product_id)
    .having(func.count(SALE.c.business_date.distinct()) >= bindparam("least"))
)
_FOR_PROJECTS = Prepared(
    select(SALE.c.project_id, LINE.c.product_id)
    .join(LINE, LINE.c.sale_id == SALE.c.id)
    .where(
        _OF_CUSTOMER,
        _UPTO,
        SALE.c.project_id.in_(bindparam("project_ids", expanding=True)),
        LINE.c.product_id.is_not(None),
        LINE.c.quantity > 0,
    )
    .distinct()
)
_DOCUMENTS = Prepared(
    select(SALE.c.id, SALE.c.number, SALE.c.business_date, SALE.c.total)
    .where(_OF_CUSTOMER, _UPTO)
    .order_by(SALE.c.business_date.desc(), SALE.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_WORDING = Prepared(
    select(LINE.c.sale_id, LINE.c.description, LINE.c.quantity)
    .where(LINE.c.sale_id.in_(bindparam("sale_ids", expanding=True)))
    .order_by(LINE.c.sale_id, func.abs(LINE.c.gross).desc(), LINE.c.line_no)
)
_SPEND = Prepared(select(func.coalesce(func.sum(GOODS_NET), 0)).where(_OF_CUSTOMER, _BETWEEN))
_VISIT_FIGURES = Prepared(
    select(
        func.count(SALE.c.business_date.distinct()),
        func.coalesce(func.min(SALE.c.business_date), ""),
        func.coalesce(func.max(SALE.c.business_date), ""),
    ).where(_OF_CUSTOMER, _UPTO, VISITED)
)
_POINT_ROWS = Prepared(
    select(POINTS.c.points, JOURNAL.c.business_date, POINTS.c.expires_on, POINTS.c.kind, POINTS.c.sale_id)
    .join(JOURNAL, JOURNAL.c.id == POINTS.c.entry_id)
    .where(POINTS.c.customer_id == bindparam("customer_id"), JOURNAL.c.business_date <= bindparam("upto"))
    .order_by(POINTS.c.id)
)
_POINT_SUM = Prepared(
    select(func.coalesce(func.sum(POINTS.c.points), 0)).where(
        POINTS.c.customer_id == bindparam("customer_id")
    )
)


@remembered
def visits(session: Session, customer_id: int, upto: str) -> Sequence[Record]:
    """Id, date, kind (of what only gives back ``refund``), net (no gift cards), total, project and number of the
    customer's documents, oldest first."""
    return _VISITS.all(session, customer_id=customer_id, upto=upto)


def bought(
    session: Session, customer_ids: Sequence[int], since: str, upto: str, least: int = 1
) -> Sequence[Record]:
    """Customer, product, its single, category, name and the days (one string, in no order) of what was bought.

    Products bought on fewer than `least` days are left out.
    """
    asked = {"customer_ids": list(customer_ids), "since": since, "upto": upto, "least": least}
    return _BOUGHT.all(session, **asked)


def bought_for(session: Session, customer_id: int, project_ids: Iterable[int], upto: str) -> Sequence[Record]:
    """Project and product of everything the customer bought for these projects."""
    asked = {"customer_id": customer_id, "project_ids": list(project_ids), "upto": upto}
    return _FOR_PROJECTS.all(session, **asked)


def documents(session: Session, customer_id: int, upto: str, limit: int, offset: int) -> list[Record]:
    """Id, number, date and total of the customer's documents, the newest first."""
    asked = {"customer_id": customer_id, "upto": upto, "limit": limit, "offset": offset}
    return _DOCUMENTS.all(session, **asked)


def wording(session: Session, sale_ids: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """Description and quantity of the lines of these sales, the dearest lines first."""
    found: dict[int, list[tuple[str, int]]] = {}
    for sale_id, description, quantity in _WORDING.all(session, sale_ids=list(sale_ids)):
        found.setdefault(sale_id, []).append((description, quantity))
    return found


def spend(session: Session, customer_id: int, since: str, upto: str) -> int:
    """Net of all documents, refunds taken off, in minor units."""
    asked = {"customer_id": customer_id, "since": since, "upto": upto}
    return int(_SPEND.scalar(session, **asked))


def visit_figures(session: Session, customer_id: int, upto: str) -> tuple[int, str, str]:
    """Number of days with a sale, the first and the last of them ("" where there is none)."""
    found = _VISIT_FIGURES.all(session, customer_id=customer_id, upto=upto)[0]
    return int(found[0]), found[1], found[2]


def point_rows(session: Session, customer_id: int, upto: str) -> Sequence[Record]:
    """Points, business date, expiry, kind and sale of the customer's points rows, in the order they were posted."""
    return _POINT_ROWS.all(session, customer_id=customer_id, upto=upto)


def point_sum(session: Session, customer_id: int) -> int:
    """The sum of all points rows of the customer."""
    return int(_POINT_SUM.scalar(session, customer_id=customer_id))
