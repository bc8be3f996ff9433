"""What the window and the command line see of quotes: final figures, ready to format.

Amounts are minor units with the quote's `exponent`, prices e6, quantities thousandths.
"""

from dataclasses import dataclass
from typing import Literal

from pos_app.domain.message import Amount, Message, msg
from pos_app.domain.money import Currency
from pos_app.domain.quote import Addressee, QuotePaper, QuoteState
from pos_app.services.changes import Changes

Prices = Literal["quoted", "today"]


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A row of the list: dates are ISO text, `receipt` the number of the sale it became."""

    number: str
    state: QuoteState
    customer_id: int | None
    customer: str
    company: str
    project: str
    note: str
    made_on: str
    expires_on: str
    total: int
    currency: Currency
    receipt: str


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A quote as it was made, with the names as they are known now."""

    id: int
    hit: QuoteHit
    paper: QuotePaper
    addressee: Addressee


@dataclass(frozen=True, slots=True)
class LinePrice:
    """A line's price (e6), what comes off it, the amount after that as shown, its tax, and total with tax."""

    unit_price: int
    discount: int
    amount: int
    tax: int
    total: int


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A quoted line beside today's; `today` is None where the shop no longer sells it so."""

    position: int
    sku: str
    description: str
    quantity: int
    unit: str
    quoted: LinePrice
    today: LinePrice | None

    @property
    def difference(self) -> int | None:
        """Today's amount less the quoted one, both after the line's discount and as shown."""
        return None if self.today is None else self.today.amount - self.quoted.amount


@dataclass(frozen=True, slots=True)
class QuoteComparison:
    """A quote beside today.

    `quoted_total` is on its paper; `taken_total` is what its prices come to with the taxes and goods of today,
    `today_total` what today's prices come to: None where nothing of it is sold any more.
    """

    hit: QuoteHit
    lines: tuple[ComparedLine, ...]
    quoted_total: int
    taken_total: int | None
    today_total: int | None

    @property
    def gone(self) -> tuple[str, ...]:
        """What the shop no longer sells, by name."""
        return tuple(line.description for line in self.lines if line.today is None)

    @property
    def difference(self) -> int | None:
        """Today's total less what the quoted prices come to now."""
        if self.today_total is None or self.taken_total is None:
            return None
        return self.today_total - self.taken_total

    @property
    def proposed(self) -> Prices | None:
        """Which prices to take: the quoted ones while they hold, unless today is cheaper."""
        if self.hit.state == "sold" or self.difference is None:
            return None
        return "today" if self.hit.state == "expired" or self.difference < 0 else "quoted"

    @property
    def remark(self) -> Message:
        """The difference in one sentence."""
        exponent = self.hit.currency.exponent
        if self.difference is None:
            return msg("Nothing of this quote is sold any more.")
        if self.difference < 0:
            return msg("Today it is {amount} less.", amount=Amount(-self.difference, exponent))
        if self.difference > 0:
            return msg("Today it is {amount} more.", amount=Amount(self.difference, exponent))
        return msg("Today it costs the same.")


@dataclass(frozen=True, slots=True)
class QuoteMade(Changes):
    """A quote that is stored: `until` is its last day (ISO); `answer` what a command answers."""

    number: str = ""
    until: str = ""
    total: int = 0
    answer: dict[str, object] | None = None
