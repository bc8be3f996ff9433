"""Numbers, dates and times as a person reads them: the same on the screen, on paper and in the terminal.

Amounts come in as integers and are never turned into floats. English works without Babel; other languages
ask it once for their marks and patterns. The minus sign is U+2212, as wide as the plus, so columns stay in
line.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple

from pos_app import i18n

MINUS = "\u2212"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FULL_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class _Marks(NamedTuple):
    """How one language writes numbers."""

    decimal: str
    group: str
    primary: int
    secondary: int
    percent: tuple[str, str]


_ENGLISH = _Marks(".", ",", 3, 3, ("", "%"))


@cache
def _marks(code: str) -> _Marks:
    """The marks of a language; an unknown code falls back to English ones."""
    if _is_english(code):
        return _ENGLISH
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return _ENGLISH
    symbols = locale.number_symbols.get("latn", {})
    primary, secondary = locale.decimal_formats[None].grouping
    pattern = locale.percent_formats[None]
    return _Marks(
        str(symbols.get("decimal", ".")),
        str(symbols.get("group", ",")),
        primary,
        secondary,
        (pattern.prefix[0], pattern.suffix[0]),
    )


def _is_english(code: str) -> bool:
    return code == i18n.PSEUDO or code.split("_")[0] == i18n.ENGLISH


def _grouped(digits: str, marks: _Marks) -> str:
    if len(digits) <= marks.primary:
        return digits
    head, groups = digits[: -marks.primary], [digits[-marks.primary :]]
    while len(head) > marks.secondary:
        groups.append(head[-marks.secondary :])
        head = head[: -marks.secondary]
    groups.append(head)
    return marks.group.join(reversed(groups))


def _scaled(value: int, places: int, minimum: int, signed: bool = False) -> str:
    """`value` × 10^−places with at least `minimum` decimals; trailing zeros after those are dropped."""
    marks = _marks(i18n.language())
    digits = str(abs(value)).rjust(places + 1, "0")
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    decimals = decimals[:minimum] + decimals[minimum:].rstrip("0")
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return sign + _grouped(whole, marks) + (marks.decimal + decimals if decimals else "")


def money(minor: int, exponent: int = 2, *, signed: bool = False) -> str:
    """An amount in minor units of a currency with `exponent` decimals: 194000 → "1,940.00"."""
    return _scaled(minor, exponent, exponent, signed)


def unit_price(price_e6: int, exponent: int = 2) -> str:
    """A price in millionths of the major unit, more decimals only where it has them: 79500 → "0.0795"."""
    return _scaled(price_e6, 6, exponent)


def integer(value: int, *, signed: bool = False) -> str:
    """A whole number, such as points or visits, with thousands marks: 1940 → "1,940"."""
    return _scaled(value, 0, 0, signed)


def quantity(thousandths: int, *, minimum: int = 2) -> str:
    """A quantity in thousandths: whole ones bare ("163"), others with `minimum` decimals or more ("3.40")."""
    return _scaled(thousandths, 3, 0 if thousandths % 1000 == 0 else minimum)


def percent(rate_e6: int, *, minimum: int = 0, signed: bool = False) -> str:
    """A rate in millionths of one: 55000 → "5.5%"; with `minimum=2` "5.50%"."""
    prefix, suffix = _marks(i18n.language()).percent
    return prefix + _scaled(rate_e6, 4, minimum, signed) + suffix


@cache
def _skeleton_formatter(code: str) -> Callable[[str, date | time], str] | None:
    """Babel's formatter for a language, or None where the English patterns below apply."""
    if _is_english(code):
        return None
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date, format_skeleton

    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None

    def formatted(skeleton: str, value: date | time) -> str:
        if skeleton == "full" and isinstance(value, date):
            return str(format_date(value, "full", locale=locale))
        # Babel wants a moment; a calendar day has no zone, so midnight in none.
        moment = value if isinstance(value, datetime | time) else datetime.combine(value, time())
        return str(format_skeleton(skeleton, moment, locale=locale))

    return formatted


def short_date(day: date) -> str:
    """Day and month: "14 Nov"."""
    other = _skeleton_formatter(i18n.language())
    return other("MMMd", day) if other else f"{day.day} {_MONTHS[day.month - 1]}"


def long_date(day: date) -> str:
    """Day, month and year: "21 Nov 2026"."""
    other = _skeleton_formatter(i18n.language())
    return other("yMMMd", day) if other else f"{short_date(day)} {day.year}"


def weekday_date(day: date) -> str:
    """With the day of the week, for the status line: "Sat 21 Nov"."""
    other = _skeleton_formatter(i18n.language())
    return other("MMMEd", day) if other else f"{_DAYS[day.weekday()][:3]} {short_date(day)}"


def full_date(day: date) -> str:
    """In words, for the head of a report: "Saturday 21 November 2026"."""
    other = _skeleton_formatter(i18n.language())
    if other:
        return other("full", day)
    return f"{_DAYS[day.weekday()]} {day.day} {_FULL_MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime | time) -> str:
    """Hours and minutes of a local time: "10:44"."""
    other = _skeleton_formatter(i18n.language())
    return other("Hm", moment) if other else f"{moment.hour:02}:{moment.minute:02}"


def date_time(moment: datetime) -> str:
    """A local date and time: "21 Nov 2026 10:44"."""
    return f"{long_date(moment)} {clock(moment)}"
