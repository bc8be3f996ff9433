"""Codes that replace an owner's forgotten PIN: ``7Q4M-2K9X-1ADT-0HXR``.

Fifteen random characters (74 bits: nobody guesses one) and a check character, so that a slip of the finger
is told from a wrong code and costs no try.
"""

from pos_app.domain.check_characters import (
    PRIME,
    bare_code,
    characters,
    check_character,
    grouped,
    is_checked,
)

RANDOM_LENGTH = 15
VARIETY = PRIME**RANDOM_LENGTH


def make_code(number: int) -> str:
    """The code, as it is written down, for a random number from 0 up to `VARIETY`; ValueError outside."""
    body = characters(number, RANDOM_LENGTH)
    return grouped(body + check_character(body))


def read_code(typed: str) -> str | None:
    """The code in its bare spelling, whatever dashes, case and look-alikes it was typed with; None for no such code."""
    bare = bare_code(typed)
    return bare if bare is not None and len(bare) == RANDOM_LENGTH + 1 and is_checked(bare) else None
