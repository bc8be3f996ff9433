"""Puts the rows of a sales file together into sales, and notes everything that is wrong with them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC

from pos_app.domain.message import msg
from pos_app.domain.quantity import check_quantity
from pos_app.errors import UserError
from pos_app.services.importing.dates import on_the_wall
from pos_app.services.importing.sale_values import Goods, Knowledge, PastLine, PastSale
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Work

_LONGEST_ID, _LONGEST_STORE, _LONGEST_CASHIER, _LONGEST_PROJECT = 40, 12, 40, 80
_QUANTITY, _AMOUNT, _DISCOUNT = msg("Quantity"), msg("Amount"), msg("Discount")
_MOST_AMOUNT = 10**12

Key = tuple[str, str]


class SaleReader:
    """Goes through the file, once to check and once to write; the same sales come out each time.

    Lines of a sale need not stand together, so they are counted first. One bad line keeps the whole sale out.
    """

    def __init__(self, work: Work, known: Knowledge) -> None:
        self._work, self._known = work, known
        self._cells = Cells(work.survey, work.findings)
        self._today = work.desk.business_date()
        self._counts: Counter[Key] = Counter(_key(row) for _number, row in work.source.rows())
        self._words: dict[str, Goods] = {}

    def sales(self, checking: bool) -> Iterator[PastSale]:
        """Every sale, as soon as its last line is read. While `checking`, problems are noted; otherwise sales with
        bad rows are left out."""
        begun: dict[Key, PastSale] = {}
        for number, row in self._work.source.rows():
            if not checking and not self._work.good(number):
                continue
            self._cells.row = number
            key = _key(row)
            sale = begun.get(key)
            if sale is None:
                sale = begun[key] = self._begin(row)
            else:
                self._check_same(sale, row)
            sale.rows.append(number)
            line = self._line(row)
            if line is not None:
                sale.lines.append(line)
            if len(sale.rows) == self._counts[key]:
                del begun[key]
                yield sale

    def _begin(self, row: Sequence[str]) -> PastSale:
        store, sale_id = _key(row)
        sold_at, code, cashier, project = row[1], row[2], row[7].strip(), " ".join(row[9].split())
        sale = PastSale(sale_id, store, sold_at, _code(code), project, cashier)
        if not sale.sale_id:
            self._cells.missing("sale_id")
        if ":" in store or "/" in store:
            error = UserError("bad_store", "The name of a store cannot have a colon or a slash.")
            self._cells.problem("store", error)
        for column, text, most in (
            ("sale_id", sale.sale_id, _LONGEST_ID),
            ("store", sale.store, _LONGEST_STORE),
            ("cashier", sale.cashier, _LONGEST_CASHIER),
            ("project", sale.project, _LONGEST_PROJECT),
        ):
            if len(text) > most:
                error = UserError("text_too_long", "The text has more than {most} characters.", most=most)
                self._cells.problem(column, error)
        self._set_time(sale, sold_at)
        if sale.customer_code:
            sale.customer_id = self._known.customers.get(sale.customer_code)
            if sale.customer_id is None:
                text = "There is no customer with the code {code}."
                self._cells.problem("customer_code", UserError("unknown_customer", text, code=code[:40]))
        elif sale.project:
            error = UserError("project_of_nobody", "A project needs a customer.")
            self._cells.problem("project", error)
        return sale

    def _set_time(self, sale: PastSale, text: str) -> None:
        moment = self._cells.moment(text, "sold_at")
        if moment is None:
            if not text.strip():
                self._cells.missing("sold_at")
            return
        wall = on_the_wall(moment)
        zone = self._work.desk.zone
        local = wall.astimezone(zone) if wall.tzinfo else wall.replace(tzinfo=zone)
        sale.day = local.date()
        sale.sold_at = local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if sale.day > self._today:
            self._cells.problem("sold_at", UserError("in_future", "This day is yet to come."))

    def _check_same(self, sale: PastSale, row: Sequence[str]) -> None:
        """Lines of one sale agree about the sale."""
        if row[1] != sale.sold_at_text:
            moment = self._cells.moment(row[1], "sold_at")
            if moment is not None and sale.day is not None and moment.day != sale.day and moment.zone is None:
                self._cells.problem("sold_at", _other(sale, "date"))
        if _code(row[2]) != sale.customer_code:
            self._cells.problem("customer_code", _other(sale, "customer"))
        if " ".join(row[9].split()) != sale.project:
            self._cells.problem("project", _other(sale, "project"))

    def _line(self, row: Sequence[str]) -> PastLine | None:
        cells, currency = self._cells, self._known.currency
        quantity = cells.number(row[4], 3, "quantity", _QUANTITY)
        amount = cells.number(row[5], currency.exponent, "amount", _AMOUNT)
        discount = cells.number(row[6], currency.exponent, "discount", _DISCOUNT) if row[6] else 0
        for column, text in (("quantity", row[4]), ("amount", row[5])):
            if not text.strip():
                cells.missing(column)
        goods = self._goods(row[3].strip(), row[10])
        if quantity is None or amount is None or goods is None:
            return None
        try:
            check_quantity(quantity, goods.unit)
        except UserError as error:
            cells.problem("quantity", error)
            return None
        if amount and (amount < 0) != (quantity < 0):
            cells.problem("amount", UserError("bad_amount", "Quantity and amount have different signs."))
        if abs(amount) > _MOST_AMOUNT:
            cells.problem("amount", UserError("bad_amount", "The amount is too large."))
        # Some tills write the discount of a return without its sign.
        reduced = abs(discount or 0)
        return PastLine(goods, quantity, amount, -reduced if quantity < 0 else reduced)

    def _goods(self, sku: str, words: str) -> Goods | None:
        if sku:
            found = self._known.goods.get(sku.lower())
            if found is None:
                text = "There is no product with the SKU {sku}."
                self._cells.problem("sku", UserError("unknown_product", text, sku=sku[:40]))
            return found
        description = " ".join(words.split())
        if not description:
            self._cells.missing("sku")
            return None
        if len(description) > 200:
            error = UserError("text_too_long", "The text has more than {most} characters.", most=200)
            self._cells.problem("description", error)
        unnamed = Goods(None, "", description, "", 0, self._known.default_taxes)
        return self._words.setdefault(description, unnamed)


def _key(row: Sequence[str]) -> Key:
    return row[8].strip(), row[0].strip()


def _code(text: str) -> str:
    return " ".join(text.split()).upper()


def _other(sale: PastSale, what: str) -> UserError:
    if what == "date":
        return UserError("differs", "Another line of sale {id} has another date.", id=sale.sale_id)
    if what == "customer":
        return UserError("differs", "Another line of sale {id} has another customer.", id=sale.sale_id)
    return UserError("differs", "Another line of sale {id} has another project.", id=sale.sale_id)
