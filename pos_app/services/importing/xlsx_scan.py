"""Goes over the bytes of a sheet as they are unpacked: rows, hidden rows, merged cells, formulas without a result."""

import re
from dataclasses import dataclass, field

from pos_app.errors import UserError

MOST_ROWS = 1_048_576
_MOST_MERGES = 100_000
_MOST_UNRESOLVED = 100_000
_LONGEST_ROW = 4 << 20
# Elements of one row, and of all that is outside of rows: each costs memory when it is read.
_MOST_IN_ROW = 100_000
# Longer than any tag that is looked for.
_OVERLAP = 4096
_ROW = re.compile(rb"<(?:\w+:)?row(?:\s([^>]*))?>|</(?:\w+:)?row\s*>")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\br=[\"'](\d{1,9})[\"']")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f\s*>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v\s*>)?\s*</(?:\w+:)?c\s*>"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})\d+[\"']")
_TEXT = re.compile(rb"\bt=[\"']str[\"']")
_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\bencoding=[\"']([^\"']*)[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


class TooMuchError(Exception):
    """More than a workbook can have, or than memory should be given for."""


@dataclass(slots=True)
class SheetFacts:
    """What a sheet has besides values. Rows and columns count from 1.

    `merged`: (first row, last row, column) of cells that reach over several rows; `unresolved`: (row, column) of
    formulas without a stored result.
    """

    rows: int = 0
    hidden: int = 0
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    unresolved: list[tuple[int, int]] = field(default_factory=list)


class SheetScan:
    """Fed with the bytes of a part; ValueError for what no workbook has, `TooMuchError`."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._rest = b""
        self._outside = self._elements = self._row = 0
        # Where the row under way begins within the rest.
        self._open = False
        self._begun = False
        self._merges: set[tuple[int, int, int]] = set()

    def feed(self, chunk: bytes) -> None:
        """The next bytes."""
        if not self._begun:
            self._begin(chunk)
        data = self._rest + chunk
        if _DOCTYPE.search(data):
            raise ValueError("a document type")
        at = 0
        for tag in _ROW.finditer(data):
            at = self._tag(data, at, tag)
        if self._open:
            self._rest = data[at:]
            if len(self._rest) > _LONGEST_ROW:
                raise TooMuchError
            return
        self._find_merges(data[at:])
        kept = max(at, len(data) - _OVERLAP)
        self._count(data[at:kept])
        self._rest = data[kept:]

    def end(self, most_bytes: int, most_elements: int) -> SheetFacts:
        """What was found; `TooMuchError` where more than so much is outside of rows."""
        if self._open:
            raise ValueError("a row without an end")
        self._count(self._rest)
        if self._outside > most_bytes or self._elements > most_elements:
            raise TooMuchError
        self.facts.merged = sorted(self._merges)
        return self.facts

    def _count(self, outside: bytes) -> None:
        self._outside += len(outside)
        self._elements += _elements(outside)

    def _begin(self, chunk: bytes) -> None:
        self._begun = True
        found = _ENCODING.match(chunk[:200])
        # Another encoding could hide what is looked for.
        if b"\x00" in chunk[:4] or (found and found[1].lower() not in (b"utf-8", b"us-ascii")):
            raise ValueError("an encoding that no workbook has")

    def _tag(self, data: bytes, at: int, tag: re.Match[bytes]) -> int:
        """One tag of a row; from where on the data is still to be looked at."""
        if tag[0].startswith(b"</"):
            if self._open:
                self._row_ended(data[at : tag.start()])
            self._open = False
            return tag.end()
        if self._open:
            raise ValueError("a row within a row")
        self._find_merges(data[at : tag.start()])
        self._count(data[at : tag.start()])
        attributes = tag[1] or b""
        number = _NUMBER.search(attributes)
        before, self._row = self._row, int(number[1]) if number else self._row + 1
        if self._row <= before:
            # The reader would pass over it without a word.
            raise ValueError("rows that are not in order")
        self.facts.rows += 1
        if self.facts.rows > MOST_ROWS or self._row > MOST_ROWS:
            raise TooMuchError
        self.facts.hidden += _HIDDEN.search(attributes) is not None
        self._open = not attributes.endswith(b"/")
        return tag.end()

    def _row_ended(self, row: bytes) -> None:
        if len(row) > _LONGEST_ROW or (len(row) > _MOST_IN_ROW and _elements(row) > _MOST_IN_ROW):
            raise TooMuchError
        if b"<f" not in row and b":f" not in row:
            return
        for cell in _FORMULA.finditer(row):
            place = _PLACE.search(cell[1])
            if (
                place is not None
                and not _TEXT.search(cell[1])
                and len(self.facts.unresolved) < _MOST_UNRESOLVED
            ):
                self.facts.unresolved.append((self._row, column_number(place[1])))

    def _find_merges(self, outside: bytes) -> None:
        for merge in _MERGE.finditer(outside):
            first, last = int(merge[2]), int(merge[4])
            if last > first:
                self._merges.add((first, last, column_number(merge[1])))
                if len(self._merges) > _MOST_MERGES:
                    raise TooMuchError


def _elements(data: bytes) -> int:
    return data.count(b"<") - data.count(b"</")


def column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def unresolved_error() -> UserError:
    """A formula that no spreadsheet has worked out."""
    return UserError(
        "no_result",
        "The formula has no stored result: open the file in a spreadsheet, and save it once more.",
    )
