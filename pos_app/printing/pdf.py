"""Pages of marks → PDF bytes, the same bytes for the same marks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from pos_app.printing import fonts, watermark
from pos_app.printing.page import TICK, Bars, Frame, Mark, Page, Picture, Run, Stroke, Type, measure


def pdf_bytes(pages: Sequence[Page], *, title: str) -> bytes:
    """The pages as one PDF with embedded fonts; no dates inside, so equal pages give equal bytes."""
    fonts.register()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(pages[0].width, pages[0].height), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("pos_app")
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        _draw_watermark(canvas, page)
        for mark in page.marks:
            _draw(canvas, page.height, mark)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_watermark(canvas: Any, page: Page) -> None:
    """The words across the page, below everything else, as often as its length needs them."""
    words = watermark.text()
    if not words:
        return
    slope = 45.0
    room = page.width * 1.2
    size = min(30.0, room / measure(words, Type(fonts.BOLD, 1.0)))
    count = max(1, round(page.height / (page.width * 1.1)))
    canvas.setFillColor(_color("#d2d2d2"))
    for index in range(count):
        canvas.saveState()
        canvas.translate(page.width / 2, page.height * (index + 0.5) / count)
        canvas.rotate(slope)
        canvas.setFont(fonts.BOLD, size)
        canvas.drawCentredString(0, -size / 3, words)
        canvas.restoreState()


@cache
def _color(text: str) -> Color:
    return HexColor(text)


def _draw(canvas: Any, height: float, mark: Mark) -> None:
    match mark:
        case Run():
            _draw_text(canvas, height, mark)
        case Stroke():
            canvas.setLineWidth(mark.weight)
            canvas.setStrokeColor(_color(mark.color))
            canvas.setDash(list(mark.dash))
            canvas.line(mark.x, height - mark.y, mark.to_x, height - mark.y)
        case Frame():
            canvas.setLineWidth(mark.weight)
            canvas.setStrokeColor(_color(mark.color))
            canvas.setDash([])
            box = (mark.x, height - mark.y - mark.height, mark.width, mark.height)
            if mark.radius:
                canvas.roundRect(*box, mark.radius)
            else:
                canvas.rect(*box)
        case Bars():
            canvas.setFillColor(_color("#000000"))
            path = canvas.beginPath()
            for x, width in mark.bars:
                path.rect(x, height - mark.y - mark.height, width, mark.height)
            canvas.drawPath(path, stroke=0, fill=1)
        case Picture():
            from reportlab.graphics import renderPDF

            renderPDF.draw(mark.drawing, canvas, mark.x, height - mark.y - mark.drawing.height)


def _draw_text(canvas: Any, height: float, run: Run) -> None:
    if run.type.font == TICK:
        side = run.type.size
        canvas.setLineWidth(0.9)
        canvas.setStrokeColor(_color(run.type.color))
        canvas.setDash([])
        canvas.rect(run.x + 0.45, height - run.baseline - 0.6, side - 0.9, side - 0.9)
        return
    canvas.setFillColor(_color(run.type.color))
    canvas.setFont(run.type.font, run.type.size)
    canvas.drawString(run.x, height - run.baseline, run.text, charSpace=run.type.spacing or None)
