"""A priced sale as the posted rows that record it, and the few of them that depend on how it is paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pos_app.domain.payment import Settlement
from pos_app.services.draft_values import PricedDraft, PricedLine


@dataclass(frozen=True, slots=True)
class SaleHead:
    """What a sale is besides its figures: numbers, date and people."""

    sale_id: int
    first_line_id: int
    number: str
    kind: str
    content_hash: str
    till: str
    cashier: str
    business_date: str
    person_hash: str
    refund_of_id: int | None = None


def goods_rows(priced: PricedDraft, head: SaleHead) -> dict[str, list[dict[str, Any]]]:
    """Rows of sale_line, sale_tax and stock_move."""
    return {
        "sale_line": [_line(line, i, head) for i, line in enumerate(priced.lines)],
        "sale_tax": [
            {
                "line_id": head.first_line_id + i,
                "position": position,
                "code": t.tax.code,
                "name": t.tax.name,
                "kind": t.tax.kind,
                "rate": t.tax.rate,
                "included": t.tax.included,
                "adds_to_base": t.tax.adds_to_base,
                "ignores_previous": t.tax.ignores_previous,
                "base": t.base,
                "amount": t.amount,
            }
            for i, line in enumerate(priced.lines)
            for position, t in enumerate(line.figures.taxes, 1)
        ],
        "stock_move": [
            {
                "product_id": product_id,
                "sale_id": head.sale_id,
                "quantity": quantity,
                "reason": "sale" if quantity < 0 else "return",
            }
            for product_id, quantity in stock_changes(priced)
        ],
    }


def tender_rows(settlement: Settlement, sale_id: int) -> list[dict[str, Any]]:
    """Rows of tender."""
    return [
        {
            "sale_id": sale_id,
            "position": position,
            "type": t.type,
            "amount": t.amount,
            "reference": t.reference,
        }
        for position, t in enumerate(settlement.tenders, 1)
    ]


def stock_changes(priced: PricedDraft) -> list[tuple[int, int]]:
    """Per line with a product: the base product and its change of stock (thousandths)."""
    return [
        (line.product.stock_id, -line.product.stock_quantity(line.sold.quantity))
        for line in priced.lines
        if line.product is not None
    ]


def stock_totals(changes: list[tuple[int, int]]) -> Mapping[int, int]:
    """The changes summed by product."""
    totals: dict[int, int] = {}
    for product_id, quantity in changes:
        totals[product_id] = totals.get(product_id, 0) + quantity
    return totals


def sale_row(priced: PricedDraft, head: SaleHead) -> dict[str, Any]:
    """The row of sale, but for what `paid_columns` has."""
    draft, sale = priced.draft, priced.priced
    return {
        "id": head.sale_id,
        "document_id": draft.id,
        "content_hash": head.content_hash,
        "number": head.number,
        "kind": head.kind,
        "till": head.till,
        "business_date": head.business_date,
        "cashier": head.cashier,
        "customer_id": draft.customer_id,
        "person_hash": head.person_hash,
        "project_id": draft.project_id,
        "refund_of_id": head.refund_of_id,
        "currency": draft.currency.code,
        "exponent": draft.currency.exponent,
        "tax_rounding": draft.tax_rounding,
        "cash_step": draft.cash_rounding.step if draft.cash_rounding else None,
        "cash_method": draft.cash_rounding.method if draft.cash_rounding else "",
        "subtotal": sale.subtotal,
        "document_discount": sale.document_discount,
        "discount": sale.discount,
        "net": sale.net,
        "tax": sale.tax,
        "total": sale.total,
        "points": sale.points,
        "exempt_certificate": priced.exempt_certificate,
        "approved_by": draft.approved_by,
    }


def paid_columns(settlement: Settlement, sold_at: str) -> dict[str, Any]:
    """The columns of sale that are known when it is paid, at a moment in stored form."""
    return {
        "sold_at": sold_at,
        "cash_rounding": settlement.cash_rounding,
        "paid": settlement.paid,
        "change": settlement.change,
    }


def _line(line: PricedLine, index: int, head: SaleHead) -> dict[str, Any]:
    sold, figures = line.sold, line.figures
    return {
        "id": head.first_line_id + index,
        "sale_id": head.sale_id,
        "line_no": index + 1,
        "kind": sold.kind.value,
        "product_id": line.product.id if line.product else None,
        "sku": sold.sku,
        "description": sold.description,
        "unit": sold.unit,
        "quantity": sold.quantity,
        "unit_price": sold.unit_price,
        "list_price": line.list_price,
        "amount": figures.amount,
        "discount": figures.discount,
        "discount_label": sold.discount.label if sold.discount else sold.price_label,
        "discount_code": sold.discount.code if sold.discount else line.offer.code if line.offer else "",
        "document_discount": figures.document_discount,
        "net": figures.net,
        "tax": figures.tax,
        "gross": figures.gross,
        "waived": figures.waived,
        "points": figures.points,
        "points_spent": figures.points_spent,
        "cost": line.cost,
        "return_of_id": line.line.return_of_id,
    }
