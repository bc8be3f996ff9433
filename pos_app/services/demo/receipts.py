"""The diary as the old till recorded it: prices of the day, discounts, times, returns; rows of an import file.

Amounts are cents without tax, quantities thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from pos_app.domain.money import divide_half_up, plain
from pos_app.domain.quantity import plain_quantity
from pos_app.services.demo.calendar import SPAN, Calendar
from pos_app.services.demo.catalogue import Article
from pos_app.services.demo.visits import Trip

_RETURNED = 0.012
_RETURN_WITHIN = 25
_REDUCED = 0.035


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a past sale; `amount` is what was charged, after the discount."""

    sku: str
    quantity: int
    amount: int
    discount: int


@dataclass(frozen=True, slots=True)
class PastSale:
    """A past sale of the old till."""

    at: datetime
    day: int
    code: str
    cashier: str
    project: str
    lines: list[Line]


class OldTill:
    """Rings up trips at the prices of their day."""

    def __init__(
        self, articles: dict[str, Article], calendar: Calendar, trades: set[str], rng: Random
    ) -> None:
        self._articles, self._calendar, self._trades, self._rng = articles, calendar, trades, rng
        self._rise = calendar.price_rise()
        self._old = {sku: before_rise(article.price) for sku, article in articles.items()}

    def amount(self, sku: str, quantity: int, day: int) -> int:
        """Quantity × the price of the day, rounded half up."""
        price = self._articles[sku].price if day >= self._rise else self._old[sku]
        return divide_half_up(quantity * price, 1000)

    def ring_up(self, trips: list[Trip], told: set[str]) -> list[PastSale]:
        """All sales and the returns that followed some of them, in order of time.

        Customers whose visits are told in the tables get no returns that the tables do not know.
        """
        sales = [self._sale(trip) for trip in trips]
        returns = []
        for sale in sales:
            if self._rng.random() < _RETURNED and sale.code not in told:
                back = self._return(sale)
                returns += [back] if back else []
        return sorted(sales + returns, key=lambda sale: (sale.at, sale.code, sale.lines[0].sku))

    def _sale(self, trip: Trip) -> PastSale:
        rng = self._rng
        reduced = rng.random() < _REDUCED and not trip.fixed
        lines: list[Line] = []
        for sku, quantity in trip.lines.items():
            amount = self.amount(sku, quantity, trip.day)
            discount = divide_half_up(amount, 10) if reduced and not lines else 0
            lines.append(Line(sku, quantity, amount - discount, discount))
        at = self._calendar.moment(trip.day, rng, early=trip.code in self._trades)
        return PastSale(at, trip.day, trip.code, self._cashier(trip.day), trip.project, lines)

    def _return(self, sale: PastSale) -> PastSale | None:
        """One piece of something that did not fit comes back at the price it was sold for."""
        fitting = [
            line for line in sale.lines
            if line.quantity == 1000 and not line.discount and line.amount >= 300
            and self._articles[line.sku].unit == "ea" and self._articles[line.sku].category != "Services & rental"
        ]  # fmt: skip
        day = sale.day + self._rng.randint(1, _RETURN_WITHIN)
        if not fitting or day >= SPAN or day in self._calendar.closed():
            return None
        line = self._rng.choice(fitting)
        at = self._calendar.moment(day, self._rng, early=False)
        back = Line(line.sku, -line.quantity, -line.amount, 0)
        return PastSale(at, day, sale.code, self._cashier(day), sale.project, [back])

    def _cashier(self, day: int) -> str:
        return "owner" if self._calendar.day(day).weekday() in (2, 6) or self._rng.random() < 0.15 else "dana"


def before_rise(price: int) -> int:
    """The price before prices went up by about four per cent; prices that end in nine did so then, too."""
    old = divide_half_up(price * 96, 100)
    return old // 10 * 10 + 9 if price >= 200 and price % 10 == 9 and old // 10 * 10 + 9 < price else old


def sale_rows(sales: list[PastSale]) -> list[dict[str, str]]:
    """The rows of the import file, one a line."""
    rows = []
    for number, sale in enumerate(sales, 1):
        sale_id, at = f"0-{number:06d}", sale.at.isoformat()
        for line in sale.lines:
            rows.append(
                {
                    "sale_id": sale_id,
                    "sold_at": at,
                    "customer_code": sale.code,
                    "sku": line.sku,
                    "quantity": plain_quantity(line.quantity),
                    "amount": plain(line.amount, 2),
                    "discount": plain(line.discount, 2),
                    "cashier": sale.cashier,
                    "project": sale.project,
                }
            )
    return rows
