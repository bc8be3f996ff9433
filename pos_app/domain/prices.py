"""The best single price for a customer: list, level, quantity break, promotion, coupon or a discount by hand.

Design.md §3, rule 1: offers never add up; the cheapest line wins, chosen the same way every time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from pos_app.domain.money import E6, Currency, divide_half_up, line_amount
from pos_app.domain.pricing import discount_of
from pos_app.domain.sale import Discount


class Source(IntEnum):
    """Where an offer comes from; at the same amount the first of these wins, so no coupon is used in vain."""

    PROMOTION = 1
    BREAK = 2
    LEVEL = 3
    COUPON = 4
    BY_HAND = 5


@dataclass(frozen=True, slots=True)
class BuyGet:
    """Of every whole group of `buy` + `get` (thousandths) the latter are `percent` (e6) off; E6 is free."""

    buy: int
    get: int
    percent: int = E6

    def __post_init__(self) -> None:
        if self.buy <= 0 or self.get <= 0 or not 0 <= self.percent <= E6:
            raise ValueError(f"no such offer: {self}")

    def cheaper(self, quantity: int) -> int:
        """How much of a quantity (thousandths) is at the lower price."""
        return quantity // (self.buy + self.get) * self.get


@dataclass(frozen=True, slots=True)
class PriceOffer:
    """A way to sell a line of at least `least` (thousandths): exactly one of four is set.

    A `unit_price` (e6) of its own, a `discount` on the line, `off` (e6) each unit, or a `buy_get`.
    """

    source: Source
    unit_price: int | None = None
    discount: Discount | None = None
    off: int | None = None
    buy_get: BuyGet | None = None
    label: str = ""
    code: str = ""
    least: int = 0

    def __post_init__(self) -> None:
        terms = (self.unit_price, self.discount, self.off, self.buy_get)
        if sum(term is not None for term in terms) != 1:
            raise ValueError("a price offer is a price, a discount, an amount off, or a buy-n-get-m")
        if (self.unit_price or 0) < 0 or (self.off or 0) < 0:
            raise ValueError("a price offer is not negative")


@dataclass(frozen=True, slots=True)
class ChosenPrice:
    """The price, discount and amount a line gets; `offer` is None at the list price.

    `too_large` are offers that were left out because they take more off than the price.
    """

    unit_price: int
    discount: Discount | None
    amount: int
    offer: PriceOffer | None
    too_large: tuple[PriceOffer, ...] = ()


def best_price(
    list_price: int, quantity: int, offers: Iterable[PriceOffer], currency: Currency
) -> ChosenPrice:
    """The offer with the lowest line amount for a quantity (thousandths); the list price when nothing is lower.

    The result never depends on the order of the offers and is never below zero: an offer that takes
    more off each unit than the list price (e6) is left out. A discount by an amount is capped at the
    line by the caller's check: one that is too large raises UserError ``bad_discount``.
    """
    full = line_amount(quantity, list_price, currency)
    best = ChosenPrice(list_price, None, full, None)
    too_large: list[PriceOffer] = []
    for offer in sorted(offers, key=_order):
        if quantity < offer.least:
            continue
        if offer.off is not None and offer.off > list_price:
            too_large.append(offer)
            continue
        found = _priced(offer, list_price, quantity, full, currency)
        if found.amount < best.amount:
            best = found
    if too_large:
        best = ChosenPrice(best.unit_price, best.discount, best.amount, best.offer, tuple(too_large))
    return best


def _priced(offer: PriceOffer, list_price: int, quantity: int, full: int, currency: Currency) -> ChosenPrice:
    """The line under one offer."""
    if offer.unit_price is not None:
        amount = line_amount(quantity, offer.unit_price, currency)
        return ChosenPrice(offer.unit_price, None, amount, offer)
    discount = offer.discount
    if discount is None:
        less = full - _paid(offer, list_price, quantity, currency)
        discount = Discount(amount=less, label=offer.label, code=offer.code)
    return ChosenPrice(list_price, discount, full - discount_of(full, discount, currency), offer)


def _paid(offer: PriceOffer, list_price: int, quantity: int, currency: Currency) -> int:
    """What is paid with an amount off each unit, or for the groups of a buy-n-get-m: rounded half up once."""
    if offer.buy_get is None:
        return line_amount(quantity, list_price - (offer.off or 0), currency)
    weighted = quantity * E6 - offer.buy_get.cheaper(quantity) * offer.buy_get.percent
    return divide_half_up(weighted * list_price * currency.scale, 1000 * E6 * E6)


def _order(offer: PriceOffer) -> tuple[object, ...]:
    """A total order, so that two offers of the same worth are never told apart by their place."""
    d, g = offer.discount, offer.buy_get
    terms = (
        offer.unit_price,
        offer.off,
        d and d.percent,
        d and d.amount,
        g and g.buy,
        g and g.get,
        g and g.percent,
    )
    names = (offer.code or (d.code if d else ""), offer.label or (d.label if d else ""))
    return (int(offer.source), *names, offer.least, *(-1 if term is None else term for term in terms))
