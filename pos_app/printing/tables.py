"""Tables and headings of a report as blocks: cells wrap, nothing is cut, tall rows are parted by lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_app.printing.flow import Block
from pos_app.printing.fonts import BOLD, REGULAR, SEMIBOLD
from pos_app.printing.page import Mark, Stroke, Type, baseline_in, line_runs, line_width, wrapped
from pos_app.printing.wrapping import Span

INK = "#1b1f24"
GREY = "#5c6670"
FAINT = "#dfe3e8"
HEADING_LINE = "#cfd5db"
ROW_LINE = "#eceff2"

BODY = Type(REGULAR, 9, INK)
STRONG = Type(BOLD, 9, INK)
NOTE = Type(REGULAR, 9, GREY)
COLUMN_HEAD = Type(REGULAR, 8.3, GREY)
HEADING = Type(SEMIBOLD, 10, INK)
LEADING = 11.5
PADDING_X = 3.75
PADDING_Y = 3.2
# About two thirds of a page: a row with more lines goes over several blocks.
MOST_LINES_TOGETHER = 40

Paragraph = Sequence[Span[Type]]
Cell = Sequence[Paragraph]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its left edge and width in points."""

    x: float
    width: float
    right: bool = False


def columns(x: float, width: float, shares: Sequence[int], right: Sequence[int] = ()) -> list[Column]:
    """Columns over `width` in proportion to `shares`; `right` are the indexes of right-aligned ones."""
    whole = sum(shares)
    found: list[Column] = []
    for index, share in enumerate(shares):
        part = width * share / whole
        found.append(Column(x, part, index in right))
        x += part
    return found


def cell(text: str, kind: Type = BODY) -> Cell:
    """A cell of one paragraph in one type."""
    return [[Span(text, kind)]]


def heading(text: str, x: float, width: float) -> Block:
    """A section title with its line; never parted from what follows."""
    marks: list[Mark] = []
    y = 0.0
    for line in wrapped([Span(text, HEADING)], width):
        marks.extend(line_runs(line, x, baseline_in(y, 13, HEADING.size)))
        y += 13
    marks.append(Stroke(x, y + 2, x + width, 0.75, HEADING_LINE))
    return Block(y + 4.5, tuple(marks), keep_with_next=True, space_above=13)


def head_row(table: Sequence[Column], texts: Sequence[str]) -> Block:
    """The names of the columns; never parted from the first row."""
    [block] = _row(table, [cell(text, COLUMN_HEAD) for text in texts])
    return replace(block, keep_with_next=True)


def rows(table: Sequence[Column], cells: Sequence[Sequence[Cell]], head: Block | None = None) -> list[Block]:
    """Rows of cells; `head` is printed before them and again wherever they go on to another page."""
    blocks = [head] if head else []
    for row in cells:
        blocks.extend(replace(block, repeats=head) for block in _row(table, row))
    return blocks


def _row(table: Sequence[Column], cells: Sequence[Cell]) -> list[Block]:
    lines = [
        [line for paragraph in content for line in wrapped(paragraph, column.width - 2 * PADDING_X)]
        for column, content in zip(table, cells, strict=True)
    ]
    deepest = max(len(column) for column in lines)
    blocks = []
    for start in range(0, deepest, MOST_LINES_TOGETHER):
        part = [column[start : start + MOST_LINES_TOGETHER] for column in lines]
        count = max(len(column) for column in part)
        height = count * LEADING + 2 * PADDING_Y
        marks = [mark for column, texts in zip(table, part, strict=True) for mark in _lines(column, texts)]
        if start + MOST_LINES_TOGETHER >= deepest:
            end = table[-1].x + table[-1].width
            marks.append(Stroke(table[0].x, height, end, 0.6, ROW_LINE))
        blocks.append(Block(height, tuple(marks)))
    return blocks


def _lines(column: Column, texts: Sequence[Sequence[Span[Type]]]) -> list[Mark]:
    marks: list[Mark] = []
    y = PADDING_Y
    for line in texts:
        x = column.x + PADDING_X
        if column.right:
            x = column.x + column.width - PADDING_X - line_width(line)
        marks.extend(line_runs(line, x, baseline_in(y, LEADING, BODY.size)))
        y += LEADING
    return marks
