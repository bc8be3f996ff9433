"""What the demo shop's customers come in for: the tables of `resources/demo`, read into small values.

Quantities are thousandths; chances are per cent; months count from 0 (January).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pos_app.services.demo.catalogue import Article, Catalogue, demo_dir

HOME = "home"
MEASURED = {"m": 100, "kg": 50, "lb": 250, "l": 500}
WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Pick:
    """An article that goes into a basket with some chance, in a quantity between two."""

    sku: str
    low: int
    high: int
    chance: int


@dataclass(frozen=True, slots=True)
class Mission:
    """Why somebody comes in; `weights` say how much in each month."""

    trade: str
    picks: tuple[Pick, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A basket of a project, bought between two days after its beginning."""

    first: int
    last: int
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A project at home: months it begins in, and its steps in order."""

    name: str
    weight: int
    months: tuple[int, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Consumable:
    """Something that runs out: the share of homes that have it, days it lasts, kinds, pieces at once."""

    label: str
    share: int
    days: int
    spread: int
    kinds: tuple[str, ...]
    pieces: int


class Tables:
    """All tables, with what is needed to draw from them quickly."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.articles = catalogue.articles
        self.seasons: dict[str, tuple[int, ...]] = {
            name: tuple(weights) for name, weights in read_toml("seasons.toml").items()
        }
        missions = read_toml("missions.toml")
        self.clocks = [
            Consumable(label, share, days, spread, tuple(kinds), pieces)
            for label, share, days, spread, kinds, pieces in missions["clocks"]
        ]
        self._missions = [self._mission(row) for row in missions["missions"]]
        self._drawn: dict[tuple[str, int], tuple[list[Mission], list[int]]] = {}
        self.plans = [self._plan(row) for row in read_toml("projects.toml")["project"]]
        self.packs = {a.pack_of: a for a in self.articles.values() if a.pack_of}
        self._shelf: list[tuple[list[Article], list[int]]] = [self._shelves(month) for month in range(12)]
        self._aisle: dict[tuple[str, int], tuple[list[Article], list[int]]] = {}

    def missions(self, trade: str, month: int) -> tuple[list[Mission], list[int]]:
        """The missions of a trade with their cumulated weights in a month."""
        key = (trade, month)
        if key not in self._drawn:
            found = [m for m in self._missions if m.trade == trade and m.weights[month]]
            self._drawn[key] = found, list(accumulate(m.weights[month] for m in found))
        return self._drawn[key]

    def shelf(self, month: int, category: str = "") -> tuple[list[Article], list[int]]:
        """Articles (of one department) that sell in a month, with their cumulated weights."""
        if not category:
            return self._shelf[month]
        key = (category, month)
        if key not in self._aisle:
            found = [a for a in self._shelf[month][0] if a.category == category]
            self._aisle[key] = found, list(accumulate(self._demand(a, month) for a in found))
        return self._aisle[key]

    def picks(self, text: str) -> tuple[Pick, ...]:
        """Read "SKU:quantity:chance …"; a chance left out is certain. KeyError for an unknown SKU."""
        found = []
        for part in text.split():
            sku, quantity, *chance = part.split(":")
            low, _, high = quantity.partition("-")
            article = self.articles[sku]
            found.append(
                Pick(
                    article.sku, thousandths(low), thousandths(high or low), int(chance[0]) if chance else 100
                )
            )
        return tuple(found)

    def _mission(self, row: list[Any]) -> Mission:
        _, trade, weight, season, text = row
        return Mission(trade, self.picks(text), tuple(weight * month for month in self.seasons[season]))

    def _plan(self, row: dict[str, Any]) -> Plan:
        steps = []
        for window, text in row["steps"]:
            first, last = window.split("-")
            steps.append(Step(int(first), int(last), self.picks(text)))
        return Plan(row["name"], row["weight"], tuple(month - 1 for month in row["months"]), tuple(steps))

    def _demand(self, article: Article, month: int) -> int:
        return article.demand * self.seasons[article.season][month]

    def _shelves(self, month: int) -> tuple[list[Article], list[int]]:
        found = [a for a in self.articles.values() if self._demand(a, month)]
        return found, list(accumulate(self._demand(a, month) for a in found))


def read_toml(name: str) -> dict[str, Any]:
    """A table file of `resources/demo`."""
    return tomllib.loads((demo_dir() / name).read_text(encoding="utf-8"))


def thousandths(text: str) -> int:
    """A quantity of the tables ("2", "0.5") in thousandths."""
    whole, _, fraction = text.partition(".")
    return int(whole) * 1000 + int(fraction.ljust(3, "0"))


def step_of(article: Article) -> int:
    """The smallest quantity in which people ask for an article."""
    return MEASURED.get(article.unit, WHOLE)
