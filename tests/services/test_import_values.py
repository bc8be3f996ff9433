"""Numbers and dates as other programs write them."""

from datetime import date, time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.message import msg
from pos_app.errors import UserError
from pos_app.services.importing import dates, numbers
from pos_app.services.importing.cells import freed, guarded

AMOUNT = msg("Amount")


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("16.13", "", 1613), ("16,13", "", 1613), ("1,234.50", "", 123450), ("1.234,50", "", 123450),
        ("1 234,50", "", 123450), ("1\u202f234,50", "", 123450), ("1'234.50", "", 123450), ("1’234.5", "", 123450),
        ("1,234", "", 123400), ("1,234", ".", 123400), ("1.234", ",", 123400), ("1.234.567", "", 123456700),
        ("12,34,567.89", "", 123456789), ("$16.13", "", 1613), ("16,13 €", "", 1613), ("USD 16.13", "", 1613),
        ("16.13 USD", "", 1613), ("₺16,13", "", 1613), ("kr 16,13", "", 1613), ("16,13 zł", "", 1613),
        ("-5", "", -500), ("−5,00", "", -500), ("5-", "", -500), ("(5.00)", "", -500), ("$-5.00", "", -500),
        ("-$5.00", "", -500), ("+5", "", 500), (" 7 ", "", 700), ("0.5", "", 50), (",5", "", 50), (".5", "", 50),
        ("R$ 16,13", "", 1613), ("US$16.13", "", 1613), ("-NT$ 16.13", "", -1613), ("16.13 C$", "", 1613),
        ("007", "", 700), ("5.", "", 500), ("5.00", ",", 500), ("16.130", ".", 1613),
    ],
)  # fmt: skip
def test_numbers(text: str, decimal: str, value: int) -> None:
    assert numbers.parse_number(text, decimal, 2, AMOUNT) == value


@pytest.mark.parametrize(
    "text",
    ["", "abc", "12abc34", "1,2,3", "1.2.3,4", "--5", "5 5", "1e5", "0x10", "NaN", "∞", "1.23.45", "(5", "١٢٫٥CR",
     "5 k",
     "12,34.5,6", "1,234.567,8", "1.234", "9" * 20, "=1+1", "5 USD EUR", "1,23,456,7"],
)  # fmt: skip
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(UserError) as caught:
        numbers.parse_number(text, "", 2, AMOUNT)
    assert caught.value.code in ("bad_number", "unclear_number")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.-", 1200), ("12,-", 1200), ("12.–", 1200), ("12,— €", 1200), ("CHF 12.--", 1200), ("1.200,-", 120000),
        ("-12,-", -1200), ("12-", -1200), ("12.50-", -1250),
    ],
)  # fmt: skip
def test_a_dash_for_no_small_change_is_no_minus(text: str, value: int) -> None:
    assert numbers.parse_number(text, "", 2, AMOUNT) == value


def test_one_mark_for_a_file() -> None:
    assert numbers.settle({numbers.mark_of(t) for t in ("1,234", "5", "2,5")}) == ","
    assert numbers.settle({numbers.mark_of(t) for t in ("1,234", "5", "2.5")}) == "."
    assert numbers.settle({numbers.mark_of(t) for t in ("1,234", "1.234", "7")}) == ""
    assert numbers.settle({numbers.mark_of(t) for t in ("1,5", "1.5")}) == numbers.MIXED
    with pytest.raises(UserError) as caught:
        numbers.parse_number("1,234", numbers.MIXED, 2, AMOUNT)
    assert caught.value.code == "unclear_number"
    assert numbers.parse_number("1,5", numbers.MIXED, 2, AMOUNT) == 150


@given(
    st.integers(-(10**11), 10**11),
    st.sampled_from([(".", ","), (",", "."), (".", ""), (",", ""), (",", " "), (",", "\u00a0"), (".", "'")]),
    st.sampled_from(["", "$", "€ ", "EUR "]),
)
def test_whatever_the_marks_the_amount_comes_back(minor: int, marks: tuple[str, str], sign: str) -> None:
    decimal, thousands = marks
    whole, cents = divmod(abs(minor), 100)
    text = f"{'-' if minor < 0 else ''}{sign}{whole:,}".replace(",", thousands) + f"{decimal}{cents:02}"
    assert numbers.parse_number(text, decimal, 2, AMOUNT) == minor


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_says_why(text: str) -> None:
    for decimal in ("", ".", ",", numbers.MIXED):
        try:
            value = numbers.parse_number(text, decimal, 3, AMOUNT)
        except UserError:
            continue
        assert Fraction(value, 1000).denominator <= 1000


