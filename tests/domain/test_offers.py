"""Which offer is chosen, and why: every rule by a case that fails without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.message import english
from pos_app.domain.offers import (
    Bought,
    Companion,
    OfferDraft,
    OfferRules,
    ShelfCategory,
    ShelfItem,
    Wanted,
    candidates_of,
    choose_offer,
    headroom,
    held_out,
    safe_percent,
    strongest_companions,
)

TODAY = date(2026, 11, 21)
RULES = OfferRules(150_000, 28, 100_000)
BIT = ShelfItem(2, 2, "Bit set T25, 10 pieces", 100_000, 50_000, 5_000, "B2-01")
FILTER = ShelfItem(3, 3, "Furnace filter 16×25", 80_000, 30_000, 9_000, "")
PAINT = ShelfCategory(7, "Paint", 300_000, 400_000)
PAIR = Companion(1, 2, 31, 40)


def days(*ago: int) -> tuple[date, ...]:
    return tuple(TODAY - timedelta(n) for n in ago)


SCREWS = Bought(1, 1, 5, "Deck screw T25 2½″, single", days(90, 60, 30, 7))
FILTERS = Bought(3, 3, 6, "Furnace filter 16×25, pleated", days(283, 191, 101))
BRUSHES = Bought(8, 8, 7, "Brush", days(320, 280, 240, 200))


def wanted(**changes: object) -> Wanted:
    shelf = Wanted(
        items={2: BIT, 3: FILTER},
        categories={7: PAINT},
        cart_families=(),
        open_products=(),
        open_categories=(),
    )
    return replace(shelf, **changes)  # type: ignore[arg-type]


def choose(
    bought: list[Bought], on_shelf: Wanted | None = None, rules: OfferRules = RULES
) -> OfferDraft | None:
    return choose_offer(bought, [PAIR], on_shelf or wanted(), rules, TODAY)


def test_a_companion_with_its_reason_in_words() -> None:
    offer = choose([SCREWS])
    assert offer is not None
    assert (offer.kind, offer.product_id, offer.category_id, offer.percent) == ("companion", 2, None, 150_000)
    assert english(offer.text) == "15% off Bit set T25, 10 pieces"
    assert (
        english(offer.reason)
        == "Deck screw T25 2½″ 4 times, never this; 31 of 40 who bought it took one. In stock, B2-01."
    )
    assert (offer.valid_until, offer.where) == ("2026-12-19", "B2-01")


@pytest.mark.parametrize(
    ("bought", "shelf"),
    [
        ([SCREWS, Bought(2, 2, 5, "Bit set", days(500))], wanted()),  # they have one
        ([SCREWS, Bought(9, 2, 5, "Bit sets, carton", days(500))], wanted()),  # or a carton of it
        ([SCREWS], wanted(cart_families={2})),
        ([SCREWS], wanted(open_products={2})),
        ([SCREWS], wanted(items={2: replace(BIT, on_hand=999)})),
        ([SCREWS], wanted(items={2: replace(BIT, cost=99_000)})),
        ([SCREWS], wanted(items={})),
        ([], wanted()),
    ],
)
def test_no_companion_where_something_is_in_the_way(bought: list[Bought], shelf: Wanted) -> None:
    assert choose(bought, shelf) is None


def test_only_what_is_bought_several_times_and_lately_has_companions() -> None:
    assert candidates_of([SCREWS], TODAY)[0] == {1}
    assert candidates_of([replace(SCREWS, days=days(7))], TODAY)[0] == set()
    assert candidates_of([replace(SCREWS, days=days(500, 400))], TODAY)[0] == set()


def test_a_consumable_that_is_nearly_due() -> None:
    offer = choose([FILTERS])
    assert offer is not None
    assert (offer.kind, offer.product_id) == ("due", 3)
    assert english(offer.reason) == "Every 91 days, last 101 days ago. In stock."
    early = replace(FILTERS, days=days(242, 150, 60))
    assert choose([early]) is None


def test_a_category_drifted_away_from() -> None:
    offer = choose([BRUSHES])
    assert offer is not None
    assert (offer.kind, offer.product_id, offer.category_id) == ("drifted", None, 7)
    assert english(offer.text) == "15% off one purchase of Paint"
    assert english(offer.reason) == "Used to buy here every 40 days, last 200 days ago."


@pytest.mark.parametrize("ago", [(199, 159, 119, 79), (401, 361, 321, 281), (360, 320, 280)])
def test_neither_a_short_pause_nor_a_lost_interest_is_drift(ago: tuple[int, ...]) -> None:
    """Two intervals are a pause, beyond six they are gone, and three purchases are no rhythm of a category."""
    assert choose([replace(BRUSHES, days=days(*ago))]) is None


def test_a_category_offer_keeps_its_tightest_product_above_cost() -> None:
    tight = replace(PAINT, headroom=120_000)
    offer = choose([BRUSHES], wanted(categories={7: tight}))
    assert offer is not None
    assert offer.percent == 100_000
    assert choose([BRUSHES], wanted(categories={7: replace(PAINT, headroom=49_999)})) is None
    assert choose([BRUSHES], wanted(open_categories={7})) is None
    assert choose([BRUSHES], wanted(cart_families={8})) is None


def test_the_best_chance_times_price_wins_and_the_order_does_not_matter() -> None:
    offer = choose([FILTERS, BRUSHES, SCREWS])
    assert offer is not None
    assert offer.kind == "companion"
    assert choose([SCREWS, FILTERS, BRUSHES]) == offer


@pytest.mark.parametrize(
    ("price", "cost", "room"),
    [(100, 50, 500_000), (100, 100, 0), (100, 120, -200_000), (0, 0, 0), (100, 0, 500_000), (3, 2, 333_333)],
)
def test_headroom(price: int, cost: int, room: int) -> None:
    assert headroom(price, cost) == room


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.integers(1, 1_000_000))
def test_no_offer_goes_below_cost(price: int, cost: int, percent: int) -> None:
    found = safe_percent(percent, headroom(price, cost))
    if found is not None:
        assert 0 < found <= percent
        assert price * (1_000_000 - found) >= cost * 1_000_000


def test_a_tenth_is_held_back_for_a_quarter_and_then_others() -> None:
    codes = [f"C{n:04}" for n in range(5_000)]
    now = {code for code in codes if held_out(code, date(2026, 10, 1), 100_000)}
    assert 400 <= len(now) <= 600
    assert now == {code for code in codes if held_out(code, date(2026, 12, 31), 100_000)}
    following = {code for code in codes if held_out(code, date(2027, 1, 1), 100_000)}
    assert len(now & following) < 100
    assert not any(held_out(code, TODAY, 0) for code in codes)
    assert all(held_out(code, TODAY, 1_000_000) for code in codes[:100])


def test_companions_need_support_a_share_and_more_than_general_liking() -> None:
    buyers = {1: 40, 2: 50, 3: 900, 4: 45, 5: 40}
    pairs = [
        (1, 2, 31),  # 31 of 40, while 50 of 1,000 take it in general
        (1, 3, 38),  # but everybody takes a bag
        (1, 4, 2),  # twice is chance
        (1, 5, 3),  # less than a tenth
    ]
    assert strongest_companions(pairs, buyers, 1_000) == [Companion(1, 2, 31, 40)]


def test_at_most_eight_companions_each_the_most_frequent_first() -> None:
    buyers = dict.fromkeys(range(1, 12), 20)
    found = strongest_companions([(1, n, 3 + n) for n in range(2, 12)], buyers, 10_000)
    assert [pair.companion_id for pair in found] == [11, 10, 9, 8, 7, 6, 5, 4]
