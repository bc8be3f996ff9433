"""Codes of gift cards and store credit: random enough, told from mistakes, read however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import offer_codes
from pos_app.domain.check_characters import ALPHABET
from pos_app.domain.credit_codes import (
    CREDIT_KINDS,
    VARIETY,
    CreditKind,
    make_code,
    masked,
    read_code,
    scannable,
)

NUMBERS = st.integers(0, VARIETY - 1)
KINDS = st.sampled_from(CREDIT_KINDS)


def test_nobody_guesses_a_card() -> None:
    assert VARIETY >= 2**50


@given(KINDS, NUMBERS)
def test_codes_are_read_back_however_they_are_typed(kind: CreditKind, number: int) -> None:
    code = make_code(kind, number)
    for typed in (
        code,
        code.lower(),
        code.replace("-", " "),
        scannable(code),
        f"  {scannable(code).lower()}\n",
        code.replace("0", "O").replace("1", "l").replace("8", "b").replace("V", "u"),
    ):
        read = read_code(typed)
        assert read is not None
        assert (read.kind, read.code, read.valid) == (kind, code, True)
    assert masked(code) == "…" + code[-4:]


@given(KINDS, NUMBERS, st.integers(2, 13), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_a_typing_mistake(
    kind: CreditKind, number: int, place: int, other: str
) -> None:
    bare = scannable(make_code(kind, number))
    wrong = bare[:place] + other + bare[place + 1 :]
    read = read_code(wrong)
    assert read is not None
    assert read.valid == (wrong == bare)


@given(KINDS, NUMBERS, st.integers(2, 12))
def test_every_pair_of_neighbours_swapped_is_a_typing_mistake(
    kind: CreditKind, number: int, place: int
) -> None:
    bare = scannable(make_code(kind, number))
    swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
    read = read_code(swapped)
    assert read is not None
    assert read.valid == (swapped == bare)


@given(NUMBERS)
def test_a_gift_card_does_not_pass_for_store_credit(number: int) -> None:
    other = read_code("SC" + make_code("gift_card", number)[2:])
    assert other is not None
    assert not other.valid


@given(st.integers(0, offer_codes.VARIETY - 1))
def test_an_offer_is_no_card_and_a_card_no_offer(number: int) -> None:
    assert read_code(offer_codes.make_code(number)) is None
    assert offer_codes.parse_code(make_code("gift_card", number)) is None


@pytest.mark.parametrize(
    "typed", ["", "GC", "GC-7Q4M-2K9X", "5012345678900", "1-000123", "GC-ÄÄÄÄ-2K9X-1ADT"]
)
def test_anything_else_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("number", [-1, VARIETY])
def test_numbers_without_a_code(number: int) -> None:
    with pytest.raises(ValueError, match="no code"):
        make_code("gift_card", number)
