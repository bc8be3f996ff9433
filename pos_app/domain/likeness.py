"""Whether two names may be one person's, written twice.

Only asked of people whose telephone numbers end alike: a household shares a number and a family name, so every
word of the shorter name must have its like in the longer one ("M Kovalsky" and "Maria Kowalski" are alike, "Jan
Kowalski" and "Maria Kowalski" are two people at home).
"""

from collections.abc import Sequence

from pos_app.domain.phonetic import sound_key

# Numbers with and without area code share at least these digits.
PHONE_ENDING = 7
_SHORTEST_SOUND = 2


def same_person(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the words of two names fit: folded, in any order, by sound, or an initial for a word."""
    shorter, longer = sorted((list(words), list(others)), key=len)
    # Longest first, so that an initial takes what no whole word needs.
    for word in sorted(shorter, key=len, reverse=True):
        found = next(
            (other for other in sorted(longer, key=lambda o: _rank(word, o)) if _alike(word, other)), None
        )
        if found is None:
            return False
        longer.remove(found)
    return bool(shorter) and any(len(word) > 1 for word in shorter)


def _rank(word: str, other: str) -> tuple[bool, bool]:
    return (word != other, len(other) == 1)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    if 1 in (len(word), len(other)):
        return word[:1] == other[:1]
    sound = sound_key(word)
    return len(sound) >= _SHORTEST_SOUND and sound == sound_key(other)
