"""Numbers and dates as the pictures show them, in English and in other languages."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime

import pytest

from pos_app import formats, i18n

DAY = date(2026, 11, 21)
MOMENT = datetime.fromisoformat("2026-11-21T10:44:00+00:00")


@pytest.mark.parametrize(
    ("minor", "exponent", "shown"),
    [
        (9452, 2, "94.52"),
        (-679, 2, "−6.79"),
        (-2, 2, "−0.02"),
        (0, 2, "0.00"),
        (5, 2, "0.05"),
        (194000, 0, "194,000"),
        (123456789, 3, "123,456.789"),
        (10**17, 2, "1,000,000,000,000,000.00"),
    ],
)
def test_money(minor: int, exponent: int, shown: str) -> None:
    assert formats.money(minor, exponent) == shown


def test_quantities_prices_and_rates() -> None:
    assert [formats.quantity(q) for q in (2000, 3400, 163000, -1000, 125)] == [
        "2",
        "3.40",
        "163",
        "−1",
        "0.125",
    ]
    assert formats.quantity(41600, minimum=1) == "41.6"
    assert [formats.unit_price(p) for p in (8_490_000, 160_000, 79_500)] == ["8.49", "0.16", "0.0795"]
    assert formats.percent(55_000, minimum=2) == "5.50%"
    assert formats.percent(-50_000) == "−5%"
    assert formats.integer(1940) == "1,940"
    assert formats.integer(89, signed=True) == "+89"


def test_dates() -> None:
    assert formats.short_date(DAY) == "21 Nov"
    assert formats.long_date(DAY) == "21 Nov 2026"
    assert formats.weekday_date(DAY) == "Sat 21 Nov"
    assert formats.full_date(DAY) == "Saturday 21 November 2026"
    assert formats.clock(MOMENT) == "10:44"
    assert formats.date_time(MOMENT) == "21 Nov 2026 10:44"


@pytest.mark.parametrize(
    ("code", "amount", "rate", "day"),
    [
        ("de", "1.234.567,89", "5,5\xa0%", "Samstag, 21. November 2026"),
        ("tr", "1.234.567,89", "%5,5", "21 Kasım 2026 Cumartesi"),
        ("hi", "12,34,567.89", "5.5%", "शनिवार, 21 नवंबर 2026"),
        ("xx", "1,234,567.89", "5.5%", "Saturday 21 November 2026"),
    ],
)
def test_other_languages(code: str, amount: str, rate: str, day: str) -> None:
    i18n.use_language(code)
    assert formats.money(123456789) == amount
    assert formats.percent(55_000) == rate
    assert formats.full_date(DAY) == day


def test_english_does_not_load_babel() -> None:
    program = (
        "import sys, datetime; from pos_app import formats; formats.money(1); "
        "formats.date_time(datetime.datetime(2026, 1, 1)); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
