"""Reads a CSV file row by row: finds out its encoding and separator, and says what is broken where.

A source can be gone through several times; it never holds the whole file.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from pos_app.domain.message import Message
from pos_app.errors import UserError
from pos_app.services.importing.cells import freed
from pos_app.services.importing.columns import Kind, Layout, layout
from pos_app.services.importing.report import Findings

Row = tuple[int, Sequence[str]]
_CHUNK = 1 << 20
_LONGEST_CELL = 100_000
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters of Windows-1254 (Turkish) that Windows-1252 has only for Icelandic.
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")


class Source(Protocol):
    """Rows in our order of columns, "" where a column is missing, each with its row number."""

    name: str
    present: tuple[str, ...]
    notices: tuple[Message, ...]

    def rows(self, findings: Findings | None = None) -> Iterator[Row]:
        """All rows, from the beginning; what is broken is noted in `findings` (once is enough) and left out."""
        ...

    def raw(self) -> Iterator[Row]:
        """The header and every row as they came, for a file of rejects."""
        ...


class RowsSource:
    """Rows that are in memory already, as mappings from our columns to text."""

    name = ""

    def __init__(self, kind: Kind, rows: Iterable[Mapping[str, str]]) -> None:
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


class CsvSource:
    """A CSV file. UserErrors at once: ``no_file``, ``not_a_file``, ``unreadable``, ``empty_file``, ``not_text``,
    ``bad_csv`` and those of `columns.layout`; while reading ``bad_csv``."""

    def __init__(self, kind: Kind, path: Path, mapping: Mapping[str, str]) -> None:
        self._path, self.name = path, path.name
        self._encoding = _encoding(path)
        self._separator = self._find_separator()
        self._header = self._read_header()
        found = layout(kind, self._header, mapping)
        self._layout: Layout = found
        self.present, self.notices = found.present, found.notices

    def rows(self, findings: Findings | None = None) -> Iterator[Row]:
        """All rows but the header and blank ones; a row's number is that of its last line."""
        width = len(self._header)
        # Position `width` is an empty cell added to every row, for the columns that the file has not.
        ours = itemgetter(*(width if place < 0 else place for place in self._layout.positions))
        try:
            for number, cells in self._all_cells():
                if number <= self._header_row or not any(cells):
                    continue
                problem = self._shape(cells, width) if len(cells) != width or cells == self._header else None
                if problem is None:
                    cells.append("")
                    found = ours(cells)
                    yield number, [freed(cell) for cell in found] if "'" in "".join(found) else found
                elif findings is not None:
                    findings.add(number, "", problem)
                    findings.malformed = True
        except UserError as error:
            if findings is not None:
                findings.add(error.line or 0, "", error)
                findings.broken = True

    def raw(self) -> Iterator[Row]:
        """The header and every row as they came."""
        return self._all_cells()

    def _shape(self, cells: list[str], width: int) -> UserError | None:
        if cells == self._header:
            return UserError("bad_csv", "The header is there a second time.")
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
            return None
        return UserError(
            "bad_csv", "The row has {count} cells, but the header has {width}.", count=len(cells), width=width
        )

    def _all_cells(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(_LONGEST_CELL)
        with self._path.open(encoding=self._encoding, newline="") as lines:
            reader = csv.reader(lines, delimiter=self._separator, strict=True)
            begun = 1
            try:
                for cells in reader:
                    if cells:
                        if "\x00" in "".join(cells):
                            raise UserError("bad_csv", "The row has a NUL character.", line=reader.line_num)
                        yield reader.line_num, cells
                    begun = reader.line_num + 1
            except csv.Error as error:
                raise _broken(str(error), begun) from error
            except UnicodeError as error:
                raise UserError(
                    "bad_csv", "The row has bytes that are no text.", line=reader.line_num + 1
                ) from error

    def _read_header(self) -> list[str]:
        for number, cells in self._all_cells():
            if any(cell.strip() for cell in cells):
                self._header_row = number
                return cells
        raise UserError("empty_file", "The file {path} is empty.", path=self._path.name)

    def _find_separator(self) -> str:
        with self._path.open(encoding=self._encoding, newline="") as lines:
            try:
                head = next((line for line in lines if line.strip()), "")
            except UnicodeError:
                head = ""
        bare = "".join(part for place, part in enumerate(head.split('"')) if place % 2 == 0)
        return max(",;\t", key=lambda mark: (bare.count(mark), mark == ","))


def _broken(reason: str, row: int) -> UserError:
    if "unexpected end" in reason:
        return UserError("bad_csv", "A quote that begins here never closes.", line=row)
    if "field larger" in reason:
        return UserError(
            "bad_csv", "A cell has over 100,000 characters; perhaps a quote never closes.", line=row
        )
    return UserError("bad_csv", "The row is not CSV: {reason}.", line=row, reason=reason)


def _encoding(path: Path) -> str:
    """The encoding of a file, found by reading all of it once."""
    try:
        if path.is_dir():
            raise UserError("not_a_file", "{path} is a folder, not a file.", path=str(path))
        with path.open("rb") as file:
            return _encoding_of(iter(lambda: file.read(_CHUNK), b""), path.name)
    except FileNotFoundError:
        raise UserError("no_file", "There is no file {path}.", path=str(path)) from None
    except OSError as error:
        raise UserError(
            "unreadable",
            "{path} cannot be read: {reason}.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from error


def _encoding_of(chunks: Iterator[bytes], name: str) -> str:
    first = next(chunks, b"")
    if not first.strip():
        raise UserError("empty_file", "The file {path} is empty.", path=name)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if first.startswith(mark):
            return encoding
    head = first[:4096]
    if b"\x00" in head:
        if len(head) > 3 and head[1::2].count(0) > len(head) // 4:
            return "utf-16-le"
        if len(head) > 3 and head[0::2].count(0) > len(head) // 4:
            return "utf-16-be"
        if head.count(0) > len(head) // 20:
            raise UserError("not_text", "{path} is not a CSV file.", path=name)
    decoder, utf8, seen = codecs.getincrementaldecoder("utf-8")(), True, set(first)
    try:
        decoder.decode(first)
        for chunk in chunks:
            seen |= set(chunk)
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        utf8 = False
        for chunk in chunks:
            seen |= set(chunk)
    if utf8:
        return "utf-8"
    if seen & set(range(1, 9)) or seen & set(range(14, 32)) - {26, 27}:
        raise UserError("not_text", "{path} is not a CSV file.", path=name)
    return "cp1254" if seen & _TURKISH else "cp1252"
