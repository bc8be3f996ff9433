"""What a receipt says, row by row: the one text behind the PDF and the receipt printer.

Values come in as they were stored and are only put into words here, never computed again.
"""

from __future__ import annotations

from datetime import date, datetime

from pos_app import formats
from pos_app.domain.credit_codes import masked
from pos_app.domain.receipt import (
    Receipt,
    ReceiptLine,
    ReceiptOffer,
    ReceiptPoints,
    ReceiptTax,
    ReceiptTender,
)
from pos_app.i18n import N_, _, ngettext
from pos_app.printing.receipt_credit import credit_paper, credit_rows
from pos_app.printing.receipt_rows import Barcode, Box, Gap, Item, Row, Rule, Style
from pos_app.printing.wrapping import clean

PIECE = "ea"
MOST_DESCRIPTION_LINES = 3
_TENDERS = {
    "cash": N_("Cash"),
    "card": N_("Card"),
    "cheque": N_("Cheque"),
    "transfer": N_("Transfer"),
    "gift_card": N_("Gift card"),
    "store_credit": N_("Store credit"),
    "account": N_("On account"),
}


def receipt_items(
    receipt: Receipt, *, customer_initials: str = "", copy: bool = False, erased: bool = False
) -> list[Item]:
    """The whole receipt from top to bottom.

    `copy` marks a reprint at top and bottom; `erased` says so where the customer's initials stood.
    """
    copy_notice: list[Item] = [Row(Style.NOTICE, _("COPY"))] if copy else []
    items: list[Item] = [
        *copy_notice,
        *head_items(receipt),
        Rule(),
        *_identity(receipt, _customer(receipt, customer_initials, erased)),
        Rule(),
    ]
    for line in receipt.lines:
        items.extend(line_items(receipt, line))
    items.append(Rule())
    items.extend(total_items(receipt))
    items.extend(_payment(receipt))
    benefits = _benefits(receipt)
    if benefits:
        items.extend([Rule(), *benefits])
    for card in receipt.credits:
        if card.paper:
            items.extend([Gap(), credit_paper(receipt, card)])
    for offer in receipt.offers:
        items.extend([Gap(), _offer(offer)])
    if receipt.tip:
        items.extend([Gap(), Row(Style.SMALL, clean(receipt.tip), lead=_("Tip:"))])
    items.extend([Rule(), *_foot(receipt)])
    return [*items, Gap(), *copy_notice] if copy else items


def _amount(receipt: Receipt, minor: int) -> str:
    return formats.money(minor, receipt.exponent)


def _is_refund(receipt: Receipt) -> bool:
    return receipt.kind == "refund" or bool(receipt.refund_of)


def head_items(receipt: Receipt) -> list[Item]:
    """The shop on top of the paper."""
    items: list[Item] = [Row(Style.SHOP, clean(receipt.shop_name))]
    items.extend(Row(Style.CENTRED, clean(line)) for line in receipt.shop_lines if line.strip())
    return items


def _customer(receipt: Receipt, initials: str, erased: bool) -> str:
    if erased:
        who = _("Customer erased")
    elif initials:
        who = _("Customer {initials}").format(initials=clean(initials))
    else:
        who = ""
    return " · ".join(part for part in (who, clean(receipt.customer_label)) if part)


def _identity(receipt: Receipt, customer: str) -> list[Item]:
    sold_at = formats.date_time(datetime.fromisoformat(receipt.sold_at))
    place = " · ".join(clean(part) for part in (receipt.till, receipt.cashier) if part.strip())
    items: list[Item] = []
    if _is_refund(receipt):
        items.append(Row(Style.NOTICE, _("REFUND")))
        if receipt.refund_of:
            items.append(Row(Style.CENTRED, _("refund of {number}").format(number=receipt.refund_of)))
        title = _("Refund {number}")
    else:
        title = _("Receipt {number}")
    items.append(Row(Style.SMALL, title.format(number=receipt.number), sold_at, stacks=True))
    if place or customer:
        items.append(Row(Style.SMALL, place, customer, stacks=True))
    if receipt.exempt_certificate:
        certificate = clean(receipt.exempt_certificate)
        items.append(Row(Style.SMALL, _("Tax exempt, certificate {number}").format(number=certificate)))
    return items


def line_items(receipt: Receipt, line: ReceiptLine) -> list[Item]:
    """A line: name and amount, below it how many at what price."""
    # On a refund document the title already says what every line is and where it came from.
    told = _is_refund(receipt) and line.returned_from in ("", receipt.refund_of)
    marked = (bool(line.returned_from) or line.quantity < 0) and not told
    name = clean(line.description)
    label = _("RETURN {name}").format(name=name) if marked else name
    items: list[Item] = [
        Row(Style.PLAIN, label, _amount(receipt, line.amount), most_lines=MOST_DESCRIPTION_LINES)
    ]
    details = [_quantity(receipt, line), clean(line.discount_text)]
    if marked and line.returned_from:
        details.append(_("from {number}").format(number=line.returned_from))
    detail = ", ".join(part for part in details if part)
    if detail:
        items.append(Row(Style.DETAIL, detail))
    return items


def _quantity(receipt: Receipt, line: ReceiptLine) -> str:
    """How many at what price ("3.40 m × 4.20"); nothing for one piece whose price is the amount beside it."""
    price = formats.unit_price(line.unit_price, receipt.exponent)
    single = line.unit == PIECE and abs(line.quantity) == 1000 and not line.discount_text
    if single and price == _amount(receipt, abs(line.amount)):
        return ""
    count = formats.quantity(line.quantity)
    if line.unit != PIECE:
        return _("{quantity} {unit} × {price}").format(quantity=count, unit=clean(line.unit), price=price)
    return _("{quantity} × {price}").format(quantity=count, price=price)


