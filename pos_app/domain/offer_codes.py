"""Offer codes such as ``7Q4M-2K9X-C``: eight random characters and a check character."""

from pos_app.domain.check_characters import (
    ALPHABET,
    PRIME,
    bare_code,
    characters,
    check_character,
    grouped,
    is_checked,
)

__all__ = ["ALPHABET", "RANDOM_LENGTH", "VARIETY", "check_character", "make_code", "parse_code"]

RANDOM_LENGTH = 8
VARIETY = PRIME**RANDOM_LENGTH


def make_code(number: int) -> str:
    """The code for a random number from 0 up to `VARIETY`; ValueError outside."""
    body = characters(number, RANDOM_LENGTH)
    return grouped(body + check_character(body))


def parse_code(typed: str) -> str | None:
    """The code as printed, whatever the case, dashes, spaces and look-alikes it was typed with.

    None where it cannot be an offer code: another length, a strange character, or a wrong check character.
    """
    bare = bare_code(typed)
    if bare is None or len(bare) != RANDOM_LENGTH + 1 or not is_checked(bare):
        return None
    return grouped(bare)
