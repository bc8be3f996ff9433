"""The boxes with the day's figures on top of the report."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.daily_report import Headline
from pos_app.i18n import text
from pos_app.printing.flow import Block
from pos_app.printing.fonts import BOLD, REGULAR
from pos_app.printing.page import Frame, Mark, Type, baseline_in, line_runs, measure, wrapped
from pos_app.printing.tables import FAINT, GREY, INK
from pos_app.printing.wrapping import Span, clean

PER_ROW = 6
GAP = 6.0
PADDING = 6.75
LABEL = Type(REGULAR, 7.6, GREY)
LABEL_LEADING = 9.6
VALUE_SIZE = 13.0
LEAST_VALUE_SIZE = 8.0
VALUE_LEADING = 15.5


def headline_boxes(headlines: Sequence[Headline], x: float, width: float) -> list[Block]:
    """Boxes of one width, six to a row, as high as the fullest of the row."""
    blocks = []
    per_row = min(PER_ROW, max(len(headlines), 3))
    box = (width - GAP * (per_row - 1)) / per_row
    for start in range(0, len(headlines), per_row):
        row = headlines[start : start + per_row]
        contents = [_content(headline, box - 2 * PADDING) for headline in row]
        height = max(sum(leading for _line, leading in content) for content in contents) + 2 * PADDING - 2
        marks: list[Mark] = []
        for index, content in enumerate(contents):
            left = x + index * (box + GAP)
            marks.append(Frame(left, 0, box, height, 0.75, FAINT, radius=4.5))
            marks.extend(_placed(content, left + PADDING))
        blocks.append(Block(height, tuple(marks), space_above=GAP if start else 0))
    return blocks


def _content(headline: Headline, width: float) -> list[tuple[list[Span[Type]], float]]:
    """The lines of a box with their heights; a long figure gets smaller before it is broken."""
    value = clean(text(headline.value))
    size = VALUE_SIZE
    while size > LEAST_VALUE_SIZE and measure(value, Type(BOLD, size, INK)) > width:
        size -= 0.5
    lines = [(line, LABEL_LEADING) for line in wrapped([Span(clean(text(headline.label)), LABEL)], width)]
    lines += [(line, VALUE_LEADING) for line in wrapped([Span(value, Type(BOLD, size, INK))], width)]
    lines += [(line, LABEL_LEADING) for line in wrapped([Span(clean(text(headline.note)), LABEL)], width)]
    return lines


def _placed(content: Sequence[tuple[list[Span[Type]], float]], x: float) -> list[Mark]:
    marks: list[Mark] = []
    y = PADDING - 1
    for line, leading in content:
        if line:
            marks.extend(line_runs(line, x, baseline_in(y, leading, line[0].style.size)))
        y += leading
    return marks
