"""The offers that may lower the price of a draft's lines: promotions, levels, coupons, and by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from pos_app.data.queries import selling
from pos_app.data.queries.selling import Buyer, SoldProduct
from pos_app.data.tables import Promotion
from pos_app.domain.prices import PriceOffer, Source
from pos_app.domain.sale import Discount
from pos_app.services import offers


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
    """Everything that may lower a line, ready to be matched with products."""

    promotions: tuple[Promotion, ...] = ()
    coupons: Mapping[str, Coupon] = field(default_factory=dict)
    parents: Mapping[int, int | None] = field(default_factory=dict)

    def for_line(self, product: SoldProduct | None, quantity: int, hand: Discount | None) -> list[PriceOffer]:
        """The offers for a quantity (thousandths) of a product, with the cashier's own discount."""
        found = [by_hand(hand)] if hand is not None else []
        if product is None:
            return found
        above = self._categories_of(product)
        for p in self.promotions:
            aimed = (
                p.product_id == product.id
                if p.product_id
                else p.category_id in above
                if p.category_id
                else True
            )
            if aimed and quantity >= p.least_quantity:
                found.append(_of_promotion(p))
        for c in self.coupons.values():
            if c.product_id == product.id or (c.product_id is None and c.category_id in above):
                discount = Discount(percent=c.percent, label=c.label, code=c.code)
                found.append(PriceOffer(Source.COUPON, discount=discount))
        return found

    def _categories_of(self, product: SoldProduct) -> set[int]:
        above: set[int] = set()
        category = product.category_id
        while category is not None and category not in above:
            above.add(category)
            category = self.parents.get(category)
        return above


def by_hand(discount: Discount) -> PriceOffer:
    """The cashier's own discount as an offer."""
    return PriceOffer(Source.BY_HAND, discount=discount)


def _of_promotion(promotion: Promotion) -> PriceOffer:
    source = Source.LEVEL if promotion.level else Source.PROMOTION
    if promotion.price is not None:
        return PriceOffer(source, unit_price=promotion.price * 100)
    return PriceOffer(
        source, discount=Discount(percent=promotion.percent, label=promotion.label, code=promotion.code)
    )


def load(session: Session, *, levels: tuple[str, ...], coupons: Mapping[str, Coupon], on: str) -> OfferBook:
    """The promotions of an ISO date for these levels, with coupons already checked."""
    found = tuple(selling.promotions(session, levels, on))
    by_category = any(p.category_id for p in found) or any(c.category_id for c in coupons.values())
    return OfferBook(found, coupons, selling.category_parents(session) if by_category else {})


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
