"""One spelling for what is on a label and what is typed: case, accents, fractions, sizes and units.

`2½″`, `2 1/2"`, `2-1/2 in` and `2 1/2 inch` all become ``2-1/2in``; `16 × 25` and `16x25` become ``16x25``;
`5 mm` and `5mm` become ``5mm``. The parts of a size can be found too, and `2.5` finds `2½`.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from string import ascii_lowercase

from pos_app.data.search.scripts import GRAM, bare, elsewhere, grams, is_run, parted

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_NOT_CODE = re.compile(r"[\W_]+")
_CODE_PARTS = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_ELISION = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
# Who looks for the garden hose types "arrosage", for Mr O'Brien "brien"; the "s" of "Joe's" is nobody's word.
_ELIDED = re.compile(r"(?<=[^\W\d_])['’]([^\W\d_]{3,})")
_COMBINING = re.compile("[\u0300-\u036f]")
_DIAMETER = re.compile(r"[øØ⌀φΦϕ](?=\s?\d)")
# Vowels that are part of a word of Asia, though not letters to `re`.
_MARKS = "[\u0900-\u0903\u093a-\u094f\u0e30-\u0e3a\u0e47-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3]"
_VULGAR = re.compile("[¼-¾⅐-⅞↉]")
UNIT_WORDS = {
    "inches": "in", "inch": "in", "in": "in", "feet": "ft", "foot": "ft", "ft": "ft", "yd": "yd", "mm2": "mm2",
    "mm": "mm", "cm": "cm", "metres": "m", "meters": "m", "metre": "m", "meter": "m", "m": "m", "kg": "kg",
    "grams": "g", "gram": "g", "g": "g", "ounces": "oz", "ounce": "oz", "oz": "oz", "pounds": "lb",
    "pound": "lb", "lbs": "lb", "lb": "lb", "ml": "ml", "cl": "cl", "litres": "l", "liters": "l",
    "litre": "l", "liter": "l", "ltr": "l", "l": "l", "gallons": "gal", "gallon": "gal", "gal": "gal",
    "quart": "qt", "qt": "qt", "pint": "pt", "pt": "pt", "volts": "v", "volt": "v", "v": "v", "watts": "w",
    "watt": "w", "kw": "kw", "w": "w", "amps": "a", "amp": "a", "ah": "ah", "a": "a", "deg": "deg",
    "grit": "grit", "pcs": "pc", "pc": "pc", "k": "k", "inc": "in", "lt": "l", "gr": "g",
}  # fmt: skip
_NUMBER = r"(?:\d+-\d+/\d+|\d+/\d+|\d+(?:\.\d+)?)"
_INNER_UNIT = "(?:" + "|".join(sorted(UNIT_WORDS, key=len, reverse=True)) + ")"
_UNIT = _INNER_UNIT + r"(?![^\W_])"
_Cleaning = tuple[frozenset[str], re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _where(signs: str, pattern: str, new: str | Callable[[re.Match[str]], str]) -> _Cleaning:
    """Something to be put in another spelling, and the signs of which one is there: most labels have none."""
    return frozenset(signs), re.compile(pattern), new


_CLEANING = (
    _where("'\"″′”“", r"(?<=\d)\s?(?:''|′′|[\"″”“])", "in "),
    _where("'′’", r"(?<=\d)\s?['′’](?!\w)", "ft "),
    _where("°º", r"(?<=\d)\s?[°º]", "deg "),
    _where(",", r"(?<=\d),(?=\d\d?(?!\d))", "."),
    _where(",’", r"(?<=\d)[,’](?=\d{3}(?!\d))", ""),
    _where("×✕✖", r"[×✕✖]", " x "),
    _where("*х", r"(?<=\d)\s?[*х]\s?(?=\d)", " x "),
    _where("/", r"(?<![\w/.])(\d+)[\s-]+(\d+)\s?/\s?(\d+)", lambda m: f"{m[1]}-{m[2]}/{m[3]}"),
    _where("x", rf"(?<=\d)\s*({_INNER_UNIT})?\s*x\s*(?=\d)", lambda m: f"{m[1] or ''}x"),
    _where("x", rf"(?<=\d)\s*(?:{_INNER_UNIT})?\s+x\s*$", "x"),
)
_SIZE = rf"[a-z]{{0,2}}{_NUMBER}(?:{_INNER_UNIT})?(?:x{_NUMBER}(?:{_INNER_UNIT})?)+(?:\s?{_UNIT})?"
_PIECES = re.compile(
    rf"(?P<size>(?<![^\W_]){_SIZE}(?![^\W_]))"
    rf"|(?P<pair>(?<![^\W_])(?P<number>{_NUMBER})\s?(?P<unit>{_UNIT}))"
    rf"|(?P<plain>(?<![^\W_]){_NUMBER}(?![^\W_]))"
    rf"|(?P<word>[^\W_](?:\w|{_MARKS})*)"
)
_WORD = re.compile(rf"[^\W_](?:\w|{_MARKS})*")
_UNIT_BEHIND = re.compile(_UNIT)
_PART = re.compile(rf"([a-z]{{0,2}})({_NUMBER})({_INNER_UNIT})?")
_SIZE_UNIT = re.compile(rf"\s?({_UNIT})$")
_FRACTIONS = {"1/2": "5", "1/4": "25", "3/4": "75", "1/8": "125", "3/8": "375", "5/8": "625", "7/8": "875"}
_DECIMALS = {decimals: fraction for fraction, decimals in _FRACTIONS.items()}


def fold(text: str) -> str:
    """Lower case without accents and tones, digits as 0 to 9; vowels of Thai and Lao stay."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    text = unicodedata.normalize("NFC", _COMBINING.sub("", text)).translate(_LETTERS)
    return bare(text) if elsewhere(text) else text


