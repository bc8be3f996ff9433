"""The offers that may lower the price of a draft's lines: promotions, levels, coupons, and by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.memory import each_remembered, remembered
from pos_app.data.queries import promotions as queries
from pos_app.data.queries import selling
from pos_app.data.queries.selling import Buyer, SoldProduct
from pos_app.data.records import Record
from pos_app.domain.money import Currency
from pos_app.domain.prices import BuyGet, ChosenPrice, PriceOffer, Source, best_price
from pos_app.domain.sale import Discount
from pos_app.late import late

if TYPE_CHECKING:
    from pos_app.services import offers
else:
    (offers,) = late("pos_app.services", "offers")


@dataclass(frozen=True, slots=True)
class Coupon:
    """A redeemable offer: `percent` (e6) off one product or one category with those below it."""

    offer_id: int
    code: str
    percent: int
    label: str
    product_id: int | None
    category_id: int | None


@dataclass(frozen=True, slots=True)
class OfferBook:
    """Everything that may lower a line: offers of products, and `wide` ones with their category (None: all goods)."""

    own: Mapping[int, tuple[PriceOffer, ...]] = field(default_factory=dict)
    wide: tuple[tuple[int | None, PriceOffer], ...] = ()
    coupons: Mapping[str, Coupon] = field(default_factory=dict)
    parents: Mapping[int, int | None] = field(default_factory=dict)

    def for_line(self, product: SoldProduct | None, hand: Discount | None) -> list[PriceOffer]:
        """The offers for a product, with the cashier's own discount."""
        found = [by_hand(hand)] if hand is not None else []
        if product is None:
            return found
        above = self._categories_of(product)
        found += self.own.get(product.id, ())
        found += [offer for category, offer in self.wide if category in above]
        for c in self.coupons.values():
            if c.product_id == product.id or (c.product_id is None and c.category_id in above):
                discount = Discount(percent=c.percent, label=c.label, code=c.code)
                found.append(PriceOffer(Source.COUPON, discount=discount, label=c.label, code=c.code))
        return found

    def choose(
        self,
        product: SoldProduct | None,
        list_price: int,
        quantity: int,
        hand: Discount | None,
        currency: Currency,
    ) -> ChosenPrice:
        """The best single price (e6) of a quantity; UserError ``bad_discount`` for one by hand that is too large."""
        found = best_price(list_price, quantity, self.for_line(product, hand), currency)
        if hand is not None and hand.amount is not None and found.discount is not hand:
            # A discount by hand that is too large is refused even where another offer is better.
            best_price(list_price, quantity, [by_hand(hand)], currency)
        return found

    def _categories_of(self, product: SoldProduct) -> set[int | None]:
        # None stands for everything: a promotion that names no category.
        above: set[int | None] = {None}
        category = product.category_id
        while category is not None and category not in above:
            above.add(category)
            category = self.parents.get(category)
        return above


def by_hand(discount: Discount) -> PriceOffer:
    """The cashier's own discount as an offer."""
    return PriceOffer(Source.BY_HAND, discount=discount)


def offer_of(row: Record) -> PriceOffer:
    """A row of the promotions as an offer; the tables keep four decimals, documents six."""
    least = row.least_quantity
    source = Source.LEVEL if row.level else Source.BREAK if least else Source.PROMOTION
    names = {"label": row.label, "code": row.code, "least": least}
    if row.kind == "price":
        return PriceOffer(source, unit_price=row.price * 100, **names)
    if row.kind == "amount":
        return PriceOffer(source, off=row.amount * 100, **names)
    if row.kind == "buy_get":
        return PriceOffer(source, buy_get=BuyGet(row.buy_quantity, row.get_quantity, row.percent), **names)
    discount = Discount(percent=row.percent, label=row.label, code=row.code)
    return PriceOffer(source, discount=discount, **names)


def load(
    session: Session,
    *,
    products: Collection[int],
    levels: tuple[str, ...],
    coupons: Mapping[str, Coupon],
    on: str,
) -> OfferBook:
    """What can lower these products on an ISO date for these levels, with coupons already checked."""
    wide = _wide(session, levels, on)
    own = each_remembered(
        session, f"offers {on} {levels}", products, lambda ids: _own(session, ids, levels, on)
    )
    by_category = any(category for category, _o in wide) or any(c.category_id for c in coupons.values())
    return OfferBook(own, wide, coupons, selling.category_parents(session) if by_category else {})


@remembered
def _wide(session: Session, levels: tuple[str, ...], on: str) -> tuple[tuple[int | None, PriceOffer], ...]:
    return tuple((row.category_id, offer_of(row)) for row in queries.running(session, levels, on))


def _own(
    session: Session, ids: list[int], levels: tuple[str, ...], on: str
) -> dict[int, tuple[PriceOffer, ...]]:
    found: dict[int, tuple[PriceOffer, ...]] = dict.fromkeys(ids, ())
    for row in queries.running(session, levels, on, products=ids):
        found[row.product_id] = (*found[row.product_id], offer_of(row))
    return found


def levels_of(buyer: Buyer | None) -> tuple[str, ...]:
    """The levels whose promotions a customer gets: their own and their tier."""
    return tuple(level for level in (buyer.level, buyer.tier) if level) if buyer else ()


def coupons(session: Session, codes: Sequence[str], *, customer_id: int | None, on: str) -> dict[str, Coupon]:
    """The offers behind scanned codes, each checked; UserErrors of `offers.redeemable`."""
    found = {}
    for code in codes:
        offer = offers.redeemable(session, code=code, customer_id=customer_id, on=on)
        found[offer.code] = Coupon(
            offer.offer_id, offer.code, offer.percent, offer.label, offer.product_id, offer.category_id
        )
    return found
