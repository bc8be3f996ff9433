"""Bookings on cards: never below zero, whatever their order, and a document's own order lets no card pay itself."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.credit import Account, Booking, Event, balances_after, in_order, payable
from pos_app.domain.credit_codes import make_code
from pos_app.domain.money import currency
from pos_app.errors import UserError

USD = currency("USD")
CODES = [make_code("gift_card", number) for number in range(3)]
PUTS_ON: list[Event] = ["issue", "top_up", "give_back", "opening"]
TAKES_OFF: list[Event] = ["spend", "take_back"]


def booking(code: str, event: Event, size: int) -> Booking:
    amount = -size if event in TAKES_OFF else size
    return Booking(code, "gift_card", None, event, amount, 1 if event == "take_back" else None)


BOOKINGS = st.lists(
    st.builds(
        booking,
        st.sampled_from(CODES),
        st.sampled_from([*PUTS_ON, *TAKES_OFF]),
        st.integers(1, 5_000),
    ),
    max_size=12,
)
BEFORE = st.dictionaries(st.sampled_from(CODES), st.integers(0, 10_000))


@given(BEFORE, BOOKINGS)
def test_no_card_ever_stands_below_zero(before: dict[str, int], bookings: list[Booking]) -> None:
    standing, lowest = dict(before), 0
    ordered = in_order(bookings)
    for each in ordered:
        standing[each.code] = standing.get(each.code, 0) + each.amount
        lowest = min(lowest, standing[each.code])
    if lowest < 0:
        with pytest.raises(UserError) as caught:
            balances_after(before, ordered, USD)
        assert caught.value.code in ("card_empty", "card_exceeds_balance", "gift_card_used")
    else:
        assert balances_after(before, ordered, USD) == {b.code: standing[b.code] for b in ordered}


@given(BOOKINGS, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_tenders_changes_nothing(bookings: list[Booking], chance: Random) -> None:
    before = dict.fromkeys(CODES, 60_000)
    shuffled = list(bookings)
    chance.shuffle(shuffled)
    assert balances_after(before, in_order(bookings), USD) == balances_after(before, in_order(shuffled), USD)


@given(st.integers(0, 5_000), st.integers(1, 5_000), st.integers(0, 5_000))
def test_a_card_pays_what_it_can_and_never_more(balance: int, due: int, used: int) -> None:
    account = Account(CODES[0], "gift_card", None, balance)
    used = min(used, balance)
    if used == balance:
        with pytest.raises(UserError, match="nothing is left"):
            payable(account, due, None, USD, used=used)
    else:
        assert 0 < payable(account, due, None, USD, used=used) == min(due, balance - used)


def test_what_is_asked_of_a_card_is_what_it_pays_or_an_error() -> None:
    account = Account(CODES[0], "gift_card", None, 1000)
    assert payable(account, 5000, 600, USD) == 600
    with pytest.raises(UserError) as caught:
        payable(account, 5000, 600, USD, used=500)
    assert caught.value.code == "card_exceeds_balance"
