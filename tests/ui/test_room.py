"""How sections share what room there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.ui.sale.sidebar.room import Block, rows_that_fit

THREE = (Block(30, (20,) * 5, 3, 44), Block(30, (20,) * 5, 3, 44), Block(30, (20,) * 5, 3, 44))


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (1000, [5, 5, 5]),
        (290, [4, 3, 3]),
        (270, [3, 3, 3]),
        (269, [2, 3, 3]),
        (230, [1, 3, 3]),
        (229, [1, 2, 3]),
        (190, [1, 1, 3]),
        (150, [1, 1, 1]),
        (149, [0, 1, 1]),
        (132, [0, 0, 0]),
        (131, [None, 1, 1]),
        (44, [None, None, 0]),
        (0, [None, None, None]),
    ],
)
def test_the_first_gives_way_first(room: int, shown: list[int | None]) -> None:
    assert rows_that_fit(room, THREE) == shown


blocks = st.lists(
    st.builds(
        Block,
        st.integers(0, 60),
        st.lists(st.integers(0, 50), max_size=8).map(tuple),
        st.integers(0, 8),
        st.integers(0, 44),
    ),
    max_size=4,
)


@given(st.integers(-50, 900), blocks)
def test_nothing_is_taller_than_the_room(room: int, found: list[Block]) -> None:
    shown = rows_that_fit(room, found)
    used = sum(block.height(count) for block, count in zip(found, shown, strict=True))
    assert used <= max(0, room)
    assert all(count is None or 0 <= count <= len(b.rows) for b, count in zip(found, shown, strict=True))
