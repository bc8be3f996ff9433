"""Ringing up: every change to the open sale is stored before the screen shows it.

Each function prices the changed cart before it commits, so what cannot be sold never gets in: the
cart is as it was and the error says why.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data import memory, tables
from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.domain.quantity import ONE, check_quantity, parse_quantity
from pos_app.errors import UserError
from pos_app.late import late
from pos_app.services import cart_drafts, labels, open_sale, packs, settings
from pos_app.services.allowances import WHOLE, Asked, clear_reason, given_reason
from pos_app.services.cart_changes import (
    change_cart,
    ensure_open,
    finish_change,
    line_of,
    put_coupon,
    put_customer,
    put_product,
)
from pos_app.services.cart_returns import add_returns
from pos_app.services.cart_view import CartView, Scanned
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.services.draft_values import BY_HAND, QUOTED
from pos_app.services.overrides import require_for_more
from pos_app.services.quote_selling import following, label, scanned_quote

if TYPE_CHECKING:
    from pos_app.domain import credit_codes
    from pos_app.services import credits, offers
    from pos_app.services.approvals import Approval
else:
    (credit_codes,) = late("pos_app.domain", "credit_codes")
    credits, offers = late("pos_app.services", "credits", "offers")


def current(desk: Desk) -> CartView:
    """The open sale of this till, priced."""
    return open_sale.current(desk)


_TIMES = re.compile(r"\s*([0-9]{1,7}(?:[.,][0-9]{1,3})?)\s*[*×]\s*(.+)", re.DOTALL)


def scan(desk: Desk, *, code: str, quantity: int | None = None) -> Scanned:
    """Do what a scanned or typed code asks for: add a product, redeem an offer, name a customer.

    `3*CODE` is three of it; `quantity` in thousandths. A label with a price, weight or quantity brings its
    own quantity. An old receipt is reported, not acted on. What
    nobody knows gives the outcome ``unknown`` and changes nothing.
    """
    times = _TIMES.fullmatch(code)
    if times:
        quantity, code = parse_quantity(times[1].replace(",", ".")), times[2]
    code = code.strip()
    if not code:
        return Scanned()
    with desk.db.write() as session:
        memory.join(session, desk.db)
        product_id = selling.product_id_by_code(session, code)
        offer = None if product_id else offers.find_code(session, code)
        customer_id = None if product_id or offer else selling.customer_id_by_scan(session, code)
        known = product_id or offer or customer_id
        goods = None if known else labels.find(session, settings.load(session), code, quantity or ONE)
        if known or goods:
            cart = ensure_open(session, desk)
            if product_id:
                put_product(session, cart, product_id, quantity or ONE)
            elif goods:
                labels.put(session, cart, goods)
            elif offer:
                put_coupon(session, cart, offer)
            elif customer_id:
                put_customer(session, cart, customer_id)
            notices = finish_change(session, desk, cart)
            line = product_id or goods
            outcome = "line" if line else "coupon" if offer else "customer"
            areas = frozenset({Area.CART} if line else {Area.CART, Area.CUSTOMER, Area.OFFER})
            return Scanned(
                areas, (cart.id,), notices, outcome=outcome, line_id=cart.selected if line else None,
                customer_id=cart.customer_id,
            )  # fmt: skip
        sale = selling.sale_by_number(session, code.upper())
        if sale is not None:
            return Scanned(outcome="receipt", receipt=sale.number, customer_id=sale.customer_id)
        quote = scanned_quote(session, code)
        if quote is not None:
            return Scanned(outcome="quote", quote=quote.number, customer_id=quote.customer_id)
        if credit_codes.read_code(code) is not None:
            now_open = cart_queries.open_cart(session, desk.till)
            account = credits.account_by_code(session, code, now_open.customer_id if now_open else None)
            return Scanned(outcome="credit", account=account)
    return Scanned()


def add_product(desk: Desk, *, product_id: int, quantity: int = ONE) -> Changes:
    """Add a product; pieces of one already there go onto its line. Quantity in thousandths."""
    return change_cart(desk, lambda session, cart: put_product(session, cart, product_id, quantity))


def add_custom(
    desk: Desk,
    *,
    description: str,
    unit_price: int,
    quantity: int = ONE,
    taxes: tuple[str, ...] | None = None,
) -> Changes:
    """Add a line that is no product of the shop: a text, a unit price (e6), taxes by code (None: the usual)."""
    text = description.strip()
    if not text or len(text) > 200:
        raise UserError("bad_name", "A description of 1 to 200 characters is needed.")
    if unit_price < 0:
        raise UserError("bad_price", "A price cannot be negative.")
    check_quantity(quantity)

    def put(session: Session, cart: Cart) -> None:
        line = CartLine(
            cart_id=cart.id, position=cart_queries.next_position(session, cart.id), description=text,
            quantity=quantity, unit_price=unit_price, taxes=None if taxes is None else ",".join(taxes),
        )  # fmt: skip
        cart_queries.add_line(session, line)
        cart.selected = line.id or 0

    return change_cart(desk, put)


def set_quantity(desk: Desk, *, line_id: int, quantity: int, approval: Approval | None = None) -> Changes:
    """Set a line's quantity in thousandths; a return stays negative whatever the sign.

    What was allowed for another quantity (more at a price by hand, a larger share by a discount) needs
    an approval: errors of `approvals.require`.
    """

    def put(session: Session, cart: Cart) -> None:
        line = line_of(session, line_id)
        if quantity < 0 and line.kind != "return":
            raise UserError("bad_quantity", "Nothing is sold by less than zero; take it back as a return.")
        amount = check_quantity(-abs(quantity) if line.kind == "return" else quantity, line.unit)
        require_for_more(session, desk, line, amount, approval)
        with following(session, cart):
            line.quantity = amount
        cart.selected = line_id

    return change_cart(desk, put, asked=Asked(approval=approval))


def change_quantity(desk: Desk, *, line_id: int, by: int, approval: Approval | None = None) -> Changes:
    """Add to a line's quantity (thousandths, further from zero on a return); at zero the line goes.

    Approval and errors as in `set_quantity`.
    """

    def put(session: Session, cart: Cart) -> None:
        line = line_of(session, line_id)
        sign = -1 if line.quantity < 0 else 1
        size = abs(line.quantity) + by
        with following(session, cart):
            if size <= 0:
                cart_queries.drop_line(session, line)
            else:
                amount = check_quantity(sign * size, line.unit)
                require_for_more(session, desk, line, amount, approval)
                line.quantity = amount
                cart.selected = line_id

    return change_cart(desk, put, asked=Asked(approval=approval))


def remove_line(desk: Desk, *, line_id: int) -> Changes:
    """Take a line out; the one after it is selected."""

    def put(session: Session, cart: Cart) -> None:
        line = line_of(session, line_id)
        rows = cart_queries.lines(session, cart.id)
        after = [r.id for r in rows if r.position > line.position] or [r.id for r in rows if r.id != line_id][
            -1:
        ]
        cart.selected = after[0] or 0 if after else 0
        with following(session, cart):
            cart_queries.drop_line(session, line)

    return change_cart(desk, put)


def select_line(desk: Desk, *, line_id: int) -> Changes:
    """Remember which line the keys act on."""

    def put(session: Session, cart: Cart) -> None:
        cart.selected = line_of(session, line_id).id or 0

    return change_cart(desk, put)


def discount_line(
    desk: Desk,
    *,
    line_id: int,
    percent: int | None = None,
    amount: int | None = None,
    approval: Approval | None = None,
) -> Changes:
    """Give a line a discount by hand (percent e6, or amount in minor units); neither takes it off.

    Above the limit of the shop it needs permission and a reason: errors of `approvals.require`.
    """

    def put(session: Session, cart: Cart) -> None:
        line = line_of(session, line_id)
        if line.kind == "return":
            raise UserError("bad_discount", "A return goes back at its own price.")
        line.discount_percent, line.discount_amount, line.discount_label = percent, amount, ""
        if line.priced_by not in (BY_HAND, QUOTED):
            line.reason, line.approved_by = given_reason(approval), ""
        clear_reason(line)
        cart.selected = line_id

    return change_cart(desk, put, strict=True, asked=Asked(frozenset({line_id}), approval))


def discount_cart(
    desk: Desk,
    *,
    percent: int | None = None,
    amount: int | None = None,
    reason: str = "",
    approval: Approval | None = None,
) -> Changes:
    """Give the whole sale a discount; neither percent nor amount takes it off. Errors as in `discount_line`."""

    def put(session: Session, cart: Cart) -> None:
        given = percent is not None or amount is not None
        cart.discount_percent, cart.discount_amount = percent, amount
        why = given_reason(approval) or reason.strip()[:190]
        # The name of a quote is what marks its own discount.
        why = f"({why})" if cart.quote_id is not None and why.startswith(label("")) else why
        cart.discount_reason = why if given else ""
        cart.approved_by = ""

    return change_cart(desk, put, strict=True, asked=Asked(frozenset({WHOLE}), approval))


def take_pack(desk: Desk, *, line_id: int) -> Changes:
    """Sell packs instead of the singles of a line, as the hint offers."""

    def put(session: Session, cart: Cart) -> None:
        view = cart_drafts.view(session, desk, settings.load(session), cart)
        hint = view.pack_hint
        if hint is None or hint.line_id != line_id:
            raise UserError("no_pack", "No pack is cheaper than this line.")
        packs.take(session, cart, line_of(session, line_id), hint)

    return change_cart(desk, put)


def set_customer(desk: Desk, *, customer_id: int | None) -> Changes:
    """Say whose sale this is; another customer's project, rewards and offers leave the cart."""
    return change_cart(desk, lambda session, cart: put_customer(session, cart, customer_id), Area.CUSTOMER)


