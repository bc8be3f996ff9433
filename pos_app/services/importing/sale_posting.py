"""Past sales as posted rows with their canonical JSON: one journal entry for a batch of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries.posting import next_id
from pos_app.data.queries.posting_many import RowForm
from pos_app.domain import loyalty
from pos_app.domain.money import E6, divide_half_up, line_amount
from pos_app.domain.tax import Tax
from pos_app.services.desk import Desk
from pos_app.services.importing.sale_values import Figures, Knowledge, PastSale, json_text, split
from pos_app.services.post_many import ManyRows, json_of, post_many, template

_HEAD = (
    "business_date cash_rounding cashier change content_hash currency customer_id discount document_discount"
    " document_id exponent id kind net number paid points project_id sold_at subtotal tax tax_rounding till total"
).split()
_LINE = (
    "amount cost description discount gross id kind line_no list_price net product_id quantity sale_id sku tax"
    " unit unit_price"
).split()
_TAX = "adds_to_base amount base code ignores_previous included kind line_id name position rate".split()
_POINTS = "customer_id expires_on id kind points sale_id".split()
_MOST_KEPT = 50_000

Values = list[tuple[Any, ...]]


class _Taxed:
    """The taxes of a class of products: what they come to, and the text of their rows."""

    def __init__(self, taxes: tuple[Tax, ...], known: Knowledge, form: str) -> None:
        self._taxes, self._known = taxes, known
        self._by_quantity = any(tax.kind == "fixed" for tax in taxes)
        self._figures: dict[tuple[int, int], Figures] = {}
        # Of a row, only these differ: amount and base (which stand in this order), and the line's id.
        self.texts = [form % _tax_texts(tax, place) for place, tax in enumerate(taxes, 1)]

    def figures(self, amount: int, quantity: int) -> Figures:
        """`split`, remembered; the quantity counts only where a tax is by the piece."""
        key = (amount, quantity if self._by_quantity else 0)
        found = self._figures.get(key)
        if found is None:
            if len(self._figures) >= _MOST_KEPT:
                self._figures.clear()
            found = self._figures[key] = split(amount, quantity, self._taxes, self._known.currency)
        return found


class Poster:
    """Posts batches of past sales; what repeats itself is put into words once."""

    def __init__(self, desk: Desk, known: Knowledge, *, earn_points: bool) -> None:
        self._desk, self._known, self._earn_points = desk, known, earn_points
        self._forms = {
            name: RowForm(name, given)
            for name, given in (
                ("sale", _HEAD),
                ("sale_line", _LINE),
                ("sale_tax", _TAX),
                ("point_ledger", _POINTS),
            )
        }
        self._head_text = template(self._forms["sale"])
        self._line_text = template(self._forms["sale_line"])
        self._tax_text = template(self._forms["sale_tax"])
        self._taxed: dict[int, _Taxed] = {}
        self._names: dict[int | str, tuple[str, str, str, str]] = {}

    def post(self, session: Session, sales: Sequence[PastSale], projects: Sequence[int | None]) -> None:
        """Post sales, each with its project, in one journal entry. The caller commits."""
        sale_id, line_id = next_id(session, "sale"), next_id(session, "sale_line")
        rows: dict[str, tuple[Values, list[str]]] = {name: ([], []) for name in self._forms}
        for sale, project in zip(sales, projects, strict=True):
            net, tax = self._lines(sale, sale_id, line_id, rows)
            self._head(sale, sale_id, project, net, tax, rows["sale"])
            line_id += len(sale.lines)
            sale_id += 1
        if self._earn_points:
            self._points(session, sales, rows)
        tables = [ManyRows(self._forms[name], values, texts) for name, (values, texts) in rows.items()]
        post_many(session, self._desk, kind="history", tables=tables)

    def _lines(
        self, sale: PastSale, sale_id: int, line_id: int, rows: dict[str, tuple[Values, list[str]]]
    ) -> tuple[int, int]:
        """Add the rows of the lines; the sums of net and tax."""
        values, texts = rows["sale_line"]
        known, form, scale = self._known, self._line_text, self._known.currency.scale
        net = tax = 0
        for number, (place, quantity, amount, discount) in enumerate(sale.lines, 1):
            goods = known.goods(place)
            found = self._taxes_of(goods.taxes).figures(amount, quantity)
            stated = sale.stated[number - 1] if sale.stated else None
            if stated is not None and stated != (found.net, found.tax):
                # By which taxes, the file does not tell.
                found = Figures(*stated, ())
            gross = found.net + found.tax
            net += found.net
            tax += found.tax
            # The price that quantity × price comes to the amount with; the file does not tell it.
            price = divide_half_up((amount + discount) * 1000 * E6, quantity * scale)
            cost = line_amount(quantity, goods.cost * 100, known.currency) if goods.cost else 0
            kind = "return" if quantity < 0 else "goods"
            values.append((
                amount, cost, goods.name, discount, gross, line_id, kind, number, price, found.net, goods.id,
                quantity, sale_id, goods.sku, found.tax, goods.unit or "ea", price,
            ))  # fmt: skip
            name, product, sku, unit = self._named(place)
            texts.append(form % (
                amount, cost, name, discount, gross, line_id, f'"{kind}"', number, price, found.net, product,
                quantity, sale_id, sku, found.tax, unit, price,
            ))  # fmt: skip
            if found.taxes:
                self._taxes(found, goods.taxes, line_id, rows["sale_tax"])
            line_id += 1
        return net, tax

    def _taxes(
        self, found: Figures, taxes: tuple[Tax, ...], line_id: int, rows: tuple[Values, list[str]]
    ) -> None:
        values, texts = rows
        for at, ((tax, base, amount), text) in enumerate(
            zip(found.taxes, self._taxes_of(taxes).texts, strict=True), 1
        ):
            values.append((
                int(tax.adds_to_base), amount, base, tax.code, int(tax.ignores_previous), int(tax.included),
                tax.kind, line_id, tax.name, at, tax.rate,
            ))  # fmt: skip
            texts.append(text % (amount, base, line_id))

    def _head(
        self,
        sale: PastSale,
        sale_id: int,
        project: int | None,
        net: int,
        tax: int,
        rows: tuple[Values, list[str]],
    ) -> None:
        currency, total = self._known.currency, net + tax
        subtotal, discount = sum(line[2] for line in sale.lines), sum(line[3] for line in sale.lines)
        found = (
            sale.day, 0, sale.cashier, 0, self._known.content_hash(sale), currency.code, sale.customer_id, discount, 0,
            sale.document_id, currency.exponent, sale_id, "history", net, sale.number, total, 0, project, sale.sold_at,
            subtotal, tax, "line", self._desk.till, total,
        )  # fmt: skip
        rows[0].append(found)
        rows[1].append(self._head_text % tuple(map(_text, found)))

    def _points(
        self, session: Session, sales: Sequence[PastSale], rows: dict[str, tuple[Values, list[str]]]
    ) -> None:
        """Points for each sale's net (design.md §3, rule 10), rows of their own: the sale itself earned none here."""
        values, texts = rows["point_ledger"]
        form = template(self._forms["point_ledger"])
        following = next_id(session, "point_ledger")
        place = _HEAD.index("net")
        for sale, head in zip(sales, rows["sale"][0], strict=True):
            if sale.customer_id is None:
                continue
            points = _points_for(head[place], self._known)
            if points:
                expires = _expires(sale.day, self._known) if points > 0 else ""
                kind = "earn" if points > 0 else "return"
                values.append((sale.customer_id, expires, following, kind, points, None))
                texts.append(form % tuple(map(_text, values[-1])))
                following += 1

    def _taxes_of(self, taxes: tuple[Tax, ...]) -> _Taxed:
        # By identity: a class of taxes is one tuple for the length of an import, and hashing it costs more.
        found = self._taxed.get(id(taxes))
        if found is None:
            found = self._taxed[id(taxes)] = _Taxed(taxes, self._known, self._tax_text)
        return found

    def _named(self, place: int | str) -> tuple[str, str, str, str]:
        """Name, product id, SKU and unit in JSON."""
        found = self._names.get(place)
        if found is None:
            if len(self._names) >= _MOST_KEPT:
                self._names.clear()
            goods = self._known.goods(place)
            found = (
                json_text(goods.name),
                _text(goods.id),
                json_text(goods.sku),
                json_text(goods.unit or "ea"),
            )
            self._names[place] = found
        return found


def _tax_texts(tax: Tax, place: int) -> tuple[str, ...]:
    """What fills the text of a tax row, with the places of amount, base and line left open."""
    name, code = (json_of(text).replace("%", "%%") for text in (tax.name, tax.code))
    return (
        str(int(tax.adds_to_base)), "%s", "%s", code, str(int(tax.ignores_previous)), str(int(tax.included)),
        json_of(tax.kind), "%s", name, str(place), str(tax.rate),
    )  # fmt: skip


def _text(value: int | str | None) -> str:
    """A value in canonical JSON."""
    if value is None:
        return "null"
    return json_text(value) if isinstance(value, str) else str(value)


def _points_for(net: int, known: Knowledge) -> int:
    sign = -1 if net < 0 else 1
    return sign * (sign * net * known.points_rate // (known.currency.scale * E6))


def _expires(day: str, known: Knowledge) -> str:
    from datetime import date

    expires = loyalty.expires_on(date.fromisoformat(day), known.points_months)
    return expires.isoformat() if expires else ""
