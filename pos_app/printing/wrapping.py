"""Breaks text into lines: the same rule for proportional type on paper and for printer columns.

A width is whatever `measure` returns: points for a font, columns for a receipt printer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")
ELLIPSIS = "…"
SEPARATOR = " · "
# At least two groups of digits, as telephone numbers have them.
_GROUPS = re.compile(r"[+(]?\d[\d().\-/]*(?: [\d(][\d().\-/]*)+")


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


def whole_numbers(text: str) -> str:
    """`text` with every number of several groups ("+1 207 555 0177") bound together, so that no line ends in it."""
    return _GROUPS.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def wrap(
    spans: Sequence[Span[S]], width: float, measure: Measure[S], *, max_lines: int = 0
) -> list[list[Span[S]]]:
    """The spans as lines no wider than `width`; at least one line.

    Breaks at spaces, and inside a word only where the word alone is too wide. With `max_lines` the rest is
    dropped and the last line ends with an ellipsis; 0 keeps everything.
    """
    lines: list[list[Span[S]]] = [[]]
    used = 0.0
    for word in _words(spans):
        size = sum(measure(span.text, span.style) for span in word)
        # The space belongs to the style before it, so that a mark in front of a word begins with itself.
        gap = measure(" ", lines[-1][-1].style) if lines[-1] else 0
        if lines[-1] and used + gap + size > width:
            lines.append([])
            used, gap = 0.0, 0
        if gap:
            _append(lines[-1], Span(" ", lines[-1][-1].style))
            used += gap
        for piece in word if size <= width else _pieces(word, width, measure):
            step = measure(piece.text, piece.style)
            if lines[-1] and used + step > width:
                lines.append([])
                used = 0.0
            _append(lines[-1], piece)
            used += step
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


def _words(spans: Sequence[Span[S]]) -> list[list[Span[S]]]:
    """What stands between spaces; a word may change its style inside."""
    words: list[list[Span[S]]] = []
    new = True
    for span in spans:
        for index, part in enumerate(span.text.split(" ")):
            new = new or index > 0
            if part and new:
                words.append([Span(part, span.style)])
                new = False
            elif part:
                words[-1].append(Span(part, span.style))
    return words


def _pieces(word: Sequence[Span[S]], width: float, measure: Measure[S]) -> list[Span[S]]:
    """A word wider than a line, cut into pieces that fit (one character at least)."""
    pieces: list[Span[S]] = []
    for span in word:
        text = ""
        for character in span.text:
            if text and measure(text + character, span.style) > width:
                pieces.append(Span(text, span.style))
                text = ""
            text += character
        pieces.append(Span(text, span.style))
    return pieces


def _append(line: list[Span[S]], piece: Span[S]) -> None:
    if line and line[-1].style == piece.style:
        line[-1] = Span(line[-1].text + piece.text, piece.style)
    else:
        line.append(piece)


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
