"""Blocks that follow one another over as many pages as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.printing.page import Mark, Page, moved


@dataclass(frozen=True, slots=True)
class Block:
    """Marks that stay together; their `y` counts from the block's top, their `x` from the page's left edge.

    `keep_with_next`: never the last on a page (headings). `repeats` comes again on top of a page that begins
    with this block (the head of its table).
    """

    height: float
    marks: tuple[Mark, ...] = ()
    keep_with_next: bool = False
    repeats: Block | None = None
    # White space above a heading is dropped where a page begins with it.
    space_above: float = 0.0


def stacked(blocks: Sequence[Block]) -> Block:
    """Several blocks as one that is never torn apart."""
    marks: list[Mark] = []
    height = 0.0
    for block in blocks:
        height += block.space_above
        marks.extend(moved(mark, 0, height) for mark in block.marks)
        height += block.height
    return Block(height, tuple(marks))


def side_by_side(blocks: Sequence[Block]) -> Block:
    """Blocks beside one another as one; each has its own `x` range already."""
    return Block(
        max(block.height for block in blocks), tuple(mark for block in blocks for mark in block.marks)
    )


def paginate(
    blocks: Sequence[Block], *, size: tuple[float, float], first_top: float, top: float, bottom: float
) -> list[Page]:
    """The blocks on pages of `size`, between `top` (`first_top` on the first page) and `bottom`."""
    pages = [Page(*size)]
    y = first_top
    fresh = True
    for index, block in enumerate(blocks):
        if not fresh and y + block.space_above + _needed(blocks, index) > bottom:
            pages.append(Page(*size))
            y, fresh = top, True
            if block.repeats is not None:
                pages[-1].marks.extend(moved(mark, 0, y) for mark in block.repeats.marks)
                y += block.repeats.height
        if not fresh:
            y += block.space_above
        pages[-1].marks.extend(moved(mark, 0, y) for mark in block.marks)
        y += block.height
        fresh = False
    return pages


def _needed(blocks: Sequence[Block], index: int) -> float:
    """Height that must be free for the block: its own and that of all it must not be parted from."""
    height = blocks[index].height
    while blocks[index].keep_with_next and index + 1 < len(blocks):
        index += 1
        height += blocks[index].space_above + blocks[index].height
    return height
