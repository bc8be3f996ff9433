"""What a shop is, told a second time in few words: the counter is checked against this, not against itself.

Amounts are cents, quantities thousandths, prices fractions of cents for one unit. No rule is taken from pos_app.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

# id: price in cents, on sale to Gold customers, pieces of stock one of it takes, product whose stock it is
GOODS: dict[int, tuple[Fraction, bool, int, int]] = {
    1: (Fraction(849), True, 1, 1),
    2: (Fraction(420), False, 1, 2),
    3: (Fraction(16), False, 1, 3),
    4: (Fraction(4199), True, 1, 4),
    5: (Fraction(679), False, 1, 5),
    6: (Fraction(2299), False, 200, 3),
}
BY_PIECE = frozenset({1, 3, 5, 6})
TAX = Fraction(55, 1000)
GOLD = Fraction(95, 100)
COIN = 5
REWARD_POINTS, REWARD_WORTH = 500, 500
MARIA, CHEN = 1, 2


def cents(value: Fraction) -> int:
    """Half away from zero."""
    size = int(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def coins(amount: int) -> int:
    """The nearest amount that can be paid in coins."""
    return COIN * cents(Fraction(amount, COIN))


@dataclass
class Line:
    """Goods of the shop (`product`), a thing at its own price, a gift card, or what comes back (`of`)."""

    quantity: int
    product: int = 0
    price: Fraction = Fraction(0)
    taxed: bool = True
    percent: Fraction = Fraction(0)
    card: str | None = None
    of: tuple[int, int] | None = None

    def amount(self, customer: int | None) -> int:
        """The line as shown: the better of the Gold price and the discount by hand."""
        price = GOODS[self.product][0] if self.product else self.price
        full = cents(price * self.quantity / 1000)
        if self.card is not None:
            return full
        best = full - (full - cents(full * (1 - self.percent)))
        if self.product and GOODS[self.product][1] and customer == MARIA:
            best = min(best, cents(full * GOLD))
        return best

    @property
    def moves(self) -> tuple[int, int]:
        """Whose stock it takes, and how much."""
        _price, _gold, pieces, stock = GOODS[self.product]
        return stock, self.quantity * pieces


@dataclass
class Cart:
    """An open, held or quoted sale; `lines` by the id the counter gave them."""

    lines: dict[int, Line] = field(default_factory=dict)
    customer: int | None = None
    percent: Fraction = Fraction(0)
    reward: bool = False
    quote: str = ""

    @property
    def sold(self) -> list[Line]:
        return [line for line in self.lines.values() if line.of is None]

    @property
    def gives_back(self) -> bool:
        return any(line.of is not None for line in self.lines.values())

    def goods(self) -> int:
        """What discounts on the whole are taken from."""
        return sum(line.amount(self.customer) for line in self.sold if line.card is None)

    def discount(self) -> int:
        """What the percentage and then the reward take off, without anything that comes back."""
        off = self.goods() - cents(self.goods() * (1 - self.percent))
        return off + (min(REWARD_WORTH, self.goods() - off) if self.reward else 0)

    def total(self) -> int | None:
        """What is to be paid, where that does not hang on how a discount is spread, or on earlier sales."""
        if self.gives_back or self.percent or self.reward:
            return None
        whole = 0
        for line in self.sold:
            amount = line.amount(self.customer)
            whole += amount + (cents(amount * TAX) if line.taxed and line.card is None else 0)
        return whole


@dataclass
class Sold:
    """A sale with what is left of its lines; `money` is what each tender brought and has not got back."""

    number: str
    customer: int | None
    lines: list[Line]
    left: list[int]
    money: Counter[str]
    total: int

    @property
    def untouched(self) -> bool:
        return self.left == [max(0, line.quantity) for line in self.lines]


@dataclass
class Shop:
    """Everything a shop has and owes."""

    stock: Counter[int] = field(default_factory=lambda: Counter(dict.fromkeys((1, 2, 3, 4, 5), 600_000)))
    points: Counter[int] = field(default_factory=Counter)
    money: Counter[str] = field(default_factory=Counter)
    credit: dict[str, int] = field(default_factory=dict)
    owner: dict[str, int | None] = field(default_factory=dict)
    cart: Cart = field(default_factory=Cart)
    held: dict[str, Cart] = field(default_factory=dict)
    quotes: dict[str, tuple[Cart, int]] = field(default_factory=dict)
    sales: list[Sold] = field(default_factory=list)
