"""Where the rows of an import come from: a file that is looked into, or rows in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos_app.domain.message import Message
from pos_app.services.importing.columns import Kind, layout
from pos_app.services.importing.csv_file import CsvSource, CsvText
from pos_app.services.importing.files import Progress, Sort, sort_of
from pos_app.services.importing.header import LOOKED_AT, likely_header
from pos_app.services.importing.report import Findings

Row = tuple[int, Sequence[str]]
Fits = Callable[[Sequence[str]], bool]
SHOWN = 20


class Source(Protocol):
    """Rows in our order of columns, "" where a column is missing, each with its row number."""

    name: str
    present: tuple[str, ...]
    notices: tuple[Message, ...]
    # Called with (done, in all), in bytes or rows, while rows are read; raise in it to stop.
    progress: Progress | None
    # What stands between the cells of a text, "" for rows that are no text.
    separator: str

    def rows(self, findings: Findings | None = None) -> Iterator[Row]:
        """All rows, from the beginning; what is broken is noted in `findings` (once is enough) and left out."""
        ...

    def raw(self) -> Iterator[Row]:
        """The header and every row as they came, for a file of rejects."""
        ...


class RowsSource:
    """Rows that are in memory already, as mappings from our columns to text."""

    name = separator = ""

    def __init__(self, kind: Kind, rows: Iterable[Mapping[str, str]]) -> None:
        self.progress: Progress | None = None
        self._rows = list(rows)
        header = list(dict.fromkeys(name for row in self._rows for name in row)) or list(kind.required)
        found = layout(kind, header, {})
        self._columns, self._header = kind.columns, header
        self.present, self.notices = found.present, found.notices

    def rows(self, findings: Findings | None = None) -> Iterator[Row]:
        """All rows; the first is row 2, as in a file."""
        for number, row in enumerate(self._rows, 2):
            yield number, [row.get(name) or "" for name in self._columns]

    def raw(self) -> Iterator[Row]:
        """The names of the columns, then every row."""
        yield 1, self._header
        for number, row in enumerate(self._rows, 2):
            yield number, [row.get(name) or "" for name in self._header]


def open_source(
    kind: Kind,
    path: Path,
    mapping: Mapping[str, str],
    *,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Source:
    """A file of a kind as rows, whatever sort of file it is; `mapping` is theirs → ours.

    A text is gone through once before this returns; `progress` gets (bytes done, bytes in all) of it, and hears of the
    later readings too until it is taken from the source. UserErrors ``no_file``, ``not_a_file``, ``unreadable``,
    ``empty_file``, ``not_text``, ``old_excel``, ``bad_xlsx``, ``too_large``, ``no_sheet``, ``bad_csv``, and those of
    `columns.layout`.
    """
    if sort_of(path) == "csv":
        return CsvSource(kind, path, mapping, progress=progress)
    from pos_app.services.importing.xlsx import XlsxSource

    return XlsxSource(kind, path, mapping, sheet=sheet, progress=progress)


@dataclass(frozen=True, slots=True)
class Peek:
    """The beginning of a file, for a person who says which column is which.

    `header_row` is the row that looks most like names of columns; `rows` are up to 20 behind it. `encoding` and
    `separator` are "" for a workbook, `sheets` and `sheet` for text.
    """

    sort: Sort
    encoding: str
    separator: str
    sheets: tuple[str, ...]
    sheet: str
    header_row: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notices: tuple[Message, ...]


def peek(
    path: Path, sheet: str | None = None, *, fits: Fits | None = None, progress: Progress | None = None
) -> Peek:
    """Look at the beginning of a file; UserErrors as `open_source`, but none about columns.

    `fits` says whether a row can be the names of the columns: the first sheet, and the likeliest row and separator for
    which it does are taken, and otherwise the likeliest.
    """
    if sort_of(path) == "csv":
        text = CsvText(path, progress)
        likeliest = text.separator
        for separator in text.separators() if fits is not None else ():
            text.separator = separator
            if _header_of(text.head(), fits)[1]:
                break
        else:
            text.separator = likeliest
        encoding, separator = text.look.encoding, text.separator
        return _peek("csv", text.head(), text.notices, fits, encoding=encoding, separator=separator)
    from pos_app.services.importing.xlsx import peeked

    found = peeked(path, sheet, fits, progress)
    return _peek("xlsx", found.head, found.notices, fits, sheets=found.sheets, sheet=found.sheet)


def _header_of(head: Sequence[Row], fits: Fits | None) -> tuple[int | None, bool]:
    """The row with the names of the columns, and whether it fits."""
    likely = likely_header(head[:LOOKED_AT])
    if fits is not None:
        for number, cells in sorted(head[:LOOKED_AT], key=lambda row: row[0] != likely):
            if any(cells) and fits(cells):
                return number, True
    return likely, False


def _peek(
    sort: Sort,
    head: Sequence[Row],
    notices: tuple[Message, ...],
    fits: Fits | None,
    *,
    encoding: str = "",
    separator: str = "",
    sheets: tuple[str, ...] = (),
    sheet: str = "",
) -> Peek:
    likely, _fits = _header_of(head, fits)
    header = next((tuple(cells) for number, cells in head if number == likely), ())
    behind = [(number, tuple(cells)) for number, cells in head if likely is not None and number > likely]
    shown = tuple(row for row in behind if any(row[1]))[:SHOWN]
    return Peek(sort, encoding, separator, sheets, sheet, likely or 0, header, shown, notices)
