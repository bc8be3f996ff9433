"""What other programs call our columns: read from resources/moving/columns.toml once, compared without dress."""

import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pos_app.domain.currencies import CODES
from pos_app.paths import resources_dir

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "%": " percent ", "#": " number "}
)
_OPEN, _CLOSE = "([{", ")]}"


def key_of(name: str) -> str:
    """A name without case, accents, blanks and punctuation: "E-Mail Adresse" is "emailadresse"."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(char for char in folded if char.isalnum())


def keys_of(header: str) -> tuple[str, ...]:
    """The keys a header may be known by: as it is, and without what stands in brackets or names a currency."""
    words = _without_brackets(header).replace("_", " ").split()
    while len(words) > 1 and (words[-1] in CODES or words[-1].strip("*:") in ("", "in", "€", "$", "£", "₺")):
        words.pop()
    return tuple(dict.fromkeys((key_of(header), key_of(" ".join(words)))))


def _without_brackets(header: str) -> str:
    depth, kept = 0, []
    for char in header:
        depth += char in _OPEN
        if not depth:
            kept.append(char)
        depth -= char in _CLOSE and depth > 0
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Words:
    """Names in their rank; a name that ended in a star is the beginning of many."""

    exact: dict[str, int] = field(default_factory=dict)
    begins: tuple[tuple[str, int], ...] = ()

    def rank(self, keys: tuple[str, ...]) -> int | None:
        """How good a header is for this column, 0 the best; None where it is another one's."""
        found = [self.exact[key] for key in keys if key in self.exact]
        found += [rank for begin, rank in self.begins if keys[0].startswith(begin)]
        return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names of one kind's columns; `then`, `first` and `last` are those of columns that are put together."""

    names: dict[str, Words]
    then: dict[str, Words]
    first: dict[str, Words]
    last: dict[str, Words]


@cache
def lexicon(kind: str) -> Lexicon:
    """The names of one kind of file."""
    data = _data()
    parts = [data.get(kind, {}), *(data[part].get(kind, {}) for part in ("then", "first", "last"))]
    return Lexicon(*({column: _words(names) for column, names in part.items()} for part in parts))


def says_nothing(keys: tuple[str, ...]) -> bool:
    """Whether a header tells nothing about its column: empty, a number, a word such as "code"."""
    return not keys[0] or keys[0].isdigit() or _nothing().rank(keys) is not None


@cache
def _nothing() -> Words:
    return _words(_data()["says_nothing"]["names"])


def _words(names: list[str]) -> Words:
    exact = {key_of(name): rank for rank, name in reversed(list(enumerate(names))) if not name.endswith("*")}
    begins = tuple((key_of(name), rank) for rank, name in enumerate(names) if name.endswith("*"))
    return Words(exact, begins)


@cache
def _data() -> dict[str, Any]:
    with (resources_dir() / "moving" / "columns.toml").open("rb") as file:
        return tomllib.load(file)
