"""The rows of past sales in canonical JSON: what repeats itself is put into words once for a product."""

from sys import intern
from typing import NamedTuple

from pos_app.data.queries.posting_many import RowForm
from pos_app.domain.tax import Tax
from pos_app.services.importing.sale_values import Figures, Goods, Knowledge, json_text, split
from pos_app.services.post_many import json_of, template

_HEAD = (
    "business_date cash_rounding cashier change content_hash currency customer_id discount document_discount"
    " document_id exponent id kind net number paid points project_id sold_at subtotal tax tax_rounding till total"
).split()
_LINE = (
    "amount cost description discount gross id kind line_no list_price net points product_id quantity sale_id sku tax"
    " unit unit_price"
).split()
_TAX = "adds_to_base amount base code ignores_previous included kind line_id name position rate".split()
_POINTS = "customer_id expires_on id kind points sale_id".split()
FORMS = {"sale": _HEAD, "sale_line": _LINE, "sale_tax": _TAX, "point_ledger": _POINTS}
_MOST_GOODS, _MOST_FIGURES = 100_000, 50_000


class Taxed:
    """The taxes of a class of products: what they come to, and the text of their rows."""

    def __init__(self, taxes: tuple[Tax, ...], known: Knowledge, form: str) -> None:
        self.taxes, self._currency = taxes, known.currency
        self._by_quantity = any(tax.kind == "fixed" for tax in taxes)
        self._figures: dict[tuple[int, int], Figures] = {}
        # Of a row only amount, base and the line's id differ, in this order.
        self.texts = [form % _tax_texts(tax, place) for place, tax in enumerate(taxes, 1)]

    def figures(self, amount: int, quantity: int) -> Figures:
        """`split`, remembered; the quantity counts only where a tax is by the piece."""
        key = (amount, quantity if self._by_quantity else 0)
        found = self._figures.get(key)
        if found is None:
            if len(self._figures) >= _MOST_FIGURES:
                self._figures.clear()
            found = self._figures[key] = split(amount, quantity, self.taxes, self._currency)
        return found


class Told(NamedTuple):
    """Goods as their lines tell them, as values and (`…_text`) in canonical JSON; `called` is what names them in a
    hash, `cost` e4 of a unit."""

    taxed: Taxed
    id: int | None
    name: str
    sku: str
    unit: str
    cost: int
    id_text: int | str
    name_text: str
    sku_text: str
    unit_text: str
    called: str


class Texts:
    """Forms and texts of the rows of past sales."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self.forms = {name: RowForm(name, given) for name, given in FORMS.items()}
        self._templates = {name: template(form) for name, form in self.forms.items()}
        # A line's JSON, its values in the order of their columns' names.
        self.line = self._templates["sale_line"]
        self._taxed: dict[int, Taxed] = {}
        self.told: dict[int | str, Told] = {}

    def row(self, table: str, values: tuple[int | str | None, ...]) -> str:
        """A row of a table in JSON."""
        return self._templates[table] % tuple(map(text_of, values))

    def tell(self, place: int | str) -> Told:
        """What a line is of; kept in `told`, where it is best looked up first."""
        if len(self.told) >= _MOST_GOODS:
            self.told.clear()
        goods: Goods = self._known.goods(place)
        unit = goods.unit or "ea"
        name_text, sku_text, unit_text = json_text(goods.name), json_text(goods.sku), intern(json_text(unit))
        id_text = "null" if goods.id is None else goods.id
        called = sku_text if goods.sku else name_text
        found = Told(
            self._taxed_as(goods.taxes), goods.id, goods.name, goods.sku, unit, goods.cost,
            id_text, name_text, sku_text, unit_text, called,
        )  # fmt: skip
        self.told[place] = found
        return found

    def _taxed_as(self, taxes: tuple[Tax, ...]) -> Taxed:
        # By identity: a class of taxes is one tuple for the length of an import, and hashing it costs more.
        found = self._taxed.get(id(taxes))
        if found is None:
            form = self._templates["sale_tax"].replace("%%", "%%%%")
            found = self._taxed[id(taxes)] = Taxed(taxes, self._known, form)
        return found


def text_of(value: int | str | None) -> str:
    """A value in canonical JSON."""
    if value is None:
        return "null"
    return json_text(value) if isinstance(value, str) else str(value)


def _tax_texts(tax: Tax, place: int) -> tuple[str, ...]:
    """What fills the text of a tax row, with the places of amount, base and line left open."""
    name, code, kind = (json_of(text).replace("%", "%%") for text in (tax.name, tax.code, tax.kind))
    return (
        str(int(tax.adds_to_base)), "%d", "%d", code, str(int(tax.ignores_previous)), str(int(tax.included)),
        kind, "%d", name, str(place), str(tax.rate),
    )  # fmt: skip
