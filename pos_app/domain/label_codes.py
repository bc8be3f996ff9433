"""Barcodes of labels that carry a price, a weight or a quantity: an EAN-13 whose meaning the shop decides.

GS1 leaves the prefixes 02 and 20 to 29 to shops (General Specifications, "Restricted Circulation Numbers"). A
pattern says what the ten digits between a two-digit prefix and the check digit are: ``I`` item, ``V`` value,
``K`` the price check digit, ``0`` a digit that says nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from pos_app.domain.barcodes import check_digit, checked
from pos_app.domain.message import Message, msg
from pos_app.domain.money import E6, Currency, divide_half_up, line_amount
from pos_app.domain.quantity import MOST, ONE
from pos_app.errors import UserError

LabelKind = Literal["price", "weight", "quantity"]
KINDS: tuple[LabelKind, ...] = get_args(LabelKind)
_LENGTH = 12  # of an EAN-13 without its check digit
# Weighted products of the price check digit: what each digit counts at a place (same source, "Price or weight
# check digit").
_TWO_LESS = "0246891357"
_THREE = "0369258147"
_FIVE_MORE = "0516273849"
_FIVE_LESS = "0594837261"
_WEIGHTS = {
    4: (_TWO_LESS, _TWO_LESS, _THREE, _FIVE_LESS),
    5: (_FIVE_MORE, _TWO_LESS, _FIVE_LESS, _FIVE_MORE, _TWO_LESS),
}


@dataclass(frozen=True, slots=True)
class LabelPattern:
    """How a label is read: codes that begin with `prefix` follow `pattern`; the value has `decimals`.

    Build it by `label_pattern`, which checks it.
    """

    prefix: str
    pattern: str
    kind: LabelKind
    decimals: int


@dataclass(frozen=True, slots=True)
class Label:
    """A label that was read: its kind, its value in thousandths (a price in e6), and codes its product may have."""

    code: str
    kind: LabelKind
    value: int
    product_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelTerms:
    """What a label sells: a quantity (thousandths), and the unit price (e6) that gives its price; None: today's."""

    quantity: int
    unit_price: int | None = None


def label_pattern(prefix: str, pattern: str, kind: str, decimals: int) -> LabelPattern:
    """A pattern that can be read; UserError ``bad_label_pattern``."""
    problem = _problem(prefix, pattern, decimals)
    for known in KINDS:
        if known == kind and problem is None:
            return LabelPattern(prefix, pattern, known, decimals)
    raise UserError("bad_label_pattern", problem or msg("A label carries a price, a weight or a quantity."))


def _problem(prefix: str, pattern: str, decimals: int) -> Message | None:
    if not prefix.isascii() or not prefix.isdigit() or not 2 <= len(prefix) <= 7:
        return msg("The prefix “{prefix}” is not two to seven digits.", prefix=prefix[:20])
    if len(prefix) + len(pattern) != _LENGTH or set(pattern) - set("IVK0"):
        return msg(
            "The pattern “{pattern}” must have {length} letters after the prefix {prefix}: I for the item, V for "
            "the value, K for the price check digit, 0 for nothing.",
            pattern=pattern[:20],
            length=_LENGTH - len(prefix),
            prefix=prefix,
        )
    values = pattern.count("V")
    if "I" not in pattern or not 1 <= values <= 7:
        return msg(
            "The pattern {pattern} needs I for the item and one to seven V for the value.", pattern=pattern
        )
    if pattern.count("K") > ("K" in pattern and values in _WEIGHTS):
        return msg("A price check digit goes with four or five digits of value, once.")
    if not 0 <= decimals <= 3 or decimals > values:
        return msg("The value has 0 to 3 decimals, and not more than digits.")
    return None


def read_label(code: str, patterns: Iterable[LabelPattern]) -> Label | None:
    """The label behind a code of 13 digits (or 12: a UPC-A is an EAN-13 with 0 before it); None if it is no label.

    UserErrors ``bad_check_digit`` and ``bad_label`` for a label that was not read right.
    """
    code = "".join(code.split())
    if not code.isascii() or not code.isdigit() or len(code) not in (12, 13):
        return None
    wide = code.rjust(13, "0")
    fitting = [pattern for pattern in patterns if wide.startswith(pattern.prefix)]
    if not fitting:
        return None
    checked(code)
    # The longer prefix says more.
    return _read(wide, max(fitting, key=lambda pattern: len(pattern.prefix)))


def _read(code: str, found: LabelPattern) -> Label:
    body = code[len(found.prefix) : _LENGTH]
    item, value, check = (
        "".join(digit for digit, letter in zip(body, found.pattern, strict=True) if letter == wanted)
        for wanted in "IVK"
    )
    if check and price_check_digit(value) != check:
        raise UserError(
            "bad_label", "The price in the barcode {code} does not fit its check digit.", code=code
        )
    if not int(value):
        raise UserError("bad_label", "The label {code} carries no price, weight or quantity.", code=code)
    digits = 6 if found.kind == "price" else 3
    return Label(
        code, found.kind, int(value) * 10 ** (digits - found.decimals), _codes(code, item, body, found)
    )


def _codes(code: str, item: str, body: str, found: LabelPattern) -> tuple[str, ...]:
    """How the product's SKU or barcode may be written: the item's digits, with and without what is around them.

    A whole barcode has zeros for the value, with the right check digit or none.
    """
    empty = "".join(
        digit if letter == "I" else "0" for digit, letter in zip(body, found.pattern, strict=True)
    )
    blank = found.prefix + empty
    whole = (blank + check_digit(blank), blank + "0", blank)
    return tuple(dict.fromkeys((*whole, found.prefix + item, item, item.lstrip("0") or item)))


def price_check_digit(value: str) -> str:
    """The check digit of four or five digits of a price or weight."""
    total = sum(int(table[int(digit)]) for table, digit in zip(_WEIGHTS[len(value)], value, strict=True))
    if len(value) == 4:
        return str(total * 3 % 10)
    return str(_FIVE_LESS.index(str(-total % 10)))


def terms_of(label: Label, list_price: int, unit: str, currency: Currency, times: int = ONE) -> LabelTerms:
    """What `times` (thousandths, whole) of a label sell of a product at today's list price (e6).

    A price gives the quantity: price ÷ list price in thousandths, half up, whole for pieces, at least
    the smallest; the line then comes to exactly the price. UserErrors ``bad_label``.
    """
    count = times // ONE
    if label.kind != "price":
        return LabelTerms(label.value * count)
    amount = divide_half_up(label.value * count * currency.scale, E6)
    if list_price <= 0:
        raise UserError("bad_label", "The product has no price, so its label gives no quantity.")
    quantity = divide_half_up(label.value * count * ONE, list_price)
    if unit == "ea":
        quantity = divide_half_up(label.value * count, list_price) * ONE
    quantity = max(quantity, ONE if unit == "ea" else 1)
    if line_amount(quantity, list_price, currency) == amount:
        return LabelTerms(quantity, list_price)
    price = divide_half_up(label.value * count * ONE, quantity)
    if quantity > MOST or line_amount(quantity, price, currency) != amount:
        raise UserError("bad_label", "The label's price is too high for a product of this price.")
    return LabelTerms(quantity, price)
