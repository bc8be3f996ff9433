"""Which amounts of cash a customer is likely to hand over."""

from __future__ import annotations

from pos_app.domain.money import Currency

# Notes and large coins in common use, in major units; other currencies get 1-2-5 steps.
_NOTES = {
    "USD": (1, 5, 10, 20, 50, 100),
    "EUR": (5, 10, 20, 50, 100),
    "GBP": (5, 10, 20, 50),
    "CHF": (10, 20, 50, 100),
    "CAD": (5, 10, 20, 50, 100),
    "AUD": (5, 10, 20, 50, 100),
    "JPY": (1000, 5000, 10000),
}


def quick_amounts(due: int, currency: Currency, count: int = 4) -> list[int]:
    """The next amounts above `due` (minor units) that notes make up, smallest first; none for a refund."""
    if due <= 0:
        return []
    found: set[int] = set()
    for note in _notes(due, currency):
        step = note * currency.scale
        rounded = -(-due // step) * step
        if rounded > due:
            found.add(rounded)
    return sorted(found)[:count]


def _notes(due: int, currency: Currency) -> tuple[int, ...]:
    known = _NOTES.get(currency.code)
    if known is not None:
        return known
    largest, steps = max(1, due // currency.scale), [1]
    while steps[-1] < 2 * largest:
        # 1, 2, 5, 10, 20, 50 …
        steps.append(steps[-1] * 5 // 2 if str(steps[-1]).startswith("2") else steps[-1] * 2)
    return tuple(steps)
