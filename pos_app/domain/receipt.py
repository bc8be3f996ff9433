"""The receipt as final values: printed, stored, and reprinted from here, never priced again.

Amounts are minor units with the receipt's exponent, unit prices e6, quantities thousandths,
rates e6. Names of people are not part of it: posted documents hold only references, and the
person's initials are looked up when the paper is made (design.md §5, Erasure).
"""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line as it reads on paper; `returned_from` is the original receipt's number on a return."""

    description: str
    quantity: int
    unit: str
    unit_price: int
    amount: int
    discount_text: str = ""
    returned_from: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptTax:
    """A tax total; `rate` is e6 of one for a percentage, None for a fixed fee."""

    name: str
    rate: int | None
    base: int
    amount: int
    included: bool


@dataclass(frozen=True, slots=True)
class ReceiptTender:
    """What was handed over (negative: given back)."""

    type: str
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptPoints:
    """Points before, earned and spent with this sale, and after; `reward_points` are worth `reward_worth`."""

    before: int
    earned: int
    spent: int
    balance: int
    reward_points: int = 0
    reward_worth: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptOffer:
    """An offer to print in its box: `text` "15% off a T25 bit set", `where` "aisle B2", ISO date `until`."""

    code: str
    text: str
    until: str
    where: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptCredit:
    """What is on a gift card or store credit after the sale.

    With `paper` this receipt is the card or slip itself and shows its whole code; a customer's own store
    credit has no code that anyone needs, so `code` is "".
    """

    kind: str
    code: str
    balance: int
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything on the paper. `sold_at` is the shop's local time as ISO text without zone.

    `customer_block` refers to the erasable personal block; `customer_label` is what may be stored
    for ever ("Gold"). `waived` is the included tax that an exemption took off (negative: put back on a
    return), so that subtotal − document discount − waived + added taxes = total.
    """

    number: str
    kind: str
    shop_name: str
    shop_lines: tuple[str, ...]
    sold_at: str
    till: str
    cashier: str
    currency: str
    exponent: int
    lines: tuple[ReceiptLine, ...]
    subtotal: int
    document_discount: int
    document_discount_text: str
    taxes: tuple[ReceiptTax, ...]
    total: int
    cash_rounding: int
    paid: int
    change: int
    tenders: tuple[ReceiptTender, ...]
    saved: int
    customer_block: str = ""
    customer_label: str = ""
    points: ReceiptPoints | None = None
    offers: tuple[ReceiptOffer, ...] = ()
    tip: str = ""
    footer: tuple[str, ...] = ()
    return_days: int = 0
    exempt_certificate: str = ""
    refund_of: str = ""
    language: str = "en"
    version: int = field(default=1)
    waived: int = 0
    credits: tuple[ReceiptCredit, ...] = ()


def to_plain(receipt: Receipt) -> dict[str, Any]:
    """The receipt as plain JSON values, for storage."""
    return {name: plain_part(getattr(receipt, name)) for name in _names(Receipt)}


def plain_part(value: Any) -> Any:
    """A field of a receipt as plain JSON values."""
    if isinstance(value, tuple):
        return [plain_part(one) for one in value]
    if value is None or isinstance(value, (str, int)):
        return value
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def from_plain(data: dict[str, Any]) -> Receipt:
    """A stored receipt back as the same value."""
    values = dict(data)
    values["shop_lines"] = tuple(values["shop_lines"])
    values["footer"] = tuple(values["footer"])
    values["lines"] = tuple(ReceiptLine(**line) for line in values["lines"])
    values["taxes"] = tuple(ReceiptTax(**tax) for tax in values["taxes"])
    values["tenders"] = tuple(ReceiptTender(**tender) for tender in values["tenders"])
    values["offers"] = tuple(ReceiptOffer(**offer) for offer in values["offers"])
    values["credits"] = tuple(ReceiptCredit(**credit) for credit in values.get("credits", ()))
    values["points"] = ReceiptPoints(**values["points"]) if values["points"] else None
    return Receipt(**values)
