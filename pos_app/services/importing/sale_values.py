"""Past sales as a file tells them, and what must be known to understand them."""

from collections.abc import Iterable, Sequence
from datetime import date
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
# The store of a sale of the shop itself, on its way out, whose number the till before it had given too.
OWN_STORE = "here"
json_text = JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Goods(NamedTuple):
    """A product that was sold; `cost` is e4. Without an id it is only words."""

    id: int | None
    sku: str
    name: str
    unit: str
    cost: int
    taxes: tuple[Tax, ...]


# A line as it waits to be posted: place on the shelf (or the words of a line without product), quantity in
# thousandths, amount and discount in minor units. Plain, so that it can be put aside quickly.
PastLine = tuple[int | str, int, int, int]


class PastSale(NamedTuple):
    """A good sale of the file, whole; `day` is ISO, `sold_at` UTC text."""

    sale_id: str
    store: str
    sold_at: str
    day: str
    customer_id: int | None
    project: str
    cashier: str
    lines: list[PastLine]
    # Net and tax of each line where the file states them, which says more than the taxes of today's product.
    stated: Sequence[tuple[int, int] | None] = ()

    @property
    def number(self) -> str:
        """Its number here: ours never begin with H/, so it cannot collide."""
        return NUMBER_PREFIX + (f"{self.store}/{self.sale_id}" if self.store else self.sale_id)

    @property
    def document_id(self) -> str:
        """What makes it the same sale when it comes again."""
        return f"{HISTORY}{self.store}:{self.sale_id}"


class Figures(NamedTuple):
    """A line's amount as net and taxes: (tax, base, amount)."""

    net: int
    tax: int
    taxes: tuple[tuple[Tax, int, int], ...]


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
    """Products, customers, taxes and projects, in memory for the length of an import."""

    def __init__(self, session: Session) -> None:
        shop = settings.cached(session)
        classes = selling.tax_classes(session)
        default = classes.get(shop.tax.default_class, ())
        self.currency = shop.shop.currency
        self.default_taxes = default
        self.points_rate = shop.loyalty.points_per_unit
        self.points_months = shop.loyalty.months
        self.shelf: list[Goods] = []
        # Place on the shelf and unit by SKU in lower case.
        self.skus: dict[str, tuple[int, str]] = {}
        units: dict[str, str] = {}
        for place, (number, sku, name, unit, cost, tax_class) in enumerate(queries.goods(session)):
            unit = units.setdefault(unit, unit)
            self.shelf.append(Goods(number, sku, name, unit, cost, classes.get(tax_class, default)))
            self.skus[sku.lower()] = place, unit
        self.customers = customer_queries.all_codes(session)
        self.projects = customer_queries.projects(session)
        # Sales to leave alone are asked for batch by batch; a shop without any need not be asked.
        self.last_sale = queries.last_sale(session)

    def goods(self, place: int | str) -> Goods:
        """What a line is of: a product by its place on the shelf, or words."""
        if isinstance(place, str):
            return Goods(None, "", place, "", 0, self.default_taxes)
        return self.shelf[place]

    def content_hash(self, sale: PastSale) -> str:
        """SHA-256 of what was said about a sale."""
        lines = (
            f"[{json_text(self._called(place))},{quantity},{amount},{discount}]"
            for place, quantity, amount, discount in sale.lines
        )
        return said_hash(sale, lines)

    def _called(self, place: int | str) -> str:
        goods = self.goods(place)
        return goods.sku or goods.name


def said_hash(sale: PastSale, lines: Iterable[str]) -> str:
    """SHA-256 of a sale, each line already as ``[sku or words, quantity, amount, discount]`` in JSON."""
    who = "null" if sale.customer_id is None else sale.customer_id
    said = f"[{json_text(sale.sold_at)},{who},{json_text(sale.cashier)},[{','.join(lines)}]]"
    return sha256(said.encode()).hexdigest()


class Span(NamedTuple):
    """The first and last day of something, ISO."""

    first: str
    last: str

    def with_day(self, day: str) -> "Span":
        """The span, long enough for that day too."""
        return Span(min(self.first, day), max(self.last, day))

    def quiet(self, newest: str, days: int) -> bool:
        """Whether nothing came for so many days before the newest day."""
        return (date.fromisoformat(newest) - date.fromisoformat(self.last)).days > days
