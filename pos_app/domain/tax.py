"""Tax of one line: exact shares of its amount, solved once for every chain of taxes.

The chain is linear. With b the net base of the line, each tax is ``slope × b + fee × quantity``,
where earlier taxes that ``adds_to_base`` widen the base unless a tax ``ignores_previous``. Included
taxes are part of the line amount, so ``amount = b + Σ included taxes`` gives b exactly; every tax is
then rounded half away from zero, and net = amount − included taxes (design.md §3, rule 4).
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Literal, NamedTuple

from pos_app.domain.money import E6, Currency, divide_half_up
from pos_app.errors import UserError

TaxKind = Literal["percent", "fixed"]


def tax_kind(text: str) -> TaxKind:
    """The kind of a tax from its name; UserError ``bad_tax``."""
    if text == "percent":
        return "percent"
    if text == "fixed":
        return "fixed"
    raise UserError("bad_tax", "A tax is percent or fixed, not “{kind}”.", kind=text[:20])


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax: `rate` is millionths of one (``percent``) or of the currency per unit (``fixed``)."""

    code: str
    kind: TaxKind
    rate: int
    included: bool = False
    adds_to_base: bool = False
    ignores_previous: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Chain:
    """A chain solved in integers: tax i is (slope[i] × base + fee[i] × quantity) ÷ unit.

    `solve` is Σ of included slopes plus one, `included_fee` Σ of included fees, all over `unit`.
    """

    unit: int
    slopes: tuple[int, ...]
    fees: tuple[int, ...]
    solve: int
    included_fee: int


class ExactTax(NamedTuple):
    """An unrounded tax of a line in minor units: numerator ÷ denominator."""

    tax: Tax
    numerator: int
    denominator: int

    @property
    def rounded(self) -> int:
        """The tax as an amount, half away from zero."""
        return divide_half_up(self.numerator, self.denominator)


@lru_cache(maxsize=1024)
def _chain(taxes: tuple[Tax, ...]) -> _Chain:
    widened, widened_fee = Fraction(0), Fraction(0)
    slopes, fees = [], []
    for tax in taxes:
        if tax.kind == "fixed":
            slope, fee = Fraction(0), Fraction(tax.rate, E6)
        else:
            rate = Fraction(tax.rate, E6)
            slope = rate if tax.ignores_previous else rate * (1 + widened)
            fee = Fraction(0) if tax.ignores_previous else rate * widened_fee
        if tax.adds_to_base:
            widened += slope
            widened_fee += fee
        slopes.append(slope)
        fees.append(fee)
    solve = 1 + sum((s for s, t in zip(slopes, taxes, strict=True) if t.included), Fraction(0))
    included_fee = sum((f for f, t in zip(fees, taxes, strict=True) if t.included), Fraction(0))
    if solve <= 0:
        raise UserError("bad_tax", "The included taxes of a line come to −100 % or less.")
    unit = lcm(*(x.denominator for x in (*slopes, *fees, solve, included_fee)))
    return _Chain(
        unit,
        tuple(int(s * unit) for s in slopes),
        tuple(int(f * unit) for f in fees),
        int(solve * unit),
        int(included_fee * unit),
    )


def exact_taxes(amount: int, quantity: int, taxes: tuple[Tax, ...], currency: Currency) -> list[ExactTax]:
    """The unrounded taxes of a line amount (minor units) with a quantity in thousandths.

    UserError ``bad_tax`` if the included percentages leave no base.
    """
    if not taxes:
        return []
    chain = _chain(taxes)
    # base = (amount − included fees) ÷ solve, kept as base_num ÷ base_den
    base_num = 1000 * chain.unit * amount - chain.included_fee * quantity * currency.scale
    base_den = 1000 * chain.solve
    denominator = chain.unit * base_den
    fees = quantity * currency.scale * chain.solve
    return [
        ExactTax(tax, slope * base_num + fee * fees, denominator)
        for tax, slope, fee in zip(taxes, chain.slopes, chain.fees, strict=True)
    ]
