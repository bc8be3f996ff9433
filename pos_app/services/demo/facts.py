"""What the staff of the demo shop noted about their customers, and what people have on their accounts."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

from pos_app.services.demo.calendar import SPAN, Calendar
from pos_app.services.demo.people import Person
from pos_app.services.demo.receipts import PastSale
from pos_app.services.demo.tables import read_toml
from pos_app.services.demo.visits import Diary

_REWARD_POINTS = 500
_FINISHES = {
    "EGG": "eggshell",
    "FLAT": "flat",
    "SAT": "satin",
    "SEMI": "semi-gloss",
    "KB": "satin",
    "LOW": "eggshell",
}


def note_facts(
    people: list[Person], diary: Diary, names_of: dict[str, str], calendar: Calendar, rng: Random
) -> list[dict[str, str]]:
    """Facts of all customers: told ones, things owned that run out, colours, brands, ways to be served."""
    words = read_toml("names.toml")
    tinted = _last_tinted(diary)
    owned: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for code, label, sku, day in diary.owned:
        owned[code].append((label, sku, day))
    found = []
    for person in people:
        if person.known:
            found += [_told(person.code, row, calendar) for row in person.known.get("facts", [])]
            continue
        for label, sku, day in owned[person.code]:
            value = names_of[sku].removeprefix(label).strip(" ,")
            found.append(_fact(person.code, "owned", label, value, sku, day, calendar))
        if person.at_home and person.code in tinted and rng.random() < 0.7:
            sku, day = tinted[person.code]
            colour, room = rng.choice(words["colours"]), rng.choice(words["rooms"])
            value = f"{colour} {_FINISHES[sku.split('-')[1]]} · {room}"
            found.append(_fact(person.code, "preference", "Paint", value, sku, day, calendar))
        if rng.random() < 0.12:
            brand = rng.choice(words["brands"])
            found.append(_fact(person.code, "preference", "Brands", brand, "", rng.randrange(SPAN), calendar))
        if rng.random() < 0.3:
            style, meaning = rng.choice(words["styles"])
            found.append(_fact(person.code, "style", style, meaning, "", rng.randrange(SPAN), calendar))
    return found


def settle_balances(people: list[Person], sales: list[PastSale], rng: Random) -> list[dict[str, str]]:
    """Points of everybody who collects them, less rewards taken; the old till kept no other balances."""
    earned: dict[str, int] = defaultdict(int)
    for sale in sales:
        if sale.code:
            earned[sale.code] += sum(line.amount for line in sale.lines) // 100
    rows = []
    for person in people:
        collects = bool(person.consent) or rng.random() < 0.5
        points = max(0, earned[person.code]) if collects else 0
        points -= _REWARD_POINTS * rng.randint(points // 1000, points // _REWARD_POINTS)
        points = person.known.get("points", points)
        if points:
            rows.append(
                {
                    "customer_code": person.code,
                    "points": str(points),
                    "store_credit": "0.00",
                    "account_balance": "0.00",
                }
            )
    return rows


def _last_tinted(diary: Diary) -> dict[str, tuple[str, int]]:
    """The latest tinted paint of every customer: SKU and day."""
    found: dict[str, tuple[str, int]] = {}
    for trip in sorted(diary.trips, key=lambda trip: trip.day):
        for sku in trip.lines:
            parts = sku.split("-")
            if parts[0] == "PAINT" and parts[1] in _FINISHES and parts[-1] in {"1G", "QT"}:
                found[trip.code] = sku, trip.day
    return found


def _told(code: str, row: dict[str, Any], calendar: Calendar) -> dict[str, str]:
    return _fact(
        code, row["kind"], row["label"], row["value"], row.get("sku", ""), SPAN - row["day"], calendar
    )


def _fact(
    code: str, kind: str, label: str, value: str, sku: str, day: int, calendar: Calendar
) -> dict[str, str]:
    return {
        "customer_code": code,
        "kind": kind,
        "label": label,
        "value": value,
        "sku": sku,
        "at": calendar.day(day).isoformat(),
    }
