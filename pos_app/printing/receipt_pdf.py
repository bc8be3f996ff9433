"""A receipt as a PDF page of the paper roll's width, as long as its content."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.receipt import Receipt
from pos_app.i18n import _
from pos_app.printing import code128
from pos_app.printing.fonts import BOLD, REGULAR, SEMIBOLD
from pos_app.printing.page import (
    Bars,
    Frame,
    Page,
    Stroke,
    Type,
    balanced,
    baseline_in,
    line_runs,
    line_width,
    measure,
    printable,
    wrapped,
)
from pos_app.printing.receipt_layout import receipt_items
from pos_app.printing.receipt_rows import Barcode, Box, Gap, Item, Row, Rule, Style
from pos_app.printing.wrapping import Span, whole_parts

MM = 72 / 25.4
# Receipt printers have 203 dots per inch: bars that are whole dots come out with clean edges.
DOT = 72 / 203
WIDEST_MODULE_DOTS = 3
TOP = 4 * MM
FRAME_WEIGHT = 2.0
BOX_PADDING = 6.0
VALUE_GAP = 6.0
RULE_SPACE = 9.0
DASH = (5 * DOT, 5 * DOT)
GAP = 6.5


@dataclass(frozen=True, slots=True)
class _Look:
    """Type, line height and place of a style."""

    type: Type
    leading: float
    indent: float = 0.0
    centred: bool = False


_BODY = Type(REGULAR, 8.2)
_SMALL = Type(REGULAR, 7.2)
_LOOKS = {
    Style.SHOP: _Look(Type(BOLD, 12.5), 16.0, centred=True),
    Style.CENTRED: _Look(_SMALL, 10.0, centred=True),
    Style.CENTRED_STRONG: _Look(Type(BOLD, 8.4), 11.5, centred=True),
    Style.NOTICE: _Look(Type(BOLD, 13.0, spacing=2.0), 19.0, centred=True),
    Style.SMALL: _Look(_SMALL, 10.6),
    Style.PLAIN: _Look(_BODY, 12.2),
    Style.DETAIL: _Look(_SMALL, 9.4, indent=8.5),
    Style.TOTAL: _Look(Type(BOLD, 13.0), 17.5),
}


def receipt_pdf(
    receipt: Receipt,
    *,
    customer_initials: str = "",
    copy: bool = False,
    erased: bool = False,
    width_mm: int = 80,
) -> bytes:
    """The receipt for a paper roll of `width_mm` (80 or 58) as PDF; equal input gives equal bytes."""
    from pos_app.printing.pdf import pdf_bytes

    items = receipt_items(receipt, customer_initials=customer_initials, copy=copy, erased=erased)
    title = _("Receipt {number}").format(number=receipt.number)
    return pdf_bytes([receipt_page(items, width_mm)], title=title)


def receipt_page(items: list[Item], width_mm: int) -> Page:
    """The items laid out on one page.

    Printers leave 4 mm (5 mm on 58 mm paper) white at either side; everything stays within.
    """
    margin = round((4 if width_mm >= 80 else 5) * MM / DOT) * DOT
    page = Page(width_mm * MM, 0)
    sheet = _Sheet(page, margin, page.width - 2 * margin)
    for item in items:
        sheet.add(item)
    page.height = round((sheet.y + TOP) / DOT) * DOT
    return page


def barcode_in(data: str, left: float, width: float, top: float, height: float) -> Bars:
    """A Code 128 in the middle of a room of `width` points, in whole dots, with its quiet zones."""
    widths = code128.widths(data)
    modules = sum(widths) + 2 * code128.QUIET_MODULES
    dots = min(int(width / DOT / modules), WIDEST_MODULE_DOTS)
    module = dots * DOT if dots else width / modules
    x = left + (width - (modules - 2 * code128.QUIET_MODULES) * module) / 2
    x = round(x / DOT) * DOT
    bars = []
    for index, count in enumerate(widths):
        if index % 2 == 0:
            bars.append((x, count * module))
        x += count * module
    return Bars(top, height, tuple(bars))


class _Sheet:
    """A page being filled from the top; `left` and `width` say where."""

    def __init__(self, page: Page, left: float, width: float) -> None:
        self.page = page
        self.left = left
        self.width = width
        self.y = TOP

    def add(self, item: Item) -> None:
        """Places one item below what is there."""
        match item:
            case Row():
                self._row(item)
            case Rule():
                # On whole dots too, else one rule prints thin and the next one thick.
                y = round((self.y + RULE_SPACE / 2) / DOT) * DOT
                self.page.marks.append(Stroke(self.left, y, self.left + self.width, 2 * DOT, dash=DASH))
                self.y += RULE_SPACE
            case Gap():
                self.y += GAP
            case Barcode():
                self._barcode(item)
            case Box():
                self._box(item)

    def _row(self, row: Row) -> None:
        look = _LOOKS[row.style]
        if look.centred:
            self._centred(row.label, look)
            return
        value_type = Type(SEMIBOLD, look.type.size) if row.strong_value else look.type
        value = printable(row.value, value_type)
        width = self.width - look.indent
        room = width - (measure(value, value_type) + VALUE_GAP if value else 0)
        # A value that leaves no sensible room for its label gets a line of its own.
        least = measure(row.label, look.type) if row.stacks else width * 0.3
        beside = bool(value) and room >= least
        top = self.y
        if row.label or row.lead:
            lead = [Span(row.lead, Type(BOLD, look.type.size)), Span(" ", look.type)] if row.lead else []
            lines = wrapped([*lead, Span(row.label, look.type)], room if beside else width, row.most_lines)
            for line in lines:
                self._text(line, self.left + look.indent, look)
        below = self.y
        if value:
            self.y = top if beside else below
            for line in wrapped([Span(value, value_type)], width):
                self._text(line, self.left + self.width - line_width(line), look)
            self.y = max(below, self.y)

    def _centred(self, label: str, look: _Look) -> None:
        for text in whole_parts(label, lambda part: measure(part, look.type) <= self.width):
            for line in balanced(text, look.type, self.width):
                self._text(line, self.left + (self.width - line_width(line)) / 2, look)

    def _text(self, line: list[Span[Type]], x: float, look: _Look) -> None:
        """One line of text; the next one goes below it."""
        baseline = baseline_in(self.y, look.leading, look.type.size)
        self.page.marks.extend(line_runs(line, x, baseline))
        self.y += look.leading

    def _barcode(self, barcode: Barcode) -> None:
        height = (11 if barcode.tall else 9) * MM
        self.page.marks.append(barcode_in(barcode.data, self.left, self.width, self.y + 2, height))
        self.y += height + 4

    def _box(self, box: Box) -> None:
        top = self.y
        inner = _Sheet(self.page, self.left + FRAME_WEIGHT, self.width - 2 * FRAME_WEIGHT)
        inner.y = top + BOX_PADDING
        for item in box.items:
            inner.add(item)
        self.y = inner.y + BOX_PADDING - 2
        half = FRAME_WEIGHT / 2
        width, height = self.width - FRAME_WEIGHT, self.y - top - FRAME_WEIGHT
        self.page.marks.append(Frame(self.left + half, top + half, width, height, FRAME_WEIGHT))
