"""Labels with a price, a weight or a quantity in their barcode."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pos_app.domain.barcodes import check_digit
from pos_app.domain.label_codes import (
    Label,
    LabelPattern,
    label_pattern,
    price_check_digit,
    read_label,
    terms_of,
)
from pos_app.domain.money import E6, currency, divide_half_up, line_amount
from pos_app.errors import UserError

USD, JPY, KWD = currency("USD"), currency("JPY"), currency("KWD")
PRICE = label_pattern("02", "IIIIIVVVVV", "price", 2)
WEIGHT = label_pattern("21", "IIIIIVVVVV", "weight", 3)
CHECKED = label_pattern("20", "IIIIIKVVVV", "price", 2)
PATTERNS = (PRICE, WEIGHT, CHECKED)


def ean(twelve: str) -> str:
    return twelve + check_digit(twelve)


def read(code: str) -> Label:
    found = read_label(code, PATTERNS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("twelve", "kind", "value", "sku"),
    [
        ("021234500265", "price", 2_650_000, "12345"),
        ("211234502750", "weight", 2_750, "12345"),
        ("200004292875", "price", 28_750_000, "42"),
    ],
)
def test_a_label_is_read(twelve: str, kind: str, value: int, sku: str) -> None:
    label = read(ean(twelve))
    assert (label.kind, label.value) == (kind, value)
    assert sku in label.product_codes


def test_a_product_may_be_known_by_its_barcode_with_zeros_for_the_value() -> None:
    assert read(ean("211234502750")).product_codes == (
        ean("211234500000"), "2112345000000", "211234500000", "2112345", "12345",
    )  # fmt: skip


def test_a_upc_that_begins_with_2_is_the_same_label() -> None:
    code = ean("021234500265")
    assert read(code[1:]) == read(code)


@pytest.mark.parametrize("place", range(2, 13))
def test_a_digit_read_wrong_is_told(place: int) -> None:
    code = ean("021234500265")
    wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    with pytest.raises(UserError) as caught:
        read_label(wrong, PATTERNS)
    assert caught.value.code == "bad_check_digit"


@pytest.mark.parametrize("code", ["5012345678900", "0212345", "SEAL-W", "", "2912345002659"])
def test_what_is_no_label_is_left_alone(code: str) -> None:
    assert read_label(code, PATTERNS) is None


@pytest.mark.parametrize(("value", "digit"), [("2875", "9"), ("14685", "6"), ("0000", "0"), ("00000", "0")])
def test_the_price_check_digit_of_the_standard(value: str, digit: str) -> None:
    assert price_check_digit(value) == digit


def test_a_price_that_does_not_fit_its_check_digit_is_refused() -> None:
    with pytest.raises(UserError, match="does not fit its check digit"):
        read_label(ean("200004292876"), PATTERNS)


def test_a_label_of_nothing_is_refused() -> None:
    with pytest.raises(UserError, match="carries no price"):
        read_label(ean("021234500000"), PATTERNS)


def test_the_longer_prefix_says_more() -> None:
    special = label_pattern("0212", "IIIVVVVV", "weight", 3)
    found = read_label(ean("021234500265"), (PRICE, special))
    assert found is not None
    assert found.kind == "weight"


@pytest.mark.parametrize(
    ("prefix", "pattern", "kind", "decimals"),
    [
        ("2", "IIIIIVVVVVV", "price", 2),
        ("2x", "IIIIIVVVVV", "price", 2),
        ("02", "IIIIIVVVV", "price", 2),
        ("02", "IIIIIVVVVX", "price", 2),
        ("02", "IIIIIIIIII", "price", 0),
        ("02", "VVVVVVVVVV", "price", 2),
        ("02", "IIIIKKVVVV", "price", 2),
        ("02", "IIIIIIKVVV", "price", 2),
        ("02", "IIIIIVVVVV", "points", 2),
        ("02", "IIIIIVVVVV", "price", 4),
        ("02", "IIIIIIII0V", "price", 2),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(
    prefix: str, pattern: str, kind: str, decimals: int
) -> None:
    with pytest.raises(UserError) as caught:
        label_pattern(prefix, pattern, kind, decimals)
    assert caught.value.code == "bad_label_pattern"


def priced(value: int) -> Label:
    return Label("", "price", value, ())


@pytest.mark.parametrize(
    ("value", "list_price", "unit", "quantity", "unit_price"),
    [
        (2_650_000, 1_500_000, "kg", 1_767, 1_500_000),  # 1.767 × 1.50 is 2.6505, which rounds to 2.65
        (9_990_000, 34_990_000, "kg", 286, 34_930_070),  # 0.286 × 34.99 would be 10.01
        (3_200_000, 160_000, "ea", 20_000, 160_000),
        (3_250_000, 5_000_000, "ea", 1_000, 3_250_000),
        (10_000, 900_000_000, "kg", 1, 10_000_000),
    ],
)
def test_a_price_gives_the_quantity_and_is_what_is_paid(
    value: int, list_price: int, unit: str, quantity: int, unit_price: int
) -> None:
    terms = terms_of(priced(value), list_price, unit, USD)
    assert (terms.quantity, terms.unit_price) == (quantity, unit_price)
    assert line_amount(quantity, unit_price, USD) == value // 10_000


def test_a_weight_gives_the_quantity_at_todays_price() -> None:
    terms = terms_of(Label("", "weight", 2_750, ()), 1_500_000, "kg", USD, times=2_000)
    assert (terms.quantity, terms.unit_price) == (5_500, None)


def test_without_a_price_there_is_no_quantity() -> None:
    with pytest.raises(UserError, match="no price"):
        terms_of(priced(1_000_000), 0, "kg", USD)


@given(
    st.integers(1, 99_999),
    st.integers(10_000, 900_000_000),
    st.sampled_from(["kg", "lb", "m", "ea"]),
    st.integers(1, 3),
    st.sampled_from([USD, JPY, KWD]),
)
def test_the_customer_pays_exactly_what_the_label_says(
    cents: int, list_price: int, unit: str, times: int, money: object
) -> None:
    assert money in (USD, JPY, KWD)
    value = cents * 10_000
    # A unit price has six decimals: they cannot meet the cent of more than ten thousand units.
    assume(value * times <= list_price * 5_000)
    terms = terms_of(priced(value), list_price, unit, money, times * 1000)  # type: ignore[arg-type]
    assert terms.unit_price is not None
    paid = line_amount(terms.quantity, terms.unit_price, money)  # type: ignore[arg-type]
    assert paid == divide_half_up(value * times * money.scale, E6)  # type: ignore[attr-defined]


def test_patterns_are_plain_values() -> None:
    assert LabelPattern("02", "IIIIIVVVVV", "price", 2) == PRICE
