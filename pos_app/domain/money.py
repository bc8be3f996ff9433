"""Money, prices and rates as integers: parsing, plain output, and the one rounding.

Scales used everywhere:

* an *amount* is an integer of minor units (cents for USD, yen for JPY, fils for KWD);
* a *price* or *rate* is an integer of millionths (``e6``): 4.20 is 4_200_000, 5.5 % is 55_000.
"""

from dataclasses import dataclass
from functools import lru_cache

from pos_app.domain.currencies import CODES, NO_DECIMALS, THREE_DECIMALS
from pos_app.domain.message import Message, msg
from pos_app.errors import UserError

E6 = 1_000_000
# The largest amount of a line or document in minor units; sums of it over years still fit the data file's integers.
MOST_AMOUNT = 10**14
_POWERS: tuple[int, ...] = tuple(10**n for n in range(19))
_AMOUNT, _PRICE, _PERCENTAGE = msg("Amount"), msg("Price"), msg("Percentage")


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency code with the number of decimal digits of its amounts (0, 2 or 3)."""

    code: str
    exponent: int

    @property
    def scale(self) -> int:
        """Minor units in one major unit: 1, 100 or 1000."""
        return (1, 10, 100, 1000)[self.exponent]


@lru_cache(maxsize=64)
def currency(code: str) -> Currency:
    """The currency for an ISO 4217 code; UserError ``unknown_currency`` if it is none in use."""
    code = code.strip().upper()
    if code not in CODES:
        raise UserError("unknown_currency", "“{code}” is not a currency code such as USD.", code=code[:20])
    return Currency(code, 0 if code in NO_DECIMALS else 3 if code in THREE_DECIMALS else 2)


def divide_half_up(numerator: int, denominator: int) -> int:
    """numerator ÷ denominator rounded half away from zero: the program's only rounding of money."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))


def line_amount(quantity: int, unit_price: int, currency: Currency) -> int:
    """Quantity (thousandths) × unit price (e6) as an amount, rounded half up once."""
    return divide_half_up(quantity * unit_price * currency.scale, 1000 * E6)


def parse_decimal(text: str, digits: int, what: Message) -> int:
    """A plain decimal string as an integer scaled by 10**digits, exactly.

    Accepts an optional sign, ASCII digits and one decimal point. UserError ``bad_number`` for
    anything else, for more decimals than `digits`, and for more than 12 digits before the point.
    """
    whole, _point, decimals = text.partition(".")
    # The short way for what nearly every number looks like: "12" or "3.40".
    if (
        len(whole) <= 12
        and len(decimals) <= digits
        and whole.isdigit()
        and (not decimals or decimals.isdigit())
        and text.isascii()
    ):
        return int(whole + decimals) * _POWERS[digits - len(decimals)]
    body = text.strip()
    negative = body[:1] in {"-", "−"}
    if negative or body[:1] == "+":
        body = body[1:]
    whole, _point, decimals = body.partition(".")
    if not (whole or decimals) or not f"{whole}{decimals}".isdigit() or not body.isascii():
        raise UserError("bad_number", "{what} “{text}” is not a number.", what=what, text=text[:40])
    decimals = decimals.rstrip("0")
    if len(decimals) > digits:
        raise UserError(
            "bad_number",
            "{what} {text} has more than {digits} decimals.",
            what=what,
            text=text[:40],
            digits=digits,
        )
    if len(whole.lstrip("0")) > 12:
        raise UserError("bad_number", "{what} {text} is too large.", what=what, text=text[:40])
    value: int = int(whole or "0") * 10**digits + int(decimals.ljust(digits, "0") or "0")
    return -value if negative else value


def parse_amount(text: str, currency: Currency, what: Message = _AMOUNT) -> int:
    """A decimal string as minor units of the currency; UserError ``bad_number`` if inexact."""
    return parse_decimal(text, currency.exponent, what)


def parse_price(text: str, what: Message = _PRICE) -> int:
    """A decimal string as a price in millionths (at most six decimals)."""
    return parse_decimal(text, 6, what)


def parse_percent(text: str, what: Message = _PERCENTAGE) -> int:
    """A percentage string such as "5.5" as a rate in millionths of one (55_000); at most four decimals."""
    return parse_decimal(text, 4, what)


def plain(value: int, digits: int, *, keep: int | None = None) -> str:
    """An integer scaled by 10**digits as a plain decimal string with a point.

    `keep` is the least number of decimals left after dropping trailing zeros; None keeps all of them.
    """
    sign = "-" if value < 0 else ""
    text = str(abs(value))
    if not digits:
        return sign + text
    text = text.zfill(digits + 1)
    whole, decimals = text[:-digits], text[-digits:]
    if keep is not None:
        decimals = decimals.rstrip("0").ljust(keep, "0")
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def plain_amount(value: int, currency: Currency) -> str:
    """An amount as a plain decimal string: 1613 USD is "16.13", 1744 JPY is "1744"."""
    if currency.exponent == 2 and value >= 0:
        return f"{value // 100}.{value % 100:02}"
    return plain(value, currency.exponent)


def plain_price(value: int, currency: Currency) -> str:
    """A price (e6) as a plain decimal string with at least the currency's decimals."""
    return plain(value, 6, keep=currency.exponent)


def plain_percent(rate: int) -> str:
    """A rate (e6) as a percentage string without trailing zeros: 55_000 is "5.5"."""
    return plain(rate, 4, keep=0)


def allocate(total: int, weights: list[int], ties: list[tuple[object, ...]]) -> list[int]:
    """Split `total` in proportion to non-negative `weights` so that the parts add up exactly.

    Largest remainder (Hamilton) method; equal remainders are ordered by `ties`, which must not
    depend on position so that line order never changes a figure. All weights zero gives zeros,
    and then `total` must be zero too.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("a non-zero total cannot be split over zero weights")
        return [0] * len(weights)
    sign, size = (-1, -total) if total < 0 else (1, total)
    parts = [size * weight // whole for weight in weights]
    left = size - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), ties[i]))
    for i in order[:left]:
        parts[i] += 1
    return [sign * part for part in parts]
