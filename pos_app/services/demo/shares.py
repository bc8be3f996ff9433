"""Two habits of the demo shop that people notice: who takes the fitting extra, and who forgot it.

Of the forty who bought the deck screw thirty-one also took the T25 bit set on the same receipt, of the forty
who bought the wall tile thirty-one the grout float. Whoever gave no name counts by the receipt. The other
buyers get the neighbouring goods, so that the shares are exact.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from pos_app.services.demo.visits import Trip

BUYERS, TOOK = 40, 31


@dataclass(frozen=True, slots=True)
class Habit:
    """Buyers of `goods` who take `extra`; others buy `instead`, or `no_extra`.

    If there are too few buyers, those of the `near` goods become some and buy `usual` thousandths.
    """

    goods: str
    instead: str
    near: tuple[str, ...]
    usual: int
    extra: str
    no_extra: str


HABITS = (
    Habit(
        "SCREW-T25",
        "SCREW-T25-2",
        ("SCREW-T25-BOX200", "SCREW-T25-3-BOX200", "SCREW-T25-158-BOX200", "SCREW-WD-8-2-BOX100"),
        60_000,
        "BIT-T25",
        "BIT-T20",
    ),
    Habit(
        "TILE-3060-BOX8",
        "TILE-3060G-BOX8",
        ("TILE-3060G-BOX8", "TILE-SUB-BOX80", "TILE-F12-BOX10", "TILE-ADH", "GROUT-UW5", "GROUT-PRE"),
        2_000,
        "FLOAT-GROUT",
        "TROW-N14",
    ),
)
_Buyers = dict[str, list[Trip]]


def settle(habit: Habit, trips: list[Trip], never: list[str], rng: Random) -> None:
    """Make the share exact; `never` are customers who buy the goods and do without the extra."""
    buyers = _buyers(habit, trips)
    others = sorted(key for key in buyers if key not in never)
    took = set(rng.sample(others, TOOK))
    rest = [key for key in others if key not in took]
    plain = {*rng.sample(rest, BUYERS - TOOK - len(never)), *never}
    for key, bought in buyers.items():
        if key not in took and key not in plain:
            for trip in bought:
                _replace(trip, habit.goods, habit.instead)
    for key, trip in _keyed(trips):
        if key in plain:
            _replace(trip, habit.extra, habit.no_extra)
    for key in sorted(took):
        if not any(habit.extra in trip.lines for trip in buyers[key]):
            rng.choice(buyers[key][:2]).lines[habit.extra] = 1000


def _keyed(trips: list[Trip]) -> list[tuple[str, Trip]]:
    """Trips in order of days with who it was: the customer, or the visit itself where no name was given."""
    return [
        (trip.code or f"visit {number}", trip)
        for number, trip in enumerate(sorted(trips, key=lambda trip: trip.day))
    ]


def _buyers(habit: Habit, trips: list[Trip]) -> _Buyers:
    """Visits with the goods by buyer; the next best customers are made buyers until there are enough."""
    found: _Buyers = defaultdict(list)
    keyed = _keyed(trips)
    for key, trip in keyed:
        if habit.goods in trip.lines:
            found[key].append(trip)
    for near in habit.near:
        for key, trip in keyed:
            if len(found) >= BUYERS:
                return found
            if trip.code and near in trip.lines and key not in found and not trip.fixed:
                trip.lines[habit.goods] = habit.usual
                found[key].append(trip)
    return found


def _replace(trip: Trip, sku: str, other: str) -> None:
    """Another article in the same place of the basket."""
    if sku in trip.lines:
        lines: dict[str, int] = {}
        for each, quantity in trip.lines.items():
            name = other if each == sku else each
            lines[name] = lines.get(name, 0) + quantity
        trip.lines = lines
