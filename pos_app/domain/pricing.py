"""Price a sale document: line amounts, discounts, taxes and points (design.md §3, rules 2–6 and 10)."""

from collections.abc import Iterable
from dataclasses import replace
from math import lcm
from typing import NamedTuple

from pos_app.domain.loyalty import points_by_line
from pos_app.domain.money import (
    E6,
    MOST_AMOUNT,
    Currency,
    allocate,
    divide_half_up,
    line_amount,
    plain_amount,
    plain_percent,
)
from pos_app.domain.sale import (
    Discount,
    LineFigures,
    LineKind,
    PricedSale,
    SaleDocument,
    SaleLine,
    Spread,
    TaxFigure,
    Workings,
)
from pos_app.domain.tax import ExactTax, Tax, exact_taxes
from pos_app.errors import UserError


def price_sale(document: SaleDocument) -> PricedSale:
    """The final figures of a document.

    UserErrors (with the line's number from 1): ``no_lines``, ``bad_discount``, ``bad_tax``, ``too_large``.
    """
    if not document.lines:
        raise UserError("no_lines", "A sale needs at least one line.")
    amounts, discounts = [], []
    for number, line in enumerate(document.lines, 1):
        amount, discount = _line_amount(line, number, document.currency)
        amounts.append(amount)
        discounts.append(discount)
    shares, spreads = _document_discounts(document, amounts)
    taxed = _taxes(document, [a - s.discount for a, s in zip(amounts, shares, strict=True)])
    lines = []
    for i, line in enumerate(document.lines):
        if line.settled is not None:
            lines.append(line.settled)
        else:
            lines.append(_figures(document, line, amounts[i], discounts[i], shares[i], taxed[i]))
    lines, eligible, earned = _with_points(document, lines)
    return _total(document, lines, Workings(taxed, spreads, eligible, earned))


def discount_of(base: int, discount: Discount, currency: Currency, line: int | None = None) -> int:
    """What a discount takes off a line or document amount (minor units), half up.

    The result is ``base − half up(base × (1 − percent))`` or the amount itself. UserError
    ``bad_discount`` if it is negative, over 100 %, or more than the amount it is taken from.
    """
    if discount.percent is not None:
        if not 0 <= discount.percent <= E6:
            text = plain_percent(discount.percent)
            raise UserError(
                "bad_discount", "A discount of {percent} % is not between 0 and 100.", line=line, percent=text
            )
        return base - divide_half_up(base * (E6 - discount.percent), E6)
    amount = discount.amount or 0
    if amount < 0:
        raise UserError("bad_discount", "A discount cannot be negative.", line=line)
    if base >= 0 and amount > base:
        raise UserError(
            "bad_discount",
            "A discount of {amount} is more than the {base} it is taken from.",
            line=line,
            amount=plain_amount(amount, currency),
            base=plain_amount(base, currency),
        )
    return amount if base >= 0 else -min(amount, -base)


def _line_amount(line: SaleLine, number: int, currency: Currency) -> tuple[int, int]:
    if line.settled is not None:
        return line.settled.amount, line.settled.discount
    full = line_amount(line.quantity, line.unit_price, currency)
    if line.discount is None:
        return full, 0
    discount = discount_of(full, line.discount, currency, number)
    return full - discount, discount


class _Shares(NamedTuple):
    """A line's share of document discounts and rewards, and of the points the rewards cost."""

    discount: int = 0
    points: int = 0


_NO_SHARE = _Shares()


def _document_discounts(document: SaleDocument, amounts: list[int]) -> tuple[list[_Shares], list[Spread]]:
    """Each line's share of all document discounts and rewards, spread by largest remainder, and each by itself."""
    shares = [_NO_SHARE] * len(amounts)
    spreads: list[Spread] = []
    if not document.discounts and not document.rewards:
        return shares, spreads
    ties = [_tie(line, a) for line, a in zip(document.lines, amounts, strict=True)]
    for discount in (*document.discounts, *document.rewards):
        open_amounts = [
            max(0, a - s.discount) if line.kind.discountable and line.settled is None else 0
            for line, a, s in zip(document.lines, amounts, shares, strict=True)
        ]
        if discount in document.rewards:
            total = _reward_worth(
                document, discount, sum(open_amounts), sum(amounts) - sum(s.discount for s in shares)
            )
        else:
            total = discount_of(sum(open_amounts), discount, document.currency)
        parts = allocate(total, open_amounts, ties)
        spreads.append(Spread(discount, sum(open_amounts), total, parts))
        points = allocate(discount.points, parts, ties)
        shares = [
            _Shares(s.discount + part, s.points + spent)
            for s, part, spent in zip(shares, parts, points, strict=True)
        ]
    return shares, spreads


def _reward_worth(document: SaleDocument, reward: Discount, discountable: int, to_pay: int) -> int:
    """A reward takes off at most what there is to pay; UserError ``reward_not_usable`` if that is nothing."""
    payable = min(discountable, to_pay)
    if payable <= 0:
        raise UserError("reward_not_usable", "There is nothing in this sale that the reward can be used for.")
    if reward.amount is not None:
        return min(reward.amount, payable)
    return min(discount_of(discountable, reward, document.currency), payable)


def _tie(line: SaleLine, amount: int) -> tuple[object, ...]:
    return tie(amount, line.taxes, line.sku, line.description, line.quantity)


def tie(amount: int, taxes: Iterable[Tax], sku: str, description: str, quantity: int) -> tuple[object, ...]:
    """Order of lines with equal remainders: larger amount, higher rate, SKU, description; never position."""
    return (-abs(amount), -sum([tax.rate for tax in taxes]), sku, description, quantity)


