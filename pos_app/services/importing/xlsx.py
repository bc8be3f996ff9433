"""A workbook as rows of a kind: the first of its sheets whose header fits.

It is read once, into a file of its own that goes away with the source: the later readings of an import are then as
fast as those of a CSV file, and see the same rows whatever happens to the workbook.
"""

import csv
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from pos_app.domain.message import Message, msg, plural_msg
from pos_app.errors import MachineError, UserError
from pos_app.services.importing import xlsx_cells
from pos_app.services.importing.cells import freed
from pos_app.services.importing.columns import Kind
from pos_app.services.importing.files import Progress
from pos_app.services.importing.header import LOOKED_AT, Header, find_header, header_again
from pos_app.services.importing.report import MOST_LISTED, Findings
from pos_app.services.importing.xlsx_book import Book, Cell
from pos_app.services.importing.xlsx_scan import SheetFacts, unresolved_error

Row = tuple[int, list[str]]
_LONGEST_CELL = 100_000
_MOST_SPOOLED = 2 << 30
_REPORT_EVERY = 2000
# Among so many sheets the right one is looked for; any other can be named.
MOST_LOOKED_INTO = 40
# A date in one of these is a code that a spreadsheet misread.
_CODES = frozenset(
    {"sku", "barcode", "code", "customer_code", "sale_id", "pack_of", "supplier_code", "id", "card", "phone"}
)


@dataclass(frozen=True, slots=True)
class Peeked:
    """The beginning of a sheet as text."""

    sheets: tuple[str, ...]
    sheet: str
    head: list[Row]
    notices: tuple[Message, ...] = ()


def peeked(
    path: Path, sheet: str | None, fits: Callable[[Sequence[str]], bool] | None, progress: Progress | None
) -> Peeked:
    """The first rows of a sheet: the first one with a row that fits, or else the first that has any rows; UserErrors
    of `Book`."""
    book = Book(path, progress)
    try:
        first: Peeked | None = None
        for name in (sheet,) if sheet else book.sheets[:MOST_LOOKED_INTO]:
            found = Peeked(book.sheets, name, _head(book, name))
            if found.head and (fits is None or any(fits(cells) for _number, cells in found.head)):
                return found
            first = first or (found if found.head else None)
        return first or Peeked(book.sheets, sheet or next(iter(book.sheets), ""), [])
    finally:
        book.close()


def _head(book: Book, sheet: str) -> list[Row]:
    found = (
        (number, [xlsx_cells.text_of(cell.value) for cell in cells]) for number, cells in book.rows(sheet)
    )
    return [(number, _cut(cells)) for number, cells in islice(found, LOOKED_AT) if any(cells)]


