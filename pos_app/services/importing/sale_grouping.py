"""Lines of a sale that stand together, as nearly every file has them; of another file they are brought together."""

import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from pos_app.errors import UserError
from pos_app.services.importing.files import Progress
from pos_app.services.importing.reader import Row
from pos_app.services.importing.spool import Spool

# Store and sale_id: what makes a sale the same.
Key = tuple[str, str]
# Thousands of lines are a day's sum at most; more is another column taken for the sale's number, and would fill memory.
MOST_LINES = 20_000
# So many rows are brought together in memory at a time.
_PART = 100_000
_WRITTEN_AT_ONCE = 200
_TOLD_EVERY = 5_000
# A power of two.
_FIRST_PLACES = 1 << 16


class Scattered(Exception):  # noqa: N818 - a finding about the file, not an error
    """The lines of a sale do not stand together."""


def key_of(row: Sequence[str]) -> Key:
    """The sale that a row belongs to."""
    return row[8].strip(), row[0].strip()


def too_many_lines(key: Key) -> UserError:
    """More lines of one sale than can be."""
    return UserError(
        "too_many_lines",
        "More than {most} lines have the same sale_id “{id}”: is this column the number of a sale?",
        most=MOST_LINES,
        id=key[1][:40],
    )


class Seen:
    """Whether a sale was there before, in 12 to 24 bytes a sale: its 64-bit hashes in an open table that grows.

    Two sales of one hash would only cost the time to bring the lines of the file together.
    """

    def __init__(self) -> None:
        self._make(_FIRST_PLACES)
        self._free = self._room

    def add(self, key: Key) -> bool:
        """Note a sale; True if it was there."""
        mark = hash(key) & 0xFFFF_FFFF_FFFF_FFFF or 1
        marks, mask = self._marks, self._mask
        at = mark & mask
        while (found := marks[at]) != 0:
            if found == mark:
                return True
            at = (at + 1) & mask
        marks[at] = mark
        self._free -= 1
        if not self._free:
            self._grow()
        return False

    def _make(self, places: int) -> None:
        self._mask = places - 1
        self._marks = array("Q", [0]) * places
        # Two thirds full, a mark is still found after two or three looks.
        self._room = places * 2 // 3

    def _grow(self) -> None:
        """Twice as many places; those taken are marked anew."""
        before, taken = self._marks, self._room
        self._make(2 * len(before))
        marks, mask = self._marks, self._mask
        for mark in before:
            if mark:
                at = mark & mask
                while marks[at]:
                    at = (at + 1) & mask
                marks[at] = mark
        self._free = self._room - taken


def together(
    rows: Iterable[Row], count: int, folder: Path, progress: Progress | None = None
) -> Iterator[Row]:
    """The rows with the lines of each sale one after the other; in parts, on disk, so that memory stays flat.

    `progress` hears of the rows as they come out again: raise in it to stop.
    """
    parts = count // _PART + 1
    if parts == 1:
        yield from _grouped(rows)
        return
    done = 0
    with ExitStack() as stack:
        spools = [stack.enter_context(Spool(folder)) for _ in range(parts)]
        waiting: list[list[Row]] = [[] for _ in range(parts)]
        for number, row in rows:
            place = hash(key_of(row)) % parts
            waiting[place].append((number, list(row)))
            if len(waiting[place]) == _WRITTEN_AT_ONCE:
                spools[place].write(marshal.dumps(waiting[place]))
                waiting[place].clear()
        for spool, rest in zip(spools, waiting, strict=True):
            written: Iterator[list[Row]] = map(marshal.loads, spool.read())
            for found in _grouped(chain(chain.from_iterable(written), rest)):
                if progress is not None and done % _TOLD_EVERY == 0:
                    progress(done, count)
                done += 1
                yield found


def _grouped(rows: Iterable[Row]) -> Iterator[Row]:
    """Sales in the order of their last rows."""
    sales: dict[Key, list[Row]] = {}
    for found in rows:
        key = key_of(found[1])
        sale = sales.setdefault(key, [])
        sale.append(found)
        if len(sale) > MOST_LINES:
            raise too_many_lines(key)
    for sale in sorted(sales.values(), key=lambda sale: sale[-1][0]):
        yield from sale
