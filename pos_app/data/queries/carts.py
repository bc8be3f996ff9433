"""Open and held carts: the mutable drafts of sales.

Within a session a cart and its lines are read once and are always the same objects: who changes one changes what
every later query of the session gives. What was changed in them is stored by the session's commit.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.light import light
from pos_app.data.prepared import Prepared
from pos_app.data.stamps import UNSTORED

_COLUMNS = {kind: tuple(field.name for field in fields(kind)) for kind in (Cart, CartLine)}
_CART, _LINE = light("cart", *_COLUMNS[Cart]), light("cart_line", *_COLUMNS[CartLine])
_COUPON, _REWARD = light("cart_coupon", "cart_id", "code"), light("cart_reward", "cart_id", "reward", "times")
_CUSTOMER = light("customer", "id", "name")
_VALUES: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    kind: attrgetter(*names) for kind, names in _COLUMNS.items()
}
# Written out, for only then does it find the index of the open carts.
_IS_OPEN = _CART.c.state == literal_column("'open'")
_CARTS, _LINES = select(_CART), select(_LINE)

_OPEN = Prepared(lambda: _CARTS.where(_CART.c.till == bindparam("till"), _IS_OPEN))
_BY_ID = Prepared(lambda: _CARTS.where(_CART.c.id == bindparam("id")))
_OF_QUOTE = Prepared(lambda: select(_CART.c.id).where(_CART.c.quote_id == bindparam("quote_id")))
_HELD_COUNT = Prepared(lambda: select(func.count()).select_from(_CART).where(_CART.c.state == "held"))
_HELD = Prepared(
    lambda: (
        select(
            _CART.c.id,
            func.coalesce(_CUSTOMER.c.name, ""),
            select(func.count()).where(_LINE.c.cart_id == _CART.c.id).correlate(_CART).scalar_subquery(),
        )
        .outerjoin(_CUSTOMER, _CUSTOMER.c.id == _CART.c.customer_id)
        .where(_CART.c.state == "held")
        .order_by(_CART.c.changed_at.desc())
    )
)
_LINES_OF = Prepared(
    lambda: _LINES.where(_LINE.c.cart_id == bindparam("cart_id")).order_by(_LINE.c.position, _LINE.c.id)
)
_CART_OF = Prepared(
    lambda: (
        select(_LINE.c.cart_id)
        .join(_CART, _CART.c.id == _LINE.c.cart_id)
        .where(_LINE.c.id == bindparam("id"), _IS_OPEN)
    )
)
_COUPONS = Prepared(
    lambda: select(_COUPON.c.code).where(_COUPON.c.cart_id == bindparam("cart_id")).order_by(_COUPON.c.code)
)
_REWARDS = Prepared(
    lambda: (
        select(_REWARD.c.reward, _REWARD.c.times)
        .where(_REWARD.c.cart_id == bindparam("cart_id"))
        .order_by(_REWARD.c.reward)
    )
)
_NEW_CART, _NEW_LINE = Prepared(lambda: insert(_CART)), Prepared(lambda: insert(_LINE))
_NEW_COUPON, _NEW_REWARD = Prepared(lambda: insert(_COUPON)), Prepared(lambda: insert(_REWARD))
_DROP_LINE = Prepared(lambda: delete(_LINE).where(_LINE.c.id == bindparam("id")))
_DROP_COUPON = Prepared(
    lambda: delete(_COUPON).where(
        _COUPON.c.cart_id == bindparam("cart_id"), _COUPON.c.code == bindparam("code")
    )
)
_DROP_REWARD = Prepared(
    lambda: delete(_REWARD).where(
        _REWARD.c.cart_id == bindparam("cart_id"), _REWARD.c.reward == bindparam("reward")
    )
)
_DROP_CART = Prepared(lambda: delete(_CART).where(_CART.c.id == bindparam("id")))


class _Carts:
    """The carts that a session has seen, with how they are stored."""

    def __init__(self) -> None:
        self.carts: dict[str, Cart] = {}
        self.lines: dict[str, list[CartLine]] = {}
        self.stored: dict[int, tuple[Cart | CartLine, tuple[Any, ...]]] = {}

    def seen(self, row: Cart | CartLine) -> None:
        """Remember a row as it is stored now."""
        self.stored[id(row)] = (row, _VALUES[type(row)](row))

    def forget(self, row: Cart | CartLine) -> None:
        """The row is not stored any more."""
        self.stored.pop(id(row), None)

    def store(self, session: Session) -> None:
        """Store what was changed in the rows."""
        for row, before in list(self.stored.values()):
            now = _VALUES[type(row)](row)
            if now == before:
                continue
            pairs = zip(_COLUMNS[type(row)], now, before, strict=True)
            changed = {name: value for name, value, old in pairs if value != old}
            _update(isinstance(row, Cart), tuple(changed)).run(session, [{**changed, "of_id": row.id}])
            self.seen(row)


@cache
def _update(cart: bool, columns: tuple[str, ...]) -> Prepared:
    of = _CART if cart else _LINE
    return Prepared(
        update(of).where(of.c.id == bindparam("of_id")).values({n: bindparam(n) for n in columns})
    )


def _of(session: Session) -> _Carts:
    found: _Carts | None = session.info.get(UNSTORED)
    if found is None:
        found = session.info[UNSTORED] = _Carts()
    return found


def _cart(session: Session, row: Any) -> Cart | None:
    if row is None:
        return None
    of = _of(session)
    if row.id not in of.carts:
        cart = of.carts[row.id] = Cart(*row)
        of.seen(cart)
    return of.carts[row.id]


def open_cart(session: Session, till: str) -> Cart | None:
    """The open cart of a till."""
    return _cart(session, _OPEN.first(session, till=till))


def cart_by_id(session: Session, cart_id: str) -> Cart | None:
    """A cart, open or held."""
    return _cart(session, _BY_ID.first(session, id=cart_id))


def cart_of_quote(session: Session, quote_id: int) -> Cart | None:
    """The open or held cart that a quote was taken into."""
    found = _OF_QUOTE.scalar(session, quote_id=quote_id)
    return None if found is None else cart_by_id(session, found)


def add_cart(session: Session, cart: Cart) -> None:
    """Store a new cart, empty."""
    _NEW_CART.run(session, [{name: getattr(cart, name) for name in _COLUMNS[Cart]}])
    of = _of(session)
    of.carts[cart.id], of.lines[cart.id] = cart, []
    of.seen(cart)


def held_carts(session: Session) -> list[tuple[Cart, str, int]]:
    """Carts on hold with their customer's name and number of lines, the newest first."""
    found = ((cart_by_id(session, row[0]), row[1], row[2]) for row in _HELD.all(session))
    return [(cart, customer, lines) for cart, customer, lines in found if cart is not None]


