"""Finds products while someone types: any word order, beginnings of words, one mistake a word.

Order of results: an exact code or bin, then names that begin with what was typed, then how often a product
sold lately, then how well the words fit. Where little fits, words with a mistake are put right
(`corrections`); what was found so comes last.
"""

from typing import NamedTuple

from sqlalchemy.orm import Session

from pos_app.data.search import schema
from pos_app.data.search.corrections import corrected, inside
from pos_app.data.search.expressions import direct
from pos_app.data.search.product_index import beginning, end_key, product_of
from pos_app.data.search.spelling import Piece, compact, pieces
from pos_app.data.search.vocabulary import product_vocabulary

LIMIT = 20
_CANDIDATES = 120
# Of the names that begin so: enough to fill the list.
_BEGINNINGS = 40
_FEW = 4
_LONGEST = 80
_LAST_CHARACTER = "\U0010ffff"
_LEAST_CODE, _LEAST_END, _SURE_END = 3, 4, 5

_BY_WORDS = (
    "SELECT f.rowid, s.name FROM search_product_words f CROSS JOIN search_product s ON s.row = f.rowid"
    " WHERE search_product_words MATCH ? LIMIT ?"
)
_BY_CODE = (
    "SELECT s.row, s.name, c.code FROM search_product_code c CROSS JOIN search_product s"
    " ON s.product_id = c.product_id WHERE c.code >= ? AND c.code < ? LIMIT ?"
)


class _Candidate(NamedTuple):
    tier: int
    row: int
    name: str


def search_products(session: Session, typed: str, limit: int = LIMIT) -> list[int]:
    """Ids of the products that fit best, at most `limit`; "" finds nothing."""
    typed = typed[:_LONGEST]
    wanted = pieces(typed)
    if not wanted or limit < 1:
        return []
    found: dict[int, _Candidate] = {}
    _add_codes(session, found, compact(typed))
    expression, start = direct(wanted), " ".join([piece.text for piece in wanted])
    most = max(limit, _CANDIDATES)
    matched = _match(session, found, expression, start, 3, most)
    if matched == most:
        # There are more, and names that begin so may be among them.
        begins = f"{schema.quoted(beginning(start), True)} AND ({expression})"
        _match(session, found, begins, start, 3, max(limit, _BEGINNINGS))
    if len(found) < _FEW and matched < _FEW:
        _add_corrected(session, found, wanted, expression)
    words = [piece.text for piece in wanted]
    ranked = sorted(found.values(), key=lambda c: (c.tier, c.row))
    # How well the words fit only tells apart those that are equal in all that comes before.
    last = ranked[:limit][-1:]
    if last:
        end = (last[0].tier, _popularity(last[0]))
        ranked = [candidate for candidate in ranked if (candidate.tier, _popularity(candidate)) <= end]
    ranked.sort(key=lambda c: _order(c, words))
    return [product_of(candidate.row) for candidate in ranked[:limit]]


def _add_corrected(
    session: Session, found: dict[int, _Candidate], wanted: list[Piece], expression: str
) -> None:
    vocabulary = product_vocabulary(session)
    better = corrected(wanted, vocabulary)
    if better != expression:
        _match(session, found, better, None, 4)
    if not found:
        wider = inside(wanted, vocabulary)
        if wider:
            _match(session, found, wider, None, 5)


def _add_codes(session: Session, found: dict[int, _Candidate], code: str) -> None:
    """Products with a code that begins so, or ends so where it is digits."""
    if not code:
        return
    likely = len(code) >= _LEAST_CODE and any(c.isdigit() for c in code)
    for row, name, whole in schema.rows(session, _BY_CODE, (code, code + _LAST_CHARACTER, LIMIT * 2)):
        _add(found, _Candidate(0 if whole == code else 1 if likely else 3, row, name))
    if code.isdecimal() and len(code) >= _LEAST_END:
        end = end_key(code)
        tier = 1 if len(code) >= _SURE_END else 2
        for row, name, _whole in schema.rows(session, _BY_CODE, (end, end + _LAST_CHARACTER, LIMIT * 2)):
            _add(found, _Candidate(tier, row, name))


def _match(
    session: Session,
    found: dict[int, _Candidate],
    expression: str,
    start: str | None,
    tier: int,
    most: int = _CANDIDATES,
) -> int:
    rows = schema.matching(session, _BY_WORDS, (expression, most))
    for row, name in rows:
        begins = start is not None and name.startswith(start)
        _add(found, _Candidate(2 if begins else tier, row, name))
    return len(rows)


def _add(found: dict[int, _Candidate], candidate: _Candidate) -> None:
    known = found.get(candidate.row)
    if known is None or candidate.tier < known.tier:
        found[candidate.row] = candidate


def _popularity(candidate: _Candidate) -> int:
    return candidate.row - product_of(candidate.row)


def _order(candidate: _Candidate, words: list[str]) -> tuple[object, ...]:
    carried = f" {candidate.name} "
    fit = 0
    for word in words:
        if f" {word}" in carried:
            fit += 3 if f" {word} " in carried else 2
        elif word in carried:
            fit += 1
    return candidate.tier, _popularity(candidate), -fit, len(candidate.name), candidate.name, candidate.row
