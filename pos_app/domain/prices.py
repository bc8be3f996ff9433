"""The best single price for a customer: list, level, promotion, coupon or a discount by hand.

Design.md §3, rule 1: offers never add up; the cheapest line wins, chosen the same way every time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from pos_app.domain.money import Currency, line_amount
from pos_app.domain.pricing import discount_of
from pos_app.domain.sale import Discount


class Source(IntEnum):
    """Where an offer comes from; at the same amount the first of these wins."""

    PROMOTION = 1
    LEVEL = 2
    COUPON = 3
    BY_HAND = 4


@dataclass(frozen=True, slots=True)
class PriceOffer:
    """A way to sell a line: a `unit_price` (e6) of its own, or a `discount` on the list price."""

    source: Source
    unit_price: int | None = None
    discount: Discount | None = None

    def __post_init__(self) -> None:
        if (self.unit_price is None) == (self.discount is None):
            raise ValueError("a price offer is either a price or a discount")


@dataclass(frozen=True, slots=True)
class ChosenPrice:
    """The price and discount a line gets; `offer` is None at the list price."""

    unit_price: int
    discount: Discount | None
    offer: PriceOffer | None


def best_price(
    list_price: int, quantity: int, offers: Iterable[PriceOffer], currency: Currency
) -> ChosenPrice:
    """The offer with the lowest line amount; the list price when nothing is lower.

    A discount by an amount is capped at the line by the caller's check: one that is too large
    raises UserError ``bad_discount``.
    """
    full = line_amount(quantity, list_price, currency)
    best, lowest = None, full
    for offer in sorted(offers, key=_order):
        if offer.discount is not None:
            amount = full - discount_of(full, offer.discount, currency)
        else:
            amount = line_amount(quantity, offer.unit_price or 0, currency)
        if amount < lowest:
            best, lowest = offer, amount
    if best is None:
        return ChosenPrice(list_price, None, None)
    return ChosenPrice(best.unit_price if best.unit_price is not None else list_price, best.discount, best)


def _order(offer: PriceOffer) -> tuple[int, str]:
    return offer.source, offer.discount.code if offer.discount else ""
