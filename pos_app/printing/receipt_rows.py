"""The kinds of row a receipt is made of, before anything is measured in points or columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Style(Enum):
    """How a row looks."""

    SHOP = auto()
    CENTRED = auto()
    CENTRED_STRONG = auto()
    NOTICE = auto()
    SMALL = auto()
    PLAIN = auto()
    DETAIL = auto()
    TOTAL = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of text: `label` at the left (or centred), `value` at the right edge and never broken.

    `lead` is printed bold before the label. `most_lines` cuts a long label; 0 never does. With `stacks` the
    value goes below a label that does not fit beside it in one line; else the label is broken.
    """

    style: Style
    label: str
    value: str = ""
    lead: str = ""
    strong_value: bool = False
    most_lines: int = 0
    stacks: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A little white space."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A Code 128 of `data`; `tall` where a customer's paper will be scanned after weeks in a pocket."""

    data: str
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Items in a bold frame."""

    items: tuple[Row | Barcode, ...]


Item = Row | Rule | Gap | Barcode | Box