def _cut(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


@dataclass(slots=True)
class _Reading:
    """What the cells of each place are, and what was found while they were read."""

    columns: dict[int, str]
    numbers: frozenset[str]
    dates: frozenset[str]
    epoch: datetime
    facts: SheetFacts
    problems: list[tuple[int, str, UserError]] = field(default_factory=list)
    beyond: int = 0
    serials: int = 0

    def problem(self, row: int, column: str, error: UserError) -> str:
        self.problems.append((row, column, error))
        return ""


class XlsxSource:
    """A workbook of a kind. UserErrors of `Book` and of `columns.layout` at once; while rows are read ``bad_xlsx``
    and ``file_changed``, and a MachineError ``cannot_write`` where there is no room for its rows."""

    separator = ""

    def __init__(
        self,
        kind: Kind,
        path: Path,
        mapping: Mapping[str, str],
        *,
        sheet: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.name, self.progress, self._path = path.name, progress, path
        self._book = Book(path, progress)
        weakref.finalize(self, self._book.close)
        self._sheet, self._header = self._find_sheet(kind, mapping, sheet)
        self.present = self._header.layout.present
        self.notices = self._notices()
        facts = self._book.facts(self._sheet)
        positions = self._header.layout.positions
        columns = {place: kind.columns[at] for at, place in enumerate(positions) if place >= 0}
        self._reading = _Reading(
            columns, frozenset(kind.numbers), frozenset(kind.dates), self._book.epoch, facts
        )
        self._spool: Path | None = None

    def _find_sheet(self, kind: Kind, mapping: Mapping[str, str], sheet: str | None) -> tuple[str, Header]:
        first: UserError | None = None
        for name in (sheet,) if sheet else self._book.sheets[:MOST_LOOKED_INTO]:
            head = _head(self._book, name)
            if not head:
                continue
            try:
                return name, find_header(kind, head, mapping, self.name)
            except UserError as error:
                first = first or error
        raise first or UserError("empty_file", "The file {path} is empty.", path=self.name)

    def _notices(self) -> tuple[Message, ...]:
        found = []
        others = [name for name in self._book.sheets if name != self._sheet]
        if others:
            listed = ", ".join(f"“{name}”" for name in others)[:200]
            found.append(
                msg("The sheet “{name}” was read, and not {others}.", name=self._sheet[:80], others=listed)
            )
        hidden = self._book.facts(self._sheet).hidden
        if hidden:
            found.append(msg("Rows that are hidden in the sheet were read too: {count}.", count=hidden))
        return (*found, *self._header.notices)

    def rows(self, findings: Findings | None = None) -> Iterator[tuple[int, Sequence[str]]]:
        """All rows below the header that are not blank, with their numbers in the sheet."""
        spool = self._filled()
        if findings is not None:
            for row, column, error in self._reading.problems:
                findings.add(row, column, error)
                if column and len(findings.told) < MOST_LISTED:
                    findings.told.add((row, column))
            findings.notices += self._read_notices()
        width = len(self._header.cells)
        ours = self._header.layout.picker(width)
        for number, cells in _spooled(spool):
            cells.append("")
            yield number, ours(cells)

    def raw(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The header and every row below it."""
        yield self._header.row, self._header.cells
        yield from _spooled(self._filled())

    def _read_notices(self) -> list[Message]:
        count = self._reading.beyond
        if not count:
            return []
        return [
            plural_msg(
                "Cells to the right of the named columns were left out in {count} row.",
                "Cells to the right of the named columns were left out in {count} rows.",
                count,
            )
        ]

    def _filled(self) -> Path:
        """The file with the rows as text; read from the workbook when first asked for."""
        if self._spool is None:
            try:
                with tempfile.NamedTemporaryFile(
                    "w", encoding="utf-8", newline="", prefix="pos-app-", suffix=".csv", delete=False
                ) as file:
                    path = Path(file.name)
                    weakref.finalize(self, path.unlink, missing_ok=True)
                    writer = csv.writer(file)
                    for number, cells in self._cells():
                        writer.writerow([number, *cells])
                        if number % _REPORT_EVERY == 0 and file.tell() > _MOST_SPOOLED:
                            raise UserError("too_large", "{path} has too much text.", path=self.name)
            except OSError as error:
                reason = error.strerror or str(error)
                raise MachineError(
                    "cannot_write",
                    "{path} cannot be written: {reason}.",
                    path=tempfile.gettempdir(),
                    reason=reason,
                ) from error
            self._spool = path
            self._book.close()
        return self._spool

    def _cells(self) -> Iterator[Row]:
        """The rows below the header as text, as wide as the header."""
        width, reading = len(self._header.cells), self._reading
        merges = _Merges(reading)
        unresolved = set(reading.facts.unresolved)
        telling = {row for row, _column in unresolved} | merges.starts.keys()
        total = max(reading.facts.rows, 1)
        for number, cells in self._book.rows(self._sheet):
            if self.progress is not None and number % _REPORT_EVERY == 0:
                self.progress(min(number, total), total)
            if number <= self._header.row or (not cells and number not in telling):
                continue
            texts = [
                _text(reading, number, place, cell, unresolved) for place, cell in enumerate(cells[:width])
            ]
            texts += [""] * (width - len(texts))
            texts = merges.fill(number, texts)
            reading.beyond += any(cell.value is not None for cell in cells[width:])
            if any(texts) and not "".join(texts).isspace():
                if texts == self._header.cells:
                    reading.problem(number, "", header_again())
                    continue
                yield number, texts
            elif any((number, place + 1) in unresolved for place in reading.columns):
                yield number, texts


def _text(reading: _Reading, row: int, place: int, cell: Cell, unresolved: set[tuple[int, int]]) -> str:
    column, value = reading.columns.get(place, ""), cell.value
    if value is None:
        if column and (row, place + 1) in unresolved:
            reading.problem(row, column, unresolved_error())
        return ""
    if not column:
        return xlsx_cells.text_of(value)[:_LONGEST_CELL]
    if cell.data_type == "e":
        return reading.problem(row, column, xlsx_cells.error_value(str(value)))
    if isinstance(value, str):
        text = xlsx_cells.text_of(value)
        if len(text) > _LONGEST_CELL:
            long = UserError("text_too_long", "The text has more than {most} characters.", most=_LONGEST_CELL)
            return reading.problem(row, column, long)
        return freed(text)
    if isinstance(value, bool):
        return xlsx_cells.text_of(value)
    if column in reading.dates:
        return _date(reading, value)
    if column in reading.numbers:
        if column == "percent":
            return xlsx_cells.percent_text(value, cell.number_format)
        return xlsx_cells.figure_text(value)
    if isinstance(value, int):
        return xlsx_cells.padded(value, cell.number_format)
    if column in _CODES and isinstance(value, datetime):
        return reading.problem(row, column, xlsx_cells.date_for_code())
    return xlsx_cells.text_of(value)


def _date(reading: _Reading, value: Any) -> str:
    """A date, also where it is only the number of a day in the calendar of spreadsheets."""
    is_time = isinstance(value, date | time | timedelta)
    if not is_time and xlsx_cells.FIRST_SERIAL <= value <= xlsx_cells.LAST_SERIAL:
        from openpyxl.utils.datetime import from_excel

        reading.serials += 1
        return xlsx_cells.text_of(from_excel(value, reading.epoch))
    return xlsx_cells.text_of(value)


class _Merges:
    """Gives a cell that reaches over several rows to each of them. A figure is not copied: whose it is, is not said."""

    def __init__(self, reading: _Reading) -> None:
        self._reading = reading
        self.starts: dict[int, list[tuple[int, int]]] = {}
        for first, last, column in reading.facts.merged:
            if column - 1 in reading.columns:
                self.starts.setdefault(first, []).append((column - 1, last))
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, row: int, texts: list[str]) -> list[str]:
        """A row with what cells above reach down to it; blank rows stay blank."""
        if self._open and any(texts):
            for place, (last, text) in list(self._open.items()):
                column = self._reading.columns[place]
                if row > last:
                    del self._open[place]
                elif column in self._reading.numbers and text:
                    merged = UserError("merged_cell", "The cell is merged with the one above it: split them.")
                    self._reading.problem(row, column, merged)
                else:
                    texts[place] = text
        for place, last in self.starts.get(row, ()):
            self._open[place] = (last, texts[place])
        return texts


def _spooled(path: Path) -> Iterable[Row]:
    csv.field_size_limit(2 * _LONGEST_CELL)
    with path.open(encoding="utf-8", newline="") as file:
        for number, *cells in csv.reader(file):
            yield int(number), cells
