"""The paper fonts: Inter with digits of one width, so that columns of amounts line up.

Registered with the PDF library once per process; only the glyphs in use go into a file.
"""

from __future__ import annotations

from functools import cache, lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from pos_app.errors import MachineError
from pos_app.paths import resources_dir
from pos_app.printing.codepages import substitute

REGULAR = "InterTabular-Regular"
SEMIBOLD = "InterTabular-SemiBold"
BOLD = "InterTabular-Bold"

# Heights as a share of the size, from the fonts' own metrics.
ASCENT = 0.75
DESCENT = 0.21
# Half the height of a capital letter: where a line of text has its optical middle.
MIDDLE = 0.3635


@cache
def register() -> None:
    """Makes the three fonts known to the PDF library; MachineError ``font_missing`` names the file."""
    from reportlab.pdfbase.ttfonts import TTFError

    for name in (REGULAR, SEMIBOLD, BOLD):
        path = resources_dir() / "fonts" / f"{name}.ttf"
        try:
            pdfmetrics.registerFont(TTFont(name, str(path)))
        except (OSError, TTFError) as error:
            raise MachineError(
                "font_missing",
                "The font file {path} is missing or damaged; install the program again.",
                path=str(path),
            ) from error


@lru_cache(maxsize=8192)
def printable(text: str, font: str) -> str:
    """`text` with characters that the font lacks written with others (ﬁ → fi), where there is such a writing."""
    register()
    glyphs = pdfmetrics.getFont(font).face.charToGlyph
    written = ""
    for character in text:
        other = character if ord(character) in glyphs else substitute(character, "utf-8")
        written += other if all(ord(part) in glyphs for part in other) else character
    return written


@lru_cache(maxsize=8192)
def width(text: str, font: str, size: float) -> float:
    """Width of the text in points."""
    register()
    return float(pdfmetrics.stringWidth(text, font, size))
