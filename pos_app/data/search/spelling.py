"""One spelling for what is on a label and what is typed: case, accents, fractions, sizes and units.

`2½″`, `2 1/2"`, `2-1/2 in` and `2 1/2 inch` all become ``2-1/2in``; `16 × 25` and `16x25` become ``16x25``;
`5 mm` and `5mm` become ``5mm``. The parts of a size can be found too, and `2.5` finds `2½`.
"""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_NOT_CODE = re.compile(r"[\W_]+")
_CODE_PARTS = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_ELISION = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_COMBINING = re.compile("[\u0300-\u036f]")
_DIAMETER = re.compile(r"[øØ⌀](?=\s?\d)")
# Vowels and tones that are part of a Thai or Lao word, though not letters to `re`.
_MARKS = "[\u0e30-\u0e3a\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece]"
_VULGAR = re.compile("[¼-¾⅐-⅞↉]")
_UNIT_WORDS = {
    "inches": "in", "inch": "in", "in": "in", "feet": "ft", "foot": "ft", "ft": "ft", "yd": "yd", "mm2": "mm2",
    "mm": "mm", "cm": "cm", "metres": "m", "meters": "m", "metre": "m", "meter": "m", "m": "m", "kg": "kg",
    "grams": "g", "gram": "g", "g": "g", "ounces": "oz", "ounce": "oz", "oz": "oz", "pounds": "lb",
    "pound": "lb", "lbs": "lb", "lb": "lb", "ml": "ml", "cl": "cl", "litres": "l", "liters": "l",
    "litre": "l", "liter": "l", "ltr": "l", "l": "l", "gallons": "gal", "gallon": "gal", "gal": "gal",
    "quart": "qt", "qt": "qt", "pint": "pt", "pt": "pt", "volts": "v", "volt": "v", "v": "v", "watts": "w",
    "watt": "w", "kw": "kw", "w": "w", "amps": "a", "amp": "a", "ah": "ah", "a": "a", "deg": "deg",
    "grit": "grit", "pcs": "pc", "pc": "pc", "k": "k",
}  # fmt: skip
_NUMBER = r"(?:\d+-\d+/\d+|\d+/\d+|\d+(?:\.\d+)?)"
_INNER_UNIT = "(?:" + "|".join(sorted(_UNIT_WORDS, key=len, reverse=True)) + ")"
_UNIT = _INNER_UNIT + r"(?![^\W_])"
_CLEANING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)\s?(?:''|′′|[\"″”“])"), "in "),
    (re.compile(r"(?<=\d)\s?['′’](?!\w)"), "ft "),
    (re.compile(r"(?<=\d)\s?[°º]"), "deg "),
    (re.compile(r"(?<=\d),(?=\d\d?(?!\d))"), "."),
    (re.compile(r"(?<=\d)[,’](?=\d{3}(?!\d))"), ""),
    (re.compile(r"[×✕]"), " x "),
    (re.compile(r"\s+"), " "),
    (re.compile(r"(?<![\w/.])(\d+)[\s-]+(\d+)\s?/\s?(\d+)"), r"\1-\2/\3"),
    (re.compile(rf"(?<=\d)\s*({_INNER_UNIT})?\s*x\s*(?=\d)"), r"\1x"),
    (re.compile(rf"(?<=\d)\s*(?:{_INNER_UNIT})?\s+x\s*$"), "x"),
)
_SIZE = rf"[a-z]{{0,2}}{_NUMBER}(?:{_INNER_UNIT})?(?:x{_NUMBER}(?:{_INNER_UNIT})?)+(?:\s?{_UNIT})?"
_PIECES = re.compile(
    rf"(?P<size>(?<![^\W_]){_SIZE}(?![^\W_]))"
    rf"|(?P<pair>(?<![^\W_])(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT}))"
    rf"|(?P<plain>(?<![^\W_]){_NUMBER}(?![^\W_]))"
    rf"|(?P<word>[^\W_](?:\w|{_MARKS})*)"
)
_WORD = re.compile(rf"[^\W_](?:\w|{_MARKS})*")
_PART = re.compile(rf"([a-z]{{0,2}})({_NUMBER})({_INNER_UNIT})?")
_SIZE_UNIT = re.compile(rf"\s?({_UNIT})$")
_FRACTIONS = {"1/2": "5", "1/4": "25", "3/4": "75", "1/8": "125", "3/8": "375", "5/8": "625", "7/8": "875"}
_DECIMALS = {decimals: fraction for fraction, decimals in _FRACTIONS.items()}


