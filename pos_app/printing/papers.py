"""Sheets of paper: their sizes, and which of them a country's printers hold."""

from __future__ import annotations

from typing import Literal

from pos_app.errors import UserError

Sheet = Literal["A4", "Letter"]
Paper = Literal["A4", "Letter", "80mm"]
SIZES: dict[Sheet, tuple[float, float]] = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
# Countries whose printers hold Letter paper (Unicode CLDR, paper sizes).
_LETTER = frozenset("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split())
_NAMES: dict[str, Paper] = {"a4": "A4", "letter": "Letter", "80mm": "80mm"}


def sheet_of(region: str) -> Sheet:
    """The sheets that printers of a country (two letters) hold."""
    return "Letter" if region in _LETTER else "A4"


def parse_paper(name: str) -> Paper:
    """A paper by its name, in any case; UserError ``bad_paper``."""
    found = _NAMES.get(name.strip().lower())
    if found is None:
        raise UserError(
            "bad_paper", "“{name}” is not a paper size; there are A4, Letter and 80mm.", name=name[:20]
        )
    return found
