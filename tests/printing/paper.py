"""Reads paper back: text and pictures of a PDF page, barcodes, printer commands, and what lies where."""

from __future__ import annotations

from itertools import combinations

import zxingcpp
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from pos_app.printing import fonts
from pos_app.printing.page import TICK, Bars, Frame, Page, Picture, Run, Stroke

Box = tuple[float, float, float, float]


class Pdf:
    """An opened PDF (needs a Qt application)."""

    def __init__(self, data: bytes) -> None:
        self._data = QByteArray(data)
        self._buffer = QBuffer(self._data)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument()
        self._document.load(self._buffer)
        assert self._document.status() == QPdfDocument.Status.Ready

    @property
    def pages(self) -> int:
        """Number of pages."""
        return self._document.pageCount()

    def size(self, page: int = 0) -> tuple[float, float]:
        """Width and height in points."""
        size = self._document.pagePointSize(page)
        return size.width(), size.height()

    def text(self) -> str:
        """All text, page by page."""
        pages = (self._document.getAllText(page).text() for page in range(self.pages))
        texts = [text.replace("\r\n", "\n").strip() for text in pages]
        return "\n--- page ---\n".join(texts) + "\n"

    def image(self, dpi: int, page: int = 0) -> Image.Image:
        """The page on white paper, in grey."""
        width, height = self.size(page)
        size = QSize(round(width * dpi / 72), round(height * dpi / 72))
        paper = QImage(size, QImage.Format.Format_RGB32)
        paper.fill(QColor("white"))
        painter = QPainter(paper)
        painter.drawImage(0, 0, self._document.render(page, size))
        painter.end()
        grey = paper.convertToFormat(QImage.Format.Format_Grayscale8)
        stride = grey.bytesPerLine()
        pixels = bytes(grey.constBits())
        return Image.frombytes("L", (grey.width(), grey.height()), pixels, "raw", "L", stride)

    def barcodes(self, dpi: int) -> list[str]:
        """Texts of the Code 128 on the first page, from top to bottom."""
        found = zxingcpp.read_barcodes(self.image(dpi), formats=zxingcpp.BarcodeFormat.Code128)
        return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def run_box(run: Run) -> Box:
    """What a run of text covers: left, top, right, bottom in points."""
    ascent, descent = (1.0, 0.1) if run.type.font == TICK else (fonts.ASCENT, fonts.DESCENT)
    top, bottom = run.baseline - ascent * run.type.size, run.baseline + descent * run.type.size
    return run.x, top, run.x + run.width, bottom


def boxes(page: Page) -> list[tuple[str, Box]]:
    """Everything that has a surface, with a name for the message."""
    found: list[tuple[str, Box]] = []
    for mark in page.marks:
        match mark:
            case Run() if mark.text.strip():
                found.append((mark.text, run_box(mark)))
            case Bars():
                right = max(x + width for x, width in mark.bars)
                found.append(("barcode", (mark.bars[0][0], mark.y, right, mark.y + mark.height)))
            case Picture():
                drawing = mark.drawing
                found.append(("chart", (mark.x, mark.y, mark.x + drawing.width, mark.y + drawing.height)))
            case Stroke():
                found.append(("rule", (mark.x, mark.y, mark.to_x, mark.y)))
    return found


def assert_clear(page: Page, margin: float) -> None:
    """Nothing overlaps, nothing leaves the page or its margin, every frame keeps its content inside."""
    found = boxes(page)
    slack = 0.05
    for name, (left, top, right, bottom) in found:
        assert margin - slack <= left, f"{name!r} begins left of the margin"
        assert right <= page.width - margin + slack, f"{name!r} ends right of the margin"
        assert top >= 0, f"{name!r} is above the page"
        assert bottom <= page.height + slack, f"{name!r} is below the page"
    for (name, a), (other, b) in combinations(found, 2):
        apart = a[2] <= b[0] + slack or b[2] <= a[0] + slack or a[3] <= b[1] + slack or b[3] <= a[1] + slack
        assert apart, f"{name!r} {a} overlaps {other!r} {b}"
    for frame in (mark for mark in page.marks if isinstance(mark, Frame)):
        for name, (left, top, right, bottom) in found:
            beside = right <= frame.x or left >= frame.x + frame.width
            above_or_below = bottom <= frame.y or top >= frame.y + frame.height
            inside = (
                frame.x <= left
                and right <= frame.x + frame.width
                and frame.y <= top
                and bottom <= frame.y + frame.height
            )
            assert beside or above_or_below or inside, f"{name!r} touches a frame"


def assert_printable(page: Page) -> None:
    """Every character has a glyph in its font."""
    from reportlab.pdfbase import pdfmetrics

    for run in (mark for mark in page.marks if isinstance(mark, Run) and mark.type.font != TICK):
        glyphs = pdfmetrics.getFont(run.type.font).face.charToGlyph
        missing = [character for character in run.text if ord(character) not in glyphs]
        assert not missing, f"{run.text!r} has no glyphs for {missing}"


def escpos_dump(data: bytes, codepage: str) -> str:
    """Printer commands in words; a command that this table does not know is an error."""
    fixed = {
        b"\x1b@": "[init]",
        b"\x1c.": "[single bytes]",
        b"\x1ba\x00": "[left]",
        b"\x1ba\x01": "[centre]",
        b"\x1bE\x00": "[light]",
        b"\x1bE\x01": "[bold]",
        b"\x1d!\x00": "[normal]",
        b"\x1d!\x11": "[double]",
        b"\x1dH\x00": "[no text under the code]",
        b"\x1dVB\x00": "[cut]",
    }
    numbered = {b"\x1bt": "code page", b"\x1dh": "code height", b"\x1dw": "code width"}
    dump, position = "", 0
    while position < len(data):
        rest = data[position:]
        known = next((command for command in fixed if rest.startswith(command)), None)
        if known:
            dump, position = dump + fixed[known], position + len(known)
        elif rest[:2] in numbered:
            dump, position = dump + f"[{numbered[rest[:2]]} {rest[2]}]", position + 3
        elif rest.startswith(b"\x1dkI"):
            content = rest[4 : 4 + rest[3]]
            dump, position = dump + f"[code 128 {content!r}]", position + 4 + rest[3]
        else:
            assert rest[0] >= 32 or rest[0] == 10, f"unknown command {rest[:4]!r}"
            dump, position = dump + rest[:1].decode(codepage), position + 1
    return dump + "\n"
