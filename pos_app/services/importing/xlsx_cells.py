"""What a cell of a workbook says, as the text that the rest of an import reads.

A number keeps all its digits: a spreadsheet reckons with 15, what comes after them is noise of its arithmetic. It is
written so that it can be read in one way only, whatever the decimal mark of other cells is.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pos_app.errors import UserError

# Days of a spreadsheet's calendar that dates of a shop can fall on: 1901 to 2200.
FIRST_SERIAL, LAST_SERIAL = 367, 109_574
_ESCAPED = re.compile(r"_x(00(?:09|0[aAdD]))_")


def text_of(value: Any) -> str:
    """A value as text: 2.3 is "2.3", 1e6 "1000000", a date "2026-11-21", a moment "2026-11-21 10:44:00"."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x00" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return number_text(value)


def number_text(value: Any) -> str:
    """A binary number with its 15 decimal digits and without an exponent."""
    shown = format(value, ".15g")
    if not shown.lstrip("-")[:1].isdigit():
        return shown
    return _trimmed(format(Decimal(shown), "f"))


def _trimmed(plain: str) -> str:
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def figure_text(value: Any) -> str:
    """A number as a figure: never with exactly three decimals, which could be thousands."""
    text = text_of(value)
    _whole, point, decimals = text.partition(".")
    return f"{text}0" if point and len(decimals) == 3 else text


def percent_text(value: Any, number_format: str) -> str:
    """A rate: 0.05 that is shown as 5 % is "5"."""
    if "%" not in number_format:
        return figure_text(value)
    return figure_text(_trimmed(format(Decimal(number_text(value)) * 100, "f")))


def padded(value: int, number_format: str) -> str:
    """A code that is kept as a number and shown with zeros before it: 123 shown with "00000" is "00123"."""
    zeros = number_format.strip("0") == ""
    return str(value).zfill(len(number_format)) if zeros and value >= 0 else str(value)


def _moment(value: datetime) -> str:
    rounded = value + timedelta(microseconds=500_000)
    rounded = rounded.replace(microsecond=0, tzinfo=None)
    return rounded.date().isoformat() if rounded.time() == time() else rounded.isoformat(" ")


def error_value(text: str) -> UserError:
    """A cell with #REF!, #N/A and the like."""
    return UserError("cell_error", "The cell has the error {text}.", text=text[:40])


def date_for_code() -> UserError:
    """A code that a spreadsheet has taken for a date."""
    return UserError(
        "code_is_date", "The cell holds a date; perhaps a spreadsheet made one of a code like 3-4."
    )
