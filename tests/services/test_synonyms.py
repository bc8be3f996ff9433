"""Searches that found nothing, what was sold after them, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import audit_search, carts, holding, products, sales, synonyms
from pos_app.services.desk import Desk
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with small_shop(tmp_path) as found:
        yield found


def add(desk: Desk, sku: str) -> int:
    """Put a product into the open sale; its id."""
    product_id = products.search(desk, text=sku)[0].id
    carts.add_product(desk, product_id=product_id)
    return product_id


def newest_line(desk: Desk) -> int:
    return max((line.id for line in carts.current(desk).lines), default=0)


def pay(desk: Desk) -> None:
    priced = carts.current(desk).priced
    assert priced is not None
    sales.complete_cart(desk, tenders=[Tender("cash", priced.total + 1_000)])


def words_of(desk: Desk) -> list[tuple[str, str, int]]:
    return [(found.words, found.sku, found.times) for found in synonyms.proposals(desk)]


@pytest.fixture
def goods(desk: Desk) -> list[str]:
    """Articles of the shop."""
    found = [
        hit.sku for text in ("sealant", "trap", "chain", "screw") for hit in products.search(desk, text=text)
    ]
    return list(dict.fromkeys(found))


def test_what_is_sold_after_a_search_in_vain_is_proposed(desk: Desk, goods: list[str]) -> None:
    add(desk, goods[0])
    synonyms.missed(desk, words="  Tap   WASHER ", after_line=newest_line(desk))
    add(desk, goods[1])
    assert words_of(desk) == []  # nothing before it is paid
    pay(desk)
    assert words_of(desk) == [("tap washer", goods[1], 1)]
    synonyms.missed(desk, words="tap washer")
    add(desk, goods[1])
    pay(desk)
    assert words_of(desk) == [("tap washer", goods[1], 2)]
    assert synonyms.waiting(desk) == 1


def test_a_sale_without_a_search_in_vain_proposes_nothing(desk: Desk, goods: list[str]) -> None:
    add(desk, goods[0])
    pay(desk)
    synonyms.missed(desk, words="tap washer")
    holding.clear(desk)  # the sale did not happen
    add(desk, goods[0])
    pay(desk)
    assert words_of(desk) == []


def test_a_held_sale_keeps_its_words(desk: Desk, goods: list[str]) -> None:
    add(desk, goods[0])
    synonyms.missed(desk, words="thingamabob", after_line=newest_line(desk))
    holding.hold(desk)
    add(desk, goods[1])
    pay(desk)
    assert words_of(desk) == []
    holding.resume(desk, cart_id=holding.held(desk)[0].id)
    add(desk, goods[2])
    pay(desk)
    assert words_of(desk) == [("thingamabob", goods[2], 1)]


def test_more_of_a_line_that_was_there_is_the_only_answer(desk: Desk, goods: list[str]) -> None:
    add(desk, goods[0])
    grown = newest_line(desk)
    add(desk, goods[1])
    synonyms.missed(desk, words="tap washer", grown_line=grown)
    add(desk, goods[2])
    pay(desk)
    assert words_of(desk) == [("tap washer", goods[0], 1)]


def test_only_the_next_three_lines_are_taken_for_the_answer(desk: Desk, goods: list[str]) -> None:
    assert len(goods) >= 4
    synonyms.missed(desk, words="thingamabob")
    for sku in goods[:4]:
        add(desk, sku)
    pay(desk)
    assert {sku for _words, sku, _times in words_of(desk)} == set(goods[:3])


def test_words_that_are_taken_find_the_product_at_once(desk: Desk, goods: list[str]) -> None:
    synonyms.missed(desk, words="tap washer")
    product_id = add(desk, goods[0])
    pay(desk)
    owner = as_owner(desk)
    assert products.search(desk, text="tap washer") == []
    taken = synonyms.take(owner, words="tap washer", product_id=product_id)
    assert "tap washer" in taken.words
    assert products.search(desk, text="tap washer")[0].id == product_id
    assert products.get(desk, product_id=product_id).words.endswith("tap washer")
    assert words_of(desk) == []
    acts = audit_search.search(owner, event="product_changed")
    assert len(acts) == 1
    assert "tap washer" in str(acts[0])
    with pytest.raises(UserError, match="tap tap"):
        synonyms.take(owner, words="tap tap", product_id=product_id)


def test_words_that_are_refused_never_come_again(desk: Desk, goods: list[str]) -> None:
    for times in range(3):
        synonyms.missed(desk, words="tap washer")
        product_id = add(desk, goods[0])
        pay(desk)
        if not times:
            synonyms.refuse(as_owner(desk), words="tap washer", product_id=product_id)
        assert words_of(desk) == []


def test_words_too_many_for_the_product_leave_everything_as_it_was(desk: Desk, goods: list[str]) -> None:
    owner = as_owner(desk)
    synonyms.missed(desk, words="tap washer")
    product_id = add(desk, goods[0])
    pay(desk)
    form = products.get(desk, product_id=product_id)
    products.update(owner, product_id=product_id, form=replace(form, words="w" * 495))
    with pytest.raises(UserError) as error:
        synonyms.take(owner, words="tap washer", product_id=product_id)
    assert error.value.code == "text_too_long"
    assert words_of(desk) == [("tap washer", goods[0], 1)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tap  Washer", "tap washer"),
        ("5012345678900", ""),
        ("SKU-123", ""),
        ("m8 bolt", "m8 bolt"),
        ("xy", ""),
        ("锤子", "锤子"),
        ("锤", ""),
        ("ค้อน", "ค้อน"),
        ("İĞNE", "i̇ğne"),
        ("", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_what_is_worth_keeping(typed: str, kept: str) -> None:
    assert synonyms.worth_keeping(typed) == kept


def test_no_more_than_twenty_words_of_a_sale(desk: Desk, goods: list[str]) -> None:
    for number in range(30):
        synonyms.missed(desk, words=f"word {'x' * number} here")
    add(desk, goods[0])
    pay(desk)
    assert len(words_of(desk)) == synonyms.MOST_OF_A_CART
