"""Rhythm, stage, and the consumable clock, by cases and by laws."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.cadence import Stage, clock, median, rhythm
from pos_app.domain.message import english

TODAY = date(2026, 11, 21)


def days(*ago: int) -> list[date]:
    return [TODAY - timedelta(n) for n in ago]


@pytest.mark.parametrize(
    ("ago", "stage", "interval"),
    [
        ((), None, None),
        ((0,), Stage.NEW, None),
        ((30,), Stage.NEW, None),
        ((30, 20, 10, 3), Stage.NEW, 10),
        ((31,), Stage.OCCASIONAL, None),
        ((300, 270), Stage.OCCASIONAL, None),
        ((300, 271), Stage.LAPSED, None),
        ((61, 43, 25, 7), Stage.STEADY, 18),
        ((72, 54, 36, 18), Stage.STEADY, 18),
        ((73, 55, 37, 19), Stage.DUE, 18),
        ((81, 63, 45, 27), Stage.DUE, 18),
        ((82, 64, 46, 28), Stage.LATE, 18),
        ((108, 90, 72, 54), Stage.LATE, 18),
        ((109, 91, 73, 55), Stage.LAPSED, 18),
        ((130, 112, 94, 76, 5), Stage.RETURNED, 18),
        # Someone who comes daily is not late after a long weekend.
        ((60, 59, 58, 57, 56, 5), Stage.RETURNED, 1),
        ((60, 50, 40, 34, 28, 22, 16, 12, 8, 7), Stage.STEADY, 6),
    ],
)
def test_stages(ago: tuple[int, ...], stage: Stage | None, interval: int | None) -> None:
    found = rhythm(days(*ago), TODAY)
    assert (found.stage, found.interval) == (stage, interval)


def test_a_visit_is_a_day_and_the_future_is_not_looked_at() -> None:
    found = rhythm([*days(7, 7, 25, 43, 43), TODAY + timedelta(1)], TODAY)
    assert (found.visits, found.days_since, found.interval) == (3, 7, 18)
    assert found.text is not None
    assert english(found.text) == "every 18 days"


def test_who_was_away_long_is_welcomed_back_before_and_after_the_sale() -> None:
    ago = (200, 180, 160, 140)
    assert rhythm(days(*ago), TODAY).away_long
    assert rhythm(days(*ago, 0), TODAY).stage is Stage.RETURNED


@pytest.mark.parametrize(
    ("values", "middle"), [([5], 5), ([3, 1, 2], 2), ([1, 2], 2), ([4, 1, 3, 2], 3), ([10, 20], 15)]
)
def test_median_rounds_half_up(values: list[int], middle: int) -> None:
    assert median(values) == middle


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="no values"):
        median([])


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=40), st.randoms())
def test_order_and_repetition_change_nothing(visits: list[date], random: object) -> None:
    shuffled = visits * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rhythm(shuffled, TODAY) == rhythm(visits, TODAY)
    found = rhythm(visits, TODAY)
    if found.last is not None and found.first is not None:
        assert found.first <= found.last <= TODAY
        assert (found.interval is None) == (found.visits < 3)


@pytest.mark.parametrize(
    ("ago", "interval"),
    [
        ((283, 191, 101), 91),
        ((191, 101), None),  # two purchases are no rhythm
        ((100, 99, 98, 5), None),  # three trips for one job, and another
        ((193, 192, 101, 8, 7), 93),  # a second trip within the week belongs to the first
        ((400, 300, 290), None),  # too irregular: 100 and 10 days
        ((36, 24, 12), None),  # shorter than two weeks: a habit, not a consumable
    ],
)
def test_clock(ago: tuple[int, ...], interval: int | None) -> None:
    found = clock(days(*ago), TODAY)
    assert (found.interval if found else None) == interval


def test_a_clock_is_silent_until_due_and_again_when_long_overdue() -> None:
    ticking = clock(days(283, 191, 101), TODAY)
    assert ticking is not None
    last = TODAY - timedelta(101)
    assert ticking.due_on == last + timedelta(91)
    assert [ticking.due(last + timedelta(n)) for n in (90, 91, 273, 274)] == [False, True, True, False]
    assert [ticking.nearly_due(last + timedelta(n)) for n in (68, 69, 91)] == [False, True, True]


@given(st.lists(st.dates(date(2024, 1, 1), date(2027, 1, 1)), max_size=25))
def test_a_clock_never_runs_on_the_future(bought: list[date]) -> None:
    assert clock(bought, TODAY) == clock([day for day in bought if day <= TODAY], TODAY)
    ticking = clock(bought, TODAY)
    if ticking:
        assert ticking.interval >= 14
        assert ticking.due_on > ticking.last
