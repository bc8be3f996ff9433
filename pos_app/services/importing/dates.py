"""Dates and times as other programs write them.

ISO is read as it is. Whether 03/04/2026 is in March or April is settled once for a file by the dates in it
that can be read only one way; where all can be read both ways, by the shop's region.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from pos_app.errors import UserError

DAY_FIRST, MONTH_FIRST, UNKNOWN, MIXED = "dmy", "mdy", "", "?"
# Countries that put the month first in everyday writing.
MONTH_FIRST_REGIONS = frozenset({"US", "PH", "FM", "GU", "PR", "VI", "AS", "MH", "PW"})

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_NAMED = re.compile(
    r"(\d{1,2})\.?[\s-]+([A-Za-z]{3})[a-z]*\.?,?[\s-]+(\d{4})"
    r"|([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})",
    re.ASCII,
)
_TIME = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_SPLIT = re.compile(r"(?<=\d)(?:T|\s+)(?=\d{1,2}:)")
_MONTHS = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
NOON = time(12)
# The number of a day as spreadsheets count (from 1900), perhaps with a part of the day: 1927 to 2173.
_SERIAL = re.compile(r"([1-9]\d{4})(?:\.(\d{1,12}))?", re.ASCII)
_FIRST_DAY = date(1899, 12, 30)
_SECONDS = 86_400


class Moment(NamedTuple):
    """A day with the time of day and the zone where they were given."""

    day: date
    at: time | None
    zone: timezone | None


def order_of(text: str) -> str:
    """The order of day and month that a cell proves; "" where it proves none."""
    found = _YEAR_LAST.match(text.strip())
    if found is None or found[2] == ".":
        return UNKNOWN
    first, second = int(found[1]), int(found[3])
    if first > 12 >= second:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 >= first else UNKNOWN


def has_order(text: str) -> bool:
    """Whether a cell is a date whose day and month are told apart by the order of the file."""
    found = _YEAR_LAST.match(text.strip())
    return found is not None and found[2] != "."


def is_open(text: str) -> bool:
    """Whether a cell is one day with the day first, and another one with the month first."""
    found = _YEAR_LAST.match(text.strip())
    if found is None or found[2] == "." or order_of(text) != UNKNOWN:
        return False
    return int(found[1]) != int(found[3]) and 0 < int(found[1]) <= 12 and 0 < int(found[3]) <= 12


def has_short_year(text: str) -> bool:
    """Whether a cell has a year of two digits at its end."""
    found = _YEAR_LAST.match(text.strip())
    return found is not None and len(found[4]) == 2


def is_serial(text: str) -> bool:
    """Whether a cell is only the number of a day: 45292 is 2024-01-01."""
    return _SERIAL.fullmatch(text.strip()) is not None


def settle(orders: set[str], region: str) -> str:
    """The order for a file from what its cells prove, or else by the region's habit."""
    known = orders - {UNKNOWN}
    if len(known) > 1:
        return MIXED
    return next(iter(known), MONTH_FIRST if region in MONTH_FIRST_REGIONS else DAY_FIRST)


@lru_cache(maxsize=20_000)
def parse_day(text: str, order: str) -> date:
    """A cell as a date. UserErrors ``bad_date`` (not a day of the calendar), ``unclear_date``."""
    cell = text.strip()
    numbers = _numbers(cell, order)
    if numbers is None:
        raise UserError("bad_date", "“{text}” is not a date such as 2026-11-21.", text=cell[:40])
    year, month, day = numbers
    try:
        found = date(year, month, day)
    except ValueError:
        raise UserError("bad_date", "“{text}” is not a day of the calendar.", text=cell[:40]) from None
    if not 1900 <= found.year <= 2200:
        raise UserError("bad_date", "“{text}” is not between the years 1900 and 2200.", text=cell[:40])
    return found


def _numbers(cell: str, order: str) -> tuple[int, int, int] | None:
    found = _YEAR_FIRST.fullmatch(cell)
    if found is not None:
        parts = found.group(1, 3, 4) if found[1] else found.group(5, 6, 7)
        return int(parts[0]), int(parts[1]), int(parts[2])
    found = _YEAR_LAST.fullmatch(cell)
    if found is not None:
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if year < 100 else 0
        if found[2] == ".":
            return year, second, first
        proved = order_of(cell)
        if order == MIXED and not proved and first != second:
            raise UserError(
                "unclear_date",
                "“{text}” can be read in two ways, because the file has dates of both orders.",
                text=cell[:40],
            )
        return (year, first, second) if (proved or order) == MONTH_FIRST else (year, second, first)
    named = _NAMED.fullmatch(cell)
    if named is None:
        return None
    name, day_text, year_text = (named[2], named[1], named[3]) if named[1] else (named[4], named[5], named[6])
    return int(year_text), _MONTHS.get(name.lower(), 0), int(day_text)


@lru_cache(maxsize=20_000)
def parse_moment(text: str, order: str) -> Moment:
    """A cell as a date with or without a time. UserErrors ``bad_date``, ``unclear_date``, ``bad_time``."""
    cell = text.strip()
    serial = _SERIAL.fullmatch(cell)
    if serial is not None:
        return _of_serial(int(serial[1]), serial[2] or "")
    parts = _SPLIT.split(cell, maxsplit=1)
    day = parse_day(parts[0], order)
    if len(parts) == 1:
        return Moment(day, None, None)
    found = _TIME.fullmatch(parts[1].strip())
    if found is None:
        raise UserError("bad_time", "“{text}” is not a time such as 10:44.", text=parts[1][:40])
    hour, half = int(found[1]), (found[4] or "").lower().replace(".", "")
    if half:
        hour = -1 if not 1 <= hour <= 12 else hour % 12 + (12 if half == "pm" else 0)
    try:
        at = time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        raise UserError("bad_time", "“{text}” is not a time such as 10:44.", text=parts[1][:40]) from None
    return Moment(day, at, _zone(found[5]))


def _of_serial(days: int, part: str) -> Moment:
    """A day by its number; `part` is its time as the decimals of a day, rounded to seconds (half up)."""
    unit = 10 ** len(part)
    seconds = (int(part or 0) * _SECONDS * 2 + unit) // (2 * unit)
    found = datetime.combine(_FIRST_DAY, time()) + timedelta(days=days, seconds=seconds)
    return Moment(found.date(), found.time() if part else None, None)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes >= 24 * 60:
        raise UserError("bad_time", "“{text}” is not a time zone.", text=text)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def on_the_wall(moment: Moment) -> datetime:
    """The moment by the clock on the wall; noon where only the day is known."""
    return datetime.combine(moment.day, moment.at or NOON, moment.zone)
