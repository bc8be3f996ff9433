"""The demo shop's 400 customers: homes, trades and institutions, with names from many places.

Phone numbers end in 555-01xx, which is kept free for stories; mail addresses use the reserved domains.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from pos_app.services.demo.tables import HOME, read_toml

COUNT = 400
NEWCOMERS = range(389, COUNT + 1)
_TRADES = {
    "plumber": 5, "electrician": 4, "painter": 6, "carpenter": 7, "landscaper": 4, "tiler": 2, "property": 5,
    "farm": 7, "exempt": 6,
}  # fmt: skip
_PHONE_SHAPES = ("+1 {0} 555 {1}", "({0}) 555-{1}", "{0}-555-{1}", "{0} 555 {1}")


@dataclass(slots=True)
class Person:
    """A customer as the history needs them; `known` is what `regulars.toml` tells."""

    code: str
    name: str
    trade: str = HOME
    company: str = ""
    phone: str = ""
    email: str = ""
    birthday: str = ""
    tax_exempt_no: str = ""
    consent: str = ""
    notes: str = ""
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def at_home(self) -> bool:
        """Whether this is not somebody who buys for work."""
        return self.trade == HOME

    def row(self) -> dict[str, str]:
        """The row of the import file."""
        return {
            "code": self.code,
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "birthday": self.birthday,
            "company": self.company,
            "tax_exempt_no": self.tax_exempt_no,
            "consent": self.consent,
            "notes": self.notes,
        }


def make_people(rng: Random, as_of: date) -> list[Person]:
    """All customers in order of their codes."""
    names = read_toml("names.toml")
    known = {row["code"]: row for row in read_toml("regulars.toml")["person"]}
    trades = [trade for trade, count in _TRADES.items() for _ in range(count)]
    codes = [f"C{number:04d}" for number in range(1, COUNT + 1)]
    old = [code for number, code in enumerate(codes, 1) if code not in known and number not in NEWCOMERS]
    trade_of = dict(zip(sorted(rng.sample(old, len(trades))), rng.sample(trades, len(trades)), strict=True))
    phones = _phones(rng, names["area_codes"], [row.get("phone", "") for row in known.values()])
    taken: set[str] = {row["name"] for row in known.values()}
    people = []
    for code in codes:
        if code in known:
            people.append(_regular(known[code], as_of))
        else:
            given, family = _name(rng, names["origins"], taken)
            people.append(_person(rng, names, code, given, family, trade_of.get(code, HOME), phones))
    return people


def _regular(row: dict[str, Any], as_of: date) -> Person:
    birthday = row.get("birthday", "")
    if "birthday_in" in row:
        day = as_of + timedelta(row["birthday_in"])
        birthday = f"1984-{day:%m-%d}"
    return Person(
        row["code"], row["name"], row["trade"], row.get("company", ""), row.get("phone", ""), row.get("email", ""),
        birthday, "", row["consent"], row.get("notes", ""), row,
    )  # fmt: skip


def _person(
    rng: Random, names: dict[str, Any], code: str, given: str, family: str, trade: str, phones: list[str]
) -> Person:
    person = Person(code, f"{given} {family}", trade)
    if not person.at_home:
        pattern: str = rng.choice(names["companies"][trade])
        person.company = pattern.format(family=family)
        if trade == "exempt":
            names["companies"][trade].remove(pattern)
    if trade in {"exempt", "property"} or (trade == "farm" and rng.random() < 0.4):
        person.tax_exempt_no = f"E-{rng.randrange(10_000, 99_999)}"
    if rng.random() < (0.89 if person.at_home else 1):
        person.phone = phones.pop()
    if rng.random() < 0.55:
        person.email = f"{_plain(given)}.{_plain(family)}@{rng.choice(names['mail'])}"
    if person.at_home and rng.random() < 0.6:
        born = date(rng.randrange(1940, 2005), 1, 1) + timedelta(rng.randrange(365))
        person.birthday = born.isoformat()
    channels = [("phone", person.phone), ("email", person.email), ("post", "always")]
    person.consent = " ".join(name for name, there in channels if there and rng.random() < 0.62)
    if rng.random() < 0.22:
        person.notes = rng.choice(names["notes"])
    return person


def _name(rng: Random, origins: dict[str, Any], taken: set[str]) -> tuple[str, str]:
    kinds = list(origins)
    weights = list(accumulate(origins[kind]["weight"] for kind in kinds))
    while True:
        first, second = rng.choices(kinds, cum_weights=weights, k=2)
        given = rng.choice(origins[first]["given"])
        family = rng.choice(origins[first if rng.random() < 0.9 else second]["family"])
        if f"{given} {family}" not in taken:
            taken.add(f"{given} {family}")
            return given, family


def _phones(rng: Random, areas: list[str], used: list[str]) -> list[str]:
    """Numbers nobody has, written as people write them."""
    digits = {"".join(c for c in phone if c.isdigit())[-10:] for phone in used}
    free = [
        (area, f"01{ending:02d}") for area in areas for ending in range(100)
        if f"{area}555{f'01{ending:02d}'}" not in digits
    ]  # fmt: skip
    rng.shuffle(free)
    return [rng.choice(_PHONE_SHAPES).format(*number) for number in free]


_SPELLED = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "ı": "i"}


def _plain(name: str) -> str:
    """A name as a mail address has it."""
    spelled = "".join(_SPELLED.get(letter, letter) for letter in name)
    letters = unicodedata.normalize("NFD", spelled).casefold()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
