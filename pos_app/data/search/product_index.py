"""Keeps the product search in step with the products.

An index row's number says how often the product sold lately, in powers of two, and then which product it
is. The index gives its rows in that order, so the first few hundred of any search are the popular ones
and a broad search ("s") costs no more than a narrow one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from pos_app.data.search import moving, schema
from pos_app.data.search.spelling import code_tokens, compact, spelled, tokens
from pos_app.data.search.vocabulary import worth_knowing

_BUCKETS = 15
_SHIFT = 40
_BATCH = 500
_BEGINNING = 6
_LEAST_END = 4
_LONGEST_END = 14
_LAST_DIGITS = re.compile("[0-9]+$")

_PRODUCTS = (
    "SELECT p.id, p.sku, p.supplier_code, p.bin, p.name, p.words, p.brand, c.name, d.name"
    " FROM product p LEFT JOIN category c ON c.id = p.category_id LEFT JOIN category d ON d.id = c.parent_id"
    f" WHERE p.active AND p.id IN {schema.SOME}"
)
_BARCODES = f"SELECT product_id, barcode FROM product_barcode WHERE product_id IN {schema.SOME}"
_PRESENT = f"SELECT row, product_id, times FROM search_product WHERE product_id IN {schema.SOME}"
# CROSS JOIN: sales of the last days first, not every line that was ever sold.
_SOLD = (
    "SELECT l.product_id, count(*) FROM sale d CROSS JOIN sale_line l ON l.sale_id = d.id"
    " WHERE d.business_date >= ? AND l.product_id IS NOT NULL AND l.quantity > 0 GROUP BY l.product_id"
)


def row_number(product_id: int, times: int) -> int:
    """The index row of a product that sold `times` times lately: popular ones come first."""
    return (_BUCKETS - min(_BUCKETS, times.bit_length())) << _SHIFT | product_id


def product_of(row: int) -> int:
    """The product of an index row."""
    return row & ((1 << _SHIFT) - 1)


def beginning(name: str) -> str:
    """By what a name in its one spelling is found from its first letters on."""
    return "^" + name.replace(" ", "")[:_BEGINNING]


def index_products(session: Session, ids: Iterable[int]) -> None:
    """Bring these products' index rows up to date; those gone or put out of use are taken out."""
    remaining = iter(ids)
    while batch := list(islice(remaining, _BATCH)):
        known = schema.rows(session, _PRESENT, schema.some(batch))
        _take_out(session, [(row, product_id) for row, product_id, _times in known])
        entries = _entries(session, batch, {product_id: times for _row, product_id, times in known})
        _write(session, entries)
        _write_codes(session, entries)
        _write_terms(session, {term for entry in entries for term in entry.words if worth_knowing(term)})


def fill_products(session: Session, since: str) -> None:
    """Index all products into tables that are empty, in the order of the rows: the fastest there is."""
    times = dict(schema.rows(session, _SOLD, (since,))) if since else {}
    every = [product_id for (product_id,) in schema.rows(session, "SELECT id FROM product")]
    ordered = sorted(every, key=lambda product_id: row_number(product_id, times.get(product_id, 0)))
    codes: list[tuple[str, int]] = []
    terms: set[str] = set()
    for start in range(0, len(ordered), _BATCH):
        entries = _entries(session, ordered[start : start + _BATCH], times)
        _write(session, entries)
        for entry in entries:
            codes += [(code, entry.product_id) for code in entry.codes]
            terms.update(entry.words)
    codes.sort()
    schema.write_many(session, "INSERT OR IGNORE INTO search_product_code VALUES (?, ?)", codes)
    _write_terms(session, {term for term in terms if worth_knowing(term)})


class _Entry(NamedTuple):
    """What is written of one product."""

    row: int
    product_id: int
    name: str
    times: int
    words: dict[str, None]
    codes: dict[str, None]


