"""What goods are worth that come back without their receipt (design.md §3, rule 9)."""

from collections.abc import Iterable
from typing import NamedTuple

from pos_app.domain.money import E6, divide_half_up
from pos_app.domain.prices import PriceOffer

# A price counts on the business date itself and on this many days before it.
DAYS = 30


class SoldFor(NamedTuple):
    """A line as it was sold: `paid` minor units as shown, after every discount, for `quantity` thousandths."""

    paid: int
    quantity: int
    exponent: int
    receipt: str

    @property
    def unit_price(self) -> int:
        """What one unit came to (e6, half up), never below zero."""
        return max(0, divide_half_up(self.paid * 1000 * E6, self.quantity * 10**self.exponent))


def lowest_sold(lines: Iterable[SoldFor]) -> SoldFor | None:
    """The line with the lowest price for one unit, the first of equal ones; None where there is none."""
    return min(lines, key=lambda line: line.unit_price, default=None)


def lowest_offered(list_price: int, offers: Iterable[PriceOffer]) -> int:
    """The lowest price for one unit (e6, half up) that anyone could get, whatever quantity it takes."""
    return min((_each(list_price, offer) for offer in offers), default=list_price)


def _each(list_price: int, offer: PriceOffer) -> int:
    deal, discount = offer.buy_get, offer.discount
    if offer.unit_price is not None:
        return min(list_price, offer.unit_price)
    if offer.off is not None:
        # One that takes off more than the price is left out, as it is when goods are sold.
        return list_price - offer.off if offer.off <= list_price else list_price
    if deal is not None:
        group = deal.buy + deal.get
        return divide_half_up(list_price * (group * E6 - deal.get * deal.percent), group * E6)
    if discount is not None and discount.percent is not None:
        return divide_half_up(list_price * (E6 - discount.percent), E6)
    return list_price
