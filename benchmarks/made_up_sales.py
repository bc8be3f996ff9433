"""Made-up sales of a hardware shop over three years: customers with habits, and people without a name.

A known customer comes at an interval, buys a few things again and again within two categories, and some have a
project. The first customers (`REGULARS`) come as often in a small shop as in a large one, so that the same person can
be measured in both; of the others a few come very often and most seldom.
"""

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

import made_up

REGULARS = 100
YEARS = 3
CATEGORIES = tuple(
    f"{group} > {part}"
    for group, parts in {
        "Plumbing": "Traps|Valves|Pipes|Taps", "Electrical": "Cable|Lamps|Boxes|Switches",
        "Paint": "Interior|Exterior|Brushes|Rollers", "Fasteners": "Screws|Bolts|Nails|Plugs",
        "Garden": "Hoses|Mowers|Fences|Soil", "Tools": "Hand tools|Drills|Blades|Measuring",
        "Building": "Timber|Tiles|Grout|Sealants", "Household": "Filters|Keys|Locks|Cleaning",
    }.items()
    for part in parts.split("|")
)  # fmt: skip
PROJECTS = "Bathroom|Kitchen|Deck|Garden fence|Shed|Garage|Attic|Porch".split("|")
CASHIERS = ("dana", "kim", "ruth")
_LINES = (1, 1, 2, 2, 2, 3, 3, 3, 4, 6)
_FEW = (1, 1, 1, 1, 1, 2, 2, 3, 4, 10)
_SECONDS = 10 * 3600
_OPENS = time(8)
_PEOPLE = 1 << 20


class Shelf(NamedTuple):
    """What sales must know of the products: price in cents and unit, by number − 1."""

    prices: list[int]
    units: list[str]


def sale_rows(shelf: Shelf, customers: int, sales: int, today: date, seed: int) -> Iterator[tuple[str, ...]]:
    """Rows of an import file (sale_id, sold_at, customer_code, sku, quantity, amount, discount, cashier, project),
    from the oldest sale to yesterday's."""
    rng = random.Random(seed)
    start = today - timedelta(days=365 * YEARS)
    visits = _visits(rng, customers, sales, (today - start).days)
    for number, visit in enumerate(visits, 1):
        second, who = divmod(visit, _PEOPLE)
        days, second = divmod(second, _SECONDS)
        at = datetime.combine(start + timedelta(days=days), _OPENS) + timedelta(seconds=second)
        head = f"T{number:07}", at.isoformat(timespec="minutes"), made_up.code(who) if who else ""
        project = _project(who, days) if who else ""
        cashier = rng.choice(CASHIERS)
        for index in _basket(rng, who, len(shelf.prices)):
            yield (*head, *_line(rng, shelf, index), cashier, project)


def _visits(rng: random.Random, customers: int, sales: int, days: int) -> list[int]:
    """Every visit as one integer that sorts by time: second of opening × `_PEOPLE` + customer, 0 for nobody."""
    visits: list[int] = []
    known = sales // 2
    for who in range(1, min(REGULARS, customers, known // 12) + 1):
        visits += _rhythm(random.Random(who), who, 12 + who % 25, days)
    weights = [min(rng.paretovariate(1.1), 300) for _ in range(REGULARS, customers)]
    steps = list(accumulate(weights))
    often: dict[int, int] = {}
    for _ in range(known - len(visits) if steps else 0):
        who = REGULARS + 1 + bisect(steps, rng.random() * steps[-1])
        often[who] = often.get(who, 0) + 1
    for who, times in often.items():
        visits += _rhythm(rng, who, times, days)
    visits += (rng.randrange(days * _SECONDS) * _PEOPLE for _ in range(sales - len(visits)))
    visits.sort()
    return visits


def _rhythm(rng: random.Random, who: int, times: int, days: int) -> list[int]:
    """The visits of one customer: evenly spread with some chance; one in five stopped coming."""
    first = rng.randrange(days // 2)
    last = days if who % 5 else first + (days - first) // 2
    gap = (last - first) / times
    found = []
    for visit in range(times):
        day = min(int(last - 1 - gap * (visit + rng.uniform(0, 0.5))), last - 1)
        found.append((max(day, 0) * _SECONDS + rng.randrange(_SECONDS)) * _PEOPLE + who)
    return found


def _project(who: int, days: int) -> str:
    """Every sixth customer works on something for 60 days in a year."""
    if who % 6 or (days + who) % 365 > 60:
        return ""
    return PROJECTS[(who + (days + who) // 365) % len(PROJECTS)]


def _basket(rng: random.Random, who: int, products: int) -> list[int]:
    """Numbers − 1 of the products of a sale; some go together, some are bought more than others."""
    basket: list[int] = []
    for place in range(rng.choice(_LINES)):
        if basket and rng.random() < 0.25:
            index = (basket[-1] * 31 + 17) % products
        elif who and (place == 0 or rng.random() < 0.5):
            index = _favourite(who, rng.choice((0, 0, 0, 1, 1, 2, 3, 4, 5)), products)
        else:
            index = int(products * rng.random() ** 3) * 7919 % products
        if index not in basket:
            basket.append(index)
    return basket


def _favourite(who: int, which: int, products: int) -> int:
    """One of the six things that a customer buys again, of two categories."""
    category = (who * 31 + which % 2 * 7) % len(CATEGORIES)
    member = (who * 17 + which * which * 5) % max(1, products // len(CATEGORIES))
    return (member * len(CATEGORIES) + category) % products


def _line(rng: random.Random, shelf: Shelf, index: int) -> tuple[str, str, str, str]:
    """SKU, quantity, amount and discount."""
    price = shelf.prices[index]
    tenths = rng.choice(_FEW) * 10 if shelf.units[index] == "ea" else rng.randint(5, 120)
    whole = (price * tenths + 5) // 10
    less = (whole + 5) // 10 if rng.random() < 0.08 else 0
    quantity = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return made_up.sku(index + 1), quantity, money(whole - less), money(less) if less else ""


def money(cents: int) -> str:
    """Cents as a cell of an import file."""
    return f"{cents // 100}.{cents % 100:02}"
