"""A posted sale read back as the priced draft it was: every figure is the posted one, nothing is priced again."""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from pos_app.data.queries import receipts as receipt_queries
from pos_app.data.queries import selling
from pos_app.data.tables import Sale, SaleLineRow
from pos_app.domain.money import Currency
from pos_app.domain.payment import (
    ROUNDING_METHODS,
    TENDER_TYPES,
    CashRounding,
    Settlement,
    Tender,
    TenderType,
)
from pos_app.domain.receipt import Receipt, from_plain
from pos_app.domain.sale import (
    Discount,
    LineFigures,
    LineKind,
    PricedSale,
    SaleDocument,
    SaleLine,
    TaxFigure,
    TaxRounding,
)
from pos_app.errors import UserError
from pos_app.services.draft_values import Draft, DraftLine, PricedDraft, PricedLine
from pos_app.services.returning import ReturnSource, load_returns, posted_figures

_TYPES: dict[str, TenderType] = {name: name for name in TENDER_TYPES}


def read(session: Session, number: str) -> tuple[PricedDraft, Settlement, str]:
    """The sale with this number, how it was paid, and its number as it is written; UserError ``unknown_receipt``."""
    wanted = number.strip()
    sale = selling.sale_by_number(session, wanted) or selling.sale_by_number(session, wanted.upper())
    if sale is None or sale.id is None:
        raise UserError("unknown_receipt", "There is no receipt {number}.", number=wanted)
    rows = selling.lines_of(session, sale.id)
    taxes = selling.line_taxes(session, [row.id or 0 for row in rows])
    figures = [posted_figures(row, taxes.get(row.id or 0, [])) for row in rows]
    paper = _paper(session, sale.number)
    back = [row.return_of_id for row in rows if row.return_of_id is not None]
    sources = load_returns(session, back, before=min(row.id or 0 for row in rows))
    lines = tuple(
        _line(row, of, sources.get(row.return_of_id or 0), _text(paper, row, len(rows)))
        for row, of in zip(rows, figures, strict=True)
    )
    priced = _priced(sale, lines, paper)
    return priced, _settlement(session, sale), sale.number


def _paper(session: Session, number: str) -> Receipt | None:
    """The receipt as it was printed: it has the words for discounts. Sales of another till have none."""
    found = receipt_queries.stored(session, number)
    return from_plain(json.loads(found[1])) if found else None


def _text(paper: Receipt | None, row: SaleLineRow, count: int) -> str:
    """What the receipt says of a line's price, else its label."""
    if paper is not None and len(paper.lines) == count:
        return paper.lines[row.line_no - 1].discount_text or row.discount_label
    return row.discount_label


def _line(row: SaleLineRow, figures: LineFigures, source: ReturnSource | None, text: str) -> PricedLine:
    discount = Discount(amount=figures.discount, label=text) if figures.discount else None
    sold = SaleLine(
        description=row.description,
        quantity=row.quantity,
        unit_price=row.unit_price,
        taxes=tuple(figure.tax for figure in figures.taxes),
        discount=discount,
        kind=LineKind(row.kind),
        sku=row.sku,
        unit=row.unit,
        settled=figures if source is not None else None,
        # "from 100: 0.12" on the receipt has the price in it already; the label alone has not.
        # What has no receipt names there the one that had its price.
        price_label=row.discount_label
        if row.kind == "return"
        else ""
        if discount
        else row.discount_label or text,
    )
    asked = DraftLine(
        quantity=row.quantity, product_id=row.product_id, kind=sold.kind, return_of_id=row.return_of_id
    )
    return PricedLine(asked, None, sold, row.list_price, row.cost, figures, source)


def _priced(sale: Sale, lines: Sequence[PricedLine], paper: Receipt | None) -> PricedDraft:
    currency = Currency(sale.currency, sale.exponent)
    rounding: TaxRounding = "document" if sale.tax_rounding == "document" else "line"
    own = sum(line.figures.document_discount for line in lines if line.source is None)
    label = paper.document_discount_text if paper else ""
    whole = Discount(amount=own, label=label) if own and label else None
    document = SaleDocument(
        currency=currency,
        lines=tuple(line.sold for line in lines),
        tax_rounding=rounding,
        discounts=(whole,) if whole else (),
        exempt=bool(sale.exempt_certificate),
    )
    taxes: dict[str, TaxFigure] = {}
    for t in [t for line in lines for t in line.figures.taxes]:
        seen = taxes.get(t.tax.code, TaxFigure(t.tax, 0, 0))
        taxes[t.tax.code] = TaxFigure(seen.tax, seen.base + t.base, seen.amount + t.amount)
    priced = PricedSale(
        document=document,
        lines=tuple(line.figures for line in lines),
        subtotal=sale.subtotal,
        document_discount=sale.document_discount,
        discount=sale.discount,
        taxes=tuple(taxes.values()),
        net=sale.net,
        tax=sale.tax,
        total=sale.total,
        points=sale.points,
        points_spent=sum(line.figures.points_spent for line in lines),
    )
    draft = Draft(
        id=sale.document_id,
        lines=tuple(line.line for line in lines),
        currency=currency,
        tax_rounding=rounding,
        cash_rounding=_rounding(sale),
        customer_id=sale.customer_id,
    )
    return PricedDraft(draft, priced, tuple(lines), None, sale.exempt_certificate)


def _rounding(sale: Sale) -> CashRounding | None:
    method = next((m for m in ROUNDING_METHODS if m == sale.cash_method), None)
    return CashRounding(sale.cash_step, method) if sale.cash_step and method else None


def _settlement(session: Session, sale: Sale) -> Settlement:
    tenders = tuple(
        Tender(_TYPES[row.type], row.amount, row.reference)
        for row in selling.tenders_of(session, sale.id or 0)
    )
    return Settlement(sale.total, sale.cash_rounding, sale.paid, 0, sale.change, tenders)
