"""How a cart is changed: in one transaction, priced before it is committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy.orm import Session

from pos_app.data import memory
from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.domain.allowances import GivenAway
from pos_app.domain.message import Message, msg
from pos_app.domain.quantity import check_quantity
from pos_app.errors import UserError
from pos_app.late import late
from pos_app.services import allowances, open_sale, removals, settings
from pos_app.services.allowances import Asked
from pos_app.services.cart_drafts import PricedCart, price_cart
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.quote_selling import tidy

if TYPE_CHECKING:
    from pos_app.services import offers
else:
    (offers,) = late("pos_app.services", "offers")


def put_product(session: Session, cart: Cart, product_id: int, quantity: int) -> None:
    """Put a product into a cart within a transaction; selects its line."""
    product = selling.products(session, [product_id]).get(product_id)
    if product is None or not product.active:
        raise UserError("unknown_product", "This product is not sold any more.")
    check_quantity(quantity, product.unit)
    rows = cart_queries.lines(session, cart.id)
    line = next((r for r in rows if _same_goods(r, product_id)), None) if product.unit == "ea" else None
    if line is not None and line.quantity + quantity:
        line.quantity = check_quantity(line.quantity + quantity, product.unit)
    else:
        line = CartLine(
            cart_id=cart.id, position=len(rows) and rows[-1].position + 1, product_id=product_id,
            unit=product.unit, quantity=quantity,
        )  # fmt: skip
        cart_queries.add_line(session, line)
    cart.selected = line.id or 0


def put_coupon(session: Session, cart: Cart, code: str) -> None:
    """Put an offer's code into a cart within a transaction; twice is once."""
    if code not in cart_queries.coupons(session, cart.id):
        cart_queries.add_coupon(session, cart.id, code)


def put_customer(session: Session, cart: Cart, customer_id: int | None) -> None:
    """Name a cart's customer within a transaction; what belongs to another customer leaves the cart."""
    if customer_id is not None and selling.buyer(session, customer_id) is None:
        raise UserError("unknown_customer", "This customer does not exist any more.")
    if cart.customer_id != customer_id:
        cart.project_id = None
        cart_queries.drop_rewards(session, cart.id)
        for code in cart_queries.coupons(session, cart.id):
            cart_queries.drop_coupon(session, cart.id, code)
    cart.customer_id = customer_id


def ensure_open(session: Session, desk: Desk) -> Cart:
    """The till's open cart, made now if there is none."""
    cart = cart_queries.open_cart(session, desk.till)
    if cart is None:
        now = desk.now()
        cart = Cart(
            id=str(uuid4()), till=desk.till, started_at=now, started_by=desk.actor.code, changed_at=now
        )
        cart_queries.add_cart(session, cart)
    return cart


def finish_change(
    session: Session,
    desk: Desk,
    cart: Cart,
    before: GivenAway | None = None,
    asked: Asked | None = None,
) -> tuple[Message, ...]:
    """Price the changed cart (an error leaves it as it was), commit, and say what had to leave it.

    A reward or a discount on the whole must not keep a line from being taken out: where the sale has
    become too small for them, they leave with it. So does a discount that is further above the limit now
    than `before` (None: nothing can have grown), unless it is `asked` for: then someone has to allow it.
    """
    cart.changed_at = desk.now()
    notices: tuple[Message, ...] = tidy(session, cart)
    try:
        found = _check(session, desk, cart)
    except UserError as error:
        if error.code not in _OUTGROWN:
            raise
        cart.discount_percent = cart.discount_amount = None
        cart.discount_reason = cart.approved_by = ""
        cart_queries.drop_rewards(session, cart.id)
        found = _check(session, desk, cart)
        notices += (msg("The discount or reward on the whole sale no longer fits it and was taken out."),)
    if found is not None and before is not None:
        taken_out, found = _keep_to_limits(session, desk, found, before, asked)
        notices += taken_out
    open_sale.keep(session, desk, settings.load(session), cart, found)
    session.commit()
    memory.carry(session, desk.db)
    return notices


