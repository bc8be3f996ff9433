"""Gift cards and store credit on the receipt: what is left on them, and the paper that is the card itself."""

from __future__ import annotations

from pos_app import formats
from pos_app.domain.credit_codes import masked, scannable
from pos_app.domain.receipt import Receipt, ReceiptCredit
from pos_app.i18n import _
from pos_app.printing.receipt_rows import Barcode, Box, Item, Row, Style


def credit_rows(receipt: Receipt) -> list[Item]:
    """A line for every card and store credit that was used: what is on it now."""
    return [
        Row(Style.SMALL, _still_on(card), formats.money(card.balance, receipt.exponent))
        for card in receipt.credits
        if not card.paper
    ]


def credit_paper(receipt: Receipt, card: ReceiptCredit) -> Box:
    """The gift card or slip to keep: what is on it, its barcode and its code."""
    amount = formats.money(card.balance, receipt.exponent)
    title = _("Gift card {amount}") if card.kind == "gift_card" else _("Store credit {amount}")
    return Box(
        (
            Row(Style.CENTRED_STRONG, title.format(amount=amount)),
            Row(Style.CENTRED, _("Keep this paper: it pays here like money.")),
            Barcode(scannable(card.code), tall=True),
            Row(Style.CENTRED, card.code),
        )
    )


def _still_on(card: ReceiptCredit) -> str:
    if card.kind == "gift_card":
        return _("Left on gift card {end}").format(end=masked(card.code))
    if card.code:
        return _("Left on store credit {end}").format(end=masked(card.code))
    return _("Store credit now")
