"""Codes of gift cards (``GC-7Q4M-2K9X-1ADT``) and of store credit (``SC-…``).

Two letters for the kind, eleven random characters (54 bits: nobody guesses a card that has money on it) and
a check character over all of them, so that a slip of the finger is told from a card of another shop.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from pos_app.domain.check_characters import (
    PRIME,
    bare_code,
    characters,
    check_character,
    grouped,
    is_checked,
)

CreditKind = Literal["gift_card", "store_credit"]
CREDIT_KINDS: tuple[CreditKind, ...] = get_args(CreditKind)
RANDOM_LENGTH = 11
VARIETY = PRIME**RANDOM_LENGTH
_PREFIXES: dict[CreditKind, str] = {"gift_card": "GC", "store_credit": "SC"}
_LENGTH = 2 + RANDOM_LENGTH + 1


@dataclass(frozen=True, slots=True)
class ReadCode:
    """Something typed or scanned that is built like a code; `valid` where its check character is right."""

    kind: CreditKind
    code: str
    valid: bool


def make_code(kind: CreditKind, number: int) -> str:
    """The code for a random number from 0 up to `VARIETY`; ValueError outside."""
    body = _PREFIXES[kind] + characters(number, RANDOM_LENGTH)
    return _printed(body + check_character(body))


def read_code(typed: str) -> ReadCode | None:
    """The code as printed, whatever the case, dashes, blanks and look-alikes it was typed with.

    None where it is no such code at all: another beginning or another length.
    """
    bare = bare_code(typed)
    if bare is None or len(bare) != _LENGTH:
        return None
    for kind, prefix in _PREFIXES.items():
        if bare.startswith(prefix):
            return ReadCode(kind, _printed(bare), is_checked(bare))
    return None


def scannable(code: str) -> str:
    """What the barcode of a code contains: without dashes it fits on the narrow paper too."""
    return code.replace("-", "")


def masked(code: str) -> str:
    """A code as it stands where others may read it: only the last four characters."""
    return "…" + code[-4:] if code else ""


def _printed(bare: str) -> str:
    return f"{bare[:2]}-{grouped(bare[2:])}"