def fold(text: str) -> str:
    """Lower case without accents; marks of other scripts (Thai, Lao vowels) stay."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", _COMBINING.sub("", text)).translate(_LETTERS)


def compact(code: str) -> str:
    """A code (SKU, bin, card) by its letters and digits alone: "A4-12" is "a412"."""
    return _NOT_CODE.sub("", fold(code))


def _cleaned(text: str) -> str:
    if not text.isascii():
        text = _VULGAR.sub(lambda m: " " + unicodedata.normalize("NFKC", m.group()), text).replace("⁄", "/")
        text = _DIAMETER.sub(" ", text)
    text = _ELISION.sub("", fold(text))
    if not _DIGIT.search(text):
        return text
    for pattern, replacement in _CLEANING:
        text = pattern.sub(replacement, text)
    return text


def _aliases(number: str) -> tuple[str, ...]:
    """A number and its other spelling: "2-1/2" is "2.5" and the other way round."""
    whole, _dash, fraction = number.rpartition("-")
    if fraction in _FRACTIONS:
        return (number, f"{whole or '0'}.{_FRACTIONS[fraction]}")
    whole, point, decimals = number.partition(".")
    fraction = _DECIMALS.get(decimals.rstrip("0"), "")
    if point and fraction:
        return (number, fraction if whole == "0" else f"{whole}-{fraction}")
    return (number,)


class Piece:
    """A word, a number (with a unit or not) or a size of a text: its one spelling, and its parts."""

    __slots__ = ("kind", "number", "parts", "text", "unit")

    def __init__(
        self, kind: str, text: str, parts: tuple[str, ...], number: str = "", unit: str = ""
    ) -> None:
        self.kind, self.text, self.parts, self.number, self.unit = kind, text, parts, number, unit


def pieces(text: str) -> list[Piece]:
    """The pieces of a text in their order; `parts` are further tokens by which each can be found."""
    found = []
    cleaned = _cleaned(text)
    if not _DIGIT.search(cleaned):
        return [Piece("word", word, ()) for word in _WORD.findall(cleaned)]
    for match in _PIECES.finditer(cleaned):
        kind = match.lastgroup
        if kind == "size":
            found.append(_size(match.group()))
        elif kind == "pair":
            found.append(_pair(match["number"], _UNIT_WORDS[match["unit"]]))
        elif kind == "plain":
            found.append(Piece("number", match.group(), _aliases(match.group())[1:]))
        else:
            found.append(Piece("word", match.group(), ()))
    return found


def _pair(number: str, unit: str) -> Piece:
    others = _aliases(number)
    parts = (*others, unit, *(f"{other}{unit}" for other in others[1:]))
    return Piece("pair", f"{number}{unit}", parts, number, unit)


def _size(text: str) -> Piece:
    last = _SIZE_UNIT.search(text)
    parts: list[str] = []
    heads: list[str] = []
    for sides in text.split("x"):
        match = _PART.match(sides)
        if match is None:
            continue
        letters, number, unit = match.groups()
        heads.append(letters + number)
        parts += [letters + number, *_aliases(number)]
        if unit or last:
            spelled = _UNIT_WORDS[unit or last.group(1)]  # type: ignore[union-attr]
            parts += [spelled, *(other + spelled for other in _aliases(number))]
    parts += ["x".join(heads[start:]) for start in range(1, len(heads) - 1)]
    return Piece("size", "x".join(heads), tuple(dict.fromkeys(parts)))


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Every token by which a text can be found."""
    found: dict[str, None] = {}
    for piece in pieces(text):
        found[piece.text] = None
        found.update(dict.fromkeys(piece.parts))
    return tuple(found)


def plain(text: str) -> str:
    """A text in its one spelling, to compare beginnings: "Deck screw T25 2½″" is "deck screw t25 2-1/2in"."""
    return " ".join(piece.text for piece in pieces(text))


def code_tokens(code: str) -> tuple[str, ...]:
    """The tokens of a code: whole, and its parts ("SCREW-T25" by "screwt25", "screw" and "t25")."""
    folded = fold(code)
    return tuple(dict.fromkeys((compact(folded), *_CODE_PARTS.findall(folded)))) if code else ()