def _entries(session: Session, ids: Sequence[int], times: Mapping[int, int]) -> list[_Entry]:
    ours = schema.some(ids)
    barcodes: dict[int, list[str]] = {}
    for product_id, barcode in schema.rows(session, _BARCODES, ours):
        barcodes.setdefault(product_id, []).append(compact(barcode))
    found = []
    for product_id, sku, supplier_code, place, name, *texts in schema.rows(session, _PRODUCTS, ours):
        spelling, words = spelled(name)
        known: dict[str, None] = dict.fromkeys(words)
        for text in texts:
            if text:
                known.update(dict.fromkeys(tokens(text)))
        whole = barcodes.get(product_id, [])
        for code in (sku, supplier_code, place):
            parts = code_tokens(code)
            whole += parts[:1]
            known.update(dict.fromkeys(parts))
        sold = times.get(product_id, 0)
        found.append(_Entry(row_number(product_id, sold), product_id, spelling, sold, known, _codes(whole)))
    found.sort()
    return found


def _write(session: Session, entries: Sequence[_Entry]) -> None:
    heads = [(entry.row, entry.product_id, entry.name, entry.times) for entry in entries]
    words = [(entry.row, f"{' '.join(entry.words)} {beginning(entry.name)}") for entry in entries]
    schema.write_many(session, "INSERT INTO search_product VALUES (?, ?, ?, ?)", heads)
    schema.write_many(session, "INSERT INTO search_product_words (rowid, words) VALUES (?, ?)", words)


def _write_codes(session: Session, entries: Sequence[_Entry]) -> None:
    codes = [(code, entry.product_id) for entry in entries for code in entry.codes]
    schema.write_many(session, "INSERT OR IGNORE INTO search_product_code VALUES (?, ?)", codes)


def _write_terms(session: Session, terms: set[str]) -> None:
    rows = [(term,) for term in sorted(terms)]
    schema.write_many(session, "INSERT OR IGNORE INTO search_product_term (term) VALUES (?)", rows)


def _take_out(session: Session, rows: list[tuple[int, int]]) -> None:
    schema.write_many(session, "DELETE FROM search_product_words WHERE rowid = ?", [(r,) for r, _id in rows])
    schema.write_many(session, "DELETE FROM search_product WHERE row = ?", [(r,) for r, _id in rows])
    schema.write_many(
        session, "DELETE FROM search_product_code WHERE product_id = ?", [(i,) for _r, i in rows]
    )


def _codes(whole: Iterable[str]) -> dict[str, None]:
    """Codes as they are looked up, and their last digits backwards, as people read them from a label."""
    found: dict[str, None] = {}
    for code in whole:
        found[code] = None
        if code[-_LEAST_END:].isdecimal() and len(code) >= _LEAST_END:
            digits = _LAST_DIGITS.search(code)
            if digits is not None:
                found[end_key(digits.group())] = None
    return found


def end_key(digits: str) -> str:
    """The last digits of a code, as they are looked up."""
    return f"~{digits[: -_LONGEST_END - 1 : -1]}"


def stale_products(session: Session, since: str) -> list[tuple[int, int, int]]:
    """Index row, product and how often it sold since a date, of those of which the index has another number."""
    sold = dict(schema.rows(session, _SOLD, (since,)))
    known = schema.rows(session, "SELECT row, product_id, times FROM search_product")
    return [(row, found, sold.get(found, 0)) for row, found, times in known if times != sold.get(found, 0)]


def place_products(session: Session, stale: Sequence[tuple[int, int, int]], of: int = 0) -> None:
    """Give products the place in the order of results that `stale_products` found."""
    moving.move(
        session, "search_product_words", [(row, row_number(found, count)) for row, found, count in stale], of
    )
    schema.write_many(
        session,
        "UPDATE search_product SET row = ?, times = ? WHERE row = ?",
        [(row_number(found, count), count, row) for row, found, count in stale],
    )


def refresh_popularity(session: Session, since: str) -> int:
    """Count anew how often products sold since a date; returns how many have another number than before."""
    stale = stale_products(session, since)
    place_products(session, stale, schema.count(session, "search_product"))
    return len(stale)
