"""The lines of a file of text, a megabyte at a time; the row under way can be gone back to."""

import csv
from collections.abc import Callable, Iterator
from typing import IO

CHUNK = 1 << 20
_LONGEST_ROW = 4 * CHUNK


class Lines:
    """Gives the lines of a file. `begun` is the line with which the row under way began; whoever reads rows sets it,
    and the lines since then are kept."""

    def __init__(self, file: IO[str], report: Callable[[], None] | None = None) -> None:
        self._file, self._report = file, report
        self._held: list[str] = []
        self._first = self._next = self.begun = 1

    def __iter__(self) -> Iterator[str]:
        """The lines from where `back_to` pointed on; csv.Error for a row that does not end."""
        while True:
            lines = self._held[self._next - self._first :]
            self._next += len(lines)
            yield from lines
            fresh = self._file.readlines(CHUNK)
            if not fresh:
                return
            if self._report is not None:
                self._report()
            kept = self._held[self.begun - self._first :]
            if sum(map(len, kept)) > _LONGEST_ROW:
                self._held, self._first = kept + fresh, self.begun
                raise csv.Error("unexpected end of the row")
            self._held, self._first = kept + fresh, self.begun
            self._next = self.begun + len(kept)

    def line_begun(self) -> str:
        """The line with which the row under way began."""
        return self._held[self.begun - self._first]

    def back_to(self, number: int) -> None:
        """Go on with a line behind the one with which the row under way began."""
        self._next = self.begun = number


def mended(line: str, separator: str) -> list[str] | None:
    """The cells of a line in which quotes stand within quotes without being doubled, as in ``"2" pipe",5``.

    Such a cell ends with the first quote before a separator or the end of the line. None where one has no end.
    """
    rest, cells = line.rstrip("\r\n"), []
    while True:
        if rest.startswith('"'):
            end = _end_of_cell(rest, separator)
            if end is None:
                return None
            cell, rest = rest[1:end].replace('""', '"'), rest[end + 1 :]
        else:
            end = rest.find(separator)
            cell, rest = (rest, "") if end < 0 else (rest[:end], rest[end:])
        cells.append(cell)
        if not rest:
            return cells
        rest = rest[1:]


def _end_of_cell(rest: str, separator: str) -> int | None:
    at = rest.find('"', 1)
    while at >= 0:
        if at + 1 == len(rest) or rest[at + 1] == separator:
            return at
        at = rest.find('"', at + 1)
    return None
