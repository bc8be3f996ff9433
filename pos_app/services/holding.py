"""Sales put aside and taken up again, and the open sale cancelled before payment."""

from sqlalchemy.orm import Session

from pos_app.data import memory
from pos_app.data.queries import carts as cart_queries
from pos_app.errors import UserError
from pos_app.services import audit, cart_drafts, removals, settings
from pos_app.services.cart_view import HeldCart
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk, from_utc_text


def hold(desk: Desk, *, name: str = "", note: str = "") -> Changes:
    """Put the open sale aside; any number can wait. UserError ``empty_cart``."""
    with desk.db.write() as session:
        memory.join(session, desk.db)
        cart = cart_queries.open_cart(session, desk.till)
        if cart is None or not cart_queries.lines(session, cart.id):
            raise UserError("empty_cart", "There is nothing to hold.")
        cart.name, cart.note, cart.changed_at = name.strip()[:60], note.strip()[:300], desk.now()
        cart_queries.set_state(session, cart, "held")
        session.commit()
        memory.carry(session, desk.db)
        return changed(Area.CART, Area.CUSTOMER, ids=(cart.id,))


def held(desk: Desk) -> list[HeldCart]:
    """The sales on hold, the newest first; totals in minor units."""
    with desk.db.read() as session:
        memory.join(session, desk.db)
        shop = settings.load(session)
        return [
            HeldCart(
                id=cart.id,
                name=cart.name,
                note=cart.note,
                customer=customer,
                started_at=from_utc_text(cart.started_at).astimezone(desk.zone).strftime("%Y-%m-%dT%H:%M:%S"),
                lines=count,
                total=cart_drafts.view(session, desk, shop, cart).total,
            )
            for cart, customer, count in cart_queries.held_carts(session)
        ]


def resume(desk: Desk, *, cart_id: str) -> Changes:
    """Take a sale on hold back; an open sale with lines goes on hold in its place."""
    with desk.db.write() as session:
        memory.join(session, desk.db)
        cart = cart_queries.cart_by_id(session, cart_id)
        if cart is None or cart.state != "held":
            raise UserError("unknown_cart", "That sale is no longer on hold.")
        put_aside(session, desk)
        cart.till, cart.changed_at = desk.till, desk.now()
        cart_queries.set_state(session, cart, "open")
        session.commit()
        memory.carry(session, desk.db)
        return changed(Area.CART, Area.CUSTOMER, ids=(cart_id,))


def put_aside(session: Session, desk: Desk) -> None:
    """Make room for another sale within a transaction: the open one goes on hold, an empty one is dropped."""
    now_open = cart_queries.open_cart(session, desk.till)
    if now_open is None:
        return
    if cart_queries.lines(session, now_open.id):
        cart_queries.set_state(session, now_open, "held")
    else:
        cart_queries.drop_cart(session, now_open.id)


def clear(desk: Desk) -> Changes:
    """Cancel the open sale before payment: everything in it goes, no sale was posted.

    If there was something in it, the day book says what, and what it came to.
    """
    with desk.db.write() as session:
        cart = cart_queries.open_cart(session, desk.till)
        if cart is not None:
            view = cart_drafts.view(session, desk, settings.load(session), cart)
            if view.lines:
                audit.note(session, desk, removals.cancelled(view, cart.total_shown))
            cart_queries.drop_cart(session, cart.id)
            session.commit()
        return changed(Area.CART, Area.CUSTOMER)
