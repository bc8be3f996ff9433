"""Lines that go back: what was sold, what is left of it, and the figures to give back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.queries import selling
from pos_app.domain.quantity import ONE
from pos_app.domain.returns import SoldLine, nothing_returned, return_line
from pos_app.domain.sale import LineFigures, TaxFigure
from pos_app.domain.tax import Tax, tax_kind
from pos_app.errors import UserError

if TYPE_CHECKING:
    from pos_app.data.tables import SaleLineRow, SaleTaxRow


@dataclass(frozen=True, slots=True)
class ReturnSource:
    """A posted line that can go back, with what has gone back so far."""

    row: SaleLineRow
    sold: SoldLine
    number: str
    customer_id: int | None


def counted_in(row: SaleLineRow) -> str | None:
    """The unit by which a quantity that goes back is checked: parts of a piece go back only where they were sold."""
    return None if row.quantity % ONE else row.unit


def load_returns(
    session: Session, line_ids: Sequence[int], *, before: int | None = None
) -> dict[int, ReturnSource]:
    """The posted lines of these ids with all their returns, or those posted `before` a line's id."""
    if not line_ids:
        return {}
    rows = selling.sold_lines(session, line_ids)
    back = selling.returns_of(session, line_ids)
    taxes = selling.line_taxes(session, [*rows, *(r.id for r in back if r.id is not None)])
    heads = selling.heads_of(session, {row.sale_id for row in rows.values()})
    sources = {}
    for line_id, row in rows.items():
        figures = posted_figures(row, taxes.get(line_id, []))
        given, returned = nothing_returned(figures), 0
        for r in back:
            if r.return_of_id == line_id and (before is None or (r.id or 0) < before):
                returned -= r.quantity
                given = add_return(given, posted_figures(r, taxes.get(r.id or 0, [])))
        sources[line_id] = ReturnSource(
            row, SoldLine(row.quantity, figures, returned, given), *heads[row.sale_id]
        )
    return sources


def returning_customer(customer_id: int | None, sources: Iterable[ReturnSource]) -> int | None:
    """Whose document this is: a receipt that goes back names its customer, so that points find their owner.

    UserError ``return_of_other_customer`` if the document, or another of its receipts, names someone else.
    """
    for source in sources:
        if source.customer_id is not None:
            if customer_id is not None and customer_id != source.customer_id:
                raise UserError(
                    "return_of_other_customer",
                    "Receipt {number} belongs to another customer; take it back in a sale of its own.",
                    number=source.number,
                )
            customer_id = source.customer_id
    return customer_id


def settle_returns(
    wanted: Sequence[tuple[int | None, int]], sources: Mapping[int, ReturnSource]
) -> list[LineFigures | None]:
    """Figures of each line that gives something back, None for the others.

    `wanted` has, per line, the posted line it gives back (None: no return) and its negative quantity.

    Several lines may give back parts of the same original. UserErrors ``unknown_line``,
    ``bad_quantity``, ``return_exceeds_sold``.
    """
    open_lines = {line_id: source.sold for line_id, source in sources.items()}
    settled: list[LineFigures | None] = []
    for number, (line_id, quantity) in enumerate(wanted, 1):
        if line_id is None:
            settled.append(None)
            continue
        sold = open_lines.get(line_id)
        if sold is None:
            raise UserError("unknown_line", "The line to give back does not exist.", line=number)
        if sold.quantity < 0:
            raise UserError("return_of_return", "A return cannot be given back.", line=number)
        figures = return_line(sold, -quantity, number)
        settled.append(figures)
        open_lines[line_id] = replace(
            sold, returned=sold.returned - quantity, given_back=add_return(sold.given_back, figures)
        )
    return settled


def add_return(given: LineFigures, negative: LineFigures) -> LineFigures:
    """What was given back (positive) with the figures of one more return (negative)."""
    taxes = tuple(
        TaxFigure(g.tax, g.base - n.base, g.amount - n.amount)
        for g, n in zip(given.taxes, negative.taxes, strict=True)
    )
    return LineFigures(
        amount=given.amount - negative.amount,
        discount=given.discount - negative.discount,
        document_discount=given.document_discount - negative.document_discount,
        net=given.net - negative.net,
        tax=given.tax - negative.tax,
        gross=given.gross - negative.gross,
        taxes=taxes,
        waived=given.waived - negative.waived,
        points=given.points - negative.points,
        points_spent=given.points_spent - negative.points_spent,
    )


def posted_figures(row: SaleLineRow, taxes: Sequence[SaleTaxRow]) -> LineFigures:
    """The figures of a posted line with its taxes in their order."""
    return LineFigures(
        amount=row.amount,
        discount=row.discount,
        document_discount=row.document_discount,
        net=row.net,
        tax=row.tax,
        gross=row.gross,
        taxes=tuple(TaxFigure(_tax(t), t.base, t.amount) for t in taxes),
        waived=row.waived,
        points=row.points,
        points_spent=row.points_spent,
    )


def _tax(row: SaleTaxRow) -> Tax:
    return Tax(
        row.code, tax_kind(row.kind), row.rate, row.included, row.adds_to_base, row.ignores_previous, row.name
    )
