"""Who comes on which day, and what for: the diary of two years at the counter of the demo shop."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from pos_app.services.demo.baskets import Baskets, Lines
from pos_app.services.demo.calendar import SPAN, Calendar
from pos_app.services.demo.people import COUNT, NEWCOMERS, Person
from pos_app.services.demo.tables import Consumable, Plan, Tables, read_toml

_BUSIEST = 38
_ON_THE_WAY = 0.44
_SAME_TRIP = range(-2, 7)
# The rhythm of homes in days: share of a hundred, shortest, longest.
_RHYTHMS = ((16, 12, 21), (40, 21, 38), (27, 38, 62), (17, 62, 115))
_TRADE_RHYTHM = {"exempt": (14, 28), "farm": (9, 18), "property": (6, 11)}
_OWN_MISSIONS = {"exempt": "property"}
_LAPSED_SHARE = 0.12
_PROJECTS_OF_A_HOME = (40, 36, 18, 6)
_SPRING = range(3, 7)


@dataclass(slots=True)
class Trip:
    """A visit: day number, customer ("" for somebody without a name), basket, project."""

    day: int
    code: str
    lines: Lines
    project: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A project or job with its first day and, once done, its last."""

    code: str
    name: str
    opened: int
    closed: int | None


@dataclass(slots=True)
class Diary:
    """All visits with a name, all projects, and what people own that runs out."""

    trips: list[Trip] = field(default_factory=list)
    undertakings: list[Undertaking] = field(default_factory=list)
    owned: list[tuple[str, str, str, int]] = field(default_factory=list)  # customer, label, SKU, day noted


