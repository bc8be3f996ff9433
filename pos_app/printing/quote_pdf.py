"""A quote as PDF: on A4 or Letter as a sheet to hand over and sign, on 80 mm as a long receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pos_app import formats
from pos_app.domain.quote import Addressee, QuotePaper
from pos_app.domain.receipt import ReceiptLine
from pos_app.i18n import _
from pos_app.printing.flow import Block, paginate, stacked
from pos_app.printing.fonts import BOLD, REGULAR
from pos_app.printing.page import (
    Frame,
    Mark,
    Page,
    Stroke,
    Type,
    baseline_in,
    line_runs,
    line_width,
    wrapped,
)
from pos_app.printing.papers import SIZES, Paper, Sheet
from pos_app.printing.quote_layout import made_at, maker, named, quote_items
from pos_app.printing.receipt_layout import total_items
from pos_app.printing.receipt_pdf import MM, barcode_in, receipt_page
from pos_app.printing.receipt_rows import Row, Style
from pos_app.printing.tables import (
    BODY,
    GREY,
    HEADING_LINE,
    INK,
    LEADING,
    NOTE,
    PADDING_X,
    STRONG,
    Cell,
    cell,
    columns,
    head_row,
    rows,
)
from pos_app.printing.wrapping import Span, clean

MARGIN = 36.0
TOP = 31.5
GAP = 16.5
PAGE_LINE = 12.0
SHOP = Type(BOLD, 16, INK)
NAME = Type(BOLD, 11, INK)
LABEL = Type(REGULAR, 8.3, GREY)
UNTIL = Type(BOLD, 16, INK)
TOTAL = Type(BOLD, 13, INK)
BOX_PADDING = 7.5
CODE_HEIGHT = 10 * MM
# code, item, how many, unit, price, discount, amount: in proportion
_SHARES = (20, 35, 9, 6, 13, 14, 13)


def quote_pdf(paper: QuotePaper, addressee: Addressee, *, size: Paper = "A4") -> bytes:
    """The quote as PDF; equal quotes give equal bytes."""
    from pos_app.printing.pdf import pdf_bytes

    title = f"{_title(paper)} · {clean(paper.sheet.shop_name)}"
    if size == "80mm":
        return pdf_bytes([receipt_page(quote_items(paper, addressee), 80)], title=title)
    return pdf_bytes(quote_pages(paper, addressee, size), title=title)


def quote_pages(paper: QuotePaper, addressee: Addressee, sheet: Sheet = "A4") -> list[Page]:
    """The quote laid out on sheets; the table's head comes again on each of them."""
    size = SIZES[sheet]
    width = size[0] - 2 * MARGIN
    head = _head(paper, addressee, width)
    blocks = [
        *_table(paper, width),
        stacked(_sums(paper, width)),
        *_texts(paper, addressee, width),
        _signature(width),
    ]
    first_top = TOP + PAGE_LINE + head.height
    top = TOP + PAGE_LINE + 8
    pages = paginate(blocks, size=size, first_top=first_top, top=top, bottom=size[1] - TOP)
    for number, page in enumerate(pages, start=1):
        line = _page_line(paper, width, number, len(pages))
        opening = [Block(TOP), line, head] if number == 1 else [Block(TOP), line]
        # First in the file too: who has it read aloud begins with the shop.
        page.marks[:0] = stacked(opening).marks
    return pages


def _title(paper: QuotePaper) -> str:
    return _("Quote {number}").format(number=paper.sheet.number)


def _page_line(paper: QuotePaper, width: float, number: int, count: int) -> Block:
    """Which page of which quote this is, small and at the right edge; on later pages with the shop's name."""
    page = _("page {number} of {count}").format(number=number, count=count)
    parts = [page] if number == 1 else [clean(paper.sheet.shop_name), _title(paper), page]
    [line, *_rest] = wrapped([Span(" · ".join(parts), LABEL)], width, 1)
    x = MARGIN + width - line_width(line)
    return Block(PAGE_LINE, tuple(line_runs(line, x, baseline_in(0, PAGE_LINE, LABEL.size))))


def _head(paper: QuotePaper, addressee: Addressee, width: float) -> Block:
    """The shop, whom the quote is for, and at the right its number, its barcode and its last day."""
    side = width * 0.4
    room = width - side - GAP
    sheet = paper.sheet
    left: list[tuple[str, Type, float]] = [(clean(sheet.shop_name), SHOP, 20.0)]
    left += [(clean(line), NOTE, LEADING) for line in sheet.shop_lines if line.strip()]
    left.append(("", BODY, 14.0))
    who = named(addressee)
    if who:
        left.append((_("Quote for"), LABEL, LEADING))
        left.append((who[0], NAME, 14.5))
        left += [(line, BODY, LEADING) for line in who[1:]]
    if sheet.exempt_certificate:
        certificate = clean(sheet.exempt_certificate)
        left.append((_("Tax exempt, certificate {number}").format(number=certificate), BODY, LEADING))
    written = _lines(left, MARGIN, room)
    beside = _side(paper, MARGIN + room + GAP, side)
    height = max(written.height, beside.height) + GAP
    return Block(height, (*written.marks, *beside.marks))


def _lines(texts: Sequence[tuple[str, Type, float]], x: float, width: float) -> Block:
    """Texts one below the other, each in its type and line height; "" is white space."""
    marks: list[Mark] = []
    y = 0.0
    for text, kind, leading in texts:
        for line in wrapped([Span(text, kind)], width) if text else [[]]:
            marks.extend(line_runs(line, x, baseline_in(y, leading, kind.size)))
            y += leading
    return Block(y, tuple(marks))


