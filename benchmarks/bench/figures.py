"""What is measured, its limit, and whether it holds."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.bench.bare import SPIN_MS

SCAN, SEARCH, PEOPLE, CHOOSE = "scan", "search", "customer_search", "choose"
COMMIT, START, MEMORY, GROWTH, DAILY = "commit", "start", "memory", "growth", "daily"
NAMES = (SCAN, SEARCH, PEOPLE, CHOOSE, COMMIT, START, MEMORY, GROWTH, DAILY)

LIMITS_MS = {SCAN: 16.0, SEARCH: 25.0, PEOPLE: 30.0, CHOOSE: 30.0}
TITLES = {
    SCAN: "scan → line painted",
    SEARCH: "search keystroke → results painted",
    PEOPLE: "customer search keystroke → painted",
    CHOOSE: "customer chosen → sidebar painted",
}
# What these do is kept on the disk before it is shown.
STORED = {SCAN, CHOOSE}
COMMIT_TIMES, COMMIT_OVER_MS = 1.6, 3.0
START_TIMES, MEMORY_TIMES, GROWTH_TIMES = 1.35, 1.4, 1.25
DAILY_SECONDS, GAP_MS = 3.0, 50.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. `measured` is held against `limit`, both in `unit`; `of` says which figure that is.

    `median`, `p99` and `rounds` describe the values it comes from; `other` has more to know, for the JSON.
    """

    key: str
    title: str
    of: str
    unit: str
    measured: float
    limit: float
    median: float
    p99: float
    rounds: int
    note: str = ""
    other: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Measured by limit: 1 is just enough."""
        return self.measured / self.limit

    @property
    def passed(self) -> bool:
        """Whether it is within its limit."""
        return self.measured <= self.limit

    def as_json(self) -> dict[str, Any]:
        """Every field, with the ratio and the verdict."""
        return {**asdict(self), "ratio": round(self.ratio, 4), "passed": self.passed}


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that could not be measured, and why."""

    key: str
    why: str


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all values do not exceed (nearest rank): a value that occurred."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def p99(values: Sequence[float]) -> float:
    """The value that one in a hundred exceeds."""
    return percentile(values, 99)


def painted(key: str, strokes: Sequence[Sequence[float]], bare: Sequence[Sequence[float]]) -> Figure:
    """From strokes (sent, delivered, busy): the p99 since the key reached its field, against the limit.

    Where the two clocks differ, keys were held back to tell a scanner from a person: waiting, shown beside. So is what
    the machine itself took meanwhile (`bare`), which is in every stroke: for a commit where one is, and for arithmetic.
    """
    sent, since, busy = ([stroke[at] for stroke in strokes] for at in range(3))
    held = median(sent) - median(since)
    note = f"processor {median(busy):.1f}, p99 {p99(busy):.1f}"
    if held > 1:
        note += f"; since the key was sent {p99(sent):.1f} (held back {held:.0f})"
    commits, spins = ([beside[at] for beside in bare] for at in range(2))
    if key in STORED:
        note += f"; bare commit {median(commits):.1f}, p99 {p99(commits):.1f}"
    note += f"; {SPIN_MS} ms of arithmetic {median(spins):.1f}, p99 {p99(spins):.1f}"
    other = {
        "sent_median": median(sent), "sent_p99": p99(sent), "busy_median": median(busy), "busy_p99": p99(busy),
        "bare_commit_median": median(commits), "bare_commit_p99": p99(commits), "arithmetic_median": median(spins),
        "arithmetic_p99": p99(spins),
    }  # fmt: skip
    return Figure(
        key, TITLES[key], "p99", "ms", p99(since), LIMITS_MS[key], median(since), p99(since), len(since), note, other
    )  # fmt: skip


def times(
    key: str,
    title: str,
    unit: str,
    ours: Sequence[float],
    others: Sequence[float],
    limit: float,
    note: str = "",
) -> Figure:
    """The median of ours as a multiple of the median of what it is held against."""
    return Figure(
        key, title, "median ÷ median", "×", median(ours) / median(others), limit, median(ours), p99(ours),
        len(ours), note, {"unit": unit, "against_median": median(others), "against_p99": p99(others)},
    )  # fmt: skip


def commit(ours: Sequence[float], raw: Sequence[float]) -> tuple[Figure, Figure]:
    """A sale stored against the same rows written by `sqlite3` alone: the medians, and what p99 may take more."""
    against = f"raw sqlite3 median {median(raw):.2f} ms, p99 {p99(raw):.2f} ms"
    return (
        times(COMMIT, "sale commit ÷ raw sqlite3", "ms", ours, raw, COMMIT_TIMES, against),
        Figure(
            "commit_p99", "sale commit", "p99", "ms", p99(ours), COMMIT_OVER_MS + p99(raw), median(ours),
            p99(ours), len(ours), f"limit: {COMMIT_OVER_MS:.0f} ms + raw p99",
        ),
    )  # fmt: skip


def growth(action: str, large: Sequence[Sequence[float]], small: Sequence[Sequence[float]]) -> Figure:
    """An action on the shop with many sales against the one with few: medians since the key reached its field."""
    busy = median([s[2] for s in large]) / median([s[2] for s in small])
    return times(
        f"{GROWTH}_{action}", f"{action.replace('_', ' ')}: many sales ÷ few", "ms", [s[1] for s in large],
        [s[1] for s in small], GROWTH_TIMES, f"by processor time {busy:.2f} ×",
    )  # fmt: skip


def daily(seconds: Sequence[float], gaps: Sequence[float]) -> tuple[Figure, Figure]:
    """The slowest report, and the longest time the window stood still while one was made."""
    return (
        Figure(
            DAILY, "daily report", "slowest", "s", max(seconds), DAILY_SECONDS, median(seconds), p99(seconds),
            len(seconds),
        ),
        Figure(
            "daily_gap", "window meanwhile: longest gap", "longest", "ms", max(gaps), GAP_MS, median(gaps),
            p99(gaps), len(gaps),
        ),
    )  # fmt: skip