class DiaryWriter:
    """Writes the diary of every customer in turn with one stream of chance."""

    def __init__(self, tables: Tables, calendar: Calendar, rng: Random) -> None:
        self._tables, self._rng = tables, rng
        self._months, self._weekdays = calendar.months(), calendar.weekdays()
        self._baskets = Baskets(tables, rng)
        self._streets: list[str] = read_toml("names.toml")["streets"]
        self.diary = Diary()

    def write(self, people: list[Person]) -> Diary:
        """The diary of all people."""
        for person in people:
            if "days" in person.known:
                self._told(person)
                continue
            interval, first, stop = self._span(person)
            mine = self._rhythm(person, interval, first, stop)
            if person.at_home:
                for consumable in self._tables.clocks:
                    if self._rng.random() * 100 < consumable.share and not person.known:
                        self._clock(person, consumable, mine, first, stop)
                if not person.known:
                    self._projects(person, mine, first, stop)
            elif person.trade not in {"exempt", "farm"}:
                self._jobs(person, mine, first, stop)
            self._told_visits(person, mine)
            self.diary.trips += mine
        return self.diary

    def _span(self, person: Person) -> tuple[int, int, int]:
        """Usual days between visits, first day, and the day from which the person stays away."""
        rng = self._rng
        if person.known:
            return person.known["interval"], rng.randrange(20), SPAN - person.known["last"] + 1
        if person.at_home:
            _, low, high = rng.choices(_RHYTHMS, [share for share, _, _ in _RHYTHMS])[0]
        else:
            low, high = _TRADE_RHYTHM.get(person.trade, (5, 9))
        interval = rng.randint(low, high)
        number = int(person.code[1:])
        if number in NEWCOMERS:
            return interval, SPAN - (rng.randint(1, 7) if number > COUNT - 7 else rng.randint(9, 60)), SPAN
        first = rng.randrange(interval + 1) if rng.random() < 0.66 else rng.randrange(0, 600)
        lapsed = rng.random() < _LAPSED_SHARE and first < 250
        return interval, first, SPAN - interval - rng.randint(40, 190) if lapsed else SPAN

    def _rhythm(self, person: Person, interval: int, first: int, stop: int) -> list[Trip]:
        found, day = [], first
        while day < stop:
            found.append(self._visit(person, self._suits(person, day, stop)))
            slow = 112 - 4 * abs(2 - abs(self._months[day] - 6))
            gap = interval * self._rng.gammavariate(7, 1 / 7) * slow / 100
            day += max(1, round(gap))
        if "last" in person.known:
            found = [trip for trip in found if trip.day < stop - 4]
            found.append(Trip(stop - 1, person.code, self._visit(person, stop - 1).lines, fixed=True))
        return found

    def _suits(self, person: Person, day: int, stop: int) -> int:
        """A day near by that suits: Saturdays for homes, weekdays for trades."""
        weekday = self._weekdays[day]
        if person.at_home:
            moved = day + (5 - weekday if weekday in (3, 4, 6) and self._rng.random() < 0.3 else 0)
        else:
            moved = day + (2 if weekday == 5 else 1 if weekday == 6 else 0)
        return moved if 0 <= moved < stop else day

    def _visit(self, person: Person, day: int) -> Trip:
        month = self._months[day]
        lines = Lines()
        for _ in range(person.known.get("missions", 1)):
            if person.at_home or self._rng.random() < 0.12:
                lines |= self._home_basket(month)
            else:
                lines |= self._baskets.mission(_OWN_MISSIONS.get(person.trade, person.trade), month)
        self._baskets.extras(lines, month, _ON_THE_WAY)
        return Trip(day, person.code, lines)

    def _home_basket(self, month: int) -> Lines:
        if self._rng.random() < 0.72:
            return self._baskets.mission("home", month)
        return self._baskets.browse(month)

    def _clock(self, person: Person, consumable: Consumable, mine: list[Trip], first: int, stop: int) -> None:
        """Buy it again whenever it has run out, on a visit near the day or on one of its own."""
        rng = self._rng
        # Most homes have the first kind of the list, few the last.
        kind = consumable.kinds[
            min(rng.randrange(len(consumable.kinds)), rng.randrange(len(consumable.kinds)))
        ]
        pieces = rng.randint(1, consumable.pieces) * 1000
        due = first + rng.randrange(consumable.days)
        if consumable.days > 300:
            due = next((d for d in range(due, due + 365) if d < SPAN and self._months[d] in _SPRING), SPAN)
        bought = []
        while due < stop:
            near = next((trip for trip in mine if trip.day - due in _SAME_TRIP and not trip.project), None)
            if near is None:
                near = Trip(due, person.code, Lines())
                mine.append(near)
            near.lines[kind] = pieces
            bought.append(near.day)
            due = near.day + max(5, round(rng.gauss(consumable.days, consumable.spread)))
        if bought and consumable.days > 60 and rng.random() < 0.8:
            self.diary.owned.append((person.code, consumable.label, kind, bought[-1]))

    def _projects(self, person: Person, mine: list[Trip], first: int, stop: int) -> None:
        rng = self._rng
        many = rng.choices(range(len(_PROJECTS_OF_A_HOME)), _PROJECTS_OF_A_HOME)[0]
        plans = self._tables.plans
        chosen: list[Plan] = []
        while len(chosen) < many:
            plan = rng.choices(plans, [plan.weight for plan in plans])[0]
            if plan not in chosen:
                chosen.append(plan)
        for plan in chosen:
            length = plan.steps[-1].last
            days = [
                day for day in range(first, stop if stop == SPAN else stop - length)
                if self._months[day] in plan.months
            ]  # fmt: skip
            if days:
                self._carry_out(person, plan, rng.choice(days), mine)

    def _carry_out(self, person: Person, plan: Plan, begin: int, mine: list[Trip]) -> None:
        """Buy the steps of a project in their order; what lies ahead of the demo's day is still open."""
        day = begin - 1
        for step in plan.steps:
            day = max(day + 1, begin + self._rng.randint(step.first, step.last))
            if day < SPAN:
                mine.append(Trip(day, person.code, self._baskets.take(step.picks), plan.name))
        done = day + self._rng.randint(3, 16)
        self.diary.undertakings.append(
            Undertaking(person.code, plan.name, begin, done if done < SPAN else None)
        )

    def _jobs(self, person: Person, mine: list[Trip], first: int, stop: int) -> None:
        """A contractor's visits belong to the job that is under way."""
        rng, begin, names = self._rng, first, set[str]()
        while begin < stop:
            end = begin + rng.randint(18, 75)
            name = f"{rng.choice(self._streets)} {rng.randint(1, 90)}"
            trips = [t for t in mine if begin <= t.day < end and not t.project and rng.random() < 0.86]
            if trips and name not in names:
                names.add(name)
                for trip in trips:
                    trip.project = name
                closed = end if end < SPAN else stop if stop < SPAN else None
                self.diary.undertakings.append(
                    Undertaking(person.code, name, min(t.day for t in trips), closed)
                )
            begin = end - rng.randint(0, 6)

    def _told(self, person: Person) -> None:
        """Somebody whose visits are all written down; the baskets not told are small everyday ones."""
        days = {
            SPAN - back: Trip(SPAN - back, person.code, Lines(), fixed=True) for back in person.known["days"]
        }
        mine = list(days.values())
        self._told_visits(person, mine)
        for trip in mine:
            if not trip.lines:
                trip.lines = self._small_basket(trip.day)
        for row in person.known.get("projects", []):
            self.diary.undertakings.append(Undertaking(person.code, row["name"], SPAN - row["opened"], None))
        self.diary.trips += mine

    def _told_visits(self, person: Person, mine: list[Trip]) -> None:
        by_day = {trip.day: trip for trip in mine}
        for row in person.known.get("visits", []):
            day = SPAN - row["day"]
            if day not in by_day:
                by_day[day] = Trip(day, person.code, Lines())
                mine.append(by_day[day])
            trip = by_day[day]
            trip.lines = {pick.sku: pick.low for pick in self._tables.picks(row["items"])}
            trip.project, trip.fixed = row.get("project", ""), True

    def _small_basket(self, day: int) -> Lines:
        """One or two things that cost little."""
        month = self._months[day]
        while True:
            lines = self._baskets.mission("home", month)
            worth = sum(self._tables.articles[sku].price * quantity for sku, quantity in lines.items())
            if worth < 30_00_000:
                return lines


def spread_out(trips: list[Trip], closed: set[int]) -> None:
    """Move visits off closed days, and off days with more than the counter could serve."""
    by_day: dict[int, list[Trip]] = defaultdict(list)
    for trip in trips:
        while trip.day in closed:
            trip.day += 1 if trip.day + 1 < SPAN else -1
        by_day[trip.day].append(trip)
    for day in range(SPAN - 1, 1, -1):
        here = by_day[day]
        movable = [trip for trip in here if not trip.fixed and not trip.project]
        earlier = day - 1 if day - 1 not in closed else day - 2
        while len(here) > _BUSIEST and movable:
            trip = movable.pop()
            here.remove(trip)
            trip.day = earlier
            by_day[earlier].append(trip)


def walk_ins(
    baskets: Baskets, named: list[Trip], targets: list[int], months: list[int], rng: Random
) -> list[Trip]:
    """People without a name: they fill every day up to what it should have."""
    count = [0] * SPAN
    for trip in named:
        count[trip.day] += 1
    found = []
    for day, target in enumerate(targets):
        for _ in range(max(4 if target else 0, target - count[day])):
            month = months[day]
            lines = baskets.mission("home", month) if rng.random() < 0.55 else baskets.browse(month)
            baskets.extras(lines, month, _ON_THE_WAY * 0.8)
            found.append(Trip(day, "", lines))
    return found