def _side(paper: QuotePaper, x: float, width: float) -> Block:
    until = formats.long_date(date.fromisoformat(paper.valid_until))
    inner = width - 2 * BOX_PADDING
    what = _lines(
        [(_title(paper), SHOP, 20.0), (made_at(paper), NOTE, LEADING), (maker(paper), NOTE, LEADING)],
        x,
        width,
    )
    terms = _lines([(_("Valid until"), LABEL, LEADING), (until, UNTIL, 21.0)], x + BOX_PADDING, inner)
    box = Block(
        terms.height + 2 * BOX_PADDING - 3,
        (
            Frame(x, 0, width, terms.height + 2 * BOX_PADDING - 3, 1.2, INK, radius=4.5),
            *stacked([Block(BOX_PADDING - 1.5), terms]).marks,
        ),
    )
    code = Block(CODE_HEIGHT, (barcode_in(paper.sheet.number, x, width, 0, CODE_HEIGHT),))
    return stacked([what, Block(7), box, Block(9), code])


def _table(paper: QuotePaper, width: float) -> list[Block]:
    table = columns(MARGIN, width, _SHARES, right=(2, 4, 5, 6))
    titles = (
        _("Code"), _("Item"), _("Quantity"), _("Unit"), _("Price"), _("Discount"), _("Amount"),
    )  # fmt: skip
    head = head_row(table, titles)
    cells = [
        _line(paper, line, quoted.sku, quoted.discount)
        for line, quoted in zip(paper.sheet.lines, paper.lines, strict=True)
    ]
    return rows(table, cells, head)


def _line(paper: QuotePaper, line: ReceiptLine, sku: str, discount: int) -> list[Cell]:
    exponent = paper.sheet.exponent
    off: Cell = cell("")
    if discount:
        off = cell(formats.money(-discount, exponent))
        if line.discount_text:
            off = [*off, [Span(clean(line.discount_text), LABEL)]]
    return [
        cell(clean(sku), LABEL),
        cell(clean(line.description)),
        cell(formats.quantity(line.quantity)),
        cell(clean(line.unit)),
        cell(formats.unit_price(line.unit_price, exponent)),
        off,
        cell(formats.money(line.amount, exponent)),
    ]


def _sums(paper: QuotePaper, width: float) -> list[Block]:
    """From the subtotal to the total, under the column of amounts; what is saved below it."""
    x = MARGIN + width * 0.45
    room = width * 0.55 - PADDING_X
    found = [item for item in total_items(paper.sheet) if isinstance(item, Row)]
    blocks = [Block(7)]
    for row in found:
        total = row.style is Style.TOTAL
        kind = TOTAL if total else NOTE if row.style is Style.SMALL else BODY
        blocks.append(_sum(row.label, row.value, x, room, kind, 24.0 if total else 14.0, ruled=total))
    if paper.sheet.saved > 0:
        saved = formats.money(paper.sheet.saved, paper.sheet.exponent)
        blocks.append(_sum(_("You save"), saved, x, room, NOTE, 14.0))
    return blocks


def _sum(
    label: str, value: str, x: float, width: float, kind: Type, leading: float, *, ruled: bool = False
) -> Block:
    [figure] = wrapped([Span(value, kind)], width)
    marks: list[Mark] = [Stroke(x, 2.5, x + width + PADDING_X, 1.0, INK)] if ruled else []
    right = x + width - line_width(figure)
    y = 2.5 if ruled else 0.0
    lines = wrapped([Span(label, kind)], right - x - GAP)
    step = leading if len(lines) == 1 else max(LEADING, kind.size * 1.25)
    for number, line in enumerate(lines):
        baseline = baseline_in(y, step, kind.size)
        marks.extend(line_runs(line, x + PADDING_X, baseline))
        if number == 0:
            marks.extend(line_runs(figure, right, baseline))
        y += step
    return Block(y, tuple(marks))


def _texts(paper: QuotePaper, addressee: Addressee, width: float) -> list[Block]:
    """The note for this customer and the shop's terms."""
    blocks: list[Block] = []
    parts = [(_("Note"), [clean(addressee.note)]), (_("Terms"), [clean(line) for line in paper.terms])]
    for title, lines in parts:
        wanted = [line for line in lines if line]
        if not wanted:
            continue
        head = _lines([(title, STRONG, LEADING + 2)], MARGIN, width)
        blocks.append(replace(head, keep_with_next=True, space_above=GAP))
        # A line of text at a time, so that long terms go on over the page.
        for line in wanted:
            texts = wrapped([Span(line, BODY)], width)
            for part in texts:
                marks = line_runs(part, MARGIN, baseline_in(0, LEADING, BODY.size))
                blocks.append(Block(LEADING, tuple(marks)))
    return blocks


def _signature(width: float) -> Block:
    """Where the customer signs, with room for a hand."""
    half = (width - GAP) / 2
    marks: list[Mark] = []
    for x, label in ((MARGIN, _("Accepted by")), (MARGIN + half + GAP, _("Date"))):
        marks.append(Stroke(x, 34, x + half, 0.75, HEADING_LINE))
        [line, *_rest] = wrapped([Span(label, LABEL)], half, 1)
        marks.extend(line_runs(line, x, baseline_in(36, LEADING, LABEL.size)))
    return Block(36 + LEADING, tuple(marks), space_above=GAP)