def set_project(desk: Desk, *, project_id: int | None) -> Changes:
    """Book the sale on one of the customer's projects."""

    def put(session: Session, cart: Cart) -> None:
        if project_id is not None:
            project = session.get(tables.Project, project_id)
            if project is None or project.customer_id != cart.customer_id:
                raise UserError("unknown_project", "This customer has no such project.")
        cart.project_id = project_id

    return change_cart(desk, put, Area.CUSTOMER)


def use_reward(desk: Desk, *, reward: str, times: int = 1) -> Changes:
    """Use a reward with this sale; points are taken only when it is paid."""

    def put(session: Session, cart: Cart) -> None:
        cart_queries.drop_rewards(session, cart.id, reward)
        cart_queries.add_reward(session, cart.id, reward, times)

    return change_cart(desk, put, Area.CUSTOMER, strict=True)


def drop_reward(desk: Desk, *, reward: str) -> Changes:
    """Do not use a reward after all."""
    return change_cart(
        desk, lambda session, cart: cart_queries.drop_rewards(session, cart.id, reward), Area.CUSTOMER
    )


def add_coupon(desk: Desk, *, code: str) -> Changes:
    """Redeem an offer with this sale; errors of `offers.redeemable`."""
    return change_cart(desk, lambda session, cart: put_coupon(session, cart, code), Area.OFFER)


def drop_coupon(desk: Desk, *, code: str) -> Changes:
    """Take an offer's code out of the sale."""
    return change_cart(
        desk, lambda session, cart: cart_queries.drop_coupon(session, cart.id, code), Area.OFFER
    )


def total_shown(desk: Desk, *, total: int) -> Changes:
    """Remember that the customer was told this total (minor units): what leaves the sale from now on is audited.

    The payment window calls it whenever it shows a total; with nothing in the sale nothing is remembered.
    """
    with desk.db.write() as session:
        cart = cart_queries.open_cart(session, desk.till)
        if cart is not None and cart_queries.lines(session, cart.id):
            cart.total_shown = total
            session.commit()
    return Changes()


def add_return(
    desk: Desk, *, receipt: str, line: int, quantity: int, approval: Approval | None = None
) -> Changes:
    """Give back a quantity (thousandths, positive) of one line: `cart_returns.add_returns`."""
    return add_returns(desk, back=[(receipt, line, quantity)], approval=approval)
