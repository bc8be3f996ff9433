"""Past sales as posted rows: one journal entry for a batch of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries.posting import next_id
from pos_app.domain import loyalty
from pos_app.domain.money import E6, divide_half_up, line_amount
from pos_app.services.desk import Desk
from pos_app.services.importing.sale_values import Figures, Knowledge, PastLine, PastSale, split
from pos_app.services.post import post

Rows = list[dict[str, Any]]


def post_sales(
    session: Session,
    desk: Desk,
    known: Knowledge,
    sales: Sequence[PastSale],
    projects: Mapping[int, int],
    *,
    earn_points: bool,
) -> None:
    """Post sales with one journal entry; `projects` gives the project of a sale by ``id(sale)``. The caller commits."""
    sale_id, line_id = next_id(session, "sale"), next_id(session, "sale_line")
    heads: Rows = []
    lines: Rows = []
    taxes: Rows = []
    points: Rows = []
    for sale in sales:
        figures = [split(line.amount, line.quantity, line.goods.taxes, known.currency) for line in sale.lines]
        heads.append(_head(sale, figures, sale_id, projects.get(id(sale)), desk.till, known))
        for place, (line, found) in enumerate(zip(sale.lines, figures, strict=True), 1):
            lines.append(_line(line, found, line_id, sale_id, place, known))
            taxes += [_tax(line_id, at, *one) for at, one in enumerate(found.taxes, 1)]
            line_id += 1
        if earn_points:
            points += _points(sale, sum(found.net for found in figures), known)
        sale_id += 1
    rows = {"sale": heads, "sale_line": lines, "sale_tax": taxes, "point_ledger": points}
    post(session, desk, kind="history", rows=rows)


def _head(
    sale: PastSale, figures: Sequence[Figures], sale_id: int, project: int | None, till: str, known: Knowledge
) -> dict[str, Any]:
    net, tax = sum(f.net for f in figures), sum(f.tax for f in figures)
    return {
        "id": sale_id,
        "document_id": sale.document_id,
        "content_hash": sale.content_hash(),
        "number": sale.number,
        "kind": "history",
        "till": till,
        "sold_at": sale.sold_at,
        "business_date": sale.day.isoformat() if sale.day else "",
        "cashier": sale.cashier,
        "customer_id": sale.customer_id,
        "project_id": project,
        "currency": known.currency.code,
        "exponent": known.currency.exponent,
        "tax_rounding": "line",
        "subtotal": sum(line.amount for line in sale.lines),
        "document_discount": 0,
        "discount": sum(line.discount for line in sale.lines),
        "net": net,
        "tax": tax,
        "total": net + tax,
        "cash_rounding": 0,
        "paid": net + tax,
        "change": 0,
        "points": 0,
    }


def _line(
    line: PastLine, figures: Figures, line_id: int, sale_id: int, place: int, known: Knowledge
) -> dict[str, Any]:
    goods, currency = line.goods, known.currency
    # The price that quantity × price comes to the amount with; the file does not tell it.
    price = divide_half_up((line.amount + line.discount) * 1000 * E6, line.quantity * currency.scale)
    return {
        "id": line_id,
        "sale_id": sale_id,
        "line_no": place,
        "kind": "return" if line.quantity < 0 else "goods",
        "product_id": goods.id,
        "sku": goods.sku,
        "description": goods.name,
        "unit": goods.unit or "ea",
        "quantity": line.quantity,
        "unit_price": price,
        "list_price": price,
        "amount": line.amount,
        "discount": line.discount,
        "net": figures.net,
        "tax": figures.tax,
        "gross": figures.net + figures.tax,
        "cost": line_amount(line.quantity, goods.cost * 100, currency),
    }


def _tax(line_id: int, place: int, tax: Any, base: int, amount: int) -> dict[str, Any]:
    return {
        "line_id": line_id,
        "position": place,
        "code": tax.code,
        "name": tax.name,
        "kind": tax.kind,
        "rate": tax.rate,
        "included": tax.included,
        "adds_to_base": tax.adds_to_base,
        "ignores_previous": tax.ignores_previous,
        "base": base,
        "amount": amount,
    }


def _points(sale: PastSale, net: int, known: Knowledge) -> Rows:
    """Points for a sale's net (design.md §3, rule 10), rows of their own: the sale itself earned none here."""
    if sale.customer_id is None or sale.day is None:
        return []
    sign = -1 if net < 0 else 1
    points = sign * (sign * net * known.points_rate // (known.currency.scale * E6))
    if not points:
        return []
    expires = loyalty.expires_on(sale.day, known.points_months)
    return [
        {
            "customer_id": sale.customer_id,
            "sale_id": None,
            "kind": "earn" if points > 0 else "return",
            "points": points,
            "expires_on": expires.isoformat() if expires and points > 0 else "",
        }
    ]
