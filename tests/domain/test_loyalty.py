"""Tiers, rewards, and the life of points."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty import (
    PointRow,
    Reward,
    Tier,
    add_months,
    affordable,
    balance,
    best_reward,
    expires_on,
    expiring,
    expiry_of_spend,
    give_back_expiry,
    tier_of,
    tier_progress,
    tier_text,
    window_start,
)
from pos_app.domain.message import english

TIERS = (Tier("Silver", 50_000), Tier("Gold", 100_000), Tier("Platinum", 250_000))
R5, R12 = Reward("R5", 500, 500), Reward("R12", 1_000, 1_200)


@pytest.mark.parametrize(
    ("spend", "name"),
    [
        (-5_000, None),
        (49_999, None),
        (50_000, "Silver"),
        (99_999, "Silver"),
        (100_000, "Gold"),
        (10**9, "Platinum"),
    ],
)
def test_the_tier_of_a_spend(spend: int, name: str | None) -> None:
    found = tier_of(spend, TIERS)
    assert (found.name if found else None) == name


def test_progress_to_the_next_tier() -> None:
    assert tier_progress(194_000, TIERS) == (194_000, TIERS[2])
    assert tier_progress(-300, TIERS) == (0, TIERS[0])
    assert tier_progress(250_000, TIERS) is None
    assert tier_progress(10, ()) is None


def test_progress_in_words() -> None:
    text = tier_text(194_000, TIERS, 2)
    assert text is not None
    assert english(text) == "Gold · spend 560.00 more within 12 months for Platinum"
    first = tier_text(0, TIERS, 2)
    assert first is not None
    assert english(first) == "Spend 500.00 more within 12 months for Silver"


@pytest.mark.parametrize(
    ("points", "times"), [(-1, 0), (0, 0), (499, 0), (500, 1), (999, 1), (1_000, 2), (1_940, 3)]
)
def test_how_often_a_reward_is_affordable(points: int, times: int) -> None:
    assert affordable(points, R5) == times


def test_the_reward_to_show() -> None:
    assert best_reward(400, (R12, R5)) == R5
    assert best_reward(700, (R12, R5)) == R5
    assert best_reward(1_000, (R12, R5)) == R12
    assert best_reward(1_000, ()) is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 21), 24, date(2028, 11, 21)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), -12, date(2025, 1, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_expiry_and_window() -> None:
    assert expires_on(date(2026, 11, 21), 24) == date(2028, 11, 21)
    assert expires_on(date(2026, 11, 21), 0) is None
    assert window_start(date(2026, 11, 21)) == date(2025, 11, 22)


def test_points_given_back_last_at_least_thirty_days() -> None:
    day = date(2026, 11, 21)
    assert give_back_expiry(day + timedelta(5), day) == day + timedelta(30)
    assert give_back_expiry(day + timedelta(200), day) == day + timedelta(200)
    assert give_back_expiry(None, day) is None


def row(points: int, on: int, expires: int | None = None) -> PointRow:
    start = date(2026, 1, 1)
    return PointRow(points, start + timedelta(on), None if expires is None else start + timedelta(expires))


def test_spending_takes_the_points_that_expire_first() -> None:
    rows = [row(100, 0, 90), row(50, 1, 40), row(-70, 2)]
    left = expiring(rows, date(2026, 1, 10))
    assert [(e.points, (e.on - date(2026, 1, 1)).days) for e in left] == [(80, 90)]
    assert expiry_of_spend(rows, 2) == date(2026, 1, 1) + timedelta(90)
    assert balance(rows, date(2026, 1, 10)) == 80
    assert balance(rows, date(2026, 1, 2)) == 150


def test_what_a_return_takes_beyond_the_balance_comes_off_the_next_points() -> None:
    rows = [row(10, 0, 90), row(-30, 1), row(50, 2, 100)]
    assert [e.points for e in expiring(rows, date(2026, 1, 10))] == [30]


def test_expired_points_cannot_be_spent_and_are_not_shown() -> None:
    rows = [row(10, 0, 5), row(20, 1, 90), row(-15, 10)]
    assert [e.points for e in expiring(rows, date(2026, 2, 1))] == [5]


def test_points_without_end_never_expire() -> None:
    rows = [row(10, 0), row(-4, 1)]
    assert expiring(rows, date(2026, 2, 1)) == ()
    assert expiry_of_spend(rows, 1) is None


ROWS = st.lists(st.tuples(st.integers(-200, 200), st.integers(0, 300), st.integers(1, 400)), max_size=20)


@given(ROWS, st.integers(0, 300))
def test_what_may_expire_is_never_more_than_was_earned(rows: list[tuple[int, int, int]], today: int) -> None:
    ledger = [row(points, on, on + life) for points, on, life in sorted(rows, key=lambda r: r[1])]
    on = date(2026, 1, 1) + timedelta(today)
    left = expiring(ledger, on)
    earned = sum(r.points for r in ledger if r.points > 0 and r.on <= on)
    assert 0 <= sum(e.points for e in left) <= earned
    assert all(e.on >= on and e.points > 0 for e in left)
    assert [e.on for e in left] == sorted({e.on for e in left})
