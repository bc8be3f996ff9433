"""Numbers as other programs write them: decimal comma or point, thousands marks, currency signs.

What a mark means is settled once for a file: any cell that can be read only one way ("1.234,50", "2,5")
decides for those that can be read two ways ("1,234"). Where none does, a file with semicolons is as likely to mean
the one as the other, so such a cell is a problem; in others a point begins decimals, and that is said.
"""

import re
import unicodedata
from functools import lru_cache

from pos_app.domain.message import Message
from pos_app.domain.money import parse_decimal
from pos_app.errors import UserError

UNKNOWN, POINT, COMMA, MIXED = "", ".", ",", "?"
# Nothing in the file tells, and where it comes from both are usual.
UNDECIDED = "!"
_PLAIN = re.compile(r"-?\d+(?:\.(?:\d\d?|\d{4,}))?", re.ASCII)
_SIGN = r"(?:[A-Z]{3}|[^\W\d_]{1,3}\.?|[A-Z]{0,2}[$€£¥₺₩₹₫₱₦₴₪₸₽₡₲₵฿₭៛֏₾])?"
_DRESSED = re.compile(rf"(?P<open>\()?\s*(?P<sign>[-+−]?)\s*{_SIGN}\s*(?P<inner>[-+−]?)\s*"
                      rf"(?P<body>[\d.,'’\s]*\d[.,]?)\s*(?P<after>-?)\s*(?P<behind>{_SIGN})"
                      r"\s*(?P<close>\))?")  # fmt: skip
_SPACED = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
# Marks of other scripts, and the ones that they are.
_MARKS = str.maketrans("٫٬．，－＋（）％٪'", ".,.,-+()%%'")
# A sum without small change, as it is written in Switzerland, Germany, the Netherlands: 12.– or 12,-
_EVEN = re.compile(r"(?<=\d)([.,])\s?[-–—−]{1,2}(?=\D*$)")
# Words behind a sum that change what it is: a side of the books, or thousands and millions.
_TELLING = frozenset({"cr", "dr", "k", "m", "mio", "mrd", "bn"})


def folded(text: str) -> str:
    """A cell with the digits and marks of other scripts as ours, and a dash for no small change as its decimals; blanks
    that do not break stay."""
    if text.isascii():
        return _EVEN.sub(r"\g<1>00", text) if "-" in text else text
    plain = text.translate(_MARKS)
    digits = (unicodedata.decimal(letter, None) if letter > "\x7f" else None for letter in plain)
    found = (letter if digit is None else str(digit) for letter, digit in zip(plain, digits, strict=True))
    return _EVEN.sub(r"\g<1>00", "".join(found))


def bare_percent(text: str) -> str:
    """A cell of percents without its sign, before or after the number."""
    return folded(text).strip().removeprefix("%").removesuffix("%")


def mark_of(text: str) -> str:
    """The decimal mark that a cell proves: ".", "," or "" where it proves none."""
    if _PLAIN.fullmatch(text):
        return POINT if "." in text else UNKNOWN
    body = _body(folded(text))
    if body is None:
        return UNKNOWN
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return POINT if body.rfind(".") > body.rfind(",") else COMMA
    mark, count = (POINT, points) if points else (COMMA, commas)
    if count == 0:
        return UNKNOWN
    if count > 1:
        return COMMA if mark == POINT else POINT
    whole, _mark, decimals = body.partition(mark)
    if len(decimals) == 3 and whole and not whole.startswith("0") and len(whole) <= 3:
        return UNKNOWN
    return mark


def is_open(text: str) -> bool:
    """Whether a cell has a mark that may be of decimals or of thousands: "1,234"."""
    if text.isdigit() or mark_of(text) != UNKNOWN:
        return False
    body = _body(folded(text))
    return body is not None and ("." in body or "," in body)


def settle(marks: set[str]) -> str:
    """The decimal mark of a file from what its cells prove."""
    known = marks - {UNKNOWN}
    return MIXED if len(known) > 1 else next(iter(known), UNKNOWN)


@lru_cache(maxsize=100_000)
def parse_number(text: str, decimal: str, digits: int, what: Message) -> int:
    """A cell as an integer scaled by 10**digits; `decimal` is the file's mark.

    UserErrors ``bad_number`` for anything that is no number or has more decimals, and ``unclear_number`` for a
    number such as 1,234 in a file that uses both marks, or in which nothing tells.
    """
    if _PLAIN.fullmatch(text):
        return parse_decimal(text, digits, what)
    cell = folded(text).strip()
    found, body = _DRESSED.fullmatch(cell), _body(cell)
    fraction = not cell.isascii() and any(unicodedata.category(letter) == "No" for letter in cell)
    if found is None or body is None or bool(found["open"]) != bool(found["close"]) or fraction:
        raise UserError("bad_number", "{what} “{text}” is not a number.", what=what, text=text.strip()[:40])
    if found["behind"] and found["behind"].strip(".").lower() in _TELLING:
        raise UserError(
            "unclear_number",
            "{what} “{text}” is not plain: write all digits, and a sign.",
            what=what,
            text=cell[:40],
        )
    mark = mark_of(cell)
    if mark == UNKNOWN and ("." in body or "," in body):
        if decimal == MIXED:
            raise UserError(
                "unclear_number",
                "{what} “{text}” can be read in two ways, because the file uses point and comma for decimals.",
                what=what,
                text=text.strip()[:40],
            )
        if decimal in (UNKNOWN, UNDECIDED) and digits == 0:
            # What has no decimals has thousands.
            decimal = COMMA if "." in body else POINT
        if decimal == UNDECIDED:
            raise UserError(
                "unclear_number",
                "{what} “{text}” can be read in two ways, and nothing in the file tells which: write it without the "
                "mark, or with two decimals.",
                what=what,
                text=text.strip()[:40],
            )
        # Nothing in the file tells: a point begins decimals, a comma sets off thousands.
        mark = decimal or POINT
    thousands = "," if mark == POINT else "."
    whole, point, decimals = body.rpartition(mark) if mark and mark in body else (body, "", "")
    groups = whole.split(thousands)
    if any(len(group) not in (2, 3) for group in groups[1:]) or (len(groups) > 1 and len(groups[-1]) != 3):
        raise UserError("bad_number", "{what} “{text}” is not a number.", what=what, text=text.strip()[:40])
    signs = [found[name] for name in ("open", "sign", "inner", "after") if found[name]]
    if len(signs) > 1:
        raise UserError("bad_number", "{what} “{text}” is not a number.", what=what, text=text.strip()[:40])
    sign = "-" if signs and signs[0] != "+" else ""
    return parse_decimal(f"{sign}{''.join(groups)}{point and '.'}{decimals}", digits, what)


def _body(text: str) -> str | None:
    """The digits and marks of a cell without sign, currency and blanks between thousands; None for no number."""
    found = _DRESSED.fullmatch(text.strip())
    if found is None:
        return None
    body = _SPACED.sub("", found["body"].strip())
    return None if re.search(r"[\s'’]", body) or not body.isascii() else body
