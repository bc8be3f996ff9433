"""The boxes with the day's figures on top of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
VALUE = Type(BOLD, 13, INK)
LEAST_SIZE = 5.5
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
    """The lines of a box with their heights; type gets smaller before a figure is broken."""
    label, value, note = (clean(text(part)) for part in (headline.label, headline.value, headline.note))
    parts = [
        (label, _smaller(label.split(" "), LABEL, width), LABEL_LEADING),
        (value, _smaller([value], VALUE, width), VALUE_LEADING),
        (note, _smaller(note.split(" "), LABEL, width), LABEL_LEADING),
    ]
    return [(line, leading) for words, kind, leading in parts for line in wrapped([Span(words, kind)], width)]


def _smaller(words: Sequence[str], kind: Type, width: float) -> Type:
    """The type in the largest size in which each of the words fits, down to the least."""
    while kind.size > LEAST_SIZE and any(measure(word, kind) > width for word in words):
        kind = replace(kind, size=kind.size - 0.5)
    return kind


def _placed(content: Sequence[tuple[list[Span[Type]], float]], x: float) -> list[Mark]:
    marks: list[Mark] = []
    y = PADDING - 1
    for line, leading in content:
        if line:
            marks.extend(line_runs(line, x, baseline_in(y, leading, line[0].style.size)))
        y += leading
    return marks
