"""The words that occur on labels, in memory, to put a typing mistake right."""

from bisect import bisect_left
from collections import Counter

from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data.search import schema

SHORTEST = 4
_MOST = 8
_ALPHABET = 64


class Vocabulary:
    """Known words in order; grows as words are added to the index."""

    def __init__(self) -> None:
        self.last = 0
        self._words: list[str] = []
        self._letters: Counter[str] = Counter()
        self._alphabet = ""

    def add(self, words: list[str], last: int) -> None:
        """Take in words written since the number `last` that was known before."""
        self._words = sorted([*self._words, *words])
        for word in words:
            self._letters.update(word)
        self._alphabet = "".join(letter for letter, _count in self._letters.most_common(_ALPHABET))
        self.last = last

    def near(self, typed: str) -> list[str]:
        """Beginnings of known words one typing mistake away from what was typed.

        A mistake is a letter too many, missing, wrong, or swapped with its neighbour. What is typed may be
        only the beginning of a word, so words that begin with the corrected letters count. All corrections
        are tried, a few hundred look-ups; comparing with every word takes a hundred times as long.
        """
        if len(typed) < SHORTEST:
            return []
        found = [edit for edit in self._edits(typed) if self._begins_a_word(edit)]
        found.sort(key=lambda edit: (edit[0] != typed[0], -len(edit), edit))
        kept: list[str] = []
        for edit in found:
            if not any(edit.startswith(shorter) or shorter.startswith(edit) for shorter in kept):
                kept.append(edit)
        return kept[:_MOST]

    def _edits(self, typed: str) -> set[str]:
        splits = [(typed[:i], typed[i:]) for i in range(len(typed) + 1)]
        edits = {a + b[1:] for a, b in splits if b}
        edits.update(a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1)
        edits.update(a + letter + b[1:] for a, b in splits if b for letter in self._alphabet)
        edits.update(a + letter + b for a, b in splits for letter in self._alphabet)
        edits.discard(typed)
        return edits

    def _begins_a_word(self, beginning: str) -> bool:
        place = bisect_left(self._words, beginning)
        return place < len(self._words) and self._words[place].startswith(beginning)


_loaded: dict[str, Vocabulary] = {}


def product_vocabulary(session: Session) -> Vocabulary:
    """The vocabulary of the product index; only what was added since the last call is read."""
    built = schema.built(session)
    vocabulary = _loaded.get(built)
    if vocabulary is None:
        _loaded.clear()
        vocabulary = _loaded.setdefault(built, Vocabulary())
    rows = session.execute(
        text("SELECT id, term FROM search_product_term WHERE id > :last ORDER BY id"),
        {"last": vocabulary.last},
    ).all()
    if rows:
        vocabulary.add([term for _id, term in rows], rows[-1][0])
    return vocabulary


def worth_knowing(token: str) -> bool:
    """Whether a token is a word that someone may mistype; numbers, sizes and short words are not."""
    return len(token) >= SHORTEST and token.isalpha()
