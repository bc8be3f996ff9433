"""The values of a sale document: what goes into pricing and what comes out of it.

Amounts are minor units, prices and rates millionths (e6), quantities thousandths.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from pos_app.domain.money import Currency
from pos_app.domain.tax import ExactTax, Tax

TaxRounding = Literal["line", "document"]


class LineKind(StrEnum):
    """What a line is; it decides about discounts and points."""

    GOODS = "goods"
    RETURN = "return"
    GIFT_CARD = "gift_card"
    DEPOSIT = "deposit"
    FEE = "fee"

    @property
    def discountable(self) -> bool:
        """Whether document discounts and rewards may touch it (design.md §3, rule 3)."""
        return self is LineKind.GOODS

    @property
    def earns_points(self) -> bool:
        """Whether its net counts for points (design.md §3, rule 10)."""
        return self is LineKind.GOODS


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount by `percent` (e6 of one) or by `amount` (minor units): exactly one of them is set.

    `label` says where it comes from ("Gold"); `code` the promotion, coupon or reward behind it;
    `points` is what a reward costs.
    """

    percent: int | None = None
    amount: int | None = None
    label: str = ""
    code: str = ""
    points: int = 0

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("a discount is either a percentage or an amount")


class TaxFigure(NamedTuple):
    """One tax of a line or a document: its base and its amount."""

    tax: Tax
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class LineFigures:
    """The final figures of a line.

    `amount` is the line as shown after its own discount, `discount` its own discount and
    `document_discount` its share of document discounts and rewards. `waived` is the tax an
    exemption took off. `points` are earned and `points_spent` paid for rewards (on a return both are
    negative: taken back and given back).
    """

    amount: int
    discount: int
    document_discount: int
    net: int
    tax: int
    gross: int
    taxes: tuple[TaxFigure, ...]
    waived: int = 0
    points: int = 0
    points_spent: int = 0

    def __post_init__(self) -> None:
        if self.net + self.tax != self.gross or sum([t.amount for t in self.taxes]) != self.tax:
            raise ValueError(f"line does not add up: {self}")


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A line to price. A line that is `settled` keeps the figures it brings (returns).

    `price_label` says whose unit price it is where it is not the list price ("Trade", "from 100").
    """

    description: str
    quantity: int
    unit_price: int
    taxes: tuple[Tax, ...] = ()
    discount: Discount | None = None
    kind: LineKind = LineKind.GOODS
    sku: str = ""
    unit: str = "ea"
    settled: LineFigures | None = None
    price_label: str = ""


@dataclass(frozen=True, slots=True)
class SaleDocument:
    """A document to price: `discounts` are document discounts, `rewards` are taken off after them.

    `points_rate` is points for one major unit of eligible net, in e6.
    """

    currency: Currency
    lines: tuple[SaleLine, ...]
    tax_rounding: TaxRounding = "line"
    discounts: tuple[Discount, ...] = ()
    rewards: tuple[Discount, ...] = ()
    exempt: bool = False
    points_rate: int = 0


class Spread(NamedTuple):
    """A discount on the whole or a reward: what it took off the `base` it was taken from, and each line's part."""

    discount: Discount
    base: int
    amount: int
    parts: list[int]


class Workings(NamedTuple):
    """What pricing found on its way to the figures, kept for whoever asks why.

    `taxes` are each line's exact taxes with their amounts (none for settled lines), waived ones included;
    `eligible` is the net that earned the `earned` points of the goods sold.
    """

    taxes: list[list[tuple[ExactTax, int]]]
    spreads: list[Spread]
    eligible: int
    earned: int


@dataclass(frozen=True, slots=True)
class PricedSale:
    """A priced document; lines are in the order of the input.

    `subtotal` is the sum of lines as shown, before document discounts; `document_discount` what
    those and rewards take off; `discount` everything the customer saved. `workings` are None for a sale
    read back from its posted rows.
    """

    document: SaleDocument
    lines: tuple[LineFigures, ...]
    subtotal: int
    document_discount: int
    discount: int
    taxes: tuple[TaxFigure, ...]
    net: int
    tax: int
    total: int
    points: int
    points_spent: int
    workings: Workings | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.net + self.tax != self.total or sum([t.amount for t in self.taxes]) != self.tax:
            raise ValueError("document does not add up")
