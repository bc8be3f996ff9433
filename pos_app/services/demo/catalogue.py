"""The demo shop's shelves: hand-kept tables under `resources/demo/catalogue`, one a department.

The tables hold what an import file holds plus two columns for the history: `demand` (how often something is
picked, relative to the rest) and `season` (a profile of `seasons.toml`). Barcodes are kept without their last
digit, which is computed here, so that nobody can mistype one. Their numbers belong to nobody: 17… is an
unassigned prefix, UPC 4… is for use inside a shop.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from pos_app.paths import resources_dir

PRODUCT_COLUMNS = (
    "sku", "barcode", "name", "words", "category", "unit", "price", "cost", "tax", "stock", "bin",
    "pack_of", "pack_quantity", "supplier", "supplier_code", "reorder_at", "brand", "tip",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Article:
    """A product as the history needs it; `price` in cents per unit."""

    sku: str
    category: str
    unit: str
    price: int
    demand: int
    season: str
    pack_of: str
    pack_quantity: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All products, as rows for the import file and as articles by SKU, in shelf order."""

    products: list[dict[str, str]]
    articles: dict[str, Article]


def demo_dir() -> Path:
    """The folder with the demo shop's tables."""
    return resources_dir() / "demo"


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read every department table in `folder` (default: the demo shop's), in order of their names."""
    products: list[dict[str, str]] = []
    articles: dict[str, Article] = {}
    for path in sorted((folder or demo_dir() / "catalogue").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                row["barcode"] = "|".join(
                    body + check_digit(body) for body in row["barcode_body"].split("|") if body
                )
                products.append({column: row[column] for column in PRODUCT_COLUMNS})
                articles[row["sku"]] = _article(row)
    return Catalogue(products, articles)


def check_digit(body: str) -> str:
    """The last digit of a GTIN: weights 3 and 1 from the right (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3, 1)[index % 2] for index, digit in enumerate(reversed(body)))
    return str(-total % 10)


def cents(text: str) -> int:
    """Cents of an amount with two decimals, as the tables write them."""
    whole, _, fraction = text.partition(".")
    return int(whole) * 100 + int(fraction.ljust(2, "0"))


def _article(row: dict[str, str]) -> Article:
    return Article(
        sku=row["sku"],
        category=row["category"],
        unit=row["unit"],
        price=cents(row["price"]),
        demand=int(row["demand"]),
        season=row["season"],
        pack_of=row["pack_of"],
        pack_quantity=int(row["pack_quantity"] or 1),
    )
