"""Open and held carts: the mutable drafts of sales."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from pos_app.data.tables import Cart, CartCoupon, CartLine, CartReward, Customer


def open_cart(session: Session, till: str) -> Cart | None:
    """The open cart of a till."""
    return session.execute(select(Cart).where(col(Cart.till) == till, col(Cart.state) == "open")).scalar()


def held_carts(session: Session) -> list[tuple[Cart, str, int]]:
    """Carts on hold with their customer's name and number of lines, the newest first."""
    lines = (
        select(col(CartLine.cart_id), func.count().label("lines")).group_by(col(CartLine.cart_id)).subquery()
    )
    rows = session.execute(
        select(Cart, func.coalesce(col(Customer.name), ""), func.coalesce(lines.c.lines, 0))
        .outerjoin(Customer, col(Customer.id) == col(Cart.customer_id))
        .outerjoin(lines, lines.c.cart_id == col(Cart.id))
        .where(col(Cart.state) == "held")
        .order_by(col(Cart.changed_at).desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def held_count(session: Session) -> int:
    """How many carts are on hold."""
    return int(
        session.execute(select(func.count()).select_from(Cart).where(col(Cart.state) == "held")).scalar_one()
    )


def lines(session: Session, cart_id: str) -> list[CartLine]:
    """The lines of a cart in order."""
    return list(
        session.execute(
            select(CartLine).where(col(CartLine.cart_id) == cart_id).order_by(col(CartLine.position))
        ).scalars()
    )


def line(session: Session, line_id: int) -> CartLine | None:
    """One line of an open cart; None when it is gone or its cart is not open."""
    return session.execute(
        select(CartLine)
        .join(Cart, col(Cart.id) == col(CartLine.cart_id))
        .where(col(CartLine.id) == line_id, col(Cart.state) == "open")
    ).scalar()


def coupons(session: Session, cart_id: str) -> list[str]:
    """Offer codes scanned into a cart."""
    return list(
        session.execute(select(col(CartCoupon.code)).where(col(CartCoupon.cart_id) == cart_id)).scalars()
    )


def rewards(session: Session, cart_id: str) -> list[tuple[str, int]]:
    """Rewards chosen in a cart, with how often."""
    statement = select(col(CartReward.reward), col(CartReward.times))
    return [(row[0], row[1]) for row in session.execute(statement.where(col(CartReward.cart_id) == cart_id))]


def drop_coupon(session: Session, cart_id: str, code: str) -> None:
    """Take an offer code out of a cart."""
    session.execute(
        delete(CartCoupon).where(col(CartCoupon.cart_id) == cart_id, col(CartCoupon.code) == code)
    )


def drop_rewards(session: Session, cart_id: str, reward: str | None = None) -> None:
    """Take one reward, or all, out of a cart."""
    statement = delete(CartReward).where(col(CartReward.cart_id) == cart_id)
    if reward is not None:
        statement = statement.where(col(CartReward.reward) == reward)
    session.execute(statement)


def drop_cart(session: Session, cart_id: str) -> None:
    """Delete a cart with everything in it."""
    session.execute(delete(Cart).where(col(Cart.id) == cart_id))


def next_position(session: Session, cart_id: str) -> int:
    """The position for a new line at the end."""
    last = session.execute(
        select(func.max(col(CartLine.position))).where(col(CartLine.cart_id) == cart_id)
    ).scalar()
    return (last or 0) + 1


def make_room(session: Session, cart_id: str, position: int) -> None:
    """Move the lines from a position on one further down."""
    session.execute(
        update(CartLine)
        .where(col(CartLine.cart_id) == cart_id, col(CartLine.position) >= position)
        .values(position=col(CartLine.position) + 1)
    )


def set_state(session: Session, cart_id: str, state: str) -> None:
    """Put a cart on hold or open it, at once: the one-open-cart index is checked here."""
    session.execute(update(Cart).where(col(Cart.id) == cart_id).values(state=state))
