"""Characters for printers that know 256 of them: what is missing is written with others, never dropped."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pos_app.errors import UserError

# Numbers of the ESC t command, as the printers' manuals list them.
NUMBERS = {
    "cp437": 0,
    "cp850": 2,
    "cp860": 3,
    "cp863": 4,
    "cp865": 5,
    "cp857": 13,
    "cp1252": 16,
    "cp866": 17,
    "cp852": 18,
    "cp858": 19,
}
_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_INSTEAD = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"', "‘": "'", "’": "'", "‚": "'", "′": "'",
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "x", "÷": "/", "…": "...", "·": "-", "•": "*",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₺": "TL", "₹": "INR", "฿": "THB", "₭": "LAK",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "",
    "°": " deg", "²": "2", "³": "3", "±": "+/-", "≤": "<=", "≥": ">=", "≈": "~", "→": "->", "✓": "ok", "№": "No.",
    "™": "TM", "®": "(R)", "©": "(C)", "µ": "u", "μ": "u", "Ω": "Ohm", "⌀": "dia.", "Ø": "O", "ø": "o",
    "ß": "ss", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i",
    "Þ": "Th", "þ": "th", "Ð": "D", "ð": "d", "ĸ": "k", "Ħ": "H", "ħ": "h", "═": "=", "─": "-",
}  # fmt: skip


def number(codepage: str) -> int:
    """The printer's number for a code page; UserError ``bad_codepage`` names the known ones."""
    if codepage not in NUMBERS:
        raise UserError(
            "bad_codepage",
            "The code page “{codepage}” is not known; use one of {known}.",
            codepage=codepage[:40],
            known=", ".join(NUMBERS),
        )
    return NUMBERS[codepage]


@lru_cache(maxsize=4096)
def printable(text: str, codepage: str) -> str:
    """`text` with only characters of the code page, so that its length is its width in columns.

    A missing character becomes one that reads the same (2½″ → 2 1/2"), then its base letter; only a script
    that the code page does not have at all becomes ?.
    """
    written = ""
    for character in unicodedata.normalize("NFC", text):
        if unicodedata.category(character) == "Cc":
            # An ESC in a name would be a command to the printer.
            continue
        if _known(character, codepage):
            written += character
        elif character in _FRACTIONS:
            # 2½ must not become 21/2.
            written += (" " if written[-1:].isdigit() else "") + _FRACTIONS[character]
        else:
            written += substitute(character, codepage)
    return written


def substitute(character: str, codepage: str = "ascii") -> str:
    """The nearest writing of one character within a code page; ? if there is none."""
    other = _INSTEAD.get(character)
    if other is None:
        decomposed = unicodedata.normalize("NFKD", character)
        other = "".join(part for part in decomposed if not unicodedata.combining(part))
    return other if all(_known(part, codepage) for part in other) else "?"


def _known(character: str, codepage: str) -> bool:
    try:
        character.encode(codepage)
    except UnicodeEncodeError:
        return False
    return True
