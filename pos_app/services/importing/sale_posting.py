"""Past sales as posted rows with their canonical JSON: one journal entry for a batch of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from pos_app.data.queries.posting import next_id
from pos_app.domain import loyalty
from pos_app.domain.money import E6, divide_half_up, line_amount
from pos_app.domain.pricing import tie
from pos_app.services.desk import Desk
from pos_app.services.importing.sale_texts import Taxed, Texts
from pos_app.services.importing.sale_values import Figures, Knowledge, PastSale, said_hash
from pos_app.services.post_many import ManyRows, many_rows, post_many

# Values of rows, and each one's text.
Rows = tuple[list[tuple[Any, ...]], list[str]]
_MOST_PRICES = 50_000


class Ids(NamedTuple):
    """The ids of the next rows."""

    sale: int
    line: int
    point: int


class Ready(NamedTuple):
    """Sales and their rows, but for the heads where a sale's project was not known; `following` are the ids behind."""

    sales: list[PastSale]
    first: Ids
    following: Ids
    tables: list[ManyRows]
    heads: ManyRows | None
    # Net, tax, points and hash of the content of each sale.
    sums: list[tuple[int, int, int, str]]

    def after(self, first: Ids) -> Ids:
        """The ids behind it if it begins there."""
        return Ids(
            *(at + end - begin for at, begin, end in zip(first, self.first, self.following, strict=True))
        )


