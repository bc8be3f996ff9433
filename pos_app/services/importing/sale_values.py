"""Past sales as a file tells them, and what must be known to understand them."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from json import JSONEncoder
from typing import NamedTuple

from sqlalchemy.orm import Session

from pos_app.data.queries import importing_customers as customer_queries
from pos_app.data.queries import importing_sales as queries
from pos_app.data.queries import selling
from pos_app.domain.money import Currency
from pos_app.domain.tax import Tax, exact_taxes
from pos_app.services import settings

NUMBER_PREFIX = "H/"
HISTORY = "history:"
_canonical = JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Goods(NamedTuple):
    """A product that was sold; `cost` is e4. Without an id it is only words."""

    id: int | None
    sku: str
    name: str
    unit: str
    cost: int
    taxes: tuple[Tax, ...]


class PastLine(NamedTuple):
    """A line of the file: quantity in thousandths, amounts in minor units."""

    goods: Goods
    quantity: int
    amount: int
    discount: int


@dataclass(slots=True)
class PastSale:
    """A sale of the file as it comes together; `rows` are its rows in the file."""

    sale_id: str
    store: str
    sold_at_text: str
    customer_code: str
    project: str
    cashier: str
    day: date | None = None
    sold_at: str = ""
    customer_id: int | None = None
    rows: list[int] = field(default_factory=list)
    lines: list[PastLine] = field(default_factory=list)

    @property
    def number(self) -> str:
        """Its number here: ours never begin with H/, so it cannot collide."""
        return NUMBER_PREFIX + (f"{self.store}/{self.sale_id}" if self.store else self.sale_id)

    @property
    def document_id(self) -> str:
        """What makes it the same sale when it comes again."""
        return f"{HISTORY}{self.store}:{self.sale_id}"

    def content_hash(self) -> str:
        """SHA-256 of what was said about it."""
        lines = [
            [line.goods.sku or line.goods.name, line.quantity, line.amount, line.discount]
            for line in self.lines
        ]
        said = [self.sold_at, self.customer_id, self.cashier, lines]
        return sha256(_canonical(said).encode()).hexdigest()


class Figures(NamedTuple):
    """A line's amount as net and taxes: (tax, base, amount)."""

    net: int
    tax: int
    taxes: tuple[tuple[Tax, int, int], ...]


@lru_cache(maxsize=100_000)
def split(amount: int, quantity: int, taxes: tuple[Tax, ...], currency: Currency) -> Figures:
    """What was paid for a line, as net and tax by the taxes of its product, each rounded half up (design.md §3,
    rule 4).

    The amount is on the side of the tax that the shop's prices are on: where a tax is added to prices it is the
    net and the tax comes on top, where it is included in prices it is part of the amount.
    """
    exact = [(found.tax, found.rounded) for found in exact_taxes(amount, quantity, taxes, currency)]
    net = amount - sum(rounded for tax, rounded in exact if tax.included)
    figures, widened = [], 0
    for tax, rounded in exact:
        figures.append((tax, net if tax.ignores_previous else net + widened, rounded))
        if tax.adds_to_base:
            widened += rounded
    return Figures(net, sum(rounded for _tax, rounded in exact), tuple(figures))


class Knowledge:
    """Products, customers, taxes and what was imported before, in memory for the length of an import."""

    def __init__(self, session: Session) -> None:
        shop = settings.cached(session)
        classes = selling.tax_classes(session)
        default = classes.get(shop.tax.default_class, ())
        self.currency = shop.shop.currency
        self.default_taxes = default
        self.points_rate = shop.loyalty.points_per_unit
        self.points_months = shop.loyalty.months
        self.goods: dict[str, Goods] = {
            row.sku.lower(): Goods(
                row.id, row.sku, row.name, row.unit, row.cost, classes.get(row.tax_class, default)
            )
            for row in queries.goods(session)
        }
        self.customers = customer_queries.all_codes(session)
        self.projects = customer_queries.projects(session)
        self.imported = queries.imported(session)
        self._own = queries.own_sales(session)

    def is_own(self, sale: PastSale) -> bool:
        """Whether it is a sale of this very shop that was exported: its number at its second."""
        return not sale.store and self._own.get(sale.sale_id) == sale.sold_at
