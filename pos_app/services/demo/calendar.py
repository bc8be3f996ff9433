"""When the demo shop is open and how busy it is. Days are counted from the first day of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

SPAN = 730
# Sales of an ordinary day, Monday to Sunday, and how the months differ from it (per cent).
_WEEKDAY = (25, 25, 24, 26, 28, 33, 24)
_MONTH = (94, 92, 97, 106, 112, 108, 101, 97, 98, 102, 101, 104)
_OPEN = {5: (8, 17), 6: (9, 14)}
_WEEK_HOURS = (7, 18)
LEAST, MOST = 25, 45


@dataclass(frozen=True, slots=True)
class Calendar:
    """Two years that end the day before `as_of`: whoever opens the demo rings up today's first sale."""

    as_of: date

    @property
    def start(self) -> date:
        """Day 0."""
        return self.as_of - timedelta(SPAN)

    def day(self, number: int) -> date:
        """The date of a day's number."""
        return self.start + timedelta(number)

    def months(self) -> list[int]:
        """The month (0 to 11) of every day."""
        return [self.day(number).month - 1 for number in range(SPAN)]

    def weekdays(self) -> list[int]:
        """The weekday of every day, Monday 0."""
        first = self.start.weekday()
        return [(first + number) % 7 for number in range(SPAN)]

    def closed(self) -> set[int]:
        """New Year, Thanksgiving (fourth Thursday in November) and Christmas."""
        found = set()
        for number in range(SPAN):
            day = self.day(number)
            thanks = day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
            if thanks or (day.month, day.day) in {(1, 1), (12, 25)}:
                found.add(number)
        return found

    def targets(self, rng: Random) -> list[int]:
        """How many sales every day should have."""
        closed = self.closed()
        found = []
        for number, (weekday, month) in enumerate(zip(self.weekdays(), self.months(), strict=True)):
            usual = _WEEKDAY[weekday] * _MONTH[month] // 100 + rng.randint(-3, 3)
            found.append(0 if number in closed else min(MOST, max(LEAST, usual)))
        return found

    def moment(self, number: int, rng: Random, *, early: bool) -> datetime:
        """A time of day (the shop's wall clock) while it is open; tradespeople come `early`."""
        day = self.day(number)
        opens, closes = _OPEN.get(day.weekday(), _WEEK_HOURS)
        minutes = (closes - opens) * 60 - 2
        share = rng.betavariate(1.2, 4) if early else rng.betavariate(1.7, 1.7)
        minute = int(share * minutes) + (30 if opens == _WEEK_HOURS[0] and share * minutes < 30 else 0)
        return datetime.combine(day, time(opens)) + timedelta(minutes=minute, seconds=rng.randrange(60))

    def price_rise(self) -> int:
        """The day on which prices went up: the latest 1 February at least two months before the end."""
        rise = date(self.as_of.year, 2, 1)
        if rise > self.as_of - timedelta(60):
            rise = date(self.as_of.year - 1, 2, 1)
        return (rise - self.start).days
