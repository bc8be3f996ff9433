"""Charts as reportlab drawings: on paper directly, in the window as SVG, so both are the same picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pos_app.printing import fonts

BAR = "#1f5f4a"
BAR_PALE = "#a9c9bd"
LINE = "#cfd5db"
TEXT = "#5c6670"
LABEL_SIZE = 7.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of `part` out of `whole` (whole 0: nothing known, no bar) with a text above and one below."""

    part: int
    whole: int
    above: str = ""
    below: str = ""


def bar_chart(bars: Sequence[Bar], width: float, height: float) -> Any:
    """A Drawing (width × height points) of the bars as shares of one; the last bar is the one that counts.

    The scale runs from zero to one, so that heights can be compared from day to day.
    """
    from reportlab.graphics.shapes import Drawing, Line

    fonts.register()
    drawing = Drawing(width, height)
    foot = LABEL_SIZE + 4 if any(bar.below for bar in bars) else 1.0
    tallest = height - foot - LABEL_SIZE - 4
    step = width / max(len(bars), 1)
    for index, bar in enumerate(bars):
        _add_bar(drawing, bar, step * index, step, foot, tallest, last=index == len(bars) - 1)
    drawing.add(Line(0, foot, width, foot, strokeColor=_color(LINE), strokeWidth=0.75))
    return drawing


def _add_bar(
    drawing: Any, bar: Bar, left: float, step: float, foot: float, tallest: float, *, last: bool
) -> None:
    from reportlab.graphics.shapes import Rect

    size = tallest * bar.part / bar.whole if bar.whole else 0.0
    inset = step * 0.14
    if size:
        color = _color(BAR if last else BAR_PALE)
        drawing.add(Rect(left + inset, foot, step - 2 * inset, size, fillColor=color, strokeColor=None))
    if bar.above:
        _add_text(drawing, bar.above, left + step / 2, foot + size + 3, fonts.SEMIBOLD)
    if bar.below:
        _add_text(drawing, bar.below, left + step / 2, foot - LABEL_SIZE - 1.5, fonts.REGULAR)


def _add_text(drawing: Any, text: str, middle: float, baseline: float, font: str) -> None:
    from reportlab.graphics.shapes import String

    # Placed by the left edge and kept inside: a label over the first or last bar may be wider than the bar.
    size = fonts.width(text, font, LABEL_SIZE)
    x = min(max(middle - size / 2, 0), max(drawing.width - size, 0))
    drawing.add(String(x, baseline, text, fontName=font, fontSize=LABEL_SIZE, fillColor=_color(TEXT)))


def drawing_svg(drawing: Any) -> bytes:
    """The drawing as SVG (UTF-8) for the window, in the window's own font family."""
    from reportlab.graphics import renderSVG

    text = str(renderSVG.drawToString(drawing))
    for name, weight in ((fonts.REGULAR, 400), (fonts.SEMIBOLD, 600), (fonts.BOLD, 700)):
        text = text.replace(f"font-family: {name}", f"font-family: Inter; font-weight: {weight}")
    # Qt draws the shape of the writer's clip path, the whole picture, in black.
    text = re.sub(r"<clipPath.*?</clipPath>", "", text, flags=re.DOTALL).replace("clip-path: url(#clip)", "")
    return text.encode()


def _color(text: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(text)
