"""The words that occur on labels, in memory, to put a typing mistake right."""

from bisect import bisect_left, insort
from collections.abc import Iterator

from sqlalchemy.orm import Session

from pos_app.data.search import schema

SHORTEST = 4
_MOST = 12
_FEW_NEW = 50
_LEAST_INSIDE = 4
_LONGEST_ENDING = 4


class Vocabulary:
    """Known words in order; grows as words are added to the index."""

    def __init__(self) -> None:
        self.last = 0
        self._words: list[str] = []
        self._lines = ""

    def add(self, words: list[str], last: int) -> None:
        """Take in words written since the number `last` that was known before."""
        if len(words) <= _FEW_NEW and self._words:
            for word in words:
                insort(self._words, word)
        else:
            self._words = sorted([*self._words, *words])
        self._lines = ""
        self.last = last

    def near(self, typed: str) -> list[str]:
        """Beginnings of known words one typing mistake away from what was typed, whole words first.

        A mistake is a letter too many, missing, wrong, or swapped with its neighbour. What is typed may be
        only the beginning of a word, so words that begin with the corrected letters count. Only letters that
        can follow in a known word are tried: some hundred look-ups, where comparing with every word takes
        a hundred times as long.
        """
        if len(typed) < SHORTEST:
            return []
        found = dict.fromkeys(edit for edit in self._edits(typed) if edit != typed and self.begins(edit))
        ranked = sorted(found, key=lambda edit: (not self.knows(edit), edit[0] != typed[0], -len(edit), edit))
        kept: list[str] = []
        for edit in ranked:
            if not any(edit.startswith(shorter) for shorter in kept):
                kept.append(edit)
        return kept[:_MOST]

    def parts(self, typed: str) -> list[tuple[str, str]]:
        """Two known words written as one: the first is whole, the second may be unfinished."""
        splits = ((typed[:i], typed[i:]) for i in range(2, len(typed) - 1))
        return [(a, b) for a, b in splits if len(typed) > SHORTEST and self.knows(a) and self.begins(b)]

    def stems(self, typed: str) -> list[str]:
        """Known words without the ending that was typed: plurals and cases ("kapağı" is a "kapak")."""
        if self.begins(typed):
            return []
        for cut in range(1, _LONGEST_ENDING + 1):
            stem = typed[:-cut]
            if len(stem) < SHORTEST:
                break
            words = [word for word in self._from(stem, 4) if len(word) <= len(stem) + 1]
            if words:
                return words
        return []

    def inside(self, typed: str) -> list[str]:
        """Some known words that have the typed letters somewhere ("driver" in "screwdriver")."""
        if len(typed) < _LEAST_INSIDE:
            return []
        if not self._lines:
            self._lines = "\n".join(["", *self._words, ""])
        found: dict[str, None] = {}
        place = self._lines.find(typed)
        while place >= 0 and len(found) < _MOST:
            start, end = self._lines.rfind("\n", 0, place) + 1, self._lines.find("\n", place)
            found[self._lines[start:end]] = None
            place = self._lines.find(typed, end)
        return list(found)

    def knows(self, word: str) -> bool:
        """Whether this is a whole known word."""
        place = bisect_left(self._words, word)
        return place < len(self._words) and self._words[place] == word

    def begins(self, beginning: str) -> bool:
        """Whether a known word begins so."""
        place = bisect_left(self._words, beginning)
        return place < len(self._words) and self._words[place].startswith(beginning)

    def _from(self, beginning: str, most: int) -> list[str]:
        place = bisect_left(self._words, beginning)
        return [word for word in self._words[place : place + most] if word.startswith(beginning)]

    def _edits(self, typed: str) -> Iterator[str]:
        low, high = 0, len(self._words)
        for place in range(len(typed) + 1):
            head, rest = typed[:place], typed[place:]
            # Behind letters with which no word begins, no mistake can be put right.
            low = bisect_left(self._words, head, low, high)
            high = bisect_left(self._words, f"{head}\U0010ffff", low, high)
            if low == high:
                return
            if rest:
                yield head + rest[1:]
                yield head + rest[1:2] + rest[0] + rest[2:]
            for letter in self._letters(head, low, high):
                yield head + letter + rest
                if rest:
                    yield head + letter + rest[1:]

    def _letters(self, head: str, low: int, high: int) -> Iterator[str]:
        """The letters that follow `head` in the words from `low` to `high`."""
        place = len(head)
        while low < high:
            word = self._words[low]
            if len(word) == place:
                low += 1
            else:
                yield word[place]
                low = bisect_left(self._words, head + chr(ord(word[place]) + 1), low, high)


_loaded: dict[str, Vocabulary] = {}


def product_vocabulary(session: Session) -> Vocabulary:
    """The vocabulary of the product index; only what was added since the last call is read."""
    built = schema.built(session)
    vocabulary = _loaded.get(built) or Vocabulary()
    rows = schema.rows(
        session, "SELECT id, term FROM search_product_term WHERE id > ? ORDER BY id", (vocabulary.last,)
    )
    if rows:
        vocabulary.add([term for _id, term in rows], rows[-1][0])
    if built not in _loaded:
        _loaded.clear()
        _loaded[built] = vocabulary
    return vocabulary


def worth_knowing(token: str) -> bool:
    """Whether a token is a word that someone may mistype or run together; numbers and sizes are not."""
    return len(token) > 1 and token.isalpha()
