"""Keeps the product search in step with the products.

An index row's number says how often the product sold lately, in powers of two, and then which product it
is. The index gives its rows in that order, so the first few hundred of any search are the popular ones
and a broad search ("s") costs no more than a narrow one.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from pos_app.data.search import schema
from pos_app.data.search.spelling import code_tokens, compact, plain, tokens
from pos_app.data.search.vocabulary import worth_knowing

_BUCKETS = 15
_SHIFT = 40
_BATCH = 500

_PRODUCTS = text(
    "SELECT p.id, p.sku, p.name, p.words, p.brand, p.bin, p.supplier_code, p.active,"
    " coalesce(c.name, '') AS category, coalesce(d.name, '') AS department"
    " FROM product p LEFT JOIN category c ON c.id = p.category_id LEFT JOIN category d ON d.id = c.parent_id"
    " WHERE p.id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_BARCODES = text("SELECT product_id, barcode FROM product_barcode WHERE product_id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
_PRESENT = text("SELECT product_id, row, times FROM search_product WHERE product_id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


def row_number(product_id: int, times: int) -> int:
    """The index row of a product that sold `times` times lately: popular ones come first."""
    return (_BUCKETS - min(_BUCKETS, times.bit_length())) << _SHIFT | product_id


def product_of(row: int) -> int:
    """The product of an index row."""
    return row & ((1 << _SHIFT) - 1)


def index_products(session: Session, ids: Iterable[int]) -> None:
    """Bring these products' index rows up to date; those gone or put out of use are taken out."""
    remaining = iter(ids)
    while batch := list(islice(remaining, _BATCH)):
        _index_batch(session, batch)


def _index_batch(session: Session, ids: Sequence[int]) -> None:
    known = {row.product_id: row for row in session.execute(_PRESENT, {"ids": ids})}
    _take_out(session, [(found.row, found.product_id) for found in known.values()])
    barcodes: dict[int, list[str]] = {}
    for product_id, barcode in session.execute(_BARCODES, {"ids": ids}):
        barcodes.setdefault(product_id, []).append(barcode)
    heads: list[tuple[object, ...]] = []
    words: list[tuple[object, ...]] = []
    codes: list[tuple[object, ...]] = []
    terms: dict[str, None] = {}
    for product in session.execute(_PRODUCTS, {"ids": ids}):
        if not product.active:
            continue
        times = known[product.id].times if product.id in known else 0
        row = row_number(product.id, times)
        own = _words(product)
        heads.append((row, product.id, plain(product.name), times))
        words.append((row, " ".join(own)))
        codes += _codes(product, barcodes.get(product.id, []))
        terms.update(dict.fromkeys(own))
    schema.write_many(session, "INSERT INTO search_product VALUES (?, ?, ?, ?)", heads)
    schema.write_many(session, "INSERT INTO search_product_words (rowid, words) VALUES (?, ?)", words)
    schema.write_many(session, "INSERT OR IGNORE INTO search_product_code VALUES (?, ?, ?)", codes)
    known_terms = [(term,) for term in terms if worth_knowing(term)]
    schema.write_many(session, "INSERT OR IGNORE INTO search_product_term (term) VALUES (?)", known_terms)


def _take_out(session: Session, rows: list[tuple[int, int]]) -> None:
    schema.write_many(session, "DELETE FROM search_product_words WHERE rowid = ?", [(r,) for r, _id in rows])
    schema.write_many(session, "DELETE FROM search_product WHERE row = ?", [(r,) for r, _id in rows])
    schema.write_many(
        session, "DELETE FROM search_product_code WHERE product_id = ?", [(i,) for _r, i in rows]
    )


def _words(product: Any) -> dict[str, None]:
    found: dict[str, None] = dict.fromkeys(tokens(product.name))
    for part in (product.words, product.brand, product.category, product.department):
        found.update(dict.fromkeys(tokens(part)))
    for code in (product.sku, product.bin, product.supplier_code):
        found.update(dict.fromkeys(code_tokens(code)))
    return found


def _codes(product: Any, barcodes: list[str]) -> list[tuple[object, ...]]:
    kinds = [("sku", product.sku), ("supplier", product.supplier_code), ("bin", product.bin)]
    kinds += [("barcode", barcode) for barcode in barcodes]
    return [(short, product.id, kind) for kind, code in kinds if (short := compact(code))]


def refresh_popularity(session: Session, since: str) -> int:
    """Count each product's sale lines since an ISO date anew; returns how many products moved.

    A cache for the order of results: a little old is good enough, once a day is often enough.
    """
    counted = session.execute(
        text(
            "SELECT s.product_id, s.row, s.times, coalesce(n.times, 0) AS now FROM search_product s"
            " LEFT JOIN (SELECT l.product_id, count(*) AS times FROM sale_line l JOIN sale d ON d.id = l.sale_id"
            " WHERE d.business_date >= :since AND l.product_id IS NOT NULL AND l.quantity > 0"
            " GROUP BY l.product_id) n ON n.product_id = s.product_id"
            " WHERE s.times <> coalesce(n.times, 0)"
        ),
        {"since": since},
    ).all()
    moved = [
        {"old": found.row, "row": row_number(found.product_id, found.now), "times": found.now}
        for found in counted
    ]
    if not moved:
        return 0
    elsewhere = [change for change in moved if change["old"] != change["row"]]
    if elsewhere:
        session.execute(
            text(
                "INSERT INTO search_product_words (rowid, words)"
                " SELECT :row, words FROM search_product_words WHERE rowid = :old"
            ),
            elsewhere,
        )
        session.execute(text("DELETE FROM search_product_words WHERE rowid = :old"), elsewhere)
    session.execute(text("UPDATE search_product SET row = :row, times = :times WHERE row = :old"), moved)
    return len(moved)
