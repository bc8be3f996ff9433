"""Products from a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.services import products
from pos_app.services.desk import Desk
from pos_app.services.importing import ImportReport, import_rows
from tests.services.shop_kit import open_desk

ROWS: list[dict[str, str]] = [
    {"sku": "BOX", "name": "Deck screws, box of 200", "price": "22.99", "pack_of": "screw", "pack_quantity": "200"},
    {"sku": "SCREW", "name": "Deck screw", "price": "0.16", "barcode": "5012345678900|96385074", "stock": "537",
     "category": "Fasteners > Deck screws", "unit": "ea", "bin": "B2-07", "words": "decking", "tax": "STD"},
    {"sku": "CHAIN5", "name": "Chain 5 mm", "price": "4,20 €", "unit": "M", "stock": "41,6", "cost": "2.1050"},
]  # fmt: skip


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    yield found
    found.db.close()


def load(desk: Desk, rows: list[dict[str, str]], **options: object) -> ImportReport:
    return import_rows(desk, kind="products", rows=rows, **options)  # type: ignore[arg-type]


def counts(desk: Desk) -> tuple[int, int, int, int]:
    with desk.db.read() as session:
        names = ("product", "product_barcode", "stock_move", "journal")
        return tuple(session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names)  # type: ignore[return-value]


def product(desk: Desk, sku: str) -> products.ProductForm:
    with desk.db.read() as session:
        found = products.by_code(session, sku)
    assert found is not None
    return products.get(desk, product_id=found)


def problems(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in report.problems]


def test_all_columns(desk: Desk) -> None:
    report = load(desk, ROWS)
    assert (report.ok, report.saved, report.added) == (True, True, 3)
    screw, chain, box = product(desk, "SCREW"), product(desk, "CHAIN5"), product(desk, "BOX")
    assert (screw.price, screw.stock, screw.category) == (1_600, 537_000, "Fasteners > Deck screws")
    assert screw.barcodes == ("5012345678900", "96385074")
    assert (chain.price, chain.stock, chain.unit, chain.cost) == (42_000, 41_600, "m", 21_050)
    assert (box.pack_of, box.pack_quantity, box.stock) == ("SCREW", 200_000, None)
    assert [hit.sku for hit in products.search(desk, text="deck scre")] == ["SCREW", "BOX"]


def test_twice_changes_nothing(desk: Desk) -> None:
    load(desk, ROWS)
    before = counts(desk)
    report = load(desk, ROWS)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    assert report.areas == frozenset()
    assert counts(desk) == before


def test_only_the_columns_that_are_there_change(desk: Desk) -> None:
    load(desk, ROWS)
    report = load(desk, [{"sku": "screw", "name": "Deck screw T25", "price": "0.17"}])
    assert (report.changed, report.added) == (1, 0)
    screw = product(desk, "screw")
    assert (screw.sku, screw.name, screw.price) == ("screw", "Deck screw T25", 1_700)
    assert (screw.bin, screw.words, screw.stock, len(screw.barcodes)) == ("B2-07", "decking", 537_000, 2)
    assert [hit.name for hit in products.search(desk, text="t25")] == ["Deck screw T25"]


def test_an_old_file_does_not_bring_back_old_stock(desk: Desk) -> None:
    load(desk, ROWS)
    load(desk, [{**ROWS[1], "stock": "999"}])
    assert product(desk, "SCREW").stock == 537_000
    load(desk, [{"sku": "NEW", "name": "New", "price": "1"}])
    load(desk, [{"sku": "NEW", "name": "New", "price": "1", "stock": "5"}])
    assert product(desk, "NEW").stock == 5_000


def test_a_barcode_may_change_hands(desk: Desk) -> None:
    rows = [
        {"sku": "A", "name": "A", "price": "1", "barcode": "96385074"},
        {"sku": "B", "name": "B", "price": "1", "barcode": "5012345678900"},
    ]
    load(desk, rows)
    rows[0]["barcode"], rows[1]["barcode"] = rows[1]["barcode"], rows[0]["barcode"]
    report = load(desk, rows)
    assert (report.ok, report.changed) == (True, 2)
    assert product(desk, "A").barcodes == ("5012345678900",)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"sku": ""}, "sku", "missing"),
        ({"name": " "}, "name", "name_missing"),
        ({"name": "x" * 500}, "name", "name_too_long"),
        ({"price": ""}, "price", "missing"),
        ({"price": "cheap"}, "price", "bad_number"),
        ({"price": "-1"}, "price", "bad_price"),
        ({"price": "0.12345"}, "price", "bad_number"),
        ({"barcode": "5012345678901"}, "barcode", "bad_check_digit"),
        ({"unit": "bushel"}, "unit", "unknown_unit"),
        ({"tax": "LUXURY"}, "tax", "unknown_tax_class"),
        ({"stock": "1.5"}, "stock", "bad_quantity"),
        ({"pack_of": "GONE", "pack_quantity": "5"}, "pack_of", "unknown_product"),
        ({"pack_of": "X", "pack_quantity": "5"}, "pack_of", "bad_pack"),
        ({"pack_of": "SCREW", "pack_quantity": "0"}, "pack_quantity", "bad_pack"),
        ({"pack_of": "BOX", "pack_quantity": "2"}, "pack_of", "bad_pack"),
        ({"sku": "screw"}, "sku", "double"),
        ({"barcode": "5012345678900"}, "barcode", "double"),
    ],
)
def test_every_problem_has_its_row_and_column(
    desk: Desk, change: dict[str, str], column: str, code: str
) -> None:
    report = load(desk, [*ROWS, {"sku": "X", "name": "X", "price": "1", **change}])
    assert (5, column, code) in problems(report)
    assert {row for row, _column, _code in problems(report)} == {5}
    assert counts(desk) == (0, 0, 0, 0)


def test_a_number_that_comes_again_is_said_as_it_stands_there(desk: Desk) -> None:
    report = load(desk, [*ROWS, {"sku": "sCrew", "name": "X", "price": "1"}])
    (problem,) = report.problems
    assert dict(problem.message.values) == {"key": "sCrew", "row": 3}


def test_a_pack_goes_with_its_single(desk: Desk, tmp_path: Path) -> None:
    rows = [dict(row) for row in ROWS]
    rows[1]["price"] = "?"
    report = load(desk, rows, skip_bad=tmp_path / "r.csv")
    assert problems(report) == [(2, "pack_of", "unknown_product"), (3, "price", "bad_number")]
    assert (report.added, report.rejected) == (1, 2)
    assert (tmp_path / "r.csv").read_text(encoding="utf-8").count("\n") == 3


def test_barcode_of_another_product(desk: Desk) -> None:
    load(desk, ROWS)
    report = load(desk, [{"sku": "X", "name": "X", "price": "1", "barcode": "96385074"}])
    assert problems(report) == [(2, "barcode", "barcode_taken")]
