"""Everything in the shop, row by row, for files that leave it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

_AT_ONCE = 2000


def products(session: Session) -> Iterator[Record]:
    """Every product with `on_hand`, the SKU of its single as `pack_of`, by SKU."""
    p, stock = table("product"), table("stock_level")
    single = p.alias("single")
    statement = (
        select(p, func.coalesce(stock.c.on_hand, 0).label("on_hand"), single.c.sku.label("pack_of"))
        .outerjoin(stock, stock.c.product_id == p.c.id)
        .outerjoin(single, single.c.id == p.c.pack_of_id)
        .order_by(p.c.sku)
    )
    return _each(session, statement)


def barcodes(session: Session) -> Iterator[Record]:
    """Product and barcode of every barcode, in the order of `products`."""
    b, p = table("product_barcode"), table("product")
    statement = (
        select(b.c.product_id, b.c.barcode).join(p, p.c.id == b.c.product_id).order_by(p.c.sku, b.c.barcode)
    )
    return _each(session, statement)


def customers(session: Session) -> Iterator[Record]:
    """Every customer who is not erased, by code."""
    c = table("customer")
    return _each(session, select(c).where(c.c.erased_at == "").order_by(c.c.code))


def customer_cards(session: Session) -> Iterator[Record]:
    """Customer and card of every card, in the order of `customers`."""
    card, c = table("customer_card"), table("customer")
    statement = (
        select(card.c.customer_id, card.c.card)
        .join(c, c.c.id == card.c.customer_id)
        .where(c.c.erased_at == "")
        .order_by(c.c.code, card.c.card)
    )
    return _each(session, statement)


def projects(session: Session) -> Iterator[Record]:
    """Every project with its customer's code, by code and then as they were opened."""
    found, c = table("project"), table("customer")
    statement = (
        select(c.c.code, found)
        .join(c, c.c.id == found.c.customer_id)
        .where(c.c.erased_at == "")
        .order_by(c.c.code, found.c.id)
    )
    return _each(session, statement)


def facts(session: Session) -> Iterator[Record]:
    """Everything noted about customers, with their codes and the SKU it is about, by code and then as it was noted."""
    found, c, p = table("customer_fact"), table("customer"), table("product")
    statement = (
        select(c.c.code, found, p.c.sku)
        .join(c, c.c.id == found.c.customer_id)
        .outerjoin(p, p.c.id == found.c.product_id)
        .where(c.c.erased_at == "")
        .order_by(c.c.code, found.c.id)
    )
    return _each(session, statement)


def sale_lines(session: Session) -> Iterator[Record]:
    """Every line of every sale in order of time: document_id, number, kind, sold_at, customer_code, sku, quantity,
    amount, discount, document_discount, net, tax, cashier, project, description, exponent; `card` where the line sold
    a gift card or took one back, `taken` where a sale of the till before this one has the number of one of ours."""
    s, line, c = table("sale"), table("sale_line"), table("customer")
    p, project, origin, former = table("product"), table("project"), line.alias("origin"), s.alias("former")
    ours = s.c.kind != "history"
    taken = exists().where(former.c.document_id == literal("history::").concat(s.c.number))
    statement = (
        select(
            s.c.document_id,
            s.c.number,
            s.c.kind,
            s.c.sold_at,
            case((c.c.erased_at == "", c.c.code), else_="").label("customer_code"),
            func.coalesce(p.c.sku, "").label("sku"),
            line.c.quantity,
            line.c.amount,
            line.c.discount,
            line.c.document_discount,
            line.c.net,
            line.c.tax,
            or_(line.c.kind == "gift_card", origin.c.kind == "gift_card").label("card"),
            and_(ours, taken).label("taken"),
            s.c.cashier,
            case((c.c.erased_at == "", func.coalesce(project.c.name, "")), else_="").label("project"),
            line.c.description,
            s.c.exponent,
        )
        .join(line, line.c.sale_id == s.c.id)
        .outerjoin(c, c.c.id == s.c.customer_id)
        .outerjoin(p, p.c.id == line.c.product_id)
        .outerjoin(project, project.c.id == s.c.project_id)
        .outerjoin(origin, origin.c.id == line.c.return_of_id)
        # As the numbers will be in the shop that reads them.
        .order_by(
            s.c.sold_at, case((ours, literal("H/").concat(s.c.number)), else_=s.c.number), line.c.line_no
        )
    )
    return _each(session, statement)


def balances(session: Session) -> Iterator[Record]:
    """Code, points, store credit and account of every customer who has something of any, by code."""
    c, p, ledger, account = (
        table(name) for name in ("customer", "point_ledger", "credit_ledger", "account_ledger")
    )
    sums = [
        select(of.c.customer_id, func.sum(what).label("sum"))
        .where(of.c.customer_id.is_not(None))
        .group_by(of.c.customer_id)
        .subquery()
        for of, what in ((p, p.c.points), (ledger, ledger.c.amount), (account, account.c.amount))
    ]
    statement = select(c.c.code, *(func.coalesce(found.c.sum, 0) for found in sums))
    for found in sums:
        statement = statement.outerjoin(found, found.c.customer_id == c.c.id)
    something = or_(*(found.c.sum != 0 for found in sums))
    return _each(session, statement.where(c.c.erased_at == "", something).order_by(c.c.code))


def point_rows(session: Session) -> Iterator[Record]:
    """Code, points, business date and expiry of every row of points, by code and then as they were posted."""
    c, p, j = table("customer"), table("point_ledger"), table("journal")
    statement = (
        select(c.c.code, p.c.points, j.c.business_date, p.c.expires_on)
        .join(c, c.c.id == p.c.customer_id)
        .join(j, j.c.id == p.c.entry_id)
        .where(c.c.erased_at == "")
        .order_by(c.c.code, p.c.id)
    )
    return _each(session, statement)


def cards(session: Session) -> Iterator[Record]:
    """Code and balance of every gift card, and slip of nobody, with something on it, by code."""
    ledger = table("credit_ledger")
    total = func.sum(ledger.c.amount)
    statement = (
        select(ledger.c.code, total)
        .where(ledger.c.customer_id.is_(None))
        .group_by(ledger.c.code)
        .having(total != 0)
        .order_by(ledger.c.code)
    )
    return _each(session, statement)


def whole_table(session: Session, name: str) -> Iterator[dict[str, Any]]:
    """Every row of a table, in the order of its key."""
    found = table(name)
    result = session.execute(
        select(found).order_by(*found.primary_key.columns), execution_options={"yield_per": _AT_ONCE}
    )
    return (dict(row) for row in result.mappings())


def count(session: Session, name: str) -> int:
    """How many rows a table has."""
    return int(session.execute(select(func.count()).select_from(table(name))).scalar_one())


def _each(session: Session, statement: Any) -> Iterator[Record]:
    return iter(session.execute(statement, execution_options={"yield_per": _AT_ONCE}))