@pytest.mark.parametrize(
    ("text", "order", "day", "at"),
    [
        ("2026-11-21", "dmy", (2026, 11, 21), None),
        ("2026-11-21T10:44:00", "dmy", (2026, 11, 21), (10, 44)),
        ("2026-11-21 10:44", "mdy", (2026, 11, 21), (10, 44)),
        ("2026-11-21T10:44:30.5Z", "", (2026, 11, 21), (10, 44, 30)),
        ("20261121", "", (2026, 11, 21), None),
        ("2026/11/21", "", (2026, 11, 21), None),
        ("21/11/2026", "mdy", (2026, 11, 21), None),
        ("11/21/2026", "dmy", (2026, 11, 21), None),
        ("03/04/2026", "dmy", (2026, 4, 3), None),
        ("03/04/2026", "mdy", (2026, 3, 4), None),
        ("3.4.2026", "mdy", (2026, 4, 3), None),
        ("3-4-26 9:05", "dmy", (2026, 4, 3), (9, 5)),
        ("11/21/2026 1:05 PM", "", (2026, 11, 21), (13, 5)),
        ("11/21/2026 12:05 am", "", (2026, 11, 21), (0, 5)),
        ("21 Nov 2026", "", (2026, 11, 21), None),
        ("Nov 21, 2026 10:44", "", (2026, 11, 21), (10, 44)),
        ("29/02/2024", "", (2024, 2, 29), None),
    ],
)
def test_dates(text: str, order: str, day: tuple[int, ...], at: tuple[int, ...] | None) -> None:
    found = dates.parse_moment(text, order)
    assert found.day == date(*day)
    assert found.at == (time(*at) if at else None)


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "2026-02-30", "29/02/2026", "2026-13-01", "00/00/0000", "4600", "146000", "yesterday", "21 Foo 2026",
     "1/2/3",
     "1850-01-01", "2026-11-21 25:00", "2026-11-21 10:61", "2026-11-21T13:00 PM", "2026-11-21 10:44 +99:00"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(UserError) as caught:
        dates.parse_moment(text, "dmy")
    assert caught.value.code in ("bad_date", "bad_time")


def test_one_order_for_a_file() -> None:
    assert dates.settle({dates.order_of(t) for t in ("03/04/2026", "21/04/2026")}, "US") == "dmy"
    assert dates.settle({dates.order_of(t) for t in ("03/04/2026", "04/21/2026")}, "DE") == "mdy"
    assert dates.settle({dates.order_of("03/04/2026")}, "US") == "mdy"
    assert dates.settle({dates.order_of("03/04/2026")}, "TR") == "dmy"
    assert dates.settle({"dmy", "mdy"}, "US") == dates.MIXED
    with pytest.raises(UserError) as caught:
        dates.parse_day("03/04/2026", dates.MIXED)
    assert caught.value.code == "unclear_date"
    assert dates.parse_day("21/04/2026", dates.MIXED) == date(2026, 4, 21)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_in_every_form(day: date) -> None:
    for text, order in (
        (day.isoformat(), ""),
        (f"{day.day}/{day.month}/{day.year}", "dmy"),
        (f"{day.month:02}/{day.day:02}/{day.year}", "mdy"),
        (f"{day.day}.{day.month}.{day.year}", "mdy"),
        (day.strftime("%Y%m%d"), ""),
    ):
        # A date that proves the other order is read by what it proves.
        if dates.order_of(text) in ("", order):
            assert dates.parse_day(text, order) == day


@given(st.text(max_size=25))
def test_any_text_is_a_date_or_says_why(text: str) -> None:
    try:
        found = dates.parse_moment(text, "dmy")
    except UserError:
        return
    assert 1900 <= found.day.year <= 2200


@given(st.text("'=+-@ab1 \t", max_size=6))
def test_guarded_cells_come_back(text: str) -> None:
    assert freed(guarded(text)) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [('="0012"', "0012"), ('=""', ""), ('="a', '="a'), ('="a"&"b"', '="a"&"b"'), ('\'="1"', '="1"')],
)
def test_a_code_made_a_formula_is_the_code(text: str, found: str) -> None:
    assert freed(text) == found


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+cmd|' /C calc'!A0", "-cmd", "'=1"])
def test_formulas_are_guarded(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["+1 555 0142", "-5", "plain", "'tis", "−10 °C", "2 = 2"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text
