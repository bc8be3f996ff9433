"""Gift cards in the open sale: a new one, or money onto one that is there. Nothing is issued before it is paid."""

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.domain.quantity import ONE
from pos_app.services import credits, settings
from pos_app.services.cart_changes import change_cart
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk


def add_gift_card(desk: Desk, *, amount: int, code: str = "") -> Changes:
    """Sell a gift card worth `amount` minor units, or top up the one with this code.

    UserErrors of `credits.account_by_code`, and ``bad_price`` for an amount that is not above zero.
    """

    def put(session: Session, cart: Cart) -> None:
        known = credits.account_by_code(session, code, None, "gift_card").code if code.strip() else ""
        currency = settings.load(session).shop.currency
        line = CartLine(
            cart_id=cart.id,
            position=cart_queries.next_position(session, cart.id),
            kind="gift_card",
            gift_code=known,
            description=credits.gift_card_text(known),
            quantity=ONE,
            unit_price=amount * 10 ** (6 - currency.exponent),
            taxes="",
        )
        cart_queries.add_line(session, line)
        cart.selected = line.id or 0

    return change_cart(desk, put)
