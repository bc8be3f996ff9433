"""What a person types as a number, put into the plain form that the rules read."""

from __future__ import annotations

from pos_app import formats
from pos_app.domain.money import Currency, parse_amount, parse_percent, parse_price
from pos_app.domain.quantity import parse_quantity


def plain_number(text: str) -> str:
    """`text` with this language's decimal mark as a point and without its marks between thousands.

    What is no number stays as it is: the rule that reads it says so in a sentence.
    """
    mark = formats.money(0, 1)[1:-1]
    group = formats.integer(1000)[1:-3]
    body = text.strip().replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    whole, point, decimals = body.partition(mark)
    parts = whole.split(group) if group else [whole]
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        whole = "".join(parts)
    return f"{whole}.{decimals}" if point else whole


def amount(text: str, currency: Currency) -> int:
    """Minor units; UserError ``bad_number``."""
    return parse_amount(plain_number(text), currency)


def price(text: str) -> int:
    """A unit price as e6; UserError ``bad_number``."""
    return parse_price(plain_number(text))


def percent(text: str) -> int:
    """A percentage as e6 of one, with or without the sign; UserError ``bad_number``."""
    return parse_percent(plain_number(text.replace("%", "")))


def quantity(text: str, unit: str | None = None) -> int:
    """Thousandths; UserError ``bad_quantity``."""
    return parse_quantity(plain_number(text), unit=unit)
