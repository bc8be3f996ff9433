"""Goods that come back without receipt or name: at the lowest price of the last 30 days, as store credit.

Rule 9 of design.md §3. Of a customer who is named it takes the points that the goods would bring today: else the
points of the sale would be kept, and buying and bringing back would make points out of nothing (rule 10).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import blind_returns as queries
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import promotions as promotion_queries
from pos_app.data.queries import selling
from pos_app.data.queries.selling import SoldProduct
from pos_app.domain.blind_returns import DAYS, lowest_offered, lowest_sold
from pos_app.domain.permissions import Permission, may
from pos_app.domain.quantity import check_quantity
from pos_app.domain.sale import LineKind
from pos_app.errors import UserError
from pos_app.services import approvals, price_offers, settings
from pos_app.services.approvals import Approval, ApprovalError, active_staff
from pos_app.services.cart_changes import change_cart
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.draft_values import BY_HAND, DraftLine


@dataclass(frozen=True, slots=True)
class Worth:
    """A product and what one unit of it is worth without a receipt (e6); `receipt` had that price, "" none."""

    product_id: int
    sku: str
    name: str
    unit: str
    unit_price: int
    receipt: str


def worth(desk: Desk, *, product_id: int = 0, code: str = "") -> Worth:
    """What a product, or what is behind a scanned code, is worth; UserError ``unknown_product``."""
    with desk.db.read() as session:
        id_ = selling.product_id_by_code(session, code.strip()) if code else product_id
        product = selling.products(session, [id_]).get(id_) if id_ else None
        if product is None:
            raise UserError("unknown_product", "There is no product {code}.", code=code.strip()[:40])
        unit_price, receipt = lowest_price(session, product, on=desk.business_date().isoformat())
        return Worth(product.id, product.sku, product.name, product.unit, unit_price, receipt)


def add_blind_return(
    desk: Desk, *, product_id: int, quantity: int, approval: Approval | None = None
) -> Changes:
    """Take a product back into the open sale without a receipt; quantity in thousandths, whatever its sign.

    UserErrors ``unknown_product``, ``bad_quantity`` and those of `approvals.require`; the cart is then as it was.
    """

    def put(session: Session, cart: Cart) -> None:
        line = blind_line(session, product_id, quantity, on=desk.business_date().isoformat())
        granted = approvals.require(session, desk, Permission.BLIND_RETURN, approval)
        row = CartLine(
            cart_id=cart.id,
            position=cart_queries.next_position(session, cart.id),
            kind=line.kind.value,
            product_id=product_id,
            unit=line.unit,
            quantity=line.quantity,
            unit_price=line.unit_price,
            priced_by=line.priced_by,
            # Which receipt had the price: who asks why is told.
            discount_label=line.price_label,
            reason=granted.reason,
            approved_by=granted.by,
        )
        cart_queries.add_line(session, row)
        cart.selected = row.id or 0

    return change_cart(desk, put)


def blind_line(session: Session, product_id: int, quantity: int, *, on: str) -> DraftLine:
    """The line of such a return on an ISO business date, at the price found; `price_label` is its receipt or "".

    UserErrors ``unknown_product``, ``bad_quantity``.
    """
    product = selling.products(session, [product_id]).get(product_id)
    if product is None or not product.active:
        raise UserError("unknown_product", "This product is not sold any more.")
    check_quantity(quantity, product.unit)
    unit_price, receipt = lowest_price(session, product, on=on)
    return DraftLine(
        quantity=-abs(quantity),
        product_id=product_id,
        sku=product.sku,
        unit=product.unit,
        unit_price=unit_price,
        kind=LineKind.RETURN,
        priced_by=BY_HAND,
        price_label=receipt,
    )


def lowest_price(session: Session, product: SoldProduct, *, on: str) -> tuple[int, str]:
    """The lowest price (e6 a unit) of the 30 days up to an ISO date, and the receipt that had it.

    Not sold in these days: the lowest that anyone could pay today, and "". Packs and singles are products of
    their own.
    """
    since = (date.fromisoformat(on) - timedelta(DAYS)).isoformat()
    currency = settings.cached(session).shop.currency.code
    sold = lowest_sold(queries.sold_for(session, product.id, since=since, until=on, currency=currency))
    if sold is not None:
        return sold.unit_price, sold.receipt
    levels = tuple(sorted(promotion_queries.levels(session)))
    book = price_offers.load(session, products=[product.id], levels=levels, coupons={}, on=on)
    return lowest_offered(product.price * 100, book.for_line(product, None)), ""


def sent_line(session: Session, line: DraftLine, *, on: str, approver: str, selling_now: bool) -> DraftLine:
    """A line of a document that gives a product back without naming a receipt.

    Its own unit price may lower what is paid, never raise it. To sell it UserErrors ``return_without_receipt``
    where nobody allowed it, ``approval_needed`` where that person may not; ``bad_discount``.
    """
    if line.discount is not None:
        raise UserError("bad_discount", "A return goes back at its own price.")
    if selling_now:
        _check_approver(session, approver)
    found = blind_line(session, line.product_id or 0, line.quantity, on=on)
    least = found.unit_price or 0
    if line.unit_price is not None:
        if line.unit_price < 0:
            raise UserError("bad_price", "A price cannot be negative.")
        if line.unit_price < least:
            found = replace(found, unit_price=line.unit_price, price_label=BY_HAND)
    return replace(
        found, description=line.description, taxes=line.taxes, approved_by=approver, reason=line.reason
    )


def _check_approver(session: Session, approver: str) -> None:
    if not approver:
        raise UserError("return_without_receipt", "Goods come back with their receipt.")
    if not may(active_staff(session, approver).role, Permission.BLIND_RETURN):
        raise ApprovalError(Permission.BLIND_RETURN)
