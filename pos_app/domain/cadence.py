"""The rhythm of a customer: how often they come, where they stand in it, and which goods are due again.

A *visit* is a day with a sale, however many receipts it had. An *interval* is the median number of days
between one visit and the next: unlike the mean it is not moved by one long holiday. Nothing is said of a
rhythm before there are three visits, that is two intervals.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from pos_app.domain.message import Message, msg

LEAST_VISITS = 3
NEW_DAYS = 30
# Someone who comes daily is not late after a weekend or a bank holiday.
SHORTEST_RHYTHM = 7
# Too few visits for a rhythm: silence of this length still means that they are gone.
LAPSED_WITHOUT_RHYTHM = 270
# Trips of one week are one purchase: the second is for what was forgotten, not for the next filter.
SAME_NEED_DAYS = 7
SHORTEST_CLOCK = 14


class Stage(StrEnum):
    """Where a customer stands in their own rhythm."""

    NEW = "new"
    OCCASIONAL = "occasional"
    STEADY = "steady"
    DUE = "due"
    LATE = "late"
    LAPSED = "lapsed"
    RETURNED = "returned"


STAGE_TEXTS = {
    Stage.NEW: msg("new"),
    Stage.OCCASIONAL: msg("occasional"),
    Stage.STEADY: msg("steady"),
    Stage.DUE: msg("due"),
    Stage.LATE: msg("late"),
    Stage.LAPSED: msg("long away"),
    Stage.RETURNED: msg("came back"),
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Visits up to a day. `interval` and `days_since` are days; None where they cannot be known."""

    visits: int
    first: date | None
    last: date | None
    interval: int | None
    days_since: int | None
    stage: Stage | None

    @property
    def stage_text(self) -> Message | None:
        """The stage in one word."""
        return STAGE_TEXTS[self.stage] if self.stage else None

    @property
    def text(self) -> Message | None:
        """The rhythm in words: "every 18 days"."""
        if self.interval is None:
            return None
        if self.interval == 1:
            return msg("every day")
        return msg("every {days} days", days=self.interval)

    @property
    def away_long(self) -> bool:
        """Standing at the counter now, this customer comes back after a long absence."""
        return self.stage is Stage.LAPSED


def median(values: Sequence[int]) -> int:
    """The middle of the values, of two middle ones their mean rounded half up; ValueError if empty."""
    if not values:
        raise ValueError("no values have no median")
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle] + 1) // 2


def gaps(days: Sequence[date]) -> list[int]:
    """The days between each of the ordered dates and the next."""
    return [(later - earlier).days for earlier, later in pairwise(days)]


def rhythm(days: Iterable[date], today: date) -> Rhythm:
    """The rhythm of visits on `days` as it stands on `today`; visits after it are not looked at."""
    visits = sorted({day for day in days if day <= today})
    if not visits:
        return Rhythm(0, None, None, None, None, None)
    between = gaps(visits)
    interval = max(1, median(between)) if len(visits) >= LEAST_VISITS else None
    since = (today - visits[-1]).days
    return Rhythm(
        len(visits), visits[0], visits[-1], interval, since, _stage(visits, between, interval, since, today)
    )


def _stage(visits: list[date], between: list[int], interval: int | None, since: int, today: date) -> Stage:
    """The stage: late is more than 1.5 intervals away, lapsed more than 3 (design: clienteling, first version)."""
    if (today - visits[0]).days <= NEW_DAYS:
        return Stage.NEW
    if interval is None:
        return Stage.LAPSED if since > LAPSED_WITHOUT_RHYTHM else Stage.OCCASIONAL
    step = max(interval, SHORTEST_RHYTHM)
    if since > 3 * step:
        return Stage.LAPSED
    if 2 * since > 3 * step:
        return Stage.LATE
    if since > step:
        return Stage.DUE
    return Stage.RETURNED if between[-1] > 3 * step else Stage.STEADY


@dataclass(frozen=True, slots=True)
class Clock:
    """A consumable's clock: bought every `interval` days, `last` time then, `due_on` the next."""

    interval: int
    last: date
    due_on: date

    def due(self, today: date) -> bool:
        """Whether it is time; twice overdue it falls silent, for they buy it elsewhere or need it no more."""
        return self.due_on <= today <= self.last + 3 * (self.due_on - self.last)

    def nearly_due(self, today: date) -> bool:
        """Whether it is due, or will be within a quarter of the interval."""
        return self.due(today) or 0 < 4 * (self.due_on - today).days <= self.interval


def clock(days: Iterable[date], today: date, least: int = LEAST_VISITS) -> Clock | None:
    """The clock of something bought on `days`, None where there is no rhythm to speak of.

    Purchases within a week are one. At least `least` of them are needed, an interval of at least two
    weeks, and regularity, or chance would look like a habit: the median distance of the intervals from
    their median is at most a quarter of it (of two intervals, which prove least, a sixth), and no
    interval is longer than twice the median.
    """
    known = tuple(days)
    return _clock(known, today, least) if len(known) >= least else None


# Sidebar and offers ask for the same clocks within one breath.
@lru_cache(maxsize=4096)
def _clock(days: tuple[date, ...], today: date, least: int) -> Clock | None:
    limit = today.toordinal()
    needs: list[int] = []
    for day in sorted({day.toordinal() for day in days}):
        if day <= limit and (not needs or day - needs[-1] > SAME_NEED_DAYS):
            needs.append(day)
    if len(needs) < least:
        return None
    between = [later - earlier for earlier, later in pairwise(needs)]
    interval = median(between)
    scatter = median([abs(gap - interval) for gap in between])
    steadiness = 6 if len(between) == LEAST_VISITS - 1 else 4
    if interval < SHORTEST_CLOCK or steadiness * scatter > interval or max(between) > 2 * interval:
        return None
    return Clock(interval, date.fromordinal(needs[-1]), date.fromordinal(needs[-1] + interval))
