"""Two habits of the demo shop that people notice: who takes the fitting extra, and who forgot it.

Of the forty named buyers of the deck screw thirty-one also took the T25 bit set, of the forty tilers of a
wall thirty-one the grout float. The other buyers get the neighbouring goods, so that the shares are exact.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from pos_app.services.demo.visits import Trip

BUYERS, TOOK = 40, 31


@dataclass(frozen=True, slots=True)
class Habit:
    """Buyers of `goods` (single, box) who take `extra`.

    Further customers buy the `instead` of the same place; if there are too few buyers, those of the `near`
    goods become some.
    """

    goods: tuple[str, str]
    instead: tuple[str, str]
    near: tuple[str, ...]
    extra: str
    no_extra: str


HABITS = (
    Habit(
        ("SCREW-T25", "SCREW-T25-BOX200"),
        ("SCREW-T25-2", "SCREW-T25-2-BOX200"),
        ("SCREW-T25-3-BOX200", "SCREW-T25-158-BOX200", "SCREW-WD-8-2-BOX100"),
        "BIT-T25",
        "BIT-T20",
    ),
    Habit(
        ("TILE-3060", "TILE-3060-BOX8"),
        ("TILE-3060G", "TILE-3060G-BOX8"),
        ("TILE-3060G-BOX8", "TILE-SUB-BOX80", "TILE-F12-BOX10", "TILE-ADH", "GROUT-UW5", "GROUT-PRE"),
        "FLOAT-GROUT",
        "TROW-N14",
    ),
)


def settle(habit: Habit, trips: list[Trip], without: list[str], rng: Random) -> None:
    """Make the share of named buyers exact; `without` are customers who buy the goods and never the extra."""
    buyers = _buyers(habit, trips)
    others = sorted(code for code in buyers if code not in without)
    took = set(rng.sample(others, TOOK))
    rest = [code for code in others if code not in took]
    plain = {*rng.sample(rest, BUYERS - TOOK - len(without)), *without}
    for trip in trips:
        if trip.code and trip.code not in took and trip.code not in plain:
            _replace(trip, dict(zip(habit.goods, habit.instead, strict=True)))
        elif trip.code in plain:
            _replace(trip, {habit.extra: habit.no_extra})
    for code in sorted(took):
        if not any(habit.extra in trip.lines for trip in trips if trip.code == code):
            rng.choice(buyers[code][:2]).lines[habit.extra] = 1000


def _buyers(habit: Habit, trips: list[Trip]) -> dict[str, list[Trip]]:
    """Visits with the goods by customer; the next best customers are made buyers until there are enough."""
    found: dict[str, list[Trip]] = defaultdict(list)
    in_order = sorted((trip for trip in trips if trip.code), key=lambda trip: trip.day)
    for trip in in_order:
        if any(sku in trip.lines for sku in habit.goods):
            found[trip.code].append(trip)
    for near in habit.near:
        for trip in in_order:
            if len(found) >= BUYERS:
                return found
            if near in trip.lines and trip.code not in found and not trip.fixed:
                trip.lines.setdefault(habit.goods[1], 1000)
                found[trip.code].append(trip)
    return found


def _replace(trip: Trip, other: dict[str, str]) -> None:
    if any(sku in other for sku in trip.lines):
        lines: dict[str, int] = {}
        for sku, quantity in trip.lines.items():
            lines[other.get(sku, sku)] = lines.get(other.get(sku, sku), 0) + quantity
        trip.lines = lines
