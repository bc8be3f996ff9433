"""Finds customers by what was typed or scanned; the shape of it says where to look.

An old receipt's number gives its customer. Words with digits are a code, a card or the end of a phone
number, words with @ an email, others the beginnings of names; all of them must fit ("0142 mar").
If no name fits, one that sounds like it will do.
"""

import re
from typing import NamedTuple

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from pos_app.data.search.customer_index import digits
from pos_app.data.search.schema import quoted
from pos_app.data.search.spelling import compact, fold, tokens
from pos_app.domain.phonetic import sound_key

LIMIT = 50
_CANDIDATES = 300
# An end of a phone that many share is looked at with the name beside it.
_MOST_KEYS = 1500
_LONGEST = 80
_LAST_CHARACTER = "\U0010ffff"
_PHONE_MARKS = re.compile(r"(?<=[\d+()])[\s().\-/]+(?=[\d()])")


class CustomerRow(NamedTuple):
    """A customer found: the fields of a `CustomerHit`."""

    id: int
    code: str
    name: str
    phone: str
    company: str
    last_visit: str
    tier: str


_ROWS = text(
    "SELECT c.id, c.code, c.name, CASE c.phone_shown WHEN '' THEN c.phone ELSE c.phone_shown END, c.company,"
    " coalesce(b.last_visit, ''), coalesce(b.tier, '')"
    " FROM customer c LEFT JOIN customer_balance b ON b.customer_id = c.id"
    " WHERE c.id IN :ids AND c.erased_at = ''"
    " ORDER BY coalesce(b.last_visit, '') DESC, c.name, c.id LIMIT :limit"
).bindparams(bindparam("ids", expanding=True))
_BY_WORDS = text(
    "SELECT rowid FROM search_customer_words WHERE search_customer_words MATCH :match LIMIT :limit"
)
_WORDS_OF = text("SELECT rowid, words FROM search_customer_words WHERE rowid IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
_BY_KEY = text(
    "SELECT DISTINCT customer_id FROM search_customer_key"
    " WHERE kind = :kind AND key >= :low AND key < :high LIMIT :limit"
)
# Receipts of the till before this one are kept under H/ and their number.
_OF_RECEIPT = text(
    "SELECT customer_id FROM sale WHERE number IN (:number, 'H/' || :number) AND customer_id IS NOT NULL"
    " ORDER BY number LIMIT 1"
)


def search_customers(session: Session, typed: str, limit: int = LIMIT) -> list[CustomerRow]:
    """The customers that fit, those who came last first; at most `limit` and never more than 50."""
    typed = " ".join(typed[:_LONGEST].split())
    limit = max(0, min(limit, LIMIT))
    if not typed or not limit:
        return []
    first = session.execute(_OF_RECEIPT, {"number": typed}).scalars().all()
    ids = list(first) or _by_shape(session, typed)
    if not ids:
        return []
    rows = session.execute(_ROWS, {"ids": ids[:_CANDIDATES], "limit": limit})
    return [CustomerRow(*row) for row in rows]


def _by_shape(session: Session, typed: str) -> list[int]:
    whole = _key(session, "code", compact(typed), exact=True)
    if whole:
        return whole
    words: list[str] = []
    found: list[set[int]] = []
    for word in _PHONE_MARKS.sub("", typed).split():
        if "@" in word:
            found.append(set(_key(session, "email", fold(word))))
        elif any(c.isdigit() for c in word):
            found.append(set(_digits(session, word)))
        else:
            words.append(word)
    if words:
        by_name = _names(session, words, found)
        found.append(by_name)
    return sorted(set.intersection(*found)) if found else []


def _digits(session: Session, word: str) -> list[int]:
    """By the end of a phone number where there are digits alone, and by the beginning of a code or card."""
    by_code = _key(session, "code", compact(word))
    backwards = digits(word)
    if any(c.isalpha() for c in word) or len(backwards) < 2:
        return by_code
    return [*_key(session, "phone", backwards), *by_code]


def _key(session: Session, kind: str, key: str, exact: bool = False) -> list[int]:
    if not key:
        return []
    high = key + ("\x00" if exact else _LAST_CHARACTER)
    rows = session.execute(_BY_KEY, {"kind": kind, "low": key, "high": high, "limit": _MOST_KEYS})
    return list(rows.scalars())


def _names(session: Session, words: list[str], other: list[set[int]]) -> set[int]:
    parts = [part for word in words for part in tokens(word)]
    if not parts:
        return set()
    narrowed = set.intersection(*other) if other else None
    if narrowed:
        return _called(session, narrowed, parts) or _sounding(session, parts)
    match = " AND ".join(quoted(part, True) for part in parts)
    found = set(session.execute(_BY_WORDS, {"match": match, "limit": _CANDIDATES}).scalars())
    return found or _sounding(session, parts)


def _called(session: Session, ids: set[int], parts: list[str]) -> set[int]:
    """Those of a few customers whose names have words that begin so; asking the index for each takes longer."""
    rows = session.execute(_WORDS_OF, {"ids": sorted(ids)})
    return {number for number, words in rows if all(f" {part}" in f" {words}" for part in parts)}


def _sounding(session: Session, parts: list[str]) -> set[int]:
    """Customers with a name that sounds like each of the parts, exactly or as its beginning."""
    sets = []
    for part in parts:
        key = sound_key(part)
        if len(key) < 2:
            return set()
        sets.append(set(_key(session, "sound", key, exact=True)) or set(_key(session, "sound", key)))
    return set.intersection(*sets)