def _keep_to_limits(
    session: Session, desk: Desk, found: PricedCart, before: GivenAway, asked: Asked | None
) -> tuple[tuple[Message, ...], PricedCart | None]:
    """Have discounts above the limit allowed where someone asks for them, take the others out."""
    cart, lines = found.cart, found.rows
    if cart.discount_amount is None and cart.discount_percent is None and not _with_discount(lines):
        return (), found
    limit = settings.load(session).limits.discount_percent
    fresh = asked.fresh if asked else frozenset()
    now = allowances.given_away(lines, found.priced)
    over = list(allowances.outgrown(limit, before, now, fresh))
    wanted = [i for i in over if asked and (i != allowances.WHOLE or i in fresh)]
    unasked = [i for i in over if i not in wanted]
    wanted += allowances.over_together(limit, now, cart, lines, fresh)
    if wanted and asked:
        allowances.allow(session, desk, cart, lines, wanted, asked)
    # Reasons and names that were noted belong to the draft, so it is made again.
    if not unasked:
        return (), _check(session, desk, cart) if wanted else found
    notices = allowances.take_out(cart, lines, unasked)
    return notices, _check(session, desk, cart)


def _with_discount(lines: Sequence[CartLine]) -> bool:
    return any(r.discount_percent is not None or r.discount_amount is not None for r in lines)


def _given_before(session: Session, desk: Desk, cart: Cart) -> GivenAway:
    """The discounts by hand as they are now, to be compared with those after a change."""
    lines = cart_queries.lines(session, cart.id)
    if cart.discount_amount is None and cart.discount_percent is None and not _with_discount(lines):
        return GivenAway()
    try:
        found = _check(session, desk, cart)
    except UserError:
        # What cannot be priced before the change has nothing to compare with.
        return GivenAway()
    return GivenAway() if found is None else allowances.given_away(lines, found.priced)


# What pricing says when a discount on the whole, or a reward, is larger than what is left to discount.
_OUTGROWN = {"bad_discount", "reward_not_usable", "points_missing"}


def _check(session: Session, desk: Desk, cart: Cart) -> PricedCart | None:
    if not cart_queries.lines(session, cart.id):
        for code in cart_queries.coupons(session, cart.id):
            on = desk.business_date().isoformat()
            offers.redeemable(session, code=code, customer_id=cart.customer_id, on=on)
        if cart_queries.rewards(session, cart.id):
            raise UserError(
                "reward_not_usable", "There is nothing in this sale that the reward can be used for."
            )
        return None
    return price_cart(session, desk, settings.load(session), cart)


def change_cart(
    desk: Desk,
    put: Callable[[Session, Cart], object],
    *areas: Area,
    strict: bool = False,
    asked: Asked | None = None,
) -> Changes:
    """Open the till's cart, let `put` change it, and store it if it can still be sold.

    `strict` refuses what does not fit instead of taking discounts and rewards out. With `asked` a discount
    that goes above the limit is allowed by the approval in it, or refused (`approvals.require`).
    """
    with desk.db.write() as session:
        memory.join(session, desk.db)
        cart = ensure_open(session, desk)
        before, shown = _given_before(session, desk, cart), removals.before(session, desk, cart)
        put(session, cart)
        removals.note(session, desk, cart, shown)
        if strict:
            _check(session, desk, cart)
        notices = finish_change(session, desk, cart, before, asked)
        return changed(Area.CART, *areas, ids=(cart.id,), notices=notices)


def line_of(session: Session, line_id: int) -> CartLine:
    """A line of the open cart; UserError ``unknown_line``."""
    line = cart_queries.line(session, line_id)
    if line is None:
        raise UserError("unknown_line", "That line is no longer in the sale.")
    return line


def _same_goods(row: CartLine, product_id: int) -> bool:
    plain = row.unit_price is None and row.discount_percent is None and row.discount_amount is None
    return row.product_id == product_id and plain and row.return_of_id is None and row.quantity > 0
