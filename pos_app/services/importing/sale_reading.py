"""Puts the rows of a sales file together into sales, and notes everything that is wrong with them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from operator import itemgetter

from pos_app.domain.message import Amount, msg
from pos_app.domain.quantity import MOST, ONE, check_quantity
from pos_app.errors import UserError
from pos_app.services.importing import sale_grouping
from pos_app.services.importing.dates import on_the_wall
from pos_app.services.importing.reader import Row
from pos_app.services.importing.sale_grouping import Key, Scattered, Seen, key_of
from pos_app.services.importing.sale_values import Knowledge, PastLine, PastSale
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Work

_LONGEST_ID, _LONGEST_STORE, _LONGEST_CASHIER, _LONGEST_PROJECT = 40, 12, 40, 80
_QUANTITY, _AMOUNT, _DISCOUNT = msg("Quantity"), msg("Amount"), msg("Discount")
_MOST_AMOUNT = 10**12
_KEPT_NUMBERS = 100_000
# Minor units that net and tax may be off the amount by rounding.
_ROUNDED, _ROUNDED_BACK = 1, 5

# What every row says of the whole sale.
_HEAD_CELLS = itemgetter(0, 8, 1, 2, 9)

Stated = tuple[int, int] | None
# The rows of a sale in the file, and the sale; None if something is wrong with it.
Read = tuple[list[int], PastSale | None]


class _Head:
    """What the first row of a sale says about the whole of it; `row` is as it came."""

    __slots__ = ("cashier", "customer_code", "customer_id", "day", "key", "project", "row", "sold_at")

    def __init__(self, key: Key, row: Sequence[str]) -> None:
        self.key, self.row = key, row
        self.customer_code = _code(row[2])
        self.customer_id: int | None = None
        self.project = " ".join(row[9].split())
        self.cashier = row[7].strip()
        self.day = self.sold_at = ""


class SaleReader:
    """Goes through the rows of a file; one bad line keeps the whole sale out."""

    def __init__(self, work: Work, known: Knowledge) -> None:
        self._work, self._known = work, known
        self._cells = Cells(work.survey, work.findings)
        self._today = work.desk.business_date().isoformat()
        # Cells repeat themselves: what was read once, and was in order, is not read again.
        self._quantities: dict[str, int] = {}
        self._amounts: dict[str, int] = {}
        self._skus = known.skus

    def sales(self, rows: Iterable[Row], *, together: bool = False) -> Iterator[Read]:
        """Every sale, as soon as its last line is read.

        Raises Scattered at a row whose sale had ended before, unless it is known that lines stand `together`;
        UserError ``too_many_lines``.
        """
        findings, cells = self._work.findings, self._cells
        seen = None if together else Seen()
        head: _Head | None = None
        numbers: list[int] = []
        lines: list[PastLine] = []
        stated: list[Stated] = []
        problems, same = findings.count, None
        read_line, add_line = self._line, lines.append
        for number, row in rows:
            said = _HEAD_CELLS(row)
            # Nearly every row is one more line of the sale of the row before, and says of it what that said.
            if said != same or head is None:
                cells.row = number
                if head is None or key_of(row) != head.key:
                    if head is not None:
                        yield numbers, _sale(head, lines, stated) if findings.count == problems else None
                    problems, numbers, lines, stated = findings.count, [], [], []
                    add_line = lines.append
                    head = self._begin(row)
                    if seen is not None and seen.add(head.key):
                        raise Scattered
                else:
                    self._check_same(head, row)
                same = said
            if len(numbers) >= sale_grouping.MOST_LINES:
                raise sale_grouping.too_many_lines(head.key)
            numbers.append(number)
            line = read_line(number, row)
            if line is not None:
                add_line(line)
            if row[11] or row[12]:
                # Only lines before the first that states them are without.
                stated += [None] * (len(numbers) - 1 - len(stated))
                cells.row = number
                stated.append(self._stated(row, line))
        if head is not None:
            yield numbers, _sale(head, lines, stated) if findings.count == problems else None

    def _begin(self, row: Sequence[str]) -> _Head:
        head = _Head(key_of(row), row)
        store, sale_id = head.key
        if not sale_id:
            self._cells.missing("sale_id")
        if ":" in store or "/" in store:
            error = UserError("bad_store", "The name of a store cannot have a colon or a slash.")
            self._cells.problem("store", error)
        for column, text, most in (
            ("sale_id", sale_id, _LONGEST_ID),
            ("store", store, _LONGEST_STORE),
            ("cashier", head.cashier, _LONGEST_CASHIER),
            ("project", head.project, _LONGEST_PROJECT),
        ):
            if len(text) > most:
                error = UserError("text_too_long", "The text has more than {most} characters.", most=most)
                self._cells.problem(column, error)
        self._set_time(head, row[1])
        if head.customer_code:
            head.customer_id = self._known.customers.get(head.customer_code)
            if head.customer_id is None:
                self._cells.problem(
                    "customer_code",
                    UserError(
                        "unknown_customer", "There is no customer with the code {code}.", code=row[2][:40]
                    ),
                )
        elif head.project:
            error = UserError("project_of_nobody", "A project needs a customer.")
            self._cells.problem("project", error)
        return head

    def _set_time(self, head: _Head, text: str) -> None:
        moment = self._cells.moment(text, "sold_at")
        if moment is None:
            if not text.strip():
                self._cells.missing("sold_at")
            return
        wall = on_the_wall(moment)
        zone = self._work.desk.zone
        local = wall.astimezone(zone) if wall.tzinfo else wall.replace(tzinfo=zone)
        head.day = local.date().isoformat()
        head.sold_at = local.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
        if head.day > self._today:
            self._cells.problem("sold_at", UserError("in_future", "This day is yet to come."))

    def _check_same(self, head: _Head, row: Sequence[str]) -> None:
        """Lines of one sale agree about the sale."""
        if row[1] != head.row[1]:
            moment = self._cells.moment(row[1], "sold_at")
            if moment is not None and head.day and moment.day.isoformat() != head.day and moment.zone is None:
                self._cells.problem("sold_at", _other(head, "date"))
        if _code(row[2]) != head.customer_code:
            self._cells.problem("customer_code", _other(head, "customer"))
        if " ".join(row[9].split()) != head.project:
            self._cells.problem("project", _other(head, "project"))

    def _line(self, number: int, row: Sequence[str]) -> PastLine | None:
        """A line; nearly every cell was seen before, and nearly every line is an ordinary one."""
        try:
            place, unit = self._skus[row[3].lower()]
            quantity, amount = self._quantities[row[4]], self._amounts[row[5]]
            reduced = self._amounts[row[6]] if row[6] else 0
            if quantity > 0 and amount >= 0 and reduced >= 0 and (unit != "ea" or not quantity % ONE):
                return place, quantity, amount, reduced
        except KeyError:
            pass
        self._cells.row = number
        return self._read_line(row)

    def _read_line(self, row: Sequence[str]) -> PastLine | None:
        """A line cell by cell, with everything that is wrong with it."""
        cells, digits = self._cells, self._known.currency.exponent
        quantity = cells.quantity(row[4], "quantity", _QUANTITY)
        amount = cells.number(row[5], digits, "amount", _AMOUNT)
        discount = cells.number(row[6], digits, "discount", _DISCOUNT) if row[6] else 0
        for column, text in (("quantity", row[4]), ("amount", row[5])):
            if not text.strip():
                cells.missing(column)
        found = self._goods(row[3].strip(), row[10])
        if quantity is None or amount is None or found is None:
            return None
        place, unit = found
        cells.unit(row[4], "quantity", unit)
        try:
            check_quantity(quantity, unit)
        except UserError as error:
            cells.problem("quantity", error)
            return None
        if amount and (amount < 0) != (quantity < 0):
            cells.problem("amount", UserError("bad_amount", "Quantity and amount have different signs."))
        if abs(amount) > _MOST_AMOUNT:
            cells.problem("amount", UserError("bad_amount", "The amount is too large."))
        if row[4][-1].isdigit():
            # One that names a unit is looked at for each line: it must be the unit of its goods.
            _keep(self._quantities, row[4], quantity, MOST)
        _keep(self._amounts, row[5], amount, _MOST_AMOUNT)
        if discount is not None:
            # One that cannot be read is a problem in each row, and not nothing.
            _keep(self._amounts, row[6], discount, _MOST_AMOUNT)
        # Some tills write the discount of a return without its sign.
        reduced = abs(discount or 0)
        return place, quantity, amount, -reduced if quantity < 0 else reduced

    def _stated(self, row: Sequence[str], line: PastLine | None) -> Stated:
        """Net and tax of a line as the file has them; with only one of them, nothing is stated."""
        if not (row[11].strip() and row[12].strip()):
            return None
        net, tax = self._stated_amount(row[11], "net_amount"), self._stated_amount(row[12], "tax_amount")
        if net is None or tax is None:
            return None
        if line is not None and not self._fits(line, net, tax):
            exponent = self._known.currency.exponent
            gross = Amount(net + tax, exponent)
            error = UserError(
                "bad_amount",
                "The net and the tax do not make the amount: that would be {net}, or {gross} with the tax.",
                net=Amount(net, exponent),
                gross=gross,
            )
            self._cells.problem("net_amount", error)
        return net, tax

    def _fits(self, line: PastLine, net: int, tax: int) -> bool:
        """Whether net and tax can be those of the amount: none of the tax is in it, some, or all."""
        place, quantity, amount, _discount = line
        # What goes back in parts has each figure rounded by itself.
        most = _ROUNDED_BACK if quantity < 0 else _ROUNDED
        if min(net, net + tax) - most <= amount <= max(net, net + tax) + most:
            return True
        if isinstance(place, str):
            # What is put on a gift card is no sale of goods: it has neither.
            return net == tax == 0
        # Who is exempt pays the net of a price that has the tax in it.
        inside = any(tax.included for tax in self._known.goods(place).taxes)
        return inside and tax == 0 and 0 < abs(net) < abs(amount) and (net < 0) == (amount < 0)

    def _stated_amount(self, text: str, column: str) -> int | None:
        value = self._amounts.get(text)
        if value is not None:
            return value
        value = self._cells.number(text, self._known.currency.exponent, column, _AMOUNT)
        if value is not None:
            if abs(value) > _MOST_AMOUNT:
                self._cells.problem(column, UserError("bad_amount", "The amount is too large."))
            _keep(self._amounts, text, value, _MOST_AMOUNT)
        return value

    def _goods(self, sku: str, words: str) -> tuple[int | str, str] | None:
        """What was sold, and its unit."""
        if sku:
            found = self._known.skus.get(sku.lower())
            if found is None:
                self._cells.problem(
                    "sku",
                    UserError("unknown_product", "There is no product with the SKU {sku}.", sku=sku[:40]),
                )
            return found
        description = " ".join(words.split())
        if not description:
            self._cells.missing("sku")
            return None
        if len(description) > 200:
            error = UserError("text_too_long", "The text has more than {most} characters.", most=200)
            self._cells.problem("description", error)
        return description, ""


def _keep(known: dict[str, int], text: str, value: int, most: int) -> None:
    """Remember what a cell says, as long as there are not too many."""
    if text and not text.isspace() and abs(value) <= most and len(known) < _KEPT_NUMBERS:
        known[text] = value


def _sale(head: _Head, lines: list[PastLine], stated: list[Stated]) -> PastSale:
    store, sale_id = head.key
    if stated:
        stated += [None] * (len(lines) - len(stated))
    return PastSale(
        sale_id, store, head.sold_at, head.day, head.customer_id, head.project, head.cashier, lines, stated
    )


def _code(text: str) -> str:
    return " ".join(text.split()).upper()


def _other(head: _Head, what: str) -> UserError:
    sale_id = head.key[1]
    if what == "date":
        return UserError("differs", "Another line of sale {id} has another date.", id=sale_id)
    if what == "customer":
        return UserError("differs", "Another line of sale {id} has another customer.", id=sale_id)
    return UserError("differs", "Another line of sale {id} has another project.", id=sale_id)
