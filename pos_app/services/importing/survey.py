"""A first pass over a file: how many rows, what its marks and dates mean, and which rows are broken."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from pos_app.domain.message import Message, msg
from pos_app.errors import UserError
from pos_app.i18n import N_
from pos_app.services.importing import dates, numbers, quantities
from pos_app.services.importing.columns import Kind
from pos_app.services.importing.dates import Moment
from pos_app.services.importing.reader import Source
from pos_app.services.importing.report import Findings

YES = frozenset({"yes", "y", "true", "1", "x", "all"})
NO = frozenset({"no", "n", "false", "0", "none", "-"})
# What is kept in memory until all of it was checked; a shop has a tenth of that. Sales are not kept.
_MOST_ROWS = {
    "products": 300_000,
    "customers": 300_000,
    "notes": 500_000,
    "promotions": 200_000,
    "balances": 500_000,
    "timeline": 500_000,
}


# Rows that are looked at together, column by column; few, for each may be megabytes long.
_AT_ONCE = 64
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Survey:
    """How to read the cells of a file."""

    rows: int
    decimal: str
    order: str

    def number(self, text: str, digits: int, what: Message) -> int:
        """A cell as an integer scaled by 10**digits; UserErrors of `numbers.parse_number`."""
        return numbers.parse_number(text, self.decimal, digits, what)

    def quantity(self, text: str, what: Message) -> int:
        """A cell as thousandths; UserErrors of `quantities.parse_quantity`."""
        return quantities.parse_quantity(text, self.decimal, what)

    def moment(self, text: str) -> Moment:
        """A cell as a date, perhaps with a time; UserErrors of `dates.parse_moment`."""
        return dates.parse_moment(text, self.order)


UNREAD = Survey(0, numbers.UNKNOWN, dates.UNKNOWN)


def survey(
    source: Source, kind: Kind, region: str, findings: Findings, *, whole_money: bool = False
) -> Survey:
    """Read a whole file once; rows that are not rows are noted. UserError ``too_many_rows``.

    `whole_money`: the shop's currency has no decimals.
    """
    number_places = [place for place, name in enumerate(kind.columns) if name in kind.numbers]
    date_places = [place for place, name in enumerate(kind.columns) if name in kind.dates]
    count, cells_seen, days_seen = 0, set[str](), set[str]()
    marks, orders, serials = set[str](), set[str](), False
    open_figure = open_day = ""
    most = _MOST_ROWS.get(kind.name, sys.maxsize)
    numbered = source.rows(findings)
    while rows := [row for _number, row in islice(numbered, _AT_ONCE)]:
        count += len(rows)
        for place in number_places:
            cells_seen.update([row[place] for row in rows])
        for place in date_places:
            days_seen.update([row[place][:10] for row in rows])
        # Distinct cells are looked at once; a long file repeats itself.
        if len(cells_seen) > 50_000 or len(days_seen) > 50_000 or _long(rows[-1]):
            marks |= {numbers.mark_of(cell) for cell in cells_seen}
            orders |= {dates.order_of(day) for day in days_seen}
            serials = serials or any(map(dates.is_serial, days_seen))
            if not marks - {numbers.UNKNOWN}:
                open_figure = open_figure or next(filter(numbers.is_open, cells_seen), "")
            if not orders - {dates.UNKNOWN}:
                open_day = open_day or next(filter(dates.is_open, days_seen), "")
            cells_seen.clear()
            days_seen.clear()
    if count > most:
        raise _too_many(most)
    marks |= {numbers.mark_of(cell) for cell in cells_seen}
    orders |= {dates.order_of(day) for day in days_seen}
    if serials or any(map(dates.is_serial, days_seen)):
        findings.notices.append(
            msg("Dates that are only numbers were read as a spreadsheet counts days: 45292 is 2024-01-01.")
        )
    decimal = numbers.settle(marks)
    if decimal == numbers.UNKNOWN:
        open_figure = open_figure or next(filter(numbers.is_open, cells_seen), "")
        decimal = (
            _undecided(open_figure.strip(), source.separator, findings, whole_money)
            if open_figure
            else decimal
        )
    order = dates.settle(orders, region)
    if not orders - {dates.UNKNOWN}:
        open_day = open_day or next(filter(dates.is_open, days_seen), "")
        findings.notices += [_order_taken(open_day, order)] if open_day else []
    if order == dates.MIXED:
        findings.notices.append(msg("Some dates in the file have the day first, others the month."))
    return Survey(count, decimal, order)


def _undecided(figure: str, separator: str, findings: Findings, whole_money: bool) -> str:
    """What a mark means where no cell of a file tells. 150.000 of money that has no decimals is 150 thousand."""
    mark = "." if "." in numbers.folded(figure) else ","
    thousands = mark == "." and whole_money
    if separator == ";" and not thousands:
        return numbers.UNDECIDED
    text = (
        N_("Nothing in the file tells what the mark in “{text}” means: it was read as that of decimals.")
        if mark == "." and not thousands
        else N_(
            "Nothing in the file tells what the mark in “{text}” means: it was read as that of thousands."
        )
    )
    findings.notices.append(msg(text, text=figure[:40]))
    return numbers.COMMA if thousands else numbers.UNKNOWN


def _order_taken(day: str, order: str) -> Message:
    """Say that all dates of a file could be read in two ways."""
    if order == dates.MONTH_FIRST:
        return msg("Dates such as {text} were read with the month first, as is usual here.", text=day.strip())
    return msg("Dates such as {text} were read with the day first, as is usual here.", text=day.strip())


def _long(row: Sequence[str]) -> bool:
    """Whether a row is so long that many like it would fill the memory."""
    return sum(map(len, row)) > 20_000


def _too_many(most: int) -> UserError:
    return UserError(
        "too_many_rows",
        "The file has more than {most} rows, too many of this kind: split it into several files.",
        most=most,
    )


class Cells:
    """Reads the cells of one row; what cannot be read is noted, and the reading goes on."""

    def __init__(self, survey: Survey, findings: Findings) -> None:
        self._survey, self._findings = survey, findings
        self.row = 0

    def number(self, text: str, digits: int, column: str, what: Message) -> int | None:
        """A number, None where there is none or it cannot be read."""
        if not text or text.isspace():
            return None
        if column == "percent":
            text = numbers.bare_percent(text)
        try:
            return self._survey.number(text, digits, what)
        except UserError as error:
            self._findings.add(self.row, column, error)
            return None

    def quantity(self, text: str, column: str, what: Message) -> int | None:
        """Thousandths, None where there is nothing or it cannot be read."""
        if not text or text.isspace():
            return None
        try:
            return self._survey.quantity(text, what)
        except UserError as error:
            self._findings.add(self.row, column, error)
            return None

    def unit(self, text: str, column: str, unit: str) -> None:
        """Note a quantity that names another unit than the goods are kept in."""
        if text and not text[-1].isdigit():
            try:
                quantities.check_unit(text, unit)
            except UserError as error:
                self._findings.add(self.row, column, error)

    def moment(self, text: str, column: str) -> Moment | None:
        """A date, None where there is none or it cannot be read."""
        if not text or text.isspace():
            return None
        try:
            return self._survey.moment(text)
        except UserError as error:
            self._findings.add(self.row, column, error)
            return None

    def yes(self, text: str, column: str, *, otherwise: bool) -> bool:
        """Yes or no; `otherwise` where the cell is empty or says neither, which is noted."""
        word = text.strip().lower()
        if word and word not in YES and word not in NO:
            error = UserError("bad_yes_no", "“{text}” is neither yes nor no.", text=text.strip()[:40])
            self._findings.add(self.row, column, error)
        return otherwise if word not in YES | NO else word in YES

    def first(self, column: str, key: _Key, rows: dict[_Key, int], *, shown: str) -> bool:
        """Whether no earlier row of the file has a key; `rows` holds their rows, and one that comes again is noted."""
        row = rows.setdefault(key, self.row)
        if row != self.row:
            self.problem(
                column, UserError("double", "“{key}” is in row {row} already.", key=shown[:40], row=row)
            )
        return row == self.row

    def customer(self, code: str, codes: Mapping[str, int]) -> int | None:
        """The customer with a code; None, and noted, where there is none."""
        found = codes.get(" ".join(code.split()).upper())
        if found is None:
            self.problem(
                "customer_code",
                UserError("unknown_customer", "There is no customer with the code {code}.", code=code[:40]),
            )
        return found

    def product(self, sku: str, skus: Mapping[str, int]) -> int | None:
        """The product with an SKU; None where the cell is empty, and noted where there is no such product."""
        found = skus.get(sku.lower())
        if sku and found is None:
            self.problem(
                "sku", UserError("unknown_product", "There is no product with the SKU {sku}.", sku=sku[:40])
            )
        return found

    def missing(self, column: str) -> None:
        """Note that a cell that must be filled is empty."""
        self.problem(column, UserError("missing", "The cell is empty."))

    def problem(self, column: str, error: UserError) -> None:
        """Note a problem of this row."""
        self._findings.add(self.row, column, error)