def _taxes(document: SaleDocument, amounts: list[int]) -> list[list[tuple[ExactTax, int]]]:
    """Per line its exact taxes with their rounded amounts, by the document's way of rounding."""
    exact: list[list[ExactTax]] = []
    for number, (line, amount) in enumerate(zip(document.lines, amounts, strict=True), 1):
        if line.settled is not None:
            exact.append([])
            continue
        try:
            exact.append(exact_taxes(amount, line.quantity, line.taxes, document.currency))
        except UserError as error:
            raise error.at_line(number) from error
    rounded = [[tax.rounded for tax in taxes] for taxes in exact]
    if document.tax_rounding == "document":
        for tax in dict.fromkeys(t.tax for taxes in exact for t in taxes):
            _round_over_document(document, tax, amounts, exact, rounded)
    return [list(zip(e, r, strict=True)) for e, r in zip(exact, rounded, strict=True)]


def _round_over_document(
    document: SaleDocument,
    tax: Tax,
    amounts: list[int],
    exact: list[list[ExactTax]],
    rounded: list[list[int]],
) -> None:
    """Round one tax's exact sum once and hand the difference to lines by largest remainder."""
    cells = [(i, j) for i, taxes in enumerate(exact) for j, t in enumerate(taxes) if t.tax == tax]
    unit = lcm(*(exact[i][j].denominator for i, j in cells))
    values = [exact[i][j].numerator * (unit // exact[i][j].denominator) for i, j in cells]
    total = divide_half_up(sum(values), unit)
    sign = -1 if total < 0 else 1
    floors = [sign * v // unit for v in values]
    rest = [sign * v - f * unit for v, f in zip(values, floors, strict=True)]
    left = sign * total - sum(floors)
    order = sorted(
        range(len(cells)), key=lambda k: (-rest[k], *_tie(document.lines[cells[k][0]], amounts[cells[k][0]]))
    )
    for k in range(len(cells)):
        i, j = cells[k]
        rounded[i][j] = sign * floors[k]
    for k in order[:left]:
        i, j = cells[k]
        rounded[i][j] += sign


def _figures(
    document: SaleDocument,
    line: SaleLine,
    amount: int,
    discount: int,
    share: _Shares,
    taxed: list[tuple[ExactTax, int]],
) -> LineFigures:
    net = amount - share.discount
    tax_total = 0
    for exact, rounded in taxed:
        tax_total += rounded
        if exact.tax.included:
            net -= rounded
    if document.exempt:
        return LineFigures(
            amount, discount, share.discount, net, 0, net, (), waived=tax_total, points_spent=share.points
        )
    figures, widened = [], 0
    for exact, rounded in taxed:
        figures.append(TaxFigure(exact.tax, net if exact.tax.ignores_previous else net + widened, rounded))
        if exact.tax.adds_to_base:
            widened += rounded
    return LineFigures(
        amount,
        discount,
        share.discount,
        net,
        tax_total,
        net + tax_total,
        tuple(figures),
        points_spent=share.points,
    )


def _with_points(document: SaleDocument, lines: list[LineFigures]) -> tuple[list[LineFigures], int, int]:
    """Points of the document's eligible net, floored once and allocated to lines; returns keep theirs.

    What comes back without a receipt takes what it would bring: it has no points of its own to take.
    Also that net and its points.
    """
    if not document.points_rate:
        return lines, 0, 0
    eligible = [
        figures.net
        if line.settled is None and (line.kind.earns_points or line.kind is LineKind.RETURN)
        else 0
        for line, figures in zip(document.lines, lines, strict=True)
    ]
    ties = [_tie(line, f.amount) for line, f in zip(document.lines, lines, strict=True)]
    parts = points_by_line(eligible, ties, document.points_rate, document.currency)
    return (
        [replace(f, points=part) if part else f for f, part in zip(lines, parts, strict=True)],
        sum(eligible),
        sum(parts),
    )


def _check_size(number: int | None, *figures: int) -> None:
    if max(figures) > MOST_AMOUNT or min(figures) < -MOST_AMOUNT:
        raise UserError("too_large", "This comes to more than can be booked.", line=number)


def _total(document: SaleDocument, lines: list[LineFigures], workings: Workings) -> PricedSale:
    for number, f in enumerate(lines, 1):
        _check_size(number, f.amount, f.discount, f.net, f.gross)
        for t in f.taxes:
            _check_size(number, t.base, t.amount)
    taxes: dict[str, TaxFigure] = {}
    for figures in lines:
        for t in figures.taxes:
            seen = taxes.get(t.tax.code)
            taxes[t.tax.code] = (
                t if seen is None else TaxFigure(t.tax, seen.base + t.base, seen.amount + t.amount)
            )
    share = sum([f.document_discount for f in lines])
    _check_size(None, sum([abs(f.amount) for f in lines]), sum([abs(f.net) + abs(f.tax) for f in lines]))
    return PricedSale(
        document=document,
        lines=tuple(lines),
        subtotal=sum([f.amount for f in lines]),
        document_discount=share,
        discount=share + sum([f.discount for f in lines]),
        taxes=tuple(taxes.values()),
        net=sum([f.net for f in lines]),
        tax=sum([f.tax for f in lines]),
        total=sum([f.gross for f in lines]),
        points=sum([f.points for f in lines]),
        points_spent=sum([f.points_spent for f in lines]),
        workings=workings,
    )
