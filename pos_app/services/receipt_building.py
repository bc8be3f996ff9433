"""Make the receipt value of a sale: everything on the paper, final, from figures that are already made."""

from datetime import datetime

from pos_app import formats
from pos_app.domain.payment import Settlement
from pos_app.domain.receipt import (
    Receipt,
    ReceiptCredit,
    ReceiptLine,
    ReceiptOffer,
    ReceiptPoints,
    ReceiptTax,
    ReceiptTender,
)
from pos_app.domain.sale import Discount, TaxFigure
from pos_app.i18n import _
from pos_app.services.draft_values import BY_HAND, PricedDraft, PricedLine
from pos_app.services.settings import ShopSettings


def build_receipt(
    priced: PricedDraft,
    settlement: Settlement,
    settings: ShopSettings,
    *,
    number: str,
    kind: str,
    till: str,
    cashier: str,
    sold_at: datetime,
    person_hash: str,
    offers: tuple[ReceiptOffer, ...],
    refund_of: str = "",
    credits: tuple[ReceiptCredit, ...] = (),
) -> Receipt:
    """The receipt of a sale; `till` and `cashier` are names, `sold_at` the shop's wall clock."""
    draft, sale = priced.draft, priced.priced
    return Receipt(
        number=number,
        kind=kind,
        shop_name=settings.shop.name,
        shop_lines=settings.shop.lines,
        sold_at=sold_at.strftime("%Y-%m-%dT%H:%M:%S"),
        till=till,
        cashier=cashier,
        currency=draft.currency.code,
        exponent=draft.currency.exponent,
        lines=tuple(_line(line, draft.currency.exponent) for line in priced.lines),
        subtotal=sale.subtotal,
        document_discount=sale.document_discount,
        document_discount_text=discount_text(draft.discount) if draft.discount else "",
        taxes=tuple(_tax(t) for t in sale.taxes),
        total=sale.total,
        cash_rounding=settlement.cash_rounding,
        paid=settlement.paid,
        change=settlement.change,
        tenders=tuple(ReceiptTender(t.type, t.amount, t.reference) for t in settlement.tenders),
        saved=max(0, sum(f.discount + f.document_discount for f in sale.lines if f.amount >= 0)),
        customer_block=person_hash,
        customer_label=priced.buyer.tier if priced.buyer else "",
        points=_points(priced, settings),
        offers=offers,
        tip=_tip(priced),
        footer=settings.receipt.footer,
        return_days=settings.receipt.return_days,
        exempt_certificate=priced.exempt_certificate,
        refund_of=refund_of,
        language=settings.shop.language,
        # Added taxes that are waived were never in the amounts; included ones must come off them.
        credits=credits,
        waived=sum(f.amount - f.document_discount - f.net for f in sale.lines if f.waived),
    )


def discount_text(discount: Discount) -> str:
    """ "Gold −5%" or "−2.00 by hand": the label with the percentage, or the label alone."""
    if discount.percent is None:
        return discount.label
    return f"{discount.label} −{formats.percent(discount.percent)}".strip()


def price_text(line: PricedLine, exponent: int) -> str:
    """What lowered a line's price, beside it: "Gold −5%", "Trade", "from 100: 0.12", "Spring −1.00 each"."""
    offer, discount = line.offer, line.sold.discount
    if discount is None:
        if offer is not None and offer.unit_price is not None:
            price = formats.unit_price(offer.unit_price, exponent)
            return f"{offer.label}: {price}" if offer.least else offer.label
        if line.blind:
            return _("Without receipt")
        if line.line.priced_by == BY_HAND:
            return _("By hand")
        return _("Price label") if line.line.priced_by == "label" else line.line.price_label
    if offer is not None and offer.off is not None:
        less = formats.unit_price(-offer.off, exponent)
        return _("{label} {less} each").format(label=discount.label, less=less).strip()
    if discount.percent is not None or (offer is not None and offer.buy_get is not None):
        return discount_text(discount)
    return f"{discount.label} {formats.money(-abs(line.figures.discount), exponent)}".strip()


def _line(line: PricedLine, exponent: int) -> ReceiptLine:
    sold, source = line.sold, line.source
    return ReceiptLine(
        description=sold.description,
        quantity=sold.quantity,
        unit=sold.unit,
        unit_price=sold.unit_price,
        amount=line.figures.amount,
        discount_text="" if source else price_text(line, exponent),
        returned_from=source.number if source else "",
    )


def _tax(figure: TaxFigure) -> ReceiptTax:
    tax = figure.tax
    rate = tax.rate if tax.kind == "percent" else None
    return ReceiptTax(tax.name or tax.code, rate, figure.base, figure.amount, tax.included)


def _points(priced: PricedDraft, settings: ShopSettings) -> ReceiptPoints | None:
    if priced.buyer is None:
        return None
    sale, before = priced.priced, priced.buyer.points
    reward = min(settings.loyalty.rewards, key=lambda r: r.points, default=None)
    return ReceiptPoints(
        before=before,
        earned=sale.points,
        spent=sale.points_spent,
        balance=before + sale.points - sale.points_spent,
        reward_points=reward.points if reward else 0,
        reward_worth=reward.worth if reward else 0,
        months=settings.loyalty.months,
    )


def _tip(priced: PricedDraft) -> str:
    """The tip of the dearest thing bought that has one."""
    tips = [
        (line.figures.amount, line.product.tip) for line in priced.lines if line.product and line.product.tip
    ]
    bought = [tip for tip in tips if tip[0] > 0]
    return max(bought)[1] if bought else ""
