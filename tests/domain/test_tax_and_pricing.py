"""Prices of documents: cases worked by hand (the laws are in test_properties)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.money import (
    E6,
    currency,
    parse_amount,
    parse_percent,
    parse_price,
    plain_amount,
)
from pos_app.domain.payment import CashRounding, Tender, settle
from pos_app.domain.pricing import price_sale
from pos_app.domain.quantity import parse_quantity
from pos_app.domain.sale import Discount, LineKind, PricedSale, SaleDocument, SaleLine, TaxRounding
from pos_app.domain.tax import Tax
from pos_app.errors import UserError

USD = currency("USD")
SALES = Tax("TAX", "percent", 55_000)
VAT12 = Tax("VAT", "percent", 120_000, included=True)
VAT14 = Tax("VAT14", "percent", 140_000, included=True)
VAT20 = Tax("VAT20", "percent", 200_000, included=True)
ECO = Tax("ECO", "fixed", E6)
ECO_IN = Tax("ECO", "fixed", E6, included=True)


def line(
    price: str,
    quantity: str = "1",
    *taxes: Tax,
    off: str = "",
    off_amount: str = "",
    kind: LineKind = LineKind.GOODS,
) -> SaleLine:
    discount = None
    if off:
        discount = Discount(percent=parse_percent(off))
    elif off_amount:
        discount = Discount(amount=parse_amount(off_amount, USD))
    return SaleLine(
        "thing",
        parse_quantity(quantity),
        parse_price(price),
        taxes,
        discount,
        kind,
        sku=f"{price}-{quantity}",
    )


def sale(
    *lines: SaleLine, rounding: TaxRounding = "line", off: str = "", off_amount: str = "", **more: object
) -> PricedSale:
    discounts: tuple[Discount, ...] = ()
    if off:
        discounts = (Discount(percent=parse_percent(off)),)
    elif off_amount:
        discounts = (Discount(amount=parse_amount(off_amount, USD)),)
    document = SaleDocument(USD, lines, rounding, discounts)
    return price_sale(replace(document, **more))  # type: ignore[arg-type]


PICTURE = (
    line("8.49", "2", SALES, off="5"),  # 16.98 × 0.95 = 16.131
    line("4.20", "3.40", SALES),  # 14.28
    line("0.16", "163", SALES),  # 26.08
    line("41.99", "1", SALES, off="5"),  # 39.8905
    line("6.79", "-1", SALES),
)

THREE_TENS = [line("10", "1", SALES)] * 3
R5 = (Discount(amount=500, points=500),)

# Each case: what, the document, subtotal, tax, total. The sums were made on paper; the workings are beside them.
BY_HAND = [
    ("the sale of the checkout picture", sale(*PICTURE), "89.59", "4.93", "94.52"),
    # 0.89 + 0.79 + 1.43 + 2.19 − 0.37 = 4.93; 89.59 × 0.055 = 4.92745 over the document
    ("the same, tax rounded once", sale(*PICTURE, rounding="document"), "89.59", "4.93", "94.52"),
    ("one line, tax added: 10.00 × 0.055 = 0.55", sale(line("10", "1", SALES)), "10.00", "0.55", "10.55"),
    ("half a cent of tax goes up: 0.10 × 0.055 = 0.0055", sale(line("0.10", "1", SALES)), "0.10", "0.01", "0.11"),
    ("half a cent of price goes up: 0.005", sale(line("0.005")), "0.01", "0.00", "0.01"),
    ("half a cent back goes away from zero", sale(line("0.005", "-1")), "-0.01", "0.00", "-0.01"),
    ("three thin lines by line: 3 × 0.01", sale(*[line("0.10", "1", SALES)] * 3), "0.30", "0.03", "0.33"),
    (
        "three thin lines by document: 0.30 × 0.055 = 0.0165",
        sale(*[line("0.10", "1", SALES)] * 3, rounding="document"),
        "0.30",
        "0.02",
        "0.32",
    ),
    ("included 12 %: 52.50 − 52.50 ÷ 1.12 = 5.625", sale(line("52.50", "1", VAT12)), "52.50", "5.63", "52.50"),
    ("included 20 % of 9.99: 1.665", sale(line("9.99", "1", VAT20)), "9.99", "1.67", "9.99"),
    ("two at 9.99 included by line: 3.33", sale(line("9.99", "2", VAT20)), "19.98", "3.33", "19.98"),
    (
        "two lines of 9.99 by document: 3.33, not 3.34",
        sale(line("9.99", "1", VAT20), line("9.99", "1", VAT20), rounding="document"),
        "19.98",
        "3.33",
        "19.98",
    ),
    ("a fee per piece: 3 × 1.00 on 3 × 2.50", sale(line("2.50", "3", ECO)), "7.50", "3.00", "10.50"),
    ("a fee inside the price: 3 × 2.50 holds 3 × 1.00", sale(line("2.50", "3", ECO_IN)), "7.50", "3.00", "7.50"),
    ("fee and tax: 10 + 1.00 + 0.55", sale(line("10", "1", ECO, SALES)), "10.00", "1.55", "11.55"),
    (
        "tax on the fee too: (10 + 1) × 0.055 = 0.605",
        sale(line("10", "1", replace(ECO, adds_to_base=True), SALES)),
        "10.00",
        "1.61",
        "11.61",
    ),
    ("all off: the fee stays", sale(line("10", "1", ECO, SALES, off="100")), "0.00", "1.00", "1.00"),
    ("the fee comes back with the item", sale(line("10", "-2", ECO, SALES)), "-20.00", "-3.10", "-23.10"),
    ("2.30 less 5 % is 2.185, shown 2.19", sale(line("2.30", off="5")), "2.19", "0.00", "2.19"),
    ("829 less 96.019 % is 33.00", sale(line("829", off="96.019")), "33.00", "0.00", "33.00"),
    ("an amount off the line, not per piece", sale(line("4.00", "3", off_amount="1.50")), "10.50", "0.00", "10.50"),
    ("5.00 off 3 × 10: 1.67 + 1.67 + 1.66", sale(*THREE_TENS, off_amount="5"), "30.00", "1.38", "26.38"),
    ("10 % off 33.33 is 3.33", sale(line("33.33", "1"), off="10"), "33.33", "0.00", "30.00"),
    (
        "a discount on the whole leaves gift cards alone",
        sale(line("20"), line("50", kind=LineKind.GIFT_CARD), off="10"),
        "70.00",
        "0.00",
        "68.00",
    ),
    (
        "a discount on the whole leaves returns alone",
        sale(line("20"), line("5", "-1"), off="10"),
        "15.00",
        "0.00",
        "13.00",
    ),
    ("100 off 5,000 with 14 % inside", sale(line("50", "100", VAT14), off_amount="100"),
        "5000.00", "601.75", "4900.00"),
    ("exempt, tax inside: the ordinary net", sale(line("52.50", "1", VAT12), exempt=True), "52.50", "0.00", "46.87"),
    ("exempt, tax added: the net", sale(line("52.50", "1", SALES), exempt=True), "52.50", "0.00", "52.50"),
    ("cut goods: 3.405 m × 4.20 = 14.301", sale(line("4.20", "3.405")), "14.30", "0.00", "14.30"),
    ("a price of six decimals: 0.123456 × 1,000", sale(line("0.123456", "1000")), "123.46", "0.00", "123.46"),
    ("a reward of 5.00 on 12.00", sale(line("12"), rewards=R5), "12.00", "0.00", "7.00"),
    ("a reward is at most the total", sale(line("3"), rewards=R5), "3.00", "0.00", "0.00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "priced", "subtotal", "tax", "total"), BY_HAND, ids=[case[0] for case in BY_HAND]
)
def test_worked_by_hand(what: str, priced: PricedSale, subtotal: str, tax: str, total: str) -> None:
    got = [plain_amount(value, USD) for value in (priced.subtotal, priced.tax, priced.total)]
    assert got == [subtotal, tax, total], what


def test_the_picture_in_full() -> None:
    priced = sale(*PICTURE, points_rate=E6)
    assert [f.amount for f in priced.lines] == [1613, 1428, 2608, 3989, -679]
    assert [f.tax for f in priced.lines] == [89, 79, 143, 219, -37]
    assert priced.discount == 295
    assert priced.points == 89


def test_an_exemption_records_what_it_took_off() -> None:
    assert sale(line("52.50", "1", VAT12), exempt=True).lines[0].waived == 563


def test_one_reward_over_two_taxes_is_one_reward() -> None:
    priced = sale(line("30", "1", SALES), line("10", "1"), rewards=(Discount(amount=500, points=500),))
    assert (priced.document_discount, priced.points_spent) == (500, 500)
    assert [f.document_discount for f in priced.lines] == [375, 125]
    assert [f.points_spent for f in priced.lines] == [375, 125]


def test_points_are_floored_once_over_the_document() -> None:
    priced = sale(line("0.99"), line("0.99"), line("0.99"), points_rate=E6)
    assert priced.points == 2


@pytest.mark.parametrize(
    ("document", "code", "number"),
    [
        ((line("10", off="100.5"),), "bad_discount", 1),
        ((line("5"), line("2", off_amount="2.01")), "bad_discount", 2),
        ((line("5", "1", Tax("X", "percent", -E6, included=True)),), "bad_tax", 1),
        ((), "no_lines", None),
    ],
)
def test_what_cannot_be_priced(document: tuple[SaleLine, ...], code: str, number: int | None) -> None:
    with pytest.raises(UserError) as caught:
        sale(*document)
    assert (caught.value.code, caught.value.line) == (code, number)


def test_a_reward_needs_something_to_take_it_from() -> None:
    with pytest.raises(UserError, match="nothing in this sale"):
        sale(line("50", kind=LineKind.GIFT_CARD), rewards=(Discount(amount=500, points=500),))


@pytest.mark.parametrize(
    ("total", "tenders", "step", "method", "rounding", "paid", "change"),
    [
        (9452, [("cash", 10000)], 5, "half_up", -2, 9450, 550),
        (2290, [("cash", 2300)], 100, "half_up", 10, 2300, 0),
        (10500, [("card", 5000), ("cash", 6000)], None, "half_up", 0, 10500, 500),
        (9452, [("card", 9452)], 5, "half_up", 0, 9452, 0),
        (9452, [("card", 5001), ("cash", 4451 - 1)], 5, "half_up", -1, 9451, 0),
        (750, [("cash", 700)], 100, "down", -50, 700, 0),
        (-750, [("cash", -700)], 100, "down", 50, -700, 0),
        (2, [("cash", 0)], 5, "half_up", -2, 0, 0),
        (0, [], 5, "half_up", 0, 0, 0),
    ],
)
def test_tenders(
    total: int,
    tenders: list[tuple[str, int]],
    step: int | None,
    method: str,
    rounding: int,
    paid: int,
    change: int,
) -> None:
    rule = CashRounding(step, method) if step else None  # type: ignore[arg-type]
    settled = settle(total, [Tender(kind, amount) for kind, amount in tenders], rule, USD)  # type: ignore[arg-type]
    assert (settled.cash_rounding, settled.paid, settled.change, settled.due) == (rounding, paid, change, 0)


@pytest.mark.parametrize(
    ("total", "tenders", "code"),
    [
        (1000, [("card", 1001)], "tender_exceeds_due"),
        (1000, [("cash", -1)], "bad_tender"),
        (-500, [("cash", -600)], "tender_exceeds_due"),
        (-500, [("cash", 100)], "bad_tender"),
        (1000, [("card", 0)], "bad_tender"),
    ],
)
def test_tenders_that_are_refused(total: int, tenders: list[tuple[str, int]], code: str) -> None:
    with pytest.raises(UserError) as caught:
        settle(total, [Tender(kind, amount) for kind, amount in tenders], None, USD)  # type: ignore[arg-type]
    assert caught.value.code == code
