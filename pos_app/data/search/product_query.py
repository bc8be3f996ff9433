"""Finds products while someone types: any word order, beginnings of words, one mistake a word.

Order of results: an exact code or bin, then names that begin with what was typed, then how often a product
sold lately, then how well the words fit.
"""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data.search.product_index import product_of
from pos_app.data.search.schema import quoted
from pos_app.data.search.spelling import Piece, compact, pieces, plain
from pos_app.data.search.vocabulary import Vocabulary, product_vocabulary

LIMIT = 20
_CANDIDATES = 120
_FEW = 4
_LONGEST = 80
_LAST_CHARACTER = "\U0010ffff"
_STEMS = ("shes", "ches", "xes", "sses")

_BY_WORDS = text(
    "SELECT f.rowid, s.name, s.times FROM search_product_words f CROSS JOIN search_product s ON s.row = f.rowid"
    " WHERE search_product_words MATCH :match LIMIT :limit"
)
_BY_NAME = text(
    "SELECT row, name, times FROM search_product WHERE name >= :low AND name < :high ORDER BY name LIMIT :limit"
)
_BY_CODE = text(
    "SELECT s.row, s.name, s.times, c.code FROM search_product_code c"
    " JOIN search_product s ON s.product_id = c.product_id"
    " WHERE c.code >= :low AND c.code < :high ORDER BY c.code LIMIT :limit"
)


class _Candidate(NamedTuple):
    tier: int
    row: int
    name: str


def search_products(session: Session, typed: str, limit: int = LIMIT) -> list[int]:
    """Ids of the products that fit best, at most `limit`; "" finds nothing."""
    wanted = pieces(typed[:_LONGEST])
    if not wanted:
        return []
    found: dict[int, _Candidate] = {}
    _add_codes(session, found, compact(typed))
    beginning = plain(typed[:_LONGEST])
    for row in session.execute(_BY_NAME, _range(beginning)):
        found.setdefault(row.row, _Candidate(2, row.row, row.name))
    matched = _match(session, found, _expression(wanted, None), 3)
    if len(found) < _FEW and matched < _FEW:
        expression = _expression(wanted, product_vocabulary(session))
        if expression != _expression(wanted, None):
            _match(session, found, expression, 4)
    words = [piece.text for piece in wanted]
    ranked = sorted(found.values(), key=lambda c: _order(c, words))
    return [product_of(candidate.row) for candidate in ranked[:limit]]


def _range(beginning: str) -> dict[str, object]:
    return {"low": beginning, "high": beginning + _LAST_CHARACTER, "limit": _CANDIDATES}


def _add_codes(session: Session, found: dict[int, _Candidate], code: str) -> None:
    if not code:
        return
    for row in session.execute(_BY_CODE, {**_range(code), "limit": LIMIT * 2}):
        tier = 0 if row.code == code else 1 if len(code) >= 3 and any(c.isdigit() for c in code) else 3
        if row.row not in found or tier < found[row.row].tier:
            found[row.row] = _Candidate(tier, row.row, row.name)


def _match(session: Session, found: dict[int, _Candidate], expression: str, tier: int) -> int:
    rows = session.execute(_BY_WORDS, {"match": expression, "limit": _CANDIDATES}).all()
    for row in rows:
        found.setdefault(row.rowid, _Candidate(tier, row.rowid, row.name))
    return len(rows)


def _order(candidate: _Candidate, words: list[str]) -> tuple[object, ...]:
    carried = f" {candidate.name} "
    whole = sum(f" {word} " in carried for word in words)
    begun = sum(f" {word}" in carried for word in words)
    popularity = candidate.row - product_of(candidate.row)
    return (
        candidate.tier,
        popularity,
        -(2 * whole + begun),
        len(candidate.name),
        candidate.name,
        candidate.row,
    )


def _expression(wanted: list[Piece], vocabulary: Vocabulary | None) -> str:
    """A MATCH expression: every piece must be there; the last may be unfinished."""
    groups: list[str] = []
    for position, piece in enumerate(wanted):
        last = position == len(wanted) - 1
        following = wanted[position + 1] if not last else None
        if following is not None and position + 2 == len(wanted) and _begins_fraction(piece, following):
            # "2 1" may be two numbers or the beginning of 2 1/2.
            both = f"({quoted(piece.text, False)} AND {quoted(following.text, True)})"
            groups.append(f"({both} OR {quoted(f'{piece.text}-{following.text}', True)})")
            break
        groups.append(_group(piece, last, vocabulary))
    return " AND ".join(groups)


def _begins_fraction(piece: Piece, following: Piece) -> bool:
    return piece.text.isdigit() and following.text.isdigit() and following.text != "0"


def _group(piece: Piece, last: bool, vocabulary: Vocabulary | None) -> str:
    if piece.kind == "number":
        return quoted(piece.text, last)
    if piece.kind == "size":
        return quoted(piece.text, True)
    if piece.kind == "pair":
        if vocabulary is None:
            return quoted(piece.text, True)
        # Labels often leave out the inch; other units may stand apart from their number.
        loose = quoted(piece.number, False) + (
            "" if piece.unit == "in" else f" AND {quoted(piece.unit, True)}"
        )
        return f"({quoted(piece.text, True)} OR ({loose}))"
    stem = _stem(piece.text)
    if vocabulary is None:
        return quoted(stem, True)
    near = [word for word in vocabulary.near(piece.text) if not word.startswith(stem)]
    return "(" + " OR ".join(quoted(word, True) for word in (stem, *near)) + ")"


def _stem(word: str) -> str:
    """A word without its plural ending, so that "screws" finds a screw."""
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-2] if word.endswith(_STEMS) else word[:-1]
