"""Which of their columns is which of ours: given, remembered, named as ours, or guessed; never guessed between two.

Guesses go by what other programs call a column (`synonyms`) and, where a header says little, by its values (`shapes`).
Of figures (prices, amounts, stock, points) nothing is guessed that two columns could be: that is left open.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pos_app.domain.message import Message, msg
from pos_app.errors import UserError
from pos_app.i18n import N_
from pos_app.services.importing import shapes
from pos_app.services.importing.columns import KINDS, MOST_COLUMNS, Kind, check_width, tidy, wanted_columns
from pos_app.services.importing.synonyms import Words, key_of, keys_of, lexicon, says_nothing

How = Literal["named", "given", "remembered", "guessed", "values", "open", "left"]
# Of these, every column that could be it is taken: codes, words and notes add up, a telephone is one of several.
_ALL_OF = {
    "products": frozenset({"barcode", "words"}),
    "customers": frozenset({"phone", "email", "notes"}),
}
# What values alone may tell, by kind: our column, the shape, and whether only a header that says nothing asks them.
_BY_VALUES: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "products": (("barcode", "barcode", False),),
    "customers": (("email", "email", False), ("phone", "phone", True)),
    "sales": (("sold_at", "date", True),),
    "timeline": (("at", "date", True),),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One of their columns: `ours` is "" where it is left out or open; `could_be` says what an open one could be.

    `part` orders columns that are put together.
    """

    theirs: str
    ours: str = ""
    how: How = "left"
    could_be: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Matched:
    """What is to become of every column of a file, in its order."""

    kind: Kind
    columns: tuple[Column, ...]

    @property
    def pairs(self) -> dict[str, str]:
        """Theirs → ours for `columns.layout`, with "" for what is left out; columns without a name are left out."""
        named = [column for column in self.columns if column.theirs.strip()]
        return {column.theirs: column.ours for column in sorted(named, key=lambda column: column.part)}

    @property
    def open(self) -> dict[str, tuple[str, ...]]:
        """Our columns that are left open, each with those of theirs that could be it."""
        found: dict[str, list[str]] = {}
        for column in self.columns:
            if column.how == "open":
                found.setdefault(column.could_be, []).append(column.theirs)
        return {ours: tuple(theirs) for ours, theirs in found.items()}

    @property
    def missing(self) -> tuple[str, ...]:
        """Our columns that must be there and are not; where one of several must be, the first of these."""
        there = {column.ours for column in self.columns}
        one_of = self.kind.one_of
        lacking = one_of[:1] if not (there | self.open.keys()) & set(one_of) else ()
        return (*(name for name in self.kind.required if name not in there), *lacking)

    @property
    def notices(self) -> tuple[Message, ...]:
        """What was not said in so many words, by whoever wrote the file or started the import."""
        texts = {
            "guessed": N_("“{theirs}” is read as {ours}."),
            "values": N_("“{theirs}” is read as {ours}, by what stands in it."),
            "remembered": N_("“{theirs}” is read as {ours}, as last time."),
        }
        return tuple(
            msg(texts[column.how], theirs=column.theirs.strip()[:60], ours=column.ours)
            for column in self.columns
            if column.how in texts and column.ours
        )

    def check(self) -> None:
        """UserError ``open_column`` where two columns could be one of ours, with both names."""
        for ours, theirs in self.open.items():
            raise UserError(
                "open_column",
                "“{first}” and “{second}” could both be {name}; say which it is (theirs=ours).",
                first=theirs[0].strip()[:60],
                second=theirs[1].strip()[:60],
                name=ours,
            )


def signature(header: Sequence[str]) -> str:
    """What a header is remembered by: its tidied names in their order."""
    return hashlib.sha256("\n".join(tidy(name) for name in header).encode()).hexdigest()


