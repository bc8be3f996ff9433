"""The alphabet and the check character that every code of the shop shares (offers, gift cards, store credit).

The 31 characters leave out B, I, L, O and U, which read like 8, 1, 1, 0 and V. With v(c) a character's
place in the alphabet, a code of n characters is valid when 1·v₁ + 2·v₂ + … + n·vₙ is divisible by 31. 31 is
prime and the weights differ (n is at most 30), so every wrong character and every swap of two is found.
"""

import re

ALPHABET = "0123456789ACDEFGHJKMNPQRSTVWXYZ"
PRIME = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans("BILOU", "8110V")


def check_character(body: str) -> str:
    """The character that follows a body of at most 29; KeyError for one outside the alphabet."""
    total = sum(weight * _VALUES[character] for weight, character in enumerate(body, 1))
    return ALPHABET[-total * pow(len(body) + 1, -1, PRIME) % PRIME]


def is_checked(bare: str) -> bool:
    """Whether a code of the alphabet's characters ends in the right one."""
    return check_character(bare[:-1]) == bare[-1]


def characters(number: int, length: int) -> str:
    """A number from 0 up to 31**length as that many characters; ValueError outside."""
    if not 0 <= number < PRIME**length:
        raise ValueError("no code for this number")
    body = ""
    for _place in range(length):
        number, rest = divmod(number, PRIME)
        body += ALPHABET[rest]
    return body


def bare_code(typed: str) -> str | None:
    """What was typed or scanned in one spelling: no dashes or blanks, upper case, look-alikes as meant.

    None where something is left that no code contains.
    """
    bare = re.sub(r"[\s\-–—_]", "", typed).upper().translate(_READ_AS)
    return bare if bare and all(character in _VALUES for character in bare) else None


def grouped(bare: str) -> str:
    """The characters in groups of four, as they are printed."""
    return "-".join(bare[start : start + 4] for start in range(0, len(bare), 4))
