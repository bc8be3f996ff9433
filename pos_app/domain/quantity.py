"""Quantities: exact thousandths of a product's base unit."""

from pos_app.domain.message import msg
from pos_app.domain.money import parse_decimal, plain
from pos_app.errors import UserError

UNITS = ("ea", "m", "kg", "l", "ft", "lb", "gal")
ONE = 1000
MOST = 1_000_000 * ONE
_QUANTITY = msg("Quantity")


def parse_quantity(text: str, *, unit: str | None = None) -> int:
    """A decimal string as thousandths; UserError ``bad_quantity``.

    Refuses text, zero, more than three decimals, more than a million, and parts of a piece
    when `unit` is ``ea``.
    """
    try:
        value = parse_decimal(text, 3, _QUANTITY)
    except UserError as error:
        raise UserError("bad_quantity", "“{text}” is not a quantity.", text=text[:40]) from error
    return check_quantity(value, unit)


def check_quantity(value: int, unit: str | None = None) -> int:
    """The quantity (thousandths) itself if it can be sold; else UserError ``bad_quantity``."""
    if value == 0:
        raise UserError("bad_quantity", "A quantity of zero cannot be sold.")
    if abs(value) > MOST:
        raise UserError("bad_quantity", "A quantity over 1,000,000 cannot be sold on one line.")
    if unit == "ea" and value % ONE:
        raise UserError(
            "bad_quantity", "{quantity} is not a whole number of pieces.", quantity=plain_quantity(value)
        )
    return value


def plain_quantity(value: int) -> str:
    """A quantity as a plain decimal string: whole pieces without decimals, else at least two ("3.40")."""
    return plain(value, 3, keep=0 if value % ONE == 0 else 2)
