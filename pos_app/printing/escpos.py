"""A receipt in the language of receipt printers (ESC/POS), from the same rows as the PDF.

Only commands that every such printer knows; the bytes go to a printer as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_app.domain.receipt import Receipt
from pos_app.errors import UserError
from pos_app.printing import code128, codepages, watermark
from pos_app.printing.receipt_layout import receipt_items
from pos_app.printing.receipt_rows import Barcode, Box, Gap, Item, Row, Rule, Style
from pos_app.printing.wrapping import Span, whole_parts, wrap

INIT = b"\x1b@"
# Cheap printers start in a Chinese mode in which bytes above 127 are halves of characters.
SINGLE_BYTES = b"\x1c."
LEFT, CENTRE = b"\x1ba\x00", b"\x1ba\x01"
BOLD, LIGHT = b"\x1bE\x01", b"\x1bE\x00"
DOUBLE, NORMAL = b"\x1d!\x11", b"\x1d!\x00"
# Feeds to the knife and cuts, leaving one point so that the paper does not fall.
CUT = b"\x1dVB\x00"
DOTS_PER_COLUMN = 12
DOTS_PER_MODULE = (2, 3)
INDENT = 2


@dataclass(frozen=True, slots=True)
class _Look:
    """How a style prints: centred, bold, double size (half the columns), indented."""

    centred: bool = False
    bold: bool = False
    double: bool = False
    indent: int = 0


_LOOKS = {
    Style.SHOP: _Look(centred=True, bold=True, double=True),
    Style.CENTRED: _Look(centred=True),
    Style.CENTRED_STRONG: _Look(centred=True, bold=True),
    Style.NOTICE: _Look(centred=True, bold=True, double=True),
    Style.SMALL: _Look(),
    Style.PLAIN: _Look(),
    Style.DETAIL: _Look(indent=INDENT),
    Style.TOTAL: _Look(bold=True, double=True),
}


def receipt_escpos(
    receipt: Receipt,
    *,
    customer_initials: str = "",
    copy: bool = False,
    erased: bool = False,
    columns: int = 48,
    codepage: str = "cp858",
) -> bytes:
    """The receipt as printer commands: 48 or 42 `columns` for 80 mm paper, 32 for 58 mm.

    UserError ``bad_columns`` or ``bad_codepage`` for a printer setting that cannot be.
    """
    items = receipt_items(receipt, customer_initials=customer_initials, copy=copy, erased=erased)
    return items_escpos(items, columns=columns, codepage=codepage)


def items_escpos(items: Sequence[Item], *, columns: int = 48, codepage: str = "cp858") -> bytes:
    """Rows of any paper for the roll as printer commands; UserErrors as `receipt_escpos`."""
    if not 24 <= columns <= 96:
        raise UserError(
            "bad_columns", "A receipt printer has 24 to 96 columns, not {columns}.", columns=columns
        )
    printer = _Printer(columns, codepage)
    words = watermark.text()
    marks: list[Item] = [Row(Style.NOTICE, words), Gap()] if words else []
    for item in (*marks, *items, *reversed(marks)):
        printer.add(item)
    return printer.finished()


def drawer_kick(pin: int = 0) -> bytes:
    """Opens the cash drawer on connector `pin` 0 or 1; sent alone and first, so that it opens at once."""
    if pin not in (0, 1):
        raise UserError("bad_drawer", "A cash drawer is on connector 0 or 1, not {pin}.", pin=pin)
    # 25 × 2 ms on, 250 × 2 ms off: long enough for heavy drawers, too short to burn the coil.
    return b"\x1bp" + bytes((pin, 25, 250))


class _Printer:
    """Collects the bytes for one piece of paper."""

    def __init__(self, columns: int, codepage: str) -> None:
        self.columns = columns
        self.codepage = codepage
        self.out = bytearray(INIT + SINGLE_BYTES + b"\x1bt" + bytes((codepages.number(codepage),)))

    def finished(self) -> bytes:
        """Everything added, and the cut."""
        return bytes(self.out) + CUT

    def add(self, item: Item) -> None:
        """Prints one item."""
        match item:
            case Row():
                self._row(item)
            case Rule():
                self._line("-" * self.columns)
            case Gap():
                self._line("")
            case Barcode():
                self._barcode(item)
            case Box():
                frame = self._printable("═") * self.columns
                self._line(frame)
                for inner in item.items:
                    self.add(inner)
                self._line(frame)

    def _printable(self, text: str) -> str:
        return codepages.printable(text, self.codepage)

    def _line(self, text: str) -> None:
        self.out += text.encode(self.codepage) + b"\n"

    def _row(self, row: Row) -> None:
        look = _LOOKS[row.style]
        if len(row.value) > self.columns // 2:
            # A figure is never broken: rather a smaller total.
            look = replace(look, double=False)
        width = self.columns // 2 if look.double else self.columns
        self.out += (CENTRE if look.centred else b"") + (DOUBLE if look.double else b"")
        self.out += BOLD if look.bold else b""
        for spans in self._row_lines(row, look, width):
            for text, bold in spans:
                encoded = text.encode(self.codepage)
                self.out += BOLD + encoded + LIGHT if bold and not look.bold else encoded
            self.out += b"\n"
        self.out += LIGHT if look.bold else b""
        self.out += (NORMAL if look.double else b"") + (LEFT if look.centred else b"")

    def _row_lines(self, row: Row, look: _Look, width: int) -> list[list[tuple[str, bool]]]:
        """The row as lines of (text, bold); the value stands at the right end of the first."""
        value = self._printable(row.value)
        label = self._printable(row.label)
        room = width - look.indent - (len(value) + 1 if value else 0)
        least = len(label) if row.stacks else width * 3 // 10
        beside = bool(value) and room >= least
        lead = [Span(self._printable(row.lead), True), Span(" ", False)] if row.lead else []
        texts = [label] if label or lead else []
        if look.centred:
            texts = whole_parts(label, lambda text: len(text) <= width)
        lines: list[list[tuple[str, bool]]] = []
        for text in texts:
            broken = wrap(
                [*lead, Span(text, False)],
                room if beside else width - look.indent,
                lambda part, _bold: len(part),
                max_lines=row.most_lines,
            )
            for line in broken:
                # The ellipsis of a cut label may be three characters here.
                spans = [(self._printable(span.text), span.style) for span in line]
                lines.append([(" " * look.indent, False), *spans] if look.indent else spans)
        if value and not (beside and lines):
            for line in wrap([Span(value, row.strong_value)], width, lambda part, _bold: len(part)):
                lines.append([(span.text.rjust(width), span.style) for span in line])
        elif value:
            used = sum(len(text) for text, _bold in lines[0])
            lines[0] += [(" " * (width - used - len(value)), False), (value, row.strong_value)]
        return lines

    def _barcode(self, barcode: Barcode) -> None:
        # The white that a code needs at either side is on the paper already: no printer prints to its edges.
        modules = sum(code128.widths(barcode.data))
        least, most = DOTS_PER_MODULE
        dots = min(self.columns * DOTS_PER_COLUMN // modules, most)
        if dots < least:
            # Printers print nothing or garbage for a code wider than the paper; it stands below in clear.
            return
        data = b""
        for code_set, characters in code128.runs(barcode.data):
            if code_set == "C":
                data += b"{C" + bytes(int(characters[i : i + 2]) for i in range(0, len(characters), 2))
            else:
                data += b"{B" + characters.replace("{", "{{").encode("ascii")
        height = 88 if barcode.tall else 72
        self.out += CENTRE + b"\x1dh" + bytes((height,)) + b"\x1dw" + bytes((dots,)) + b"\x1dH\x00"
        self.out += b"\x1dkI" + bytes((len(data),)) + data + b"\n" + LEFT
