"""The lines of a file of text, a megabyte at a time; the row under way can be gone back to."""

import csv
from collections.abc import Callable, Iterator
from typing import IO

CHUNK = 1 << 20
_FIRST_CHUNK = 1 << 14
# So few that their cells stay in the processor's memory until they are used.
_AT_ONCE = 256
_LONGEST_ROW = 4 * CHUNK


class Lines:
    """Gives the lines of a file. `begun` is the line with which the row under way began; whoever reads rows sets it,
    and the lines since then are kept."""

    def __init__(self, file: IO[str], report: Callable[[], None] | None = None) -> None:
        self._file, self._report = file, report
        self._held: list[str] = []
        self._first = self._next = self.begun = 1
        # The first rows are often all that is wanted.
        self._chunk = _FIRST_CHUNK

    def __iter__(self) -> Iterator[str]:
        """The lines from where `back_to` pointed on; csv.Error for a row that does not end."""
        while True:
            lines = self._held[self._next - self._first :]
            self._next += len(lines)
            yield from lines
            fresh = self._read()
            if not fresh:
                return
            kept = self._held[self.begun - self._first :]
            if sum(map(len, kept)) > _LONGEST_ROW:
                self._held, self._first = kept + fresh, self.begun
                raise csv.Error("unexpected end of the row")
            self._held, self._first = kept + fresh, self.begun
            self._next = self.begun + len(kept)

    def _read(self) -> list[str]:
        chunk, self._chunk = self._chunk, CHUNK
        fresh = self._file.readlines(chunk)
        if fresh and chunk == CHUNK and self._report is not None:
            self._report()
        return fresh

    @property
    def at_end(self) -> bool:
        """Whether a row ended with the last of the lines that were read so far."""
        return self.begun - self._first == len(self._held)

    def ahead(self) -> list[str]:
        """Some lines from `begun` on; none behind the last."""
        if self.at_end:
            self._held, self._first = self._read(), self.begun
        self._next = self.begun
        at = self.begun - self._first
        return self._held[at : at + _AT_ONCE]

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
