"""A sale before it is posted, from wherever it comes (cart, command line), and the same with its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos_app.data.queries.selling import Buyer, SoldProduct
from pos_app.domain.loyalty import Reward
from pos_app.domain.message import Message
from pos_app.domain.money import Currency
from pos_app.domain.payment import CashRounding
from pos_app.domain.prices import PriceOffer
from pos_app.domain.sale import Discount, LineFigures, LineKind, PricedSale, SaleLine, TaxRounding
from pos_app.domain.tax import Tax
from pos_app.services.price_offers import OfferBook
from pos_app.services.returning import ReturnSource

# `priced_by` of a unit price that somebody at the till, or the sender of a document, chose.
BY_HAND = "hand"
# And of one that a quote promised.
QUOTED = "quote"


@dataclass(frozen=True, slots=True)
class QuoteUse:
    """The quote behind a draft; `until` is its last day (ISO) while unapproved quoted prices are in it, else ""."""

    id: int
    number: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line to sell. `unit_price` (e6), `taxes` and `description` None or "" mean the product's own.

    `priced_by` says whose `unit_price` it is, as on a cart's line, `price_label` what that price is called;
    `reason` and `approved_by` explain a price or a discount by hand; `gift_code` is the gift card that a gift
    card line tops up, "" for new ones.
    """

    quantity: int
    product_id: int | None = None
    sku: str = ""
    description: str = ""
    unit: str = ""
    unit_price: int | None = None
    taxes: tuple[Tax, ...] | None = None
    reason: str = ""
    approved_by: str = ""
    discount: Discount | None = None
    kind: LineKind = LineKind.GOODS
    gift_code: str = ""
    return_of_id: int | None = None
    priced_by: str = ""
    price_label: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole sale to price; what is left None comes from the shop's settings.

    `discount_reason` and `discount_approved_by` explain the discount on the whole.
    """

    id: str
    lines: tuple[DraftLine, ...]
    currency: Currency
    tax_rounding: TaxRounding
    cash_rounding: CashRounding | None
    customer_id: int | None = None
    project_id: int | None = None
    discount: Discount | None = None
    coupons: tuple[str, ...] = ()
    rewards: tuple[tuple[str, int], ...] = ()
    exempt_certificate: str = ""
    approved_by: str = ""
    quote: QuoteUse | None = None
    discount_reason: str = ""
    discount_approved_by: str = ""
    tax_definitions: Mapping[str, Tax] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A draft line with its product, the list price it started from, and its final figures.

    `offer` is what lowered its price, None at the list price, at a price by hand and on a return.
    """

    line: DraftLine
    product: SoldProduct | None
    sold: SaleLine
    list_price: int
    cost: int
    figures: LineFigures
    source: ReturnSource | None = None
    offer: PriceOffer | None = None

    @property
    def blind(self) -> bool:
        """Whether it comes back without a receipt, with figures of its own."""
        return self.source is None and self.sold.kind is LineKind.RETURN


@dataclass(frozen=True, slots=True)
class PricedDraft:
    """A draft with every figure; `offers` maps used coupon codes to offer ids."""

    draft: Draft
    priced: PricedSale
    lines: tuple[PricedLine, ...]
    buyer: Buyer | None
    exempt_certificate: str = ""
    offers: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the shop knows about a draft; the defaults are a world without a shop."""

    products: Mapping[int, SoldProduct] = field(default_factory=dict)
    classes: Mapping[str, tuple[Tax, ...]] = field(default_factory=dict)
    default_class: str = ""
    sources: Mapping[int, ReturnSource] = field(default_factory=dict)
    book: OfferBook = field(default_factory=OfferBook)
    buyer: Buyer | None = None
    points_rate: int = 0
    rewards: Mapping[str, Reward] = field(default_factory=dict)
    margin_floor: int | None = None
