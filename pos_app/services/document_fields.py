"""Fields of decoded JSON, each with one clear sentence when it is not what it must be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pos_app.errors import UserError

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


def text(data: Mapping[str, Any], name: str) -> str:
    """A text field, "" where it is missing or null; UserError ``bad_field`` for anything but text."""
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UserError("bad_field", "“{field}” must be a text in quotes.", field=name)
    return value.strip()


def decimal(data: Mapping[str, Any], name: str) -> str:
    """A decimal string; UserError ``bad_number`` for JSON fractions, which are not exact."""
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise UserError("bad_number", "“{field}” must be a decimal number in quotes.", field=name)
    return value


def moment(value: str) -> datetime | None:
    """An ISO date and time, None for ""; UserError ``bad_date``."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise UserError("bad_date", "“{value}” is not a date and time.", value=value[:40]) from error
    # The first and the last years leave the calendar when they are moved to another time zone.
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise UserError("bad_date", "“{value}” is not a date and time.", value=value[:40])
    return found


def day(value: str) -> date | None:
    """An ISO date, None for ""; UserError ``bad_date``."""
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UserError("bad_date", "“{value}” is not a date.", value=value[:40]) from error


def mapping(data: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """A field that is an object, None where it is missing; UserError ``bad_field``."""
    value = data.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise UserError("bad_field", "“{field}” must be an object.", field=name)
    return value


def items(value: Any, name: str) -> Sequence[Any]:
    """A value that is a list, empty where it is missing; UserError ``bad_field``."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise UserError("bad_field", "“{field}” must be a list.", field=name)
    return value


def texts(value: Any, name: str) -> tuple[str, ...]:
    """A value that is a list of texts, empty where it is missing; UserError ``bad_field``."""
    found = items(value, name)
    if not all(isinstance(item, str) for item in found):
        raise UserError("bad_field", "“{field}” must be a list of texts in quotes.", field=name)
    return tuple(found)
