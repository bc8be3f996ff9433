"""Breaks text into lines: the same rule for proportional type on paper and for printer columns.

A width is whatever `measure` returns: points for a font, columns for a receipt printer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")
ELLIPSIS = "…"
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Span(Generic[S]):
    """A stretch of text in one style."""

    text: str
    style: S


Measure = Callable[[str, S], float]


def clean(text: str) -> str:
    """`text` on one line: line ends and tabs become spaces, control characters go, no-break spaces stay."""
    visible = (
        " " if ch in "\n\r\t\v\f" else ch
        for ch in text
        if ch in "\n\r\t\v\f" or unicodedata.category(ch) != "Cc"
    )
    return " ".join(part for part in "".join(visible).split(" ") if part)


def wrap(
    spans: Sequence[Span[S]], width: float, measure: Measure[S], *, max_lines: int = 0
) -> list[list[Span[S]]]:
    """The spans as lines no wider than `width`; at least one line.

    Breaks at spaces, and inside a word only where the word alone is too wide. With `max_lines` the rest is
    dropped and the last line ends with an ellipsis; 0 keeps everything.
    """
    lines: list[list[Span[S]]] = [[]]
    used = 0.0
    for word, style, spaced in _words(spans):
        size = measure(word, style)
        gap = measure(" ", style) if spaced and lines[-1] else 0
        if lines[-1] and used + gap + size > width:
            lines.append([])
            used, gap = 0.0, 0
        for piece in _pieces(word, style, width, measure) if size > width else [word]:
            if lines[-1] and used + gap + measure(piece, style) > width:
                lines.append([])
                used, gap = 0.0, 0
            _append(lines[-1], (" " if gap else "") + piece, style)
            used += gap + measure(piece, style)
            gap = 0
    if max_lines and len(lines) > max_lines:
        lines = lines[:max_lines]
        lines[-1] = _shortened(lines[-1], width, measure)
    return lines


def whole_parts(text: str, fits: Callable[[str], bool]) -> list[str]:
    """A text of parts joined by " · " as lines that break between parts, where a line can hold a part."""
    lines: list[str] = []
    for part in text.split(SEPARATOR):
        if lines and fits(lines[-1] + SEPARATOR + part):
            lines[-1] += SEPARATOR + part
        else:
            lines.append(part)
    return lines


def _words(spans: Sequence[Span[S]]) -> list[tuple[str, S, bool]]:
    """Every word with its style and whether a space stands before it."""
    words: list[tuple[str, S, bool]] = []
    pending = False
    for span in spans:
        for index, word in enumerate(span.text.split(" ")):
            pending = pending or index > 0
            if word:
                words.append((word, span.style, pending))
                pending = False
    return words


def _pieces(word: str, style: S, width: float, measure: Measure[S]) -> list[str]:
    """A word wider than a line, cut into pieces that fit (one character at least)."""
    pieces = [""]
    for character in word:
        if pieces[-1] and measure(pieces[-1] + character, style) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _append(line: list[Span[S]], text: str, style: S) -> None:
    if line and line[-1].style == style:
        line[-1] = Span(line[-1].text + text, style)
    else:
        line.append(Span(text, style))


def _shortened(line: list[Span[S]], width: float, measure: Measure[S]) -> list[Span[S]]:
    """The line with an ellipsis at its end, cut so that both fit."""
    kept = list(line)
    while kept:
        last = kept.pop()
        before = sum(measure(span.text, span.style) for span in kept)
        text = last.text
        while text and before + measure(text.rstrip() + ELLIPSIS, last.style) > width:
            text = text[:-1]
        if text or not kept:
            return [*kept, Span(text.rstrip() + ELLIPSIS, last.style)]
    return kept