def total_items(receipt: Receipt) -> list[Item]:
    """From the subtotal to the total, with every tax."""
    items: list[Item] = [Row(Style.PLAIN, _("Subtotal"), _amount(receipt, receipt.subtotal))]
    if receipt.document_discount:
        label = clean(receipt.document_discount_text) or _("Discount")
        items.append(Row(Style.PLAIN, label, _amount(receipt, -receipt.document_discount)))
    if receipt.waived:
        certificate = clean(receipt.exempt_certificate)
        label = _("Tax exempt ({certificate})").format(certificate=certificate)
        items.append(
            Row(Style.PLAIN, label if certificate else _("Tax exempt"), _amount(receipt, -receipt.waived))
        )
    items.extend(_tax(receipt, tax) for tax in receipt.taxes if not tax.included)
    items.append(Row(Style.TOTAL, _("Total"), _amount(receipt, receipt.total)))
    # Taxes inside the prices stand below the total: above it they would read as if they were added.
    items.extend(_tax(receipt, tax) for tax in receipt.taxes if tax.included)
    return items


def _tax(receipt: Receipt, tax: ReceiptTax) -> Row:
    name = clean(tax.name)
    if tax.rate is None:
        label = _("incl. {tax}") if tax.included else "{tax}"
        text = label.format(tax=name)
    else:
        label = _("incl. {tax} {rate} of {base}") if tax.included else _("{tax} {rate} of {base}")
        rate = formats.percent(tax.rate, minimum=2)
        text = label.format(tax=name, rate=rate, base=_amount(receipt, tax.base))
    return Row(Style.SMALL if tax.included else Style.PLAIN, text, _amount(receipt, tax.amount))


def _payment(receipt: Receipt) -> list[Item]:
    items: list[Item] = [
        Row(Style.PLAIN, _tender(tender), _amount(receipt, tender.amount)) for tender in receipt.tenders
    ]
    if receipt.change:
        items.append(Row(Style.PLAIN, _("Change"), _amount(receipt, receipt.change)))
    if receipt.cash_rounding:
        text = _("Total rounded for cash {rounding}: {paid}").format(
            rounding=formats.money(receipt.cash_rounding, receipt.exponent, signed=True),
            paid=_amount(receipt, receipt.paid),
        )
        items.append(Row(Style.SMALL, text))
    items.extend(credit_rows(receipt))
    return items


def tender_name(type_: str) -> str:
    """What a way to pay is called on paper."""
    return _(_TENDERS[type_]) if type_ in _TENDERS else clean(type_)


def _tender(tender: ReceiptTender) -> str:
    name = tender_name(tender.type)
    if tender.amount < 0:
        name = _("{tender}, given back").format(tender=name)
    reference = clean(tender.reference)
    if tender.type in ("gift_card", "store_credit"):
        # Whoever finds the paper must not be able to spend the card.
        reference = masked(reference)
    return f"{name} {reference}" if reference else name


def _benefits(receipt: Receipt) -> list[Item]:
    items: list[Item] = []
    if receipt.saved > 0:
        items.append(Row(Style.PLAIN, _("You saved"), _amount(receipt, receipt.saved)))
    if receipt.points is not None:
        items.extend(_points(receipt, receipt.points))
    return items


def _points(receipt: Receipt, points: ReceiptPoints) -> list[Item]:
    sum_text = formats.integer(points.before)
    for change in (points.earned, -points.spent):
        if change:
            sign = "+" if change > 0 else formats.MINUS
            sum_text += f" {sign} {formats.integer(abs(change))}"
    label = _("Points: {sum}").format(sum=sum_text)
    items: list[Item] = [Row(Style.PLAIN, label, formats.integer(points.balance), strong_value=True)]
    notes = []
    if points.reward_points:
        worth = _amount(receipt, points.reward_worth)
        count = formats.integer(points.reward_points)
        notes.append(_("{points} points are worth {worth}.").format(points=count, worth=worth))
    if points.months:
        months = ngettext("Points last {months} month.", "Points last {months} months.", points.months)
        notes.append(months.format(months=points.months))
    if notes:
        items.append(Row(Style.SMALL, " ".join(notes)))
    return items


def _offer(offer: ReceiptOffer) -> Box:
    until = formats.long_date(date.fromisoformat(offer.until))
    if offer.where:
        terms = _("until {date}, one use, in {where}").format(date=until, where=clean(offer.where))
    else:
        terms = _("until {date}, one use").format(date=until)
    return Box(
        (
            Row(Style.CENTRED_STRONG, _("For you: {offer}").format(offer=clean(offer.text))),
            Row(Style.CENTRED, terms),
            Barcode(offer.code, tall=True),
            Row(Style.CENTRED, offer.code),
        )
    )


def _foot(receipt: Receipt) -> list[Item]:
    if receipt.return_days > 0 and not _is_refund(receipt):
        terms = ngettext(
            "returns within {days} day with this receipt",
            "returns within {days} days with this receipt",
            receipt.return_days,
        ).format(days=receipt.return_days)
        text = f"{receipt.number} · {terms}"
    else:
        text = receipt.number
    items: list[Item] = [Barcode(receipt.number), Row(Style.CENTRED, text)]
    items.extend(Row(Style.CENTRED, clean(line)) for line in receipt.footer if line.strip())
    return items
