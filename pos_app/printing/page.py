"""What is drawn on a page, as values: measured and tested before anything becomes PDF.

Lengths are points; `y` runs down from the top edge of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pos_app.printing import fonts
from pos_app.printing.wrapping import Span, wrap

BLACK = "#000000"
# In the place of a font: every character is an empty box to tick, which the fonts do not have.
TICK = "tick"


@dataclass(frozen=True, slots=True)
class Type:
    """A font in a size and colour; `spacing` is added after every character."""

    font: str
    size: float
    color: str = BLACK
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of text with its baseline."""

    x: float
    baseline: float
    text: str
    type: Type

    @property
    def width(self) -> float:
        """How far the text reaches."""
        return measure(self.text, self.type)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line, dashed or not."""

    x: float
    y: float
    to_x: float
    weight: float
    color: str = BLACK
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The outline of a rectangle."""

    x: float
    y: float
    width: float
    height: float
    weight: float
    color: str = BLACK
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Bars:
    """Filled upright bars of one height: (x, width) pairs."""

    y: float
    height: float
    bars: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart (a reportlab Drawing) with its upper left corner."""

    x: float
    y: float
    drawing: Any


Mark = Run | Stroke | Frame | Bars | Picture


@dataclass(slots=True)
class Page:
    """A page and everything on it."""

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)


def measure(text: str, kind: Type) -> float:
    """Width of the text in points."""
    if kind.font == TICK:
        return kind.size * len(text)
    return fonts.width(text, kind.font, kind.size) + kind.spacing * len(text)


def printable(text: str, kind: Type) -> str:
    """`text` as the font can print it."""
    return text if kind.font == TICK else fonts.printable(text, kind.font)


def wrapped(spans: Sequence[Span[Type]], width: float, most_lines: int = 0) -> list[list[Span[Type]]]:
    """The spans as lines no wider than `width` points."""
    ready = [Span(printable(span.text, span.style), span.style) for span in spans]
    return wrap(ready, width, measure, max_lines=most_lines)


def balanced(text: str, kind: Type, width: float) -> list[list[Span[Type]]]:
    """The text wrapped so that its lines are about equally long, for centred text."""
    spans = [Span(text, kind)]
    lines = wrapped(spans, width)
    if len(lines) > 1:
        narrow, wide = width / 2, width
        for _step in range(6):
            middle = (narrow + wide) / 2
            if len(wrapped(spans, middle)) > len(lines):
                narrow = middle
            else:
                wide = middle
        lines = wrapped(spans, wide)
    return lines


def line_width(line: Sequence[Span[Type]]) -> float:
    """Width of one wrapped line in points."""
    return sum(measure(span.text, span.style) for span in line)


def line_runs(line: Sequence[Span[Type]], x: float, baseline: float) -> list[Run]:
    """One wrapped line as runs from `x` on."""
    runs: list[Run] = []
    for span in line:
        runs.append(Run(x, baseline, span.text, span.style))
        x += measure(span.text, span.style)
    return runs


def baseline_in(top: float, leading: float, size: float) -> float:
    """The baseline that centres capitals and digits in a line of height `leading`."""
    return top + leading / 2 + size * fonts.MIDDLE


def moved(mark: Mark, right: float, down: float) -> Mark:
    """The mark at another place."""
    match mark:
        case Run():
            return replace(mark, x=mark.x + right, baseline=mark.baseline + down)
        case Stroke():
            return replace(mark, x=mark.x + right, to_x=mark.to_x + right, y=mark.y + down)
        case Frame() | Picture():
            return replace(mark, x=mark.x + right, y=mark.y + down)
        case Bars():
            return replace(mark, y=mark.y + down, bars=tuple((x + right, width) for x, width in mark.bars))
