"""Did the offers pay: shares, difference and margin in whole points."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.uplift import Group, compare


def test_a_worked_case() -> None:
    """1.96 · √(0.22·0.78/1200 + 0.17·0.83/400) is 4.36 points."""
    found = compare(Group(1200, 264), Group(400, 68))
    assert found is not None
    assert (found.offered.percent, found.held.percent, found.difference, found.margin) == (22, 17, 5, 4)


def test_small_groups_say_nothing() -> None:
    assert compare(Group(19, 10), Group(100, 10)) is None
    assert compare(Group(100, 10), Group(19, 1)) is None
    assert Group(0, 0).percent == 0


@given(st.integers(20, 10**6), st.integers(20, 10**6), st.data())
def test_margins_stay_within_sense(count: int, held: int, data: st.DataObject) -> None:
    found = compare(
        Group(count, data.draw(st.integers(0, count))), Group(held, data.draw(st.integers(0, held)))
    )
    assert found is not None
    assert -100 <= found.difference <= 100
    assert 0 <= found.margin <= 32
