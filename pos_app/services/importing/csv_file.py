"""A CSV file, row by row: its encoding and separator found out, and what is broken in it said.

A source can be gone through several times; it never holds more than a few megabytes of the file.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from pos_app.domain.message import Message, msg, plural_msg
from pos_app.errors import UserError
from pos_app.services.importing import code_pages, encoding
from pos_app.services.importing.cells import freed
from pos_app.services.importing.columns import Kind
from pos_app.services.importing.csv_lines import Lines, mended
from pos_app.services.importing.files import Progress, changed, opened, stamp_of, unreadable
from pos_app.services.importing.header import LOOKED_AT, Header, find_header, header_again
from pos_app.services.importing.report import Findings

Row = tuple[int, list[str]]
# Numbers of rows, and their cells.
Block = tuple[Sequence[int], list[list[str]]]
_LONGEST_CELL = 100_000
# So many quotes that never close are named; behind each the file is read anew from the next line on.
_MOST_UNCLOSED = 50
_STRANGE = re.compile("[\x00\ufffd\udc80-\udcff]")
_SAID = re.compile(r"sep=(.)\s*", re.ASCII | re.IGNORECASE)
SEPARATORS = ",;\t|"


class CsvText:
    """The cells of a file of text, before anybody knows what they are.

    UserErrors of `encoding.look`; ``bad_csv``, ``file_changed`` and ``unreadable`` while reading.
    """

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        self.path, self.progress = path, progress
        self.look = encoding.look(path, progress)
        self._said = self._separator_said()
        self.separator = self._said or self.separators()[0]
        # A row is looked at letter by letter only where the first pass found what is no text.
        self._checked = self.look.nul or self.look.damaged

    @property
    def notices(self) -> tuple[Message, ...]:
        """What was guessed about the file."""
        if not self.look.guessed:
            return ()
        page = code_pages.NAMES[self.look.encoding]
        return (
            msg("The file is not in UTF-8; its letters were read as {page}. Look at some names.", page=page),
        )

    def separators(self) -> list[str]:
        """The separators that there may be, the likeliest first."""
        if self._said:
            return [self._said]
        with self._opened() as (text, _file):
            head = [line for line in islice(Lines(text), LOOKED_AT) if line.strip()]
        counts = {mark: [_outside_quotes(line).count(mark) for line in head] for mark in SEPARATORS}
        return sorted(SEPARATORS, key=lambda mark: (-_evenness(counts[mark]), mark != ","))

    def _separator_said(self) -> str:
        """The separator that a spreadsheet wrote into a first line of its own, ``sep=;``."""
        with self._opened() as (text, _file):
            found = _SAID.fullmatch(text.readline(100))
        return found[1] if found else ""

    def head(self) -> list[Row]:
        """The first rows, as far as they can be read."""
        try:
            return list(islice(self.rows(None), LOOKED_AT))
        except UserError as error:
            if error.code != "bad_csv":
                raise
            return []

    def rows(self, findings: Findings | None, width: int = 0) -> Iterator[Row]:
        """Every row that is not blank, with its number; see `blocks`."""
        for numbers, rows in self.blocks(findings, width):
            yield from zip(numbers, rows, strict=True)

    def blocks(self, findings: Findings | None, width: int = 0) -> Iterator[Block]:
        """The rows that are not blank, many at a time, with their numbers: of each that of its last line. What is no
        CSV is noted.

        With `width`, a quote within quotes is taken for a letter where the row then has so many cells.
        """
        csv.field_size_limit(_LONGEST_CELL)
        unclosed, mends = 0, list[int]()
        with self._opened() as (text, file):
            lines = Lines(text, self._report(file))
            if self._said:
                next(iter(lines), "")
                lines.back_to(2)
            while ahead := lines.ahead():
                first, rows = lines.begun, self._at_once(ahead)
                if rows is not None:
                    lines.back_to(first + len(ahead))
                    block: Block = range(first, lines.begun), rows
                    if not all(rows):
                        block = _without_blank(rows, first)
                    if block[0]:
                        yield block
                    continue
                try:
                    for number, cells in self._rows(lines, findings, width, mends):
                        yield (number,), [cells]
                except csv.Error as error:
                    # The row took in lines behind it: they are read anew, as rows of their own.
                    unclosed += 1
                    found = self._mended(lines, findings, width, error)
                    if found is not None:
                        mends.append(lines.begun)
                        yield (lines.begun,), [found]
                    if unclosed > _MOST_UNCLOSED:
                        break
                    lines.back_to(lines.begun + 1)
        if mends and findings is not None:
            findings.notices.append(
                plural_msg(
                    "Quotes within the cells of {count} row were read as inch marks or the like.",
                    "Quotes within the cells of {count} rows were read as inch marks or the like.",
                    len(mends),
                )
            )

    def _at_once(self, lines: list[str]) -> list[list[str]] | None:
        """Lines that are a row each, as nearly all are; None where one is anything else."""
        if self._checked and _STRANGE.search("".join(lines)):
            return None
        try:
            rows = list(csv.reader(lines, delimiter=self.separator, strict=True))
        except csv.Error:
            return None
        return rows if len(rows) == len(lines) else None

    def _rows(self, lines: Lines, findings: Findings | None, width: int, mends: list[int]) -> Iterator[Row]:
        """The rows from where `lines` stands to where one ends with the lines that were read; csv.Error at one of
        several lines that is no CSV."""
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        base = lines.begun - 1
        while True:
            try:
                for cells in reader:
                    number = base + reader.line_num
                    if not cells:
                        pass
                    elif self._checked and _STRANGE.search("".join(cells)):
                        if findings is not None:
                            findings.add(number, "", _strange(cells))
                            findings.malformed = True
                    else:
                        yield number, cells
                    lines.begun = number + 1
                    if lines.at_end:
                        return
                return
            except csv.Error as error:
                if base + reader.line_num > lines.begun:
                    raise
                found = self._mended(lines, findings, width, error)
                if found is not None:
                    mends.append(lines.begun)
                    yield lines.begun, found
                lines.begun += 1
                if lines.at_end:
                    return

    def _mended(
        self, lines: Lines, findings: Findings | None, width: int, error: csv.Error
    ) -> list[str] | None:
        """The cells of a line that is no CSV but can be read in one way only; otherwise that is noted."""
        cells = mended(lines.line_begun(), self.separator) if width else None
        if cells is not None and len(cells) == width and max(map(len, cells)) <= _LONGEST_CELL:
            return cells
        if findings is not None:
            findings.add(lines.begun, "", _broken(str(error)))
            findings.broken = True
        return None

    def _report(self, file: BinaryIO) -> Callable[[], None] | None:
        """Tells how far the reading is, after every megabyte but the last."""
        progress, size = self.progress, self.look.stamp.size
        if progress is None:
            return None

        def report() -> None:
            done = file.tell()
            if done < size:
                progress(done, size)

        return report

    @contextmanager
    def _opened(self) -> Iterator[tuple[TextIOWrapper, BinaryIO]]:
        file = opened(self.path)
        try:
            if stamp_of(file) != self.look.stamp:
                raise changed(self.path)
            text = TextIOWrapper(file, encoding=self.look.encoding, errors=self.look.errors, newline="")
            yield text, file
            if stamp_of(file) != self.look.stamp:
                raise changed(self.path)
        except UnicodeError as error:
            raise changed(self.path) from error
        except OSError as error:
            raise unreadable(self.path, error) from error
        finally:
            file.close()


class CsvSource:
    """A CSV file of a kind. UserErrors of `CsvText` and of `columns.layout`; while reading ``file_changed`` and
    ``unreadable``."""

    def __init__(
        self, kind: Kind, path: Path, mapping: Mapping[str, str], *, progress: Progress | None = None
    ) -> None:
        self.name = path.name
        self._text = CsvText(path, progress)
        self._header = self._find_header(kind, mapping)
        self.present = self._header.layout.present
        self.notices = (*self._text.notices, *self._header.notices)
        self.separator = self._text.separator

    @property
    def progress(self) -> Progress | None:
        """Who hears of bytes read while rows are read."""
        return self._text.progress

    @progress.setter
    def progress(self, progress: Progress | None) -> None:
        self._text.progress = progress

    def _find_header(self, kind: Kind, mapping: Mapping[str, str]) -> Header:
        """The header with the likeliest separator; with another one if only that makes sense of it."""
        first: UserError | None = None
        for separator in self._text.separators():
            self._text.separator = separator
            try:
                return find_header(kind, self._text.head(), mapping, self.name)
            except UserError as error:
                first = first or error
        assert first is not None
        raise first

    def rows(self, findings: Findings | None = None) -> Iterator[tuple[int, Sequence[str]]]:
        """All rows but the header, what is above it, and blank ones; a row's number is that of its last line."""
        return chain.from_iterable(self._blocks(findings))

    def _blocks(self, findings: Findings | None) -> Iterator[Iterable[tuple[int, Sequence[str]]]]:
        """The same, many at a time: a long file has few rows that must be looked at one by one."""
        header = self._header
        width = len(header.cells)
        # Position `width` is an empty cell added to every row, for the columns that the file has not.
        ours: Callable[[Sequence[str]], Sequence[str]] = header.layout.picker(width)
        for numbers, rows in self._text.blocks(findings, width):
            if numbers[0] <= header.row or self._odd(rows):
                numbers, rows = self._good(numbers, rows, findings)
            for cells in rows:
                cells.append("")
            picked: Iterable[Sequence[str]] = map(ours, rows)
            if self._text.look.guarded:
                picked = ([freed(cell) for cell in cells] for cells in picked)
            yield zip(numbers, picked, strict=True)

    def _odd(self, rows: list[list[str]]) -> bool:
        """Whether one of these rows may be no row, the header once more, or blank."""
        if set(map(len, rows)) != {len(self._header.cells)}:
            return True
        begins = {row[0] for row in rows}
        return self._header.cells[0] in begins or "" in begins or any(map(str.isspace, begins))

    def _good(self, numbers: Sequence[int], rows: list[list[str]], findings: Findings | None) -> Block:
        """Those below the header that are rows and not blank; what is none is noted."""
        header = self._header
        width, first, start = len(header.cells), header.cells[0], header.row
        good: list[tuple[int, list[str]]] = []
        for number, cells in zip(numbers, rows, strict=True):
            if number <= start:
                continue
            if len(cells) != width or cells[0] == first or not cells[0] or cells[0].isspace():
                if not "".join(cells).strip() or cells == ["\x1a"]:
                    continue
                problem = _shape(cells, header.cells)
                if problem is not None:
                    if findings is not None:
                        findings.add(number, "", problem)
                        findings.malformed = True
                    continue
            good.append((number, cells))
        return [number for number, _cells in good], [cells for _number, cells in good]

    def raw(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The header and every row below it as they came."""
        width = len(self._header.cells)
        return (row for row in self._text.rows(None, width) if row[0] >= self._header.row)


def _without_blank(rows: list[list[str]], first: int) -> Block:
    known = [(number, cells) for number, cells in enumerate(rows, first) if cells]
    return [number for number, _cells in known], [cells for _number, cells in known]


def _shape(cells: list[str], header: list[str]) -> UserError | None:
    """What is wrong with the number of cells of a row; empty ones at its end are taken off."""
    width = len(header)
    if cells == header:
        return header_again()
    if len(cells) > width and not any(cells[width:]):
        del cells[width:]
    if len(cells) == width:
        return None
    return UserError(
        "bad_csv", "The row has {count} cells, but the header has {width}.", count=len(cells), width=width
    )


def _broken(reason: str) -> UserError:
    if "unexpected end" in reason:
        return UserError("bad_csv", "A quote that begins here never closes.")
    if "field larger" in reason:
        return UserError("bad_csv", "A cell has over 100,000 characters; perhaps a quote never closes.")
    return UserError("bad_csv", "The row is not CSV: {reason}.", reason=reason)


def _strange(cells: list[str]) -> UserError:
    if any("\x00" in cell for cell in cells):
        return UserError("bad_csv", "The row has a NUL character.")
    return UserError("bad_csv", "The row has bytes that are no text.")


def _outside_quotes(line: str) -> str:
    return "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)


def _evenness(counts: list[int]) -> int:
    """How much a mark looks like a separator: as often on as many lines as can be."""
    return max((counts.count(count) * count for count in set(counts)), default=0)
