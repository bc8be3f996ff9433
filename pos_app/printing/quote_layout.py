"""What a quote says on the roll, row by row: the text behind its 80 mm PDF and the receipt printer."""

from __future__ import annotations

from datetime import date, datetime

from pos_app import formats
from pos_app.domain.quote import Addressee, QuotePaper
from pos_app.i18n import _
from pos_app.printing.receipt_layout import head_items, line_items, total_items
from pos_app.printing.receipt_rows import Barcode, Box, Gap, Item, Row, Rule, Style
from pos_app.printing.wrapping import clean


def quote_items(paper: QuotePaper, addressee: Addressee) -> list[Item]:
    """The whole quote from top to bottom; what is signed for stands above the barcode."""
    sheet = paper.sheet
    items: list[Item] = [*head_items(sheet), Rule(), *_identity(paper, addressee), Rule()]
    for line in sheet.lines:
        items.extend(line_items(sheet, line))
    items.extend([Rule(), *total_items(sheet)])
    if sheet.saved > 0:
        items.append(Row(Style.PLAIN, _("You save"), formats.money(sheet.saved, sheet.exponent)))
    until = formats.long_date(date.fromisoformat(paper.valid_until))
    items.extend([Gap(), Box((Row(Style.CENTRED, _("Valid until")), Row(Style.NOTICE, until)))])
    if addressee.note.strip():
        items.extend([Gap(), Row(Style.SMALL, clean(addressee.note), lead=_("Note:"))])
    if paper.terms:
        items.append(Gap())
        items.extend(Row(Style.SMALL, clean(line)) for line in paper.terms if line.strip())
    items.extend([Rule(), Barcode(sheet.number, tall=True), Row(Style.CENTRED, sheet.number)])
    return items


def made_at(paper: QuotePaper) -> str:
    """When the quote was made, on the shop's wall clock."""
    return formats.date_time(datetime.fromisoformat(paper.sheet.sold_at))


def maker(paper: QuotePaper) -> str:
    """Where and by whom it was made: "Counter 1 · Dana"."""
    return " · ".join(clean(part) for part in (paper.sheet.till, paper.sheet.cashier) if part.strip())


def named(addressee: Addressee) -> list[str]:
    """Whom it is for, a line each; [] for a walk-in customer."""
    if addressee.erased:
        return [_("Customer erased")]
    lines = [clean(addressee.name), clean(addressee.company)]
    if addressee.project.strip():
        lines.append(_("Project: {name}").format(name=clean(addressee.project)))
    return [line for line in lines if line]


def _identity(paper: QuotePaper, addressee: Addressee) -> list[Item]:
    sheet = paper.sheet
    title = _("Quote {number}").format(number=sheet.number)
    items: list[Item] = [Row(Style.NOTICE, _("QUOTE")), Row(Style.SMALL, title, made_at(paper), stacks=True)]
    if maker(paper):
        items.append(Row(Style.SMALL, maker(paper)))
    items.extend(Row(Style.SMALL, line) for line in named(addressee))
    if sheet.exempt_certificate:
        certificate = clean(sheet.exempt_certificate)
        items.append(Row(Style.SMALL, _("Tax exempt, certificate {number}").format(number=certificate)))
    return items
