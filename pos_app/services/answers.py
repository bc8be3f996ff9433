"""The result of pricing or selling a document, as JSON-ready values (interfaces.md, "Result").

Amounts and quantities are plain decimal strings with the currency's decimals.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pos_app.domain.message import english
from pos_app.domain.money import Currency, plain_amount, plain_price
from pos_app.domain.payment import Settlement
from pos_app.domain.quantity import plain_quantity
from pos_app.domain.receipt import ReceiptOffer
from pos_app.domain.sale import PricedSale, TaxFigure
from pos_app.errors import PosError
from pos_app.services.credits import Booked
from pos_app.services.draft_values import PricedDraft

# A sentence that quotes what was sent stays on one line, whatever that was.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def priced_answer(
    priced: PricedDraft, settlement: Settlement, *, receipt: str | None = None
) -> dict[str, Any]:
    """The answer for a priced draft; `receipt` is its number once it is posted.

    ``subtotal`` is the sum of the lines as shown, before the document discount; ``discount`` is all
    that was saved, the sum of the lines' discounts, of which ``document_discount`` came off the whole.
    """
    sale, currency = priced.priced, priced.draft.currency

    def amount(value: int) -> str:
        return plain_amount(value, currency)

    answer: dict[str, Any] = {"id": priced.draft.id}
    if receipt is not None:
        answer["receipt"] = receipt
    answer |= {
        "currency": currency.code,
        "lines": _lines(sale, currency),
        "subtotal": amount(sale.subtotal),
        "discount": amount(sale.discount),
        "document_discount": amount(sale.document_discount),
        "taxes": _taxes(sale.taxes, currency),
        "net": amount(sale.net),
        "tax": amount(sale.tax),
        "total": amount(sale.total),
        **paid_answer(settlement, currency),
        "points": points_answer(sale, priced.buyer.points if priced.buyer else 0),
        "offers": [],
        "warnings": [english(w) for w in priced.warnings],
    }
    if settlement.due and settlement.tenders:
        answer["due"] = amount(settlement.due)
    if priced.exempt_certificate:
        answer["tax_exempt"] = {
            "certificate": priced.exempt_certificate,
            "waived": amount(sum(f.waived for f in sale.lines)),
        }
    return answer


def paid_answer(settlement: Settlement, currency: Currency) -> dict[str, Any]:
    """The members of the answer that say how it was paid."""

    def amount(value: int) -> str:
        return plain_amount(value, currency)

    return {
        "cash_rounding": amount(settlement.cash_rounding),
        "paid": amount(settlement.paid),
        "change": amount(settlement.change),
        "tenders": [
            {"type": t.type, "amount": amount(t.amount)} | ({"reference": t.reference} if t.reference else {})
            for t in settlement.tenders
        ],
    }


def points_answer(sale: PricedSale, before: int) -> dict[str, str]:
    """Points earned and spent with a sale, and the balance after it."""
    return {
        "earned": str(sale.points),
        "spent": str(sale.points_spent),
        "balance": str(before + sale.points - sale.points_spent),
    }


def offers_answer(offers: Iterable[ReceiptOffer]) -> list[dict[str, str]]:
    """Offers as the answer lists them."""
    return [{"code": o.code, "text": o.text, "until": o.until, "reason": o.reason} for o in offers]


def credit_answer(booked: Booked, currency: Currency) -> dict[str, Any]:
    """What is on the gift cards that were sold, and on the cards and store credit that paid or took money back."""
    left = {code: plain_amount(balance, currency) for code, balance in booked.balances}
    sold = [b for b in booked.bookings if b.line is not None and b.amount > 0]
    used = {b.code: b for b in booked.bookings if b not in sold}
    answer: dict[str, Any] = {}
    if sold:
        answer["gift_cards"] = [
            {"line": b.line, "code": b.code, "balance": left[b.code]}
            for b in sorted(sold, key=lambda b: b.line or 0)
        ]
    if used:
        answer["credit"] = [
            {"type": b.kind, "code": code, "balance": left[code]}
            | ({"new": True} if b.event == "issue" else {})
            for code, b in used.items()
        ]
    return answer


def error_answer(document_id: str | None, error: PosError) -> dict[str, Any]:
    """The answer for a document that cannot be done."""
    body: dict[str, Any] = {"code": error.code, "message": _CONTROL.sub(" ", str(error))}
    if error.line is not None:
        body["line"] = error.line
    return {"id": document_id, "error": body}


def _lines(sale: PricedSale, currency: Currency) -> list[dict[str, Any]]:
    lines = []
    for number, (line, figures) in enumerate(zip(sale.document.lines, sale.lines, strict=True), 1):
        lines.append(
            {
                "line": number,
                "sku": line.sku,
                "description": line.description,
                "quantity": plain_quantity(line.quantity),
                "unit": line.unit,
                "unit_price": plain_price(line.unit_price, currency),
                "discount": plain_amount(figures.discount + figures.document_discount, currency),
                "net": plain_amount(figures.net, currency),
                "tax": plain_amount(figures.tax, currency),
                "gross": plain_amount(figures.gross, currency),
                "taxes": _taxes(figures.taxes, currency),
            }
        )
    return lines


def _taxes(taxes: Sequence[TaxFigure], currency: Currency) -> list[dict[str, str]]:
    return [
        {
            "code": t.tax.code,
            "base": plain_amount(t.base, currency),
            "amount": plain_amount(t.amount, currency),
        }
        for t in taxes
    ]
