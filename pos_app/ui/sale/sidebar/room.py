"""How many rows of each section fit: projects, owned, last bought give way in that order (design.md §4)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A section's needs in pixels: its head (with an open editor), its rows, how many it likes to show,
    and the height it never goes below.
    """

    head: int
    rows: tuple[int, ...]
    wanted: int
    least: int = 0

    def height(self, count: int | None) -> int:
        """Pixels for the head and `count` rows; None is hidden altogether."""
        return 0 if count is None else max(self.least, self.head + sum(self.rows[:count]))


def rows_that_fit(room: int, blocks: Sequence[Block]) -> list[int | None]:
    """Rows to show of each block within `room` pixels; None hides one.

    Too little room: the first block gives rows down to one, then the next; then in the same order down to
    the bare head; then whole blocks. Room to spare: one row more for each in turn.
    """
    shown: list[int | None] = [min(block.wanted, len(block.rows)) for block in blocks]
    for least in (1, 0, None):
        for index, block in enumerate(blocks):
            _give_way(shown, index, block, least, room, blocks)
    if _height(shown, blocks) <= room:
        _grow(shown, room, blocks)
    return shown


def _height(shown: Sequence[int | None], blocks: Sequence[Block]) -> int:
    return sum(block.height(count) for block, count in zip(blocks, shown, strict=True))


def _give_way(
    shown: list[int | None], index: int, block: Block, least: int | None, room: int, blocks: Sequence[Block]
) -> None:
    while _height(shown, blocks) > room:
        count = shown[index]
        if least is None:
            shown[index] = None
            return
        if count is None or count <= least:
            return
        shown[index] = count - 1


def _grow(shown: list[int | None], room: int, blocks: Sequence[Block]) -> None:
    spare = room - _height(shown, blocks)
    grown = True
    while grown:
        grown = False
        for index, block in enumerate(blocks):
            count = shown[index]
            if count is not None and count < len(block.rows) and block.rows[count] <= spare:
                spare -= block.rows[count]
                shown[index] = count + 1
                grown = True
