"""Offer codes such as ``7Q4M-2K9X-C``: eight random characters and a check character.

The 31 characters leave out B, I, L, O and U, which read like 8, 1, 1, 0 and V. With v(c) a character's
place in the alphabet, a code is valid when 1·v₁ + 2·v₂ + … + 9·v₉ is divisible by 31. 31 is prime and the
weights differ, so every wrong character and every swap of two characters is found.
"""

import re

ALPHABET = "0123456789ACDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 8
VARIETY = len(ALPHABET) ** RANDOM_LENGTH
_PRIME = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans("BILOU", "8110V")
# 9 · 7 = 63 = 2 · 31 + 1: dividing by the check character's weight is multiplying by 7.
_INVERSE_OF_LAST_WEIGHT = 7


def check_character(body: str) -> str:
    """The ninth character for eight others; KeyError for a character outside the alphabet."""
    total = sum(weight * _VALUES[character] for weight, character in enumerate(body, 1))
    return ALPHABET[-total * _INVERSE_OF_LAST_WEIGHT % _PRIME]


def make_code(number: int) -> str:
    """The code for a random number from 0 up to `VARIETY`; ValueError outside."""
    if not 0 <= number < VARIETY:
        raise ValueError("no code for this number")
    body = ""
    for _place in range(RANDOM_LENGTH):
        number, rest = divmod(number, _PRIME)
        body += ALPHABET[rest]
    return _grouped(body + check_character(body))


def parse_code(typed: str) -> str | None:
    """The code as printed, whatever the case, dashes, spaces and look-alikes it was typed with.

    None where it cannot be an offer code: another length, a strange character, or a wrong check character.
    """
    bare = re.sub(r"[\s\-–—_]", "", typed).upper().translate(_READ_AS)
    if len(bare) != RANDOM_LENGTH + 1 or any(character not in _VALUES for character in bare):
        return None
    return _grouped(bare) if check_character(bare[:-1]) == bare[-1] else None


def _grouped(bare: str) -> str:
    return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}"
