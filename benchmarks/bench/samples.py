"""What is scanned, searched and chosen: taken from the shop itself, spread over it, always the same."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

LETTERS = 6


@dataclass(frozen=True, slots=True)
class Samples:
    """Barcodes that ring up without a question, words of products, names and phones of people, receipts."""

    codes: list[str]
    words: list[str]
    people: list[str]
    receipts: list[str]


def of_shop(path: Path, count: int) -> Samples:
    """Up to `count` of each from a shop's file, which is only read."""
    shop = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return Samples(
            _spread(
                shop,
                "SELECT b.barcode FROM product_barcode b JOIN product p ON p.id = b.product_id"
                " WHERE p.active AND p.unit = 'ea' AND p.pack_of_id IS NULL AND p.price > 0"
                " AND b.product_id % 13 = 1 ORDER BY p.id LIMIT 4000",
                count,
            ),
            [search[:LETTERS] for search in _searches(shop, count)],
            _people(shop, count),
            _spread(
                shop,
                "SELECT number FROM sale WHERE kind = 'sale' AND total > 0 ORDER BY id DESC LIMIT 400",
                count,
            ),
        )
    finally:
        shop.close()


def _searches(shop: sqlite3.Connection, count: int) -> list[str]:
    """A word of the name, a code, a word it is for: as people type."""
    rows = shop.execute(
        "SELECT name, words, sku FROM product WHERE active ORDER BY id LIMIT 20000"
    ).fetchall()
    found = []
    for number, (name, words, sku) in enumerate(_every(rows, count)):
        choice = (name, words or name, name.split()[1 % len(name.split())], sku)[number % 4].split()[0]
        found.append(choice.lower().strip(",") if number % 4 != 3 else choice)
    return found


def _people(shop: sqlite3.Connection, count: int) -> list[str]:
    """Four letters of a first or last name, or the last four digits of a telephone."""
    rows = shop.execute(
        "SELECT name, phone FROM customer WHERE erased_at = '' AND name != '' ORDER BY id LIMIT 20000"
    ).fetchall()
    found = []
    for number, (name, phone) in enumerate(_every(rows, count)):
        words = name.lower().split()
        found.append((words[-1][:4], words[0][:4], (phone or words[-1])[-4:])[number % 3])
    return found


def _spread(shop: sqlite3.Connection, query: str, count: int) -> list[str]:
    return [row[0] for row in _every(shop.execute(query).fetchall(), count)]


def _every(rows: list[tuple[str, ...]], count: int) -> list[tuple[str, ...]]:
    step = max(1, len(rows) // max(1, count))
    return rows[::step][:count]
