"""The demo shop's tables are what a shop would import: complete, consistent, with barcodes that scan."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from pos_app.services.demo.catalogue import PRODUCT_COLUMNS, Catalogue, check_digit, load_catalogue

UNITS = {"ea", "m", "kg", "l", "ft", "lb", "gal"}


@pytest.fixture(scope="module")
def shelves() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def by_sku(shelves: Catalogue) -> dict[str, dict[str, str]]:
    return {row["sku"]: row for row in shelves.products}


def test_as_large_as_a_small_shop(shelves: Catalogue) -> None:
    assert len(shelves.products) >= 600
    departments = Counter(row["category"] for row in shelves.products)
    assert len(departments) >= 14
    assert min(departments.values()) >= 8


def test_columns_are_those_of_the_import_file(shelves: Catalogue) -> None:
    assert all(tuple(row) == PRODUCT_COLUMNS for row in shelves.products)


def test_skus_and_names_are_unique_and_fit(shelves: Catalogue) -> None:
    for column in ("sku", "name"):
        counts = Counter(row[column] for row in shelves.products)
        assert [value for value, count in counts.items() if count > 1] == []
    assert all(0 < len(row["name"]) <= 80 for row in shelves.products)
    assert all(re.fullmatch(r"[A-Z0-9-]{2,40}", row["sku"]) for row in shelves.products)


def gtin_is_valid(code: str) -> bool:
    """The whole code, weighted from the left after filling to 14 digits, is a multiple of ten."""
    digits = [int(digit) for digit in code.zfill(14)]
    return (3 * sum(digits[0::2]) + sum(digits[1::2])) % 10 == 0


def test_barcodes_are_unique_and_valid(shelves: Catalogue) -> None:
    codes = [code for row in shelves.products for code in row["barcode"].split("|") if code]
    assert len(codes) == len(set(codes)) > 600
    for code in codes:
        assert re.fullmatch(r"\d{12}|\d{13}", code), code
        assert gtin_is_valid(code), code
        assert not re.match(r"02|2\d", code.zfill(13)), f"{code} would be read as a price or weight"
    assert sum("|" in row["barcode"] for row in shelves.products) >= 10


@pytest.mark.parametrize(
    ("body", "digit"), [("501234567890", "0"), ("400638133393", "1"), ("03600029145", "2")]
)
def test_check_digit_of_known_codes(body: str, digit: str) -> None:
    assert check_digit(body) == digit


def test_units_prices_and_stock(shelves: Catalogue) -> None:
    assert {row["unit"] for row in shelves.products} == UNITS
    for row in shelves.products:
        price, cost = Decimal(row["price"]), Decimal(row["cost"])
        assert 0 < cost < price, row["sku"]
        assert row["tax"] in {"STD", "RED"}
        assert re.fullmatch(r"[A-Z]\d-\d\d", row["bin"]), row["sku"]
        if row["stock"]:
            assert Decimal(row["stock"]) >= 0
            assert row["reorder_at"], row["sku"]
    assert {row["category"] for row in shelves.products if row["tax"] == "RED"} == {
        "Seeds, soil & fertiliser",
        "Books & guides",
    }


def test_packs_hold_singles_and_are_cheaper(shelves: Catalogue, by_sku: dict[str, dict[str, str]]) -> None:
    packs = [row for row in shelves.products if row["pack_of"]]
    assert len(packs) >= 40
    for pack in packs:
        single = by_sku[pack["pack_of"]]
        quantity = int(pack["pack_quantity"])
        assert quantity > 1
        assert not single["pack_of"], "a pack holds singles, not packs"
        assert single["unit"] == "ea"
        assert Decimal(pack["price"]) < quantity * Decimal(single["price"]), pack["sku"]
        assert pack["stock"] == "", "the stock of a pack is that of its single"
        assert str(quantity) in pack["name"]


def test_words_and_tips(shelves: Catalogue) -> None:
    for row in shelves.products:
        assert row["words"].strip(), row["sku"]
        assert len(row["words"]) <= 500
        assert len(row["tip"]) <= 300
    assert sum(bool(row["tip"]) for row in shelves.products) >= 120
    assert len({row["tip"] for row in shelves.products}) >= 120


@pytest.mark.parametrize(
    ("sku", "start", "price", "place"),
    [
        ("SEAL-SIL-WHT", "Silicone sealant, bathroom, white 10 oz", "8.49", "A4-12"),
        ("CHAIN5", "Chain, galvanised 5 mm, cut", "4.20", "C1-03"),
        ("SCREW-T25", "Deck screw T25 2½″, single", "0.16", "B2-07"),
        ("SCREW-T25-BOX200", "Deck screw T25 2½″, box of 200", "22.99", "B2-07"),
        ("PAINT-EGG-1G", "Interior eggshell", "41.99", "A1-02"),
        ("PTRAP-112", "P-trap 1½″ PVC", "6.79", "C2-05"),
        ("BIT-T25", "T25 bit set", "12.99", "B2-01"),
        ("TILE-3060-BOX8", "Wall tile 30 × 60", "29.60", "D2-01"),
        ("FILT-1625", "Furnace filter 16×25", "13.99", "D4-03"),
        ("FLOAT-GROUT", "Grout float", "10.99", "D2-15"),
        ("BELT-4L430", "Mower belt 4L430", "13.99", "E3-03"),
        ("BLADE-TILE7", "Tile saw blade 7″", "29.99", "B3-38"),
        ("GARA-SPR", "Garage door spring", "84.00", "D3-37"),
    ],
)
def test_goods_that_everybody_asks_for(
    by_sku: dict[str, dict[str, str]], sku: str, start: str, price: str, place: str
) -> None:
    row = by_sku[sku]
    assert row["name"].startswith(start)
    assert (row["price"], row["bin"]) == (price, place)
    assert row["pack_of"] or Decimal(row["stock"]) > 0
