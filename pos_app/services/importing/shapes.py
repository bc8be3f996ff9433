"""What the values of a column look like, where its name says little."""

import re
from collections.abc import Sequence

from pos_app.domain.barcodes import is_gtin
from pos_app.domain.message import msg
from pos_app.errors import UserError
from pos_app.services.importing import dates, numbers

# So many cells of a column must look alike.
_MOST, _OF = 4, 5
_LEAST_CELLS = 3
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_PHONE = re.compile(r"\+?[\d(][\d\s()./-]{6,20}")
_DRESS = re.compile(r"[\s()./+-]")


def filled(cells: Sequence[str]) -> list[str]:
    """The cells that are not empty."""
    return [cell.strip() for cell in cells if cell.strip()]


def are_numbers(cells: Sequence[str]) -> bool:
    """Whether most of what is there are numbers; a column without any says nothing against it."""
    return _mostly(cells, _is_number, least=0)


def are_dates(cells: Sequence[str]) -> bool:
    """Whether most of what is there are dates, perhaps with a time; or empty."""
    return _mostly(cells, _is_date, least=0)


def look_like(shape: str, cells: Sequence[str]) -> bool:
    """Whether at least three cells, and most of them, are of a shape: ``email``, ``barcode``, ``phone``, ``date``."""
    return _mostly(cells, _SHAPES[shape], least=_LEAST_CELLS)


def _mostly(cells: Sequence[str], fits: object, least: int) -> bool:
    there = filled(cells)
    assert callable(fits)
    return len(there) >= least and sum(map(fits, there)) * _OF >= len(there) * _MOST


def _is_number(cell: str) -> bool:
    try:
        numbers.parse_number(cell, numbers.UNKNOWN, 9, msg("Amount"))
    except UserError:
        return False
    return True


def _is_date(cell: str) -> bool:
    for order in (dates.DAY_FIRST, dates.MONTH_FIRST):
        try:
            dates.parse_moment(cell, order)
        except UserError:
            continue
        return True
    return False


def _is_phone(cell: str) -> bool:
    # Digits alone may be any number: a telephone number is told by how it is written.
    return bool(_PHONE.fullmatch(cell) and _DRESS.search(cell)) and not _is_date(cell)


def _is_barcode(cell: str) -> bool:
    return len(cell) >= 8 and is_gtin(cell)


def _is_email(cell: str) -> bool:
    return bool(_EMAIL.fullmatch(cell))


_SHAPES = {"email": _is_email, "barcode": _is_barcode, "phone": _is_phone, "date": _is_date}
