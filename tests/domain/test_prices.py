"""The best single price: tables of cases, and what must hold for any mix of offers."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.money import E6, Currency, currency, line_amount
from pos_app.domain.prices import BuyGet, ChosenPrice, PriceOffer, Source, best_price
from pos_app.domain.sale import Discount

USD, JPY, KWD = currency("USD"), currency("JPY"), currency("KWD")


def trade(price: int) -> PriceOffer:
    return PriceOffer(Source.LEVEL, unit_price=price, label="Trade", code="TRADE")


def broken(least: int, price: int) -> PriceOffer:
    return PriceOffer(
        Source.BREAK, unit_price=price, label=f"from {least}", code=f"B{least}", least=least * 1000
    )


def percent(rate: int, source: Source = Source.PROMOTION, code: str = "P") -> PriceOffer:
    return PriceOffer(source, discount=Discount(percent=rate, code=code), code=code)


def off(price: int) -> PriceOffer:
    return PriceOffer(Source.PROMOTION, off=price, label="Spring", code="OFF")


def group(buy: int, get: int, rate: int = E6) -> PriceOffer:
    return PriceOffer(Source.PROMOTION, buy_get=BuyGet(buy * 1000, get * 1000, rate), label="group", code="G")


def of(list_price: int, quantity: int, *offers: PriceOffer, money: Currency = USD) -> ChosenPrice:
    return best_price(list_price, quantity, offers, money)


@pytest.mark.parametrize(
    ("list_price", "quantity", "offers", "amount", "code"),
    [
        (8_490_000, 2_000, [], 1698, None),
        (8_490_000, 2_000, [percent(50_000)], 1613, "P"),
        (160_000, 99_000, [broken(100, 120_000)], 1584, None),
        (160_000, 100_000, [broken(100, 120_000)], 1200, "B100"),
        (160_000, 500_000, [broken(100, 120_000), broken(500, 100_000)], 5000, "B500"),
        (160_000, 163_000, [broken(100, 120_000), trade(130_000)], 1956, "B100"),
        (160_000, 20_000, [broken(100, 120_000), trade(130_000)], 260, "TRADE"),
        (5_000_000, 3_000, [off(1_000_000), percent(100_000)], 1200, "OFF"),
        (5_000_000, 3_000, [off(5_000_000)], 0, "OFF"),
        (5_000_000, 1_000, [trade(6_000_000)], 500, None),
        (8_490_000, 1_000, [percent(E6)], 0, "P"),
    ],
)  # fmt: skip
def test_the_cheapest_single_offer_wins(
    list_price: int, quantity: int, offers: list[PriceOffer], amount: int, code: str | None
) -> None:
    found = of(list_price, quantity, *offers)
    assert found.amount == amount
    assert (found.offer.code if found.offer else None) == code


@pytest.mark.parametrize(
    ("quantity", "buy", "get", "rate", "amount"),
    [
        (2_000, 2, 1, E6, 998),
        (3_000, 2, 1, E6, 998),
        (4_000, 2, 1, E6, 1497),
        (5_000, 2, 1, E6, 1996),
        (6_000, 2, 1, E6, 1996),
        (2_000, 1, 1, 500_000, 749),  # the second at half price, 7.485
        (3_000, 1, 1, 500_000, 1248),
        (7_000, 3, 2, 250_000, 3244),  # 2 of 7 at 3.7425: 32.435
    ],
)
def test_whole_groups_only_are_cheaper(quantity: int, buy: int, get: int, rate: int, amount: int) -> None:
    found = of(4_990_000, quantity, group(buy, get, rate))
    assert found.amount == amount
    assert found.unit_price == 4_990_000
    if quantity >= (buy + get) * 1000:
        assert found.discount == Discount(
            amount=line_amount(quantity, 4_990_000, USD) - amount, label="group", code="G"
        )
    else:
        assert found.discount is None


def test_three_for_two_costs_what_two_cost_however_the_third_would_round() -> None:
    # 3 × 0.0117 is 0.0351, one of them 0.0117: rounded apart they would leave 0.03.
    assert of(11_700, 3_000, group(2, 1)).amount == line_amount(2_000, 11_700, USD) == 2


def test_cut_goods_come_in_groups_of_their_unit_too() -> None:
    assert of(4_200_000, 3_400, group(2, 1)).amount == 1008


@pytest.mark.parametrize("money", [USD, JPY, KWD])
def test_more_off_than_the_price_is_left_out_and_told(money: Currency) -> None:
    found = of(5_000_000, 2_000, off(5_000_001), percent(100_000), money=money)
    assert [offer.code for offer in found.too_large] == ["OFF"]
    assert found.amount == 9 * money.scale


def test_at_the_same_amount_the_coupon_and_the_hand_are_kept() -> None:
    same = [percent(100_000, source, code) for source, code in zip(Source, "edcba", strict=True)]
    for mixed in permutations(same):
        found = of(10_000_000, 1_000, *mixed)
        assert found.offer is not None
        assert found.offer.source is Source.PROMOTION


def test_two_of_a_kind_are_told_apart_by_code_not_by_place() -> None:
    first, second = percent(50_000, code="A"), percent(50_000, code="B")
    assert of(8_490_000, 1_000, second, first) == of(8_490_000, 1_000, first, second)


def test_an_offer_says_one_thing() -> None:
    with pytest.raises(ValueError, match="price offer"):
        PriceOffer(Source.LEVEL)
    with pytest.raises(ValueError, match="price offer"):
        PriceOffer(Source.LEVEL, unit_price=1, off=1)
    with pytest.raises(ValueError, match="no such offer"):
        BuyGet(0, 1000)


_SOURCES = st.sampled_from(list(Source))
_CODES = st.sampled_from(["A", "B", "C"])
_LEAST = st.sampled_from([0, 1_000, 5_000, 100_000])
_OFFERS = st.one_of(
    st.builds(PriceOffer, _SOURCES, unit_price=st.integers(0, 60_000_000), code=_CODES, least=_LEAST),
    st.builds(PriceOffer, _SOURCES, off=st.integers(0, 60_000_000), code=_CODES, least=_LEAST),
    st.builds(
        PriceOffer,
        _SOURCES,
        discount=st.builds(Discount, percent=st.integers(0, E6), code=_CODES),
        code=_CODES,
        least=_LEAST,
    ),
    st.builds(
        PriceOffer,
        _SOURCES,
        buy_get=st.builds(BuyGet, st.integers(1, 9_000), st.integers(1, 9_000), st.integers(0, E6)),
        code=_CODES,
        least=_LEAST,
    ),
)
_CASES = st.tuples(
    st.integers(0, 50_000_000),
    st.integers(1, 1_000_000),
    st.lists(_OFFERS, max_size=6),
    st.sampled_from([USD, JPY, KWD]),
)


@given(_CASES, _OFFERS)
def test_one_more_offer_never_raises_the_amount(
    case: tuple[int, int, list[PriceOffer], Currency], more: PriceOffer
) -> None:
    list_price, quantity, offers, money = case
    assert (
        best_price(list_price, quantity, [*offers, more], money).amount
        <= best_price(list_price, quantity, offers, money).amount
    )


@given(_CASES, st.randoms())
def test_the_order_of_the_offers_never_matters(
    case: tuple[int, int, list[PriceOffer], Currency], random: object
) -> None:
    list_price, quantity, offers, money = case
    mixed = list(offers)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert best_price(list_price, quantity, mixed, money) == best_price(list_price, quantity, offers, money)


@given(_CASES)
def test_the_amount_is_between_nothing_and_the_list(
    case: tuple[int, int, list[PriceOffer], Currency],
) -> None:
    list_price, quantity, offers, money = case
    found = best_price(list_price, quantity, offers, money)
    full = line_amount(quantity, list_price, money)
    assert 0 <= found.amount <= full
    charged = line_amount(quantity, found.unit_price, money)
    if found.discount is not None and found.discount.amount is not None:
        charged -= found.discount.amount
        assert found.amount == charged
