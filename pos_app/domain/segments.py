"""Segments: RFM scores and names, and the plain value segments of the daily report.

RFM follows the widely used five-by-five scheme (recency, frequency, monetary; quintile cuts by linear
interpolation, the type 7 quantile of Hyndman and Fan 1996, plus one). Everything is exact: cuts are kept
in fifths, so no fraction is ever rounded.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pos_app.domain.cadence import Rhythm, Stage
from pos_app.domain.message import Message, msg

FIFTH = 5
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Measures:
    """A customer's raw figures: days since the last sale, number of sales, revenue in minor units."""

    recency: int
    frequency: int
    monetary: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores from 1 (worst) to 5 (best)."""

    recency: int
    frequency: int
    monetary: int

    @property
    def text(self) -> str:
        """The three digits, such as "554"."""
        return f"{self.recency}{self.frequency}{self.monetary}"


@dataclass(frozen=True, slots=True)
class Cuts:
    """The cuts of one measure times five: 20, 40, 60 and 80 % of all customers, plus one."""

    fifths: tuple[int, ...]

    def score(self, value: int) -> int:
        """1 + how many of the cuts are not above the value."""
        return 1 + bisect_right(self.fifths, FIFTH * value)


def cuts(values: Iterable[int], one: int = 1) -> Cuts:
    """The cuts of these values; `one` is what is added to each (100 for cents: one whole unit)."""
    ordered = sorted(values)
    if not ordered:
        return Cuts(())
    found = []
    for step in range(1, FIFTH):
        place, rest = divmod((len(ordered) - 1) * step, FIFTH)
        above = ordered[min(place + 1, len(ordered) - 1)]
        found.append(FIFTH * ordered[place] + rest * (above - ordered[place]) + FIFTH * one)
    return Cuts(tuple(found))


def rfm_scores(measures: Mapping[Key, Measures], scale: int = 1) -> dict[Key, Scores]:
    """The scores of all customers; `scale` is the number of minor units in a whole one."""
    everyone = measures.values()
    recency = cuts(m.recency for m in everyone)
    frequency = cuts(m.frequency for m in everyone)
    monetary = cuts((m.monetary for m in everyone), scale)
    return {
        key: Scores(6 - recency.score(m.recency), frequency.score(m.frequency), monetary.score(m.monetary))
        for key, m in measures.items()
    }


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A named box of scores, each bound included."""

    name: str
    recency: tuple[int, int]
    frequency: tuple[int, int]
    monetary: tuple[int, int]

    def holds(self, scores: Scores) -> bool:
        """Whether all three scores lie in the box."""
        return (
            self.recency[0] <= scores.recency <= self.recency[1]
            and self.frequency[0] <= scores.frequency <= self.frequency[1]
            and self.monetary[0] <= scores.monetary <= self.monetary[1]
        )


# The first that holds wins.
RFM_SEGMENTS = (
    SegmentRule("Champions", (5, 5), (5, 5), (5, 5)),
    SegmentRule("Potential Loyalist", (3, 5), (3, 5), (2, 5)),
    SegmentRule("Loyal Customers", (2, 4), (2, 4), (2, 4)),
    SegmentRule("Promising", (3, 4), (1, 3), (3, 5)),
    SegmentRule("New Customers", (4, 5), (1, 3), (1, 5)),
    SegmentRule("Can't Lose Them", (1, 2), (3, 4), (4, 5)),
    SegmentRule("At Risk", (1, 2), (2, 5), (4, 5)),
    SegmentRule("Need Attention", (1, 3), (3, 5), (3, 5)),
    SegmentRule("About To Sleep", (2, 3), (1, 3), (1, 4)),
    SegmentRule("Lost", (1, 1), (1, 5), (1, 5)),
)
OTHERS = "Others"


def rfm_segment(scores: Scores) -> str:
    """The name of the first segment whose box holds the scores, else "Others"."""
    return next((rule.name for rule in RFM_SEGMENTS if rule.holds(scores)), OTHERS)


class ValueSegment(StrEnum):
    """The five groups of the daily report, in its order."""

    HIGH = "high value"
    PROMISING = "promising"
    REGULAR = "regular"
    AT_RISK = "at risk"
    NEW = "new"


VALUE_TEXTS: dict[ValueSegment, Message] = {
    ValueSegment.HIGH: msg("High value"),
    ValueSegment.PROMISING: msg("Promising"),
    ValueSegment.REGULAR: msg("Regular"),
    ValueSegment.AT_RISK: msg("At risk, came back"),
    ValueSegment.NEW: msg("New"),
}


@dataclass(frozen=True, slots=True)
class Worth:
    """Net spend in minor units: over twelve months, over the last 90 days, and over the 90 before them."""

    year: int
    recent: int
    before: int


def high_value_place(spenders: int) -> int:
    """The last place of the top fifth by yearly spend, of so many who spent anything; place 1 spent most."""
    return spenders - spenders * 4 // FIFTH


def value_segment(rhythm: Rhythm, worth: Worth, high_from: int) -> ValueSegment:
    """The group of a customer as they stood before today's visit.

    New: first visit within 30 days. At risk: later than 1.5 intervals. High value: in the top fifth by
    yearly spend. Promising: spent at least half as much again in the last 90 days as in the 90 before.
    Regular: everyone else.
    """
    if rhythm.stage in (None, Stage.NEW):
        return ValueSegment.NEW
    if rhythm.stage in (Stage.LATE, Stage.LAPSED):
        return ValueSegment.AT_RISK
    if worth.year >= high_from:
        return ValueSegment.HIGH
    if worth.recent > 0 and 2 * worth.recent >= 3 * worth.before:
        return ValueSegment.PROMISING
    return ValueSegment.REGULAR
