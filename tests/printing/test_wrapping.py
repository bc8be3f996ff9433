"""Breaking text into lines, with a character for a unit of width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.printing.wrapping import Span, clean, whole_parts, wrap


def lines_of(text: str, width: int, max_lines: int = 0) -> list[str]:
    lines = wrap([Span(text, 0)], width, lambda part, _style: len(part), max_lines=max_lines)
    return ["".join(span.text for span in line) for line in lines]


@pytest.mark.parametrize(
    ("text", "width", "most", "expected"),
    [
        ("", 5, 0, [""]),
        ("one two", 7, 0, ["one two"]),
        ("one two", 6, 0, ["one", "two"]),
        ("abcdefgh", 3, 0, ["abc", "def", "gh"]),
        ("a bcdefgh", 3, 0, ["a", "bcd", "efg", "h"]),
        ("one two three four", 5, 2, ["one", "two…"]),
        ("abcdefgh", 3, 2, ["abc", "de…"]),
    ],
)
def test_lines(text: str, width: int, most: int, expected: list[str]) -> None:
    assert lines_of(text, width, most) == expected


def test_a_no_break_space_holds_words_together() -> None:
    assert lines_of("came no\u00a0answer", 9) == ["came", "no\u00a0answer"]


def test_a_word_may_change_its_style_inside() -> None:
    lines = wrap([Span("[", 1), Span("]a b", 0)], 3, lambda part, _style: len(part))
    assert lines == [[Span("[", 1), Span("]a", 0)], [Span("b", 0)]]


def test_parts_stay_whole() -> None:
    text = "12 Mill Road · 555 0142 · Tax no. 12"
    assert whole_parts(text, lambda part: len(part) <= 23) == ["12 Mill Road · 555 0142", "Tax no. 12"]
    assert whole_parts(text, lambda part: len(part) <= 99) == [text]


def test_clean_leaves_one_line() -> None:
    assert clean("  a\r\nb\tc \x00\x1bd\u00a0e ") == "a b c d\u00a0e"


@given(st.text(max_size=120), st.integers(1, 30))
def test_nothing_is_lost_and_nothing_is_wider(text: str, width: int) -> None:
    lines = lines_of(text, width)
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
