"""Finds customers by what was typed or scanned; the shape of it says where to look.

An old receipt's number gives its customer. Words with digits are a code, a card or a phone number, words
with @ an email, others the beginnings of names in any order; all of them must fit ("0142 mar").
If no name fits, one that sounds like it will do, and then two or three letters as initials.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from pos_app.data.search import schema
from pos_app.data.search.customer_index import CODE, EMAIL, PHONE, SHIFT, SOUND, digits, sound
from pos_app.data.search.expressions import all_of, any_of, run
from pos_app.data.search.schema import quoted
from pos_app.data.search.spelling import Piece, compact, fold, pieces

LIMIT = 50
_CANDIDATES = 300
_LONGEST = 80
_INITIALS = (2, 3)
_WHOLE_CODE = 8
_LEAST_SOUND = 2
_PHONE_MARKS = re.compile(r"(?<=[\d+()])[\s().\-/]+(?=[\d()])")
_SHORT_RECEIPT = re.compile(r"([^-\s]+)-(\d{1,5})")


class CustomerRow(NamedTuple):
    """A customer found: the fields of a `CustomerHit`."""

    id: int
    code: str
    name: str
    phone: str
    company: str
    last_visit: str
    tier: str


_FIELDS = (
    "SELECT c.id, c.code, c.name, CASE c.phone_shown WHEN '' THEN c.phone ELSE c.phone_shown END, c.company,"
    " coalesce(b.last_visit, ''), coalesce(b.tier, '')"
)
_ROWS = (
    f"{_FIELDS} FROM search_customer_words w CROSS JOIN customer c ON c.id = w.rowid & {(1 << SHIFT) - 1}"
    " LEFT JOIN customer_balance b ON b.customer_id = c.id"
    " WHERE search_customer_words MATCH ? AND c.erased_at = '' LIMIT ?"
)
_ONE = (
    f"{_FIELDS} FROM customer c LEFT JOIN customer_balance b ON b.customer_id = c.id"
    " WHERE c.id = ? AND c.erased_at = ''"
)
_OF_RECEIPT = (
    "SELECT customer_id FROM sale WHERE number IN (?, ?, ?, ?, ?) AND customer_id IS NOT NULL LIMIT 1"
)


def search_customers(session: Session, typed: str, limit: int = LIMIT) -> list[CustomerRow]:
    """The customers that fit, those who came last first; at most `limit` and never more than 50."""
    typed = " ".join(typed[:_LONGEST].split())
    limit = max(0, min(limit, LIMIT))
    if not typed or not limit:
        return []
    return _with_receipt(session, typed, _by_shape(session, typed), limit)[:limit]


def _by_shape(session: Session, typed: str) -> list[CustomerRow]:
    code = compact(typed)
    whole = _found(session, quoted(CODE + code, False)) if code else []
    if whole and not (code.isdecimal() and len(code) < _WHOLE_CODE):
        return whole
    words = _PHONE_MARKS.sub("", typed).split()
    # Few digits may be somebody's code and the end of another one's phone.
    known = {row.id for row in whole}
    for expression in _ways(words):
        found = _found(session, expression)
        if found:
            return whole + [row for row in found if row.id not in known]
    return whole


def _ways(words: list[str]) -> Iterator[str]:
    """What to look for, the next only where nobody was found by the one before."""
    groups = [group for word in words for group in _groups(word)]
    if not groups:
        return
    yield all_of(groups)
    for exact in (True, False):
        sounds = [group for word in words for group in _groups(word, sounds=True, exact=exact)]
        if sounds != groups:
            yield all_of(sounds)
    if len(words) == 1 and words[0].isalpha() and len(fold(words[0])) in _INITIALS:
        yield all_of([quoted(letter, True) for letter in fold(words[0])])


def _groups(word: str, *, sounds: bool = False, exact: bool = True) -> list[str]:
    """What one word asks for, each part an expression."""
    if "@" in word:
        return [quoted(EMAIL + fold(word), True)]
    parts = [_name(piece, sounds, exact) for piece in pieces(word)]
    code = compact(word)
    if not code or not any(c.isdecimal() for c in code):
        return parts
    ways = [quoted(CODE + code, True), quoted(EMAIL + fold(word), True)]
    number = digits(code)
    if len(number) > 1 and number == code:
        ways.append(quoted(PHONE + number[::-1], True))
    return [any_of([*ways, all_of(parts)] if parts else ways)]


def _name(piece: Piece, sounds: bool, exact: bool) -> str:
    if piece.kind == "run":
        return run(piece.text)
    begun = quoted(piece.text, True)
    heard = sound(piece.text) if sounds and piece.text.isascii() else ""
    if len(heard) < _LEAST_SOUND:
        return begun
    return any_of([begun, quoted(SOUND + heard, not exact)])


def _found(session: Session, expression: str) -> list[CustomerRow]:
    rows = schema.matching(session, _ROWS, (expression, _CANDIDATES))
    # Those of one day, and those who came today, are not in the index's order.
    rows.sort(key=lambda row: (row[2], row[0]))
    rows.sort(key=lambda row: row[5], reverse=True)
    return [CustomerRow(*row) for row in rows[:LIMIT]]


def _with_receipt(session: Session, typed: str, found: list[CustomerRow], limit: int) -> list[CustomerRow]:
    """Put whose receipt it is in front, or behind those with such a phone: receipts have short numbers too."""
    upper = typed.upper()
    short = _SHORT_RECEIPT.fullmatch(upper)
    full = f"{short.group(1)}-{int(short.group(2)):06}" if short else upper
    numbers = (typed, upper, full, f"H/{typed}", f"H/{typed[2:]}")
    of_receipt = [
        CustomerRow(*row)
        for (customer_id,) in schema.rows(session, _OF_RECEIPT, numbers)
        for row in schema.rows(session, _ONE, (customer_id,))
    ]
    others = [row for row in found if row not in of_receipt]
    if typed.isdecimal():
        return others[: limit - len(of_receipt)] + of_receipt
    return of_receipt + others
