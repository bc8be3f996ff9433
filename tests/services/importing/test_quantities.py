"""Quantities with fractions and units, figures of other scripts, and days that are only numbers."""

from datetime import date, time
from pathlib import Path

import pytest

from pos_app.domain.message import msg
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.importing import dates, import_rows, numbers, quantities
from tests.services.shop_kit import open_desk

QUANTITY = msg("Quantity")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5", 5000, ""), ("3,40", 3400, ""), ("1 1/2", 1500, ""), ("1-1/2", 1500, ""), ("3/4", 750, ""),
        ("-1 1/2", -1500, ""), ("2½", 2500, ""), ("½", 500, ""), ("−½", -500, ""), ("1⅜", 1375, ""), ("5/8 ", 625, ""),
        ("3.40 m", 3400, "m"), ("3,40m", 3400, "m"), ("12 pcs", 12000, "ea"), ("12 Stk.", 12000, "ea"),
        ("2 1/2 ft", 2500, "ft"), ("5'", 5000, "ft"), ("5'6\"", 5500, "ft"), ("5′ 6 ″", 5500, "ft"),
        ("12 x", 12000, "ea"),
        ("1½ kg", 1500, "kg"), ("5 เมตร", 5000, "m"), ("3 个", 3000, "ea"),
        ("1 234,5 m", 1234500, "m"),
        ("(5)", -5000, ""),
        ("5-", -5000, ""), ("٣", 3000, ""), ("12٫5", 12500, ""), ("๑๒", 12000, ""), ("໓", 3000, ""),
        ("３．５", 3500, ""),
    ],
)  # fmt: skip
def test_quantities(text: str, value: int, unit: str) -> None:
    assert quantities.parse_quantity(text, "", QUANTITY) == value
    assert quantities.unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1/3", "inexact"), ("5'4\"", "inexact"), ("⅓", "inexact"), ("1/64", "inexact"), ("11/2", "bad_number"),
        ("1/0", "bad_number"), ("0/4", "bad_number"), ("5'13\"", "bad_number"), ("340 cm", "other_unit"),
        ('6"', "other_unit"), ("2 boxes", "other_unit"), ("1/2/3", "bad_number"), ("m", "bad_number"),
        ("5 %", "bad_number"),
        ("2m2", "bad_number"), ("1 1", "bad_number"),
    ],
)  # fmt: skip
def test_what_is_no_quantity(text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        quantities.parse_quantity(text, "", QUANTITY)
    assert caught.value.code == code


def test_money_stays_decimal() -> None:
    for text in ("1 1/2", "2½", "5 CR", "5 Dr.", "1.5k", "2 M", "3 Mio"):
        with pytest.raises(UserError):
            numbers.parse_number(text, "", 2, msg("Price"))
    for text, value in (
        ("1\u202f234,50", 123450),
        ("1'234.50", 123450),
        ("12,34,567.00", 123456700),
        ("١٬٢٣٤٫٥٠", 123450),
    ):
        assert numbers.parse_number(text, "", 2, msg("Price")) == value


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("45292", date(2024, 1, 1), None),
        ("45292.75", date(2024, 1, 1), time(18)),
        ("45292.4479166667", date(2024, 1, 1), time(10, 45)),
        ("45292.9999999", date(2024, 1, 2), time(0)),
        ("20240101", date(2024, 1, 1), None),
    ],
)
def test_days_that_are_numbers(text: str, day: date, at: time | None) -> None:
    found = dates.parse_moment(text, "dmy")
    assert (found.day, found.at) == (day, at)
    assert dates.is_serial(text) == (text != "20240101")


@pytest.mark.parametrize("text", ["4529", "452921", "-45292", "45292.", "05292", "45 292"])
def test_numbers_that_are_no_days(text: str) -> None:
    with pytest.raises(UserError):
        dates.parse_moment(text, "dmy")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return open_desk(tmp_path / "data")


def test_the_unit_is_that_of_the_goods(desk: Desk) -> None:
    goods = [
        {"sku": "W", "name": "Wire", "price": "2", "unit": "m"},
        {"sku": "N", "name": "Nail", "price": "1"},
    ]
    assert import_rows(desk, kind="products", rows=goods).ok
    line = {"sale_id": "1", "sold_at": "45292", "amount": "5"}
    rows = [line | {"sku": sku, "quantity": text} for sku in ("W", "N") for text in ("2 m", "2 pcs", "2")]
    report = import_rows(desk, kind="sales", rows=rows)
    assert [(p.row, p.column, p.code) for p in report.problems] == [
        (3, "quantity", "other_unit"),
        (5, "quantity", "other_unit"),
    ]
    assert "45292 is 2024-01-01" in " ".join(str(notice) for notice in report.notices)
    stock = {
        "sku": "X",
        "name": "Rope",
        "price": "1",
        "unit": "m",
        "stock": "12 pcs",
        "barcode": "5.01234E+12",
    }
    found = import_rows(desk, kind="products", rows=[stock]).problems
    assert {(p.column, p.code) for p in found} >= {("stock", "other_unit"), ("barcode", "bad_barcode")}
    desk.db.close()


def test_rates_with_a_percent_sign(desk: Desk) -> None:
    promotion = {"code": "P", "kind": "percent", "percent": "5 %", "sku": ""}
    report = import_rows(desk, kind="promotions", rows=[promotion])
    assert [(p.column, p.code) for p in report.problems if p.column == "percent"] == []
    desk.db.close()
