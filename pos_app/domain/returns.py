"""Figures of a return: the original ones, given back in parts that add up (design.md §3, rule 9)."""

from dataclasses import dataclass

from pos_app.domain.money import divide_half_up
from pos_app.domain.quantity import plain_quantity
from pos_app.domain.sale import LineFigures, TaxFigure
from pos_app.errors import UserError


@dataclass(frozen=True, slots=True)
class SoldLine:
    """An original line with what has gone back so far: `returned` quantity and the sum of its figures.

    `given_back` holds positive figures in the same order of taxes as `figures`.
    """

    quantity: int
    figures: LineFigures
    returned: int
    given_back: LineFigures

    @property
    def left(self) -> int:
        """The quantity (thousandths) that can still go back."""
        return self.quantity - self.returned


def nothing_returned(figures: LineFigures) -> LineFigures:
    """The figures of a line of which nothing has gone back yet: the same taxes, all zero."""
    return LineFigures(0, 0, 0, 0, 0, 0, tuple(TaxFigure(t.tax, 0, 0) for t in figures.taxes))


def return_line(sold: SoldLine, quantity: int, line: int | None = None) -> LineFigures:
    """The (negative) figures for giving back `quantity` thousandths of a line.

    Every figure is half up(cumulative share of the original) less what was given back, so that all
    parts together equal the sale. UserErrors ``bad_quantity`` and ``return_exceeds_sold``.
    """
    if quantity <= 0:
        raise UserError("bad_quantity", "A quantity to give back must be more than zero.", line=line)
    if quantity > sold.left:
        raise UserError(
            "return_exceeds_sold",
            "Only {left} of {sold} can still be given back.",
            line=line,
            left=plain_quantity(sold.left),
            sold=plain_quantity(sold.quantity),
        )
    upto = sold.returned + quantity

    def part(original: int, given: int) -> int:
        return given - divide_half_up(original * upto, sold.quantity)

    of, back = sold.figures, sold.given_back
    taxes = tuple(
        TaxFigure(o.tax, part(o.base, b.base), part(o.amount, b.amount))
        for o, b in zip(of.taxes, back.taxes, strict=True)
    )
    net = part(of.net, back.net)
    tax = sum(t.amount for t in taxes)
    return LineFigures(
        amount=part(of.amount, back.amount),
        discount=part(of.discount, back.discount),
        document_discount=part(of.document_discount, back.document_discount),
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=taxes,
        waived=part(of.waived, back.waived),
        points=part(of.points, back.points),
        points_spent=part(of.points_spent, back.points_spent),
    )