def match(
    kind: Kind,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    *,
    given: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> Matched:
    """Decide on every column: `given` (theirs → ours) wins over `remembered`, that over names and guesses.

    `samples` are some rows of the file. UserErrors ``too_many_columns``, ``bad_mapping``.
    """
    check_width(kind, header)
    wanted = wanted_columns(kind, header, given or {})
    matching = _Matching(kind, header, samples)
    matching.take(wanted, "given")
    if remembered is not None:
        matching.take({tidy(theirs): ours for theirs, ours in remembered.items()}, "remembered")
    else:
        matching.take_named()
        matching.guess()
    return Matched(kind, tuple(matching.columns))


def looks_like(kind: Kind, header: Sequence[str], samples: Sequence[Sequence[str]]) -> str:
    """The name of another kind of file that has all it must have in this header, "" where there is none.

    More columns of the header must be known in it than in `kind`: balances need nothing but a customer's code.
    """
    if len(header) > MOST_COLUMNS:
        return ""

    def known(found: Matched) -> int:
        return sum(bool(column.ours) for column in found.columns)

    best, most = "", known(match(kind, header, samples))
    for other in KINDS.values():
        found = match(other, header, samples)
        if other.name != kind.name and not found.missing and known(found) > most:
            best, most = other.name, known(found)
    return best


class _Matching:
    """Columns as they are decided on, one after the other."""

    def __init__(self, kind: Kind, header: Sequence[str], samples: Sequence[Sequence[str]]) -> None:
        self._kind, self._words = kind, lexicon(kind.name)
        self._tidied = [tidy(name) for name in header]
        self._keys = [keys_of(name) for name in header]
        self._cells = [[row[place] for row in samples if place < len(row)] for place in range(len(header))]
        self.columns = [Column(name.replace("\ufeff", "")) for name in header]
        self._free = set(range(len(header)))
        # Ours that were decided on before, and get no further column.
        self._closed: set[str] = set()

    def take(self, wanted: Mapping[str, str], how: How) -> None:
        """Take what was decided elsewhere; a column that was decided on before stays as it is."""
        order = list(wanted)
        closing = set()
        for place in sorted(self._free):
            ours = wanted.get(self._tidied[place])
            if ours is None or ours in self._closed:
                continue
            self._set(place, ours, how if ours else "left", part=order.index(self._tidied[place]))
            closing.add(ours)
        self._closed |= closing - {""}

    def take_named(self) -> None:
        """Columns that are called as ours are."""
        for place in sorted(self._free):
            name = self._tidied[place]
            if name not in self._kind.columns or name in self._closed:
                continue
            # Written as the documentation has it, a figure is ours; "Price" is only the first of the guesses.
            if name not in self._kind.numbers or self.columns[place].theirs.strip() == name:
                self._set(place, name, "named")

    def guess(self) -> None:
        """The rest, by synonyms and then by values."""
        for ours in self._kind.columns:
            if not self._taken(ours):
                self._guess_one(ours)
        self._guess_names()
        for ours in self._words.then:
            self._put_after(ours)
        self._guess_by_values()

    def _guess_one(self, ours: str) -> None:
        hits = self._hits(ours, self._words.names)
        figures = ours in self._kind.numbers
        if figures and len(hits) > 1:
            for place in hits:
                self._free.discard(place)
                self.columns[place] = replace(self.columns[place], how="open", could_be=ours)
            return
        every = ours in _ALL_OF.get(self._kind.name, ())
        for place in hits if every else hits[:1]:
            self._set(place, ours, "named" if self._tidied[place] == ours else "guessed")

    def _hits(self, ours: str, names: Mapping[str, Words]) -> list[int]:
        """Columns that could be ours, the best first; their values do not speak against it."""
        words = names.get(ours)
        ranked = []
        for place in self._free:
            own = names is self._words.names and key_of(ours) in self._keys[place]
            rank = -1 if own else words.rank(self._keys[place]) if words else None
            # A time of day beside the date is no date of its own.
            if rank is not None and (names is self._words.then or self._fits(ours, place)):
                ranked.append((rank, place))
        return [place for _rank, place in sorted(ranked)]

    def _fits(self, ours: str, place: int) -> bool:
        if self._tidied[place] == ours:
            return True
        if ours in self._kind.numbers:
            return shapes.are_numbers(self._cells[place])
        return ours not in self._kind.dates or shapes.are_dates(self._cells[place])

    def _guess_names(self) -> None:
        """A person's name in two columns."""
        if "name" not in self._words.last or "name" in self._closed:
            return
        last = self._hits("name", self._words.last)
        first = self._hits("name", self._words.first)
        taken = self._taken("name")
        # "Name" beside a first name, and no other last name, is the last name; a full name stays alone.
        whole = taken and (bool(last) or self._keys[taken[0]][0] != "name")
        if whole:
            return
        if not taken and last:
            self._set(last[0], "name", "guessed")
        if first:
            self._set(first[0], "name", "guessed", part=-1)

    def _put_after(self, ours: str) -> None:
        if self._taken(ours) and ours not in self._closed:
            for place in self._hits(ours, self._words.then):
                self._set(place, ours, "guessed", part=1)

    def _guess_by_values(self) -> None:
        for ours, shape, only_mute in _BY_VALUES.get(self._kind.name, ()):
            if self._taken(ours) or ours in self._closed:
                continue
            fit = [
                place
                for place in sorted(self._free)
                if (says_nothing(self._keys[place]) or not only_mute)
                and self.columns[place].theirs.strip()
                and shapes.look_like(shape, self._cells[place])
            ]
            if len(fit) == 1:
                self._set(fit[0], ours, "values")

    def _taken(self, ours: str) -> list[int]:
        return [place for place, column in enumerate(self.columns) if column.ours == ours]

    def _set(self, place: int, ours: str, how: How, part: int = 0) -> None:
        self._free.discard(place)
        self.columns[place] = replace(self.columns[place], ours=ours, how=how, part=part)
