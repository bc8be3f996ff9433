"""GTIN check digits and one spelling for each code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import barcodes
from pos_app.errors import UserError

VALID = ("96385074", "036000291452", "4006381333931", "5012345678900", "00012345600012", "04252614")


@pytest.mark.parametrize("code", VALID)
def test_real_codes_are_valid(code: str) -> None:
    assert barcodes.is_gtin(code)


@pytest.mark.parametrize("code", ["SCREW-T25", "123", "1234567890", "", "٩٦٣٨٥٠٧٤", "123456789012345"])
def test_codes_of_the_shop_are_taken_as_they_are(code: str) -> None:
    assert barcodes.checked(code) == code


def test_wrong_check_digit_names_the_right_one() -> None:
    with pytest.raises(UserError, match="ends in 9 and should end in 1") as caught:
        barcodes.checked("4006381333939")
    assert caught.value.code == "bad_check_digit"


def test_upc_a_and_its_ean_13_are_one_code() -> None:
    assert barcodes.normalise("036000291452") == "0036000291452" == barcodes.normalise("0036000291452")
    assert barcodes.normalise(" 0 36000 29145 2 ") == "0036000291452"
    assert barcodes.normalise("123456789013") == "123456789013"  # twelve digits, but no UPC-A
    assert barcodes.spellings("036000291452") == ("036000291452", "0036000291452")


@given(st.text("0123456789", min_size=13, max_size=13).filter(lambda t: True), st.integers(0, 12))
def test_every_single_wrong_digit_is_found(body: str, place: int) -> None:
    code = body[:12] + barcodes.check_digit(body[:12])
    wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    assert barcodes.is_gtin(code)
    assert not barcodes.is_gtin(wrong)
