"""How much of a price is given away by hand, as exact shares: 1/10 is ten percent.

A discount in percent is that share whatever it is taken from; an amount is its share of what it is taken from.
On a line that also has its part in a discount on the whole sale, the two work one after the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pos_app.domain.money import E6
from pos_app.domain.sale import Discount

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class GivenAway:
    """The discounts by hand of a sale: `lines` by any key of the caller's, `whole` on the sale."""

    lines: Mapping[int, Fraction] = field(default_factory=dict)
    whole: Fraction = NOTHING


def share_of(discount: Discount | None, base: int) -> Fraction:
    """What a discount takes off `base` (minor units) as a share of it; all of it where there is nothing to take."""
    if discount is None:
        return NOTHING
    if discount.percent is not None:
        return Fraction(discount.percent, E6)
    amount = discount.amount or 0
    return Fraction(amount, base) if base > 0 else Fraction(1 if amount else 0)


def together(line: Fraction, whole: Fraction) -> Fraction:
    """The share a line loses to its own discount and then to the one on the whole sale."""
    return line + whole - line * whole


def over(share: Fraction, limit: int) -> bool:
    """Whether a share is above a limit (e6 of one)."""
    return share > Fraction(limit, E6)
