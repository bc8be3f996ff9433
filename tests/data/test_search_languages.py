"""Products are found as people type them, in Latin letters, Turkish, Thai, Lao and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pos_app.data import search
from tests.data.shelves import FOUND, LABELS, stocked


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    db = stocked(tmp_path_factory.mktemp("shelves"))
    with db.read() as reading:
        yield reading
    db.close()


def skus(session: Session, typed: str) -> list[str]:
    return [list(LABELS)[number - 1] for number in search.search_products(session, typed)]


@pytest.mark.parametrize(("typed", "sku"), FOUND, ids=[f"{sku}: {typed}" for typed, sku in FOUND])
def test_found(session: Session, typed: str, sku: str) -> None:
    found = skus(session, typed)
    assert sku in found[:3], found


def test_an_exact_code_comes_before_all_else(session: Session) -> None:
    assert skus(session, "tr-civi")[0] == "TR-CIVI"
    assert skus(session, "5012345678900") == ["EN-SCREW"]


WORDS = sorted(
    {
        (sku, word)
        for sku, (name, words) in LABELS.items()
        for word in re.findall(r"[^\s,×Ø]+", f"{name} {words}")
    }
)
LONG = [(sku, word) for sku, word in WORDS if len(word) >= 5 and word.isascii() and word.isalpha()]


@pytest.mark.parametrize(("sku", "word"), WORDS)
def test_any_word_of_a_label_finds_it(session: Session, sku: str, word: str) -> None:
    assert sku in skus(session, word)


@given(
    st.sampled_from(LONG),
    st.integers(0, 30),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
    st.integers(0, 3),
)
def test_any_single_mistake_in_a_long_word_finds_it(
    session: Session, label: tuple[str, str], place: int, letter: str, kind: int
) -> None:
    sku, word = label
    at = place % len(word)
    typed = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    )[kind]
    found = skus(session, typed)
    # Where four labels have the mistyped word as it is, nobody meant another one.
    assert sku in found or len(found) >= 4, (typed, found)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_answer(session: Session, typed: str) -> None:
    assert len(search.search_products(session, typed)) <= 20
    assert len(search.search_customers(session, typed)) <= 50


@given(st.text("锤子螺丝钉ค้อนตะปูຕະປູ şığ12½x×″\"'*()-~^#=@ ", max_size=20))
def test_signs_of_every_script_together_do_no_harm(session: Session, typed: str) -> None:
    assert len(search.search_products(session, typed)) <= 20
    assert len(search.search_customers(session, typed)) <= 50
