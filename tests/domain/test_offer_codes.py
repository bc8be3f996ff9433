"""Offer codes: every single slip and every swap of neighbours is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.offer_codes import ALPHABET, VARIETY, check_character, make_code, parse_code

NUMBERS = st.integers(0, VARIETY - 1)
SAMPLES = [make_code(number) for number in (0, 1, 30, 31, 123_456_789_012, VARIETY // 3, VARIETY - 1)]


def bare(code: str) -> str:
    return code.replace("-", "")


def is_valid(nine: str) -> bool:
    return check_character(nine[:8]) == nine[8]


def test_the_alphabet_has_no_look_alikes_and_a_prime_length() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set("BILOU") & set(ALPHABET)


@pytest.mark.parametrize("code", SAMPLES)
def test_every_single_substitution_is_found(code: str) -> None:
    nine = bare(code)
    assert is_valid(nine)
    for place in range(9):
        for other in ALPHABET:
            if other != nine[place]:
                assert not is_valid(nine[:place] + other + nine[place + 1 :])


def test_every_pair_of_neighbours_swapped_is_found() -> None:
    """All 31 × 30 pairs at each of the eight places, the check character's included."""
    for place in range(8):
        for first in ALPHABET:
            for second in ALPHABET:
                if first == second:
                    continue
                body = "4" * 8
                if place < 7:
                    body = body[:place] + first + second + body[place + 2 :]
                    nine = body + check_character(body)
                else:
                    body = body[:7] + first
                    if check_character(body) != second:
                        continue
                    nine = body + second
                swapped = nine[:place] + nine[place + 1] + nine[place] + nine[place + 2 :]
                assert is_valid(nine)
                assert not is_valid(swapped)


@given(NUMBERS)
def test_codes_are_read_back_however_they_are_typed(number: int) -> None:
    code = make_code(number)
    assert len(code) == 11
    assert parse_code(code) == code
    assert parse_code(bare(code).lower()) == code
    assert parse_code(f" {code.replace('-', ' ')} ") == code
    sloppy = bare(code).replace("0", "O").replace("1", "l").replace("8", "B").replace("V", "u")
    assert parse_code(sloppy) == code


@given(NUMBERS, NUMBERS)
def test_different_numbers_give_different_codes(one: int, other: int) -> None:
    assert (make_code(one) == make_code(other)) == (one == other)


@pytest.mark.parametrize(
    "typed", ["", "7Q4M", "7Q4M-2K9X-CC", "7Q4M-2K9X-!", "5012345678900", "ß" * 9, "١٢٣٤٥٦٧٨٩"]
)
def test_anything_else_is_no_code(typed: str) -> None:
    assert parse_code(typed) is None


@pytest.mark.parametrize("number", [-1, VARIETY])
def test_numbers_without_a_code(number: int) -> None:
    with pytest.raises(ValueError, match="no code"):
        make_code(number)
