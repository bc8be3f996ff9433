"""Figures as the window shows them: `pos_app.formats` with the words and marks that only a screen needs."""

from datetime import date

from pos_app import formats
from pos_app.domain.money import Currency
from pos_app.i18n import pgettext

integer = formats.integer
percent = formats.percent


def money(amount: int, currency: Currency, *, signed: bool = False) -> str:
    """An amount in minor units: "1,940.00"."""
    return formats.money(amount, currency.exponent, signed=signed)


def unit_price(price_e6: int, currency: Currency) -> str:
    """A price in millionths: "0.0795"."""
    return formats.unit_price(price_e6, currency.exponent)


def quantity(thousandths: int) -> str:
    """A quantity without its unit: "163", "3.40"."""
    return formats.quantity(thousandths)


def unit(code: str) -> str:
    """The short word for a unit, as it stands behind a quantity."""
    words = {
        "ea": pgettext("unit", "ea"),
        "m": pgettext("unit", "m"),
        "kg": pgettext("unit", "kg"),
        "l": pgettext("unit", "l"),
        "ft": pgettext("unit", "ft"),
        "lb": pgettext("unit", "lb"),
        "gal": pgettext("unit", "gal"),
    }
    return words.get(code, code)


def day(iso: str) -> str:
    """An ISO date as a short one, "14 Nov"; "" stays empty."""
    return formats.short_date(date.fromisoformat(iso[:10])) if iso else ""


def long_day(iso: str) -> str:
    """An ISO date with its year, "14 Nov 2026"; "" stays empty."""
    return formats.long_date(date.fromisoformat(iso[:10])) if iso else ""


def joined(*parts: str) -> str:
    """The parts that are not empty, with a middle dot between them."""
    return " · ".join(part for part in parts if part)
