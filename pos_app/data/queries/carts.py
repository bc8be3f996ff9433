"""Open and held carts: the mutable drafts of sales."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pos_app.data.tables import Cart, CartCoupon, CartLine, CartReward, Customer


def open_cart(session: Session, till: str) -> Cart | None:
    """The open cart of a till."""
    return session.execute(
        select(Cart).where(Cart.till == till, Cart.state == "open")  # type: ignore[arg-type]
    ).scalar()


def held_carts(session: Session) -> list[tuple[Cart, str, int]]:
    """Carts on hold with their customer's name and number of lines, the newest first."""
    lines = (
        select(CartLine.cart_id, func.count().label("lines"))  # type: ignore[call-overload]
        .group_by(CartLine.cart_id)
        .subquery()
    )
    rows = session.execute(
        select(Cart, func.coalesce(Customer.name, ""), func.coalesce(lines.c.lines, 0))
        .outerjoin(Customer, Customer.id == Cart.customer_id)  # type: ignore[arg-type]
        .outerjoin(lines, lines.c.cart_id == Cart.id)
        .where(Cart.state == "held")  # type: ignore[arg-type]
        .order_by(Cart.changed_at.desc())  # type: ignore[attr-defined]
    )
    return [(row[0], row[1], row[2]) for row in rows]


def held_count(session: Session) -> int:
    """How many carts are on hold."""
    return int(
        session.execute(select(func.count()).select_from(Cart).where(Cart.state == "held")).scalar_one()
    )  # type: ignore


def lines(session: Session, cart_id: str) -> list[CartLine]:
    """The lines of a cart in order."""
    return list(
        session.execute(
            select(CartLine).where(CartLine.cart_id == cart_id).order_by(CartLine.position)  # type: ignore
        ).scalars()
    )


def line(session: Session, line_id: int) -> CartLine | None:
    """One line of an open cart; None when it is gone or its cart is not open."""
    return session.execute(
        select(CartLine)
        .join(Cart, Cart.id == CartLine.cart_id)  # type: ignore[arg-type]
        .where(CartLine.id == line_id, Cart.state == "open")  # type: ignore[arg-type]
    ).scalar()


def coupons(session: Session, cart_id: str) -> list[str]:
    """Offer codes scanned into a cart."""
    return list(session.execute(select(CartCoupon.code).where(CartCoupon.cart_id == cart_id)).scalars())  # type: ignore


def rewards(session: Session, cart_id: str) -> list[tuple[str, int]]:
    """Rewards chosen in a cart, with how often."""
    statement = select(CartReward.reward, CartReward.times)  # type: ignore[call-overload]
    return [(row[0], row[1]) for row in session.execute(statement.where(CartReward.cart_id == cart_id))]


def drop_coupon(session: Session, cart_id: str, code: str) -> None:
    """Take an offer code out of a cart."""
    session.execute(delete(CartCoupon).where(CartCoupon.cart_id == cart_id, CartCoupon.code == code))  # type: ignore


def drop_rewards(session: Session, cart_id: str, reward: str | None = None) -> None:
    """Take one reward, or all, out of a cart."""
    statement = delete(CartReward).where(CartReward.cart_id == cart_id)  # type: ignore[arg-type]
    if reward is not None:
        statement = statement.where(CartReward.reward == reward)  # type: ignore[arg-type]
    session.execute(statement)


def drop_cart(session: Session, cart_id: str) -> None:
    """Delete a cart with everything in it."""
    session.execute(delete(Cart).where(Cart.id == cart_id))  # type: ignore[arg-type]


def next_position(session: Session, cart_id: str) -> int:
    """The position for a new line at the end."""
    last = session.execute(select(func.max(CartLine.position)).where(CartLine.cart_id == cart_id)).scalar()  # type: ignore
    return (last or 0) + 1


def set_state(session: Session, cart_id: str, state: str) -> None:
    """Put a cart on hold or open it, at once: the one-open-cart index is checked here."""
    session.execute(update(Cart).where(Cart.id == cart_id).values(state=state))  # type: ignore[arg-type]
