"""Everything in the shop, row by row, for files that leave it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, func, or_, select
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


def barcodes(session: Session) -> dict[int, list[str]]:
    """Every product's barcodes in order."""
    b = table("product_barcode")
    found: dict[int, list[str]] = {}
    for product_id, barcode in session.execute(select(b.c.product_id, b.c.barcode).order_by(b.c.barcode)):
        found.setdefault(product_id, []).append(barcode)
    return found


def customers(session: Session) -> Iterator[Record]:
    """Every customer who is not erased, by code."""
    c = table("customer")
    return _each(session, select(c).where(c.c.erased_at == "").order_by(c.c.code))


def sale_lines(session: Session) -> Iterator[Record]:
    """Every line of every sale in order of time: document_id, number, kind, sold_at, customer_code, sku, quantity,
    amount, discount, document_discount, cashier, project, description, exponent."""
    s, line, c = table("sale"), table("sale_line"), table("customer")
    p, project = table("product"), table("project")
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
            s.c.cashier,
            case((c.c.erased_at == "", func.coalesce(project.c.name, "")), else_="").label("project"),
            line.c.description,
            s.c.exponent,
        )
        .join(line, line.c.sale_id == s.c.id)
        .outerjoin(c, c.c.id == s.c.customer_id)
        .outerjoin(p, p.c.id == line.c.product_id)
        .outerjoin(project, project.c.id == s.c.project_id)
        .order_by(s.c.sold_at, s.c.number, line.c.line_no)
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