class Poster:
    """Posts batches of past sales, each in two steps: what needs no database may be done ahead in another thread."""

    def __init__(self, desk: Desk, known: Knowledge, *, earn_points: bool) -> None:
        self._desk, self._known, self._earn_points = desk, known, earn_points
        self._texts = Texts(known)
        self._prices: dict[tuple[int, int], int] = {}

    def following(self, session: Session) -> Ids:
        """The ids that come next in the book."""
        return Ids(next_id(session, "sale"), next_id(session, "sale_line"), next_id(session, "point_ledger"))

    def prepare(self, sales: list[PastSale], projects: Sequence[int | None] | None, first: Ids) -> Ready:
        """The rows of sales; `projects` is the project of each, None if that is not known yet."""
        rows: dict[str, Rows] = {name: ([], []) for name in self._texts.forms if name != "sale"}
        sale_id, line_id, point_id = first
        sums = []
        for sale in sales:
            sums.append(self._lines(sale, sale_id, line_id, rows["sale_line"], rows["sale_tax"]))
            line_id += len(sale.lines)
            sale_id += 1
        if self._earn_points:
            self._points(
                sales, [points for _net, _tax, points, _content in sums], first, rows["point_ledger"]
            )
            point_id += len(rows["point_ledger"][0])
        tables = [many_rows(self._texts.forms[name], *of_table) for name, of_table in rows.items()]
        heads = None if projects is None else self._heads(sales, projects, sums, first)
        return Ready(sales, first, Ids(sale_id, line_id, point_id), tables, heads, sums)

    def post(self, session: Session, ready: Ready, projects: Sequence[int | None]) -> None:
        """Post prepared sales, each with its project, in one journal entry. The caller commits."""
        heads = ready.heads or self._heads(ready.sales, projects, ready.sums, ready.first)
        post_many(session, self._desk, kind="history", tables=[heads, *ready.tables])

    def _heads(
        self,
        sales: Sequence[PastSale],
        projects: Sequence[int | None],
        sums: Sequence[tuple[int, int, int, str]],
        first: Ids,
    ) -> ManyRows:
        rows: Rows = ([], [])
        for sale_id, (sale, project, figures) in enumerate(
            zip(sales, projects, sums, strict=True), first.sale
        ):
            self._head(sale, sale_id, project, figures, rows)
        return many_rows(self._texts.forms["sale"], *rows)

    def _lines(
        self, sale: PastSale, sale_id: int, line_id: int, rows: Rows, taxes: Rows
    ) -> tuple[int, int, int, str]:
        """Add the rows of the lines; the sums of net, tax and points, and the hash of the content."""
        (values, texts), said = rows, []
        known_goods, currency = self._texts.told, self._known.currency
        prices, line_text = self._prices, self._texts.line
        earned = self._earned(sale) if self._earn_points and sale.customer_id is not None else None
        sum_net = sum_tax = points = 0
        for number, (place, quantity, amount, discount) in enumerate(sale.lines, 1):
            told = known_goods.get(place) or self._texts.tell(place)
            taxed, goods_id, name, sku, unit, unit_cost, id_text, name_text, sku_text, unit_text, called = (
                told
            )
            stated = sale.stated[number - 1] if sale.stated else None
            net, tax = stated or (amount, 0)
            if taxed.texts:
                found = taxed.figures(amount, quantity)
                net, tax = stated or found[:2]
                # Where the file states other figures, it does not tell by which taxes.
                if (net, tax) == found[:2]:
                    _add_taxes(found, taxed, line_id, taxes)
            sum_net += net
            sum_tax += tax
            if earned is not None:
                points = earned[number - 1]
            # The price that quantity × price comes to the amount with; the file does not tell it.
            price = prices.get((whole := amount + discount, quantity))
            if price is None:
                price = self._price(whole, quantity)
            cost = line_amount(quantity, unit_cost * 100, currency) if unit_cost else 0
            gross, kind, said_kind = net + tax, "goods", '"goods"'
            if quantity < 0:
                kind, said_kind = "return", '"return"'
            values.append((
                amount, cost, name, discount, gross, line_id, kind, number, price, net, points, goods_id,
                quantity, sale_id, sku, tax, unit, price,
            ))  # fmt: skip
            texts.append(line_text % (
                amount, cost, name_text, discount, gross, line_id, said_kind, number, price, net, points, id_text,
                quantity, sale_id, sku_text, tax, unit_text, price,
            ))  # fmt: skip
            said.append(f"[{called},{quantity},{amount},{discount}]")
            line_id += 1
        return sum_net, sum_tax, sum(earned) if earned else 0, said_hash(sale, said)

    def _earned(self, sale: PastSale) -> list[int]:
        """The points of each line, as the counter would have given them (design.md §3, rule 10)."""
        nets, ties = [], []
        for number, (place, quantity, amount, _discount) in enumerate(sale.lines):
            told = self._texts.told.get(place) or self._texts.tell(place)
            stated = sale.stated[number] if sale.stated else None
            nets.append(stated[0] if stated else told.taxed.figures(amount, quantity).net)
            ties.append(tie(amount, told.taxed.taxes, told.sku, told.name, quantity))
        return loyalty.points_by_line(nets, ties, self._known.points_rate, self._known.currency)

    def _price(self, whole: int, quantity: int) -> int:
        """The unit price (e6) of a quantity that came to so much; kept, for most lines are of a few prices."""
        if len(self._prices) >= _MOST_PRICES:
            self._prices.clear()
        found = divide_half_up(whole * (1000 * E6), quantity * self._known.currency.scale)
        self._prices[whole, quantity] = found
        return found

    def _head(
        self,
        sale: PastSale,
        sale_id: int,
        project: int | None,
        sums: tuple[int, int, int, str],
        rows: Rows,
    ) -> None:
        currency, (net, tax, points, content) = self._known.currency, sums
        subtotal, discount = sum([line[2] for line in sale.lines]), sum([line[3] for line in sale.lines])
        found = (
            sale.day, 0, sale.cashier, 0, content, currency.code, sale.customer_id, discount, 0, sale.document_id,
            currency.exponent, sale_id, "history", net, sale.number, net + tax, points, project, sale.sold_at, subtotal,
            tax, "line", self._desk.till, net + tax,
        )  # fmt: skip
        rows[0].append(found)
        rows[1].append(self._texts.row("sale", found))

    def _points(self, sales: Sequence[PastSale], earned: Sequence[int], first: Ids, rows: Rows) -> None:
        """The rows of the points that sales earned, or took back."""
        following = first.point
        for sale_id, (sale, points) in enumerate(zip(sales, earned, strict=True), first.sale):
            if points:
                expires = loyalty.expires_on(date.fromisoformat(sale.day), self._known.points_months)
                until = expires.isoformat() if expires and points > 0 else ""
                kind = "earn" if points > 0 else "return"
                found = (sale.customer_id, until, following, kind, points, sale_id)
                rows[0].append(found)
                rows[1].append(self._texts.row("point_ledger", found))
                following += 1


def _add_taxes(found: Figures, taxed: Taxed, line_id: int, rows: Rows) -> None:
    """The rows of a line's taxes."""
    values, texts = rows
    for at, ((tax, base, amount), text) in enumerate(zip(found.taxes, taxed.texts, strict=True), 1):
        values.append((
            int(tax.adds_to_base), amount, base, tax.code, int(tax.ignores_previous), int(tax.included), tax.kind,
            line_id, tax.name, at, tax.rate,
        ))  # fmt: skip
        texts.append(text % (amount, base, line_id))