def held_count(session: Session) -> int:
    """How many carts are on hold."""
    return int(_HELD_COUNT.scalar(session))


def lines(session: Session, cart_id: str) -> list[CartLine]:
    """The lines of a cart in order."""
    of = _of(session)
    if cart_id not in of.lines:
        kept = of.lines[cart_id] = [CartLine(*row) for row in _LINES_OF.all(session, cart_id=cart_id)]
        for line in kept:
            of.seen(line)
    return list(of.lines[cart_id])


def line(session: Session, line_id: int) -> CartLine | None:
    """One line of an open cart; None when it is gone or its cart is not open."""
    cart_id = _CART_OF.scalar(session, id=line_id)
    found = lines(session, cart_id) if cart_id is not None else []
    return next((line for line in found if line.id == line_id), None)


def add_line(session: Session, line: CartLine) -> None:
    """Store a new line; it gets its id."""
    kept = lines(session, line.cart_id)
    line.id = _NEW_LINE.added(
        session, {name: getattr(line, name) for name in _COLUMNS[CartLine] if name != "id"}
    )
    of = _of(session)
    of.lines[line.cart_id] = sorted([*kept, line], key=lambda one: (one.position, one.id or 0))
    of.seen(line)


def drop_line(session: Session, line: CartLine) -> None:
    """Take a line out."""
    _DROP_LINE.run(session, [{"id": line.id}])
    of = _of(session)
    of.lines[line.cart_id] = [one for one in lines(session, line.cart_id) if one is not line]
    of.forget(line)


def coupons(session: Session, cart_id: str) -> list[str]:
    """Offer codes scanned into a cart."""
    return [row[0] for row in _COUPONS.all(session, cart_id=cart_id)]


def rewards(session: Session, cart_id: str) -> list[tuple[str, int]]:
    """Rewards chosen in a cart, with how often."""
    return [(row[0], row[1]) for row in _REWARDS.all(session, cart_id=cart_id)]


def add_coupon(session: Session, cart_id: str, code: str) -> None:
    """Put an offer code into a cart."""
    _NEW_COUPON.run(session, [{"cart_id": cart_id, "code": code}])


def add_reward(session: Session, cart_id: str, reward: str, times: int) -> None:
    """Use a reward with a cart, so many times."""
    _NEW_REWARD.run(session, [{"cart_id": cart_id, "reward": reward, "times": times}])


def drop_coupon(session: Session, cart_id: str, code: str) -> None:
    """Take an offer code out of a cart."""
    _DROP_COUPON.run(session, [{"cart_id": cart_id, "code": code}])


def drop_rewards(session: Session, cart_id: str, reward: str | None = None) -> None:
    """Take one reward, or all, out of a cart."""
    for code in [code for code, _times in rewards(session, cart_id)] if reward is None else [reward]:
        _DROP_REWARD.run(session, [{"cart_id": cart_id, "reward": code}])


def drop_cart(session: Session, cart_id: str) -> None:
    """Delete a cart with everything in it."""
    of = _of(session)
    for row in (of.carts.pop(cart_id, None), *of.lines.pop(cart_id, ())):
        if row is not None:
            of.forget(row)
    _DROP_CART.run(session, [{"id": cart_id}])


def next_position(session: Session, cart_id: str) -> int:
    """The position for a new line at the end."""
    return max((line.position for line in lines(session, cart_id)), default=0) + 1


def make_room(session: Session, cart_id: str, position: int) -> None:
    """Move the lines from a position on one further down."""
    for line in lines(session, cart_id):
        if line.position >= position:
            line.position += 1


def set_state(session: Session, cart: Cart, state: str) -> None:
    """Put a cart on hold or open it, at once: the one-open-cart index is checked here."""
    cart.state = state
    _of(session).store(session)
