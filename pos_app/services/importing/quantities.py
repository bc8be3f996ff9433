"""Quantities as people write them: fractions ("1 1/2", "2½"), feet and inches, a unit behind the figure.

A quantity is exact in thousandths or it is a problem. A unit is only looked at: nothing is converted, because what a
file means by "340 cm" of goods kept in metres is for a person to say.
"""

import re
import unicodedata
from functools import lru_cache

from pos_app.domain.message import Message
from pos_app.errors import UserError
from pos_app.services.importing.numbers import folded, parse_number

_WORDS = {
    "ea": "ea each pc pcs piece pieces unit units x × stk st stück szt ks db buc un und uds pz pza pzas pieza piezas "
    "pièce pièces adet ad шт ชิ้น อัน 个 個 件 支 只 ອັນ",
    "m": "m meter meters metre metres mtr mtrs metro metros metri lfm м เมตร 米 ແມັດ",
    "kg": "kg kgs kilo kilos kilogram kilograms кг กก กิโลกรัม 公斤 千克",
    "l": "l ltr ltrs lt liter liters litre litres litro litros л ลิตร 升",
    "ft": "ft foot feet ' ′ ’",
    "lb": "lb lbs pound pounds",
    "gal": "gal gals gallon gallons",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_PLAIN = re.compile(r"-?\d+(?:\.\d{1,2})?", re.ASCII)
_WITH_UNIT = re.compile(r"(.*[\d.,½¼¾⅐-⅞)\-])\s*([^\W\d_¼-¾⅐-⅞][^\d]*|×|['′’\"″”])", re.DOTALL)
_FRACTION = re.compile(r"([+\-−]?)\s*(?:(\d{1,7})(?:\s*-\s*|\s+))?(\d{1,3})\s*[/⁄]\s*(\d{1,3})", re.ASCII)
_VULGAR = re.compile(r"([+\-−]?)\s*(\d{1,7})?\s*([¼-¾⅐-⅞])", re.ASCII)
_FEET = re.compile(r"(\d{1,6})\s*['′’]\s*-?\s*(\d{1,2})?(?:\s*-?\s*(\d{1,2})/(\d{1,2}))?\s*[\"″”]", re.ASCII)


@lru_cache(maxsize=50_000)
def parse_quantity(text: str, decimal: str, what: Message) -> int:
    """A cell as thousandths; `decimal` is the file's mark. UserErrors of `numbers.parse_number`, ``inexact``,
    ``other_unit``."""
    if _PLAIN.fullmatch(text):
        return parse_number(text, decimal, 3, what)
    body = _figure(text, what)
    feet = _FEET.fullmatch(body)
    if feet is not None:
        return _feet(feet, text, what)
    found = _FRACTION.fullmatch(body)
    if found is not None:
        return _fraction(found[1], found[2], int(found[3]), int(found[4]), text, what)
    vulgar = _VULGAR.fullmatch(body)
    if vulgar is not None:
        top, _mark, bottom = unicodedata.normalize("NFKC", vulgar[3]).partition("⁄")
        return _fraction(vulgar[1], vulgar[2], int(top), int(bottom), text, what)
    return parse_number(body, decimal, 3, what)


@lru_cache(maxsize=5000)
def unit_of(text: str) -> str:
    """The unit that a cell names, "" for none or one that nothing is kept in."""
    cell = folded(text).strip()
    if _FEET.fullmatch(cell):
        return "ft"
    found = _WITH_UNIT.fullmatch(cell)
    return _UNITS.get(_word(found[2]), "") if found else ""


def unit_named(text: str) -> str:
    """The unit that a word means, as we write it: "Stk" is "ea"; a word that means none stays."""
    return _UNITS.get(_word(folded(text)), text)


def check_unit(text: str, unit: str) -> None:
    """UserError ``other_unit`` where a cell names another unit than the goods are kept in."""
    said = unit_of(text) if text and not text[-1].isdigit() else ""
    if said and unit and said != unit:
        raise UserError(
            "other_unit", "“{text}” is in another unit than {unit}.", text=text.strip()[:40], unit=unit
        )


def _figure(text: str, what: Message) -> str:
    """What stands before the unit."""
    cell = folded(text).strip()
    found = None if _FEET.fullmatch(cell) else _WITH_UNIT.fullmatch(cell)
    if found is None:
        return cell
    if _word(found[2]) not in _UNITS:
        raise UserError(
            "other_unit",
            "{what} “{text}” is in a unit that nothing is kept in; there are {known}.",
            what=what,
            text=text.strip()[:40],
            known=", ".join(_WORDS),
        )
    return found[1].strip()


def _word(text: str) -> str:
    return text.strip(" .\u00a0").lower()


def _fraction(sign: str, whole: str | None, top: int, bottom: int, text: str, what: Message) -> int:
    if not 0 < top < bottom:
        raise UserError("bad_number", "{what} “{text}” is not a number.", what=what, text=text.strip()[:40])
    value = _thousandths(int(whole or 0) * bottom + top, bottom, text, what)
    return -value if sign in ("-", "−") else value


def _feet(found: re.Match[str], text: str, what: Message) -> int:
    feet, inches, top, bottom = (int(part) if part else 0 for part in found.groups())
    bottom = bottom or 1
    if inches > 11 or (top and top >= bottom):
        raise UserError("bad_number", "{what} “{text}” is not a number.", what=what, text=text.strip()[:40])
    return _thousandths((feet * 12 + inches) * bottom + top, 12 * bottom, text, what)


def _thousandths(top: int, bottom: int, text: str, what: Message) -> int:
    value, rest = divmod(top * 1000, bottom)
    if rest:
        raise UserError(
            "inexact",
            "{what} “{text}” has no exact value in thousandths; write it as a decimal.",
            what=what,
            text=text.strip()[:40],
        )
    return value
