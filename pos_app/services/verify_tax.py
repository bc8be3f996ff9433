"""Taxes once more, from their definitions alone: an affine sum solved in fractions (design.md §3, rule 4)."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

MILLION = 1_000_000

# (kind, rate e6, included, adds_to_base, ignores_previous) of each tax of a line, in order.
Chain = tuple[tuple[str, int, int, int, int], ...]


def half_away(numerator: int, denominator: int) -> int:
    """numerator ÷ denominator to the nearest whole number, halves away from zero."""
    whole, rest = divmod(abs(numerator), abs(denominator))
    size = whole + (2 * rest >= abs(denominator))
    return size if (numerator < 0) == (denominator < 0) else -size


def rounded(value: Fraction) -> int:
    """A fraction to the nearest whole number, halves away from zero."""
    return half_away(value.numerator, value.denominator)


@lru_cache(maxsize=8192)
def exact_taxes(amount: int, quantity: int, scale: int, chain: Chain) -> tuple[Fraction, ...]:
    """The unrounded taxes of a line of `amount` minor units and `quantity` thousandths.

    Every tax is slope × base + fee; the base follows from amount = base + included taxes.
    """
    pieces = Fraction(quantity, 1000)
    taxes: list[tuple[Fraction, Fraction]] = []
    for at, (kind, rate, _included, _adds, ignores) in enumerate(chain):
        if kind == "fixed":
            taxes.append((Fraction(0), Fraction(rate, MILLION) * scale * pieces))
            continue
        earlier = [] if ignores else [taxes[i] for i in range(at) if chain[i][3]]
        share = Fraction(rate, MILLION)
        slope = share * (1 + sum((s for s, _fee in earlier), Fraction(0)))
        taxes.append((slope, share * sum((fee for _slope, fee in earlier), Fraction(0))))
    inside = [taxes[i] for i in range(len(chain)) if chain[i][2]]
    base = (amount - sum((fee for _slope, fee in inside), Fraction(0))) / (
        1 + sum((slope for slope, _fee in inside), Fraction(0))
    )
    return tuple(slope * base + fee for slope, fee in taxes)


def line_taxes(amount: int, quantity: int, scale: int, chain: Chain) -> Sequence[int]:
    """Each tax of a line rounded by itself (tax rounding ``line``)."""
    if len(chain) == 1 and chain[0][0] == "percent" and not chain[0][2]:
        # By far the most lines carry one percentage on top.
        return (half_away(amount * chain[0][1], MILLION),)
    return [rounded(tax) for tax in exact_taxes(amount, quantity, scale, chain)]
