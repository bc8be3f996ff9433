"""What the sale page shows of a cart: final figures, ready to format.

Amounts are minor units, prices e6, quantities thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.services.changes import Changes

if TYPE_CHECKING:
    from pos_app.data.cart_rows import Cart
    from pos_app.domain.credit import Account
    from pos_app.domain.message import Message
    from pos_app.domain.money import Currency
    from pos_app.domain.payment import Tender
    from pos_app.domain.sale import PricedSale


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line: `note` is the second row ("A4-12 · 23 on the shelf"), `discount_text` "Gold −5%"."""

    id: int
    product_id: int | None
    sku: str
    description: str
    note: Message | None
    quantity: int
    unit: str
    unit_price: int
    discount_text: str
    amount: int
    is_return: bool
    low_stock: bool = False


@dataclass(frozen=True, slots=True)
class PackHint:
    """So many packs that are cheaper than the singles of a line, with `rest` (thousandths) of it as singles."""

    line_id: int
    pack_product_id: int
    text: Message
    count: int = 1
    rest: int = 0


@dataclass(frozen=True, slots=True)
class CartView:
    """The open cart. `cash_total` is the total rounded for cash; `priced` explains every figure.

    `quote` is the number of the quote that the cart was filled from.
    `problem` says why the cart cannot be priced (`priced` is then None although there are lines).
    """

    id: str
    currency: Currency
    lines: tuple[CartLineView, ...]
    selected_id: int | None
    customer_id: int | None
    project_id: int | None
    subtotal: int
    document_discount: int
    document_discount_text: str
    taxes: tuple[tuple[str, int | None, int], ...]  # name, rate e6 (None: fixed), amount
    taxes_included: bool
    total: int
    cash_total: int
    points: int
    pack_hint: PackHint | None
    coupons: tuple[str, ...]
    rewards: tuple[str, ...]
    held: int
    priced: PricedSale | None
    warnings: tuple[Message, ...] = ()
    problem: Message | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class HeldCart:
    """A sale on hold: local time it was started, its total and number of lines."""

    id: str
    name: str
    note: str
    customer: str
    started_at: str
    lines: int
    total: int


@dataclass(frozen=True, slots=True)
class Scanned(Changes):
    """Outcome of a scan or search term: a product line, a customer, an offer, or nothing known.

    `outcome` is ``line``, ``customer``, ``coupon``, ``receipt`` (an old receipt: `receipt` its number,
    `customer_id` its customer), ``quote`` (`quote` its number), ``credit`` (a gift card or store credit: `account`)
    or ``unknown``.
    """

    outcome: str = "unknown"
    line_id: int | None = None
    customer_id: int | None = None
    receipt: str = ""
    quote: str = ""
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class SaleCompleted(Changes):
    """A sale that is committed: `tenders` as they were booked. `answer` is the JSON-ready result of interfaces.md."""

    sale_id: int = 0
    number: str = ""
    total: int = 0
    paid: int = 0
    change: int = 0
    tenders: tuple[Tender, ...] = ()
    answer: dict[str, object] | None = None


def bare_view(currency: Currency, held: int, cart: Cart | None = None) -> CartView:
    """A cart without lines; None where nothing was rung up since the last sale."""
    return CartView(
        id="" if cart is None else cart.id,
        currency=currency,
        lines=(),
        selected_id=None,
        customer_id=None if cart is None else cart.customer_id,
        project_id=None if cart is None else cart.project_id,
        subtotal=0,
        document_discount=0,
        document_discount_text="",
        taxes=(),
        taxes_included=False,
        total=0,
        cash_total=0,
        points=0,
        pack_hint=None,
        coupons=(),
        rewards=(),
        held=held,
        priced=None,
    )