def compact(code: str) -> str:
    """A code (SKU, bin, card) by its letters and digits alone: "A4-12" is "a412"."""
    folded = fold(code)
    return folded if folded.isalnum() else _NOT_CODE.sub("", folded)


def _cleaned(text: str) -> str:
    if not text.isascii():
        text = _VULGAR.sub(lambda m: " " + unicodedata.normalize("NFKC", m.group()), text).replace("⁄", "/")
        text = _DIAMETER.sub(" ", text)
    text = fold(text)
    if elsewhere(text):
        text = parted(text)
    if "'" in text or "’" in text:
        text = _ELISION.sub("", text)
    if not _DIGIT.search(text):
        return text
    text = " ".join(text.split())
    present = set(text)
    for signs, pattern, replacement in _CLEANING:
        if not signs.isdisjoint(present):
            text = pattern.sub(replacement, text)
            present.add("x")
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
    found: list[Piece] = []
    number = ""
    for chunk in _cleaned(text).split():
        if number:
            # A unit may stand apart from its number.
            unit = _UNIT_BEHIND.match(chunk)
            found += _numbered(f"{number} {chunk}" if unit else number)
            number = ""
            if unit:
                continue
        if chunk.isalpha() and chunk.isascii():
            found.append(_word(chunk))
        elif _DIGIT.search(chunk):
            number = chunk
        elif is_run(chunk):
            found.append(Piece("run", chunk, grams(chunk)))
        else:
            found += [_word(word) for word in _WORD.findall(chunk)]
    if number:
        found += _numbered(number)
    return found


@lru_cache(maxsize=20_000)
def _word(word: str) -> Piece:
    return Piece("word", word, ())


@lru_cache(maxsize=20_000)
def _numbered(chunk: str) -> tuple[Piece, ...]:
    """The pieces of a chunk with digits in it, and of the unit behind; sizes repeat on many labels."""
    found = []
    for match in _PIECES.finditer(chunk):
        kind = match.lastgroup
        if kind == "size":
            found.append(_size(match.group()))
        elif kind == "pair":
            found.append(_pair(match["number"], UNIT_WORDS[match["unit"]]))
        elif kind == "plain":
            found.append(Piece("number", match.group(), _aliases(match.group())[1:]))
        else:
            found.append(_word(match.group()))
    return tuple(found)


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
            spelled = UNIT_WORDS[unit or last.group(1)]  # type: ignore[union-attr]
            parts += [spelled, *(other + spelled for other in _aliases(number))]
    parts += ["x".join(heads[start:]) for start in range(1, len(heads) - 1)]
    # "M8x40" is asked for as "8x40" too.
    parts.append("x".join(heads).lstrip(ascii_lowercase))
    return Piece("size", "x".join(heads), tuple(dict.fromkeys(parts)))


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Every token by which a text can be found."""
    return spelled(text)[1]


def spelled(text: str) -> tuple[str, tuple[str, ...]]:
    """A text in its one spelling (`plain`), and every token by which it can be found."""
    whole = pieces(text)
    found: dict[str, None] = {}
    before = ""
    for piece in whole:
        if piece.kind == "run":
            # Where one label has a blank between two words, the next one has none.
            if before:
                found.update(dict.fromkeys(grams(before[1 - GRAM :] + piece.text[: GRAM - 1])))
            before = piece.text
        else:
            before = ""
            found[piece.text] = None
        if piece.parts:
            found.update(dict.fromkeys(piece.parts))
    if "'" in text or "’" in text:
        for tail in _ELIDED.findall(text):
            found.update(dict.fromkeys(piece.text for piece in pieces(tail)))
    return " ".join([piece.text for piece in whole]), tuple(found)


def plain(text: str) -> str:
    """A text in its one spelling, to compare beginnings: "Deck screw T25 2½″" is "deck screw t25 2-1/2in"."""
    return " ".join(piece.text for piece in pieces(text))


def code_tokens(code: str) -> tuple[str, ...]:
    """The tokens of a code: whole, and its parts ("SCREW-T25" by "screwt25", "screw" and "t25")."""
    folded = fold(code)
    if folded.isalnum():
        return (folded,)
    whole = _NOT_CODE.sub("", folded)
    return tuple(dict.fromkeys((whole, *_CODE_PARTS.findall(folded)))) if whole else ()
