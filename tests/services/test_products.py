"""Products by hand: what is refused, what is found again, and stock that is posted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.errors import UserError
from pos_app.services import products
from pos_app.services.changes import Area
from pos_app.services.desk import Desk
from pos_app.services.products import ProductForm
from tests.services.shop_kit import open_desk

SCREW = ProductForm(
    sku="SCREW-T25", name="Deck screw T25 2½″, single", price=1_600, barcodes=("5012345678900",), bin="B2-07",
    category="Fasteners > Deck screws", words="decking", stock=537_000, cost=700, brand="Northway",
)  # fmt: skip
BOX = ProductForm(
    sku="SCREW-T25-200", name="Deck screw T25 2½″, box of 200", price=229_900, pack_of="screw-t25",
    pack_quantity=200_000,
)  # fmt: skip


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    yield found
    found.db.close()


def moves(desk: Desk) -> list[tuple[int, str]]:
    with desk.db.read() as session:
        rows = session.execute(text("SELECT quantity, reason FROM stock_move ORDER BY id"))
        return [(row[0], row[1]) for row in rows]


def test_written_and_read_back(desk: Desk) -> None:
    saved = products.create(desk, form=SCREW)
    assert Area.PRODUCT in saved.areas
    assert products.get(desk, product_id=saved.product_id) == SCREW
    assert products.categories(desk) == ["Fasteners", "Fasteners > Deck screws"]
    assert moves(desk) == [(537_000, "opening")]


def test_search_tells_what_the_list_shows(desk: Desk) -> None:
    single = products.create(desk, form=SCREW)
    box = products.create(desk, form=BOX)
    hits = products.search(desk, text="t25 deck")
    assert [hit.sku for hit in hits] == ["SCREW-T25", "SCREW-T25-200"]
    assert (hits[0].price, hits[0].on_hand, hits[0].category, hits[0].bin) == (
        1_600,
        537_000,
        "Deck screws",
        "B2-07",
    )
    assert (hits[1].pack_of_id, hits[1].pack_quantity) == (single.product_id, 200_000)
    assert hits[1].on_hand == 2_000  # two whole boxes
    assert products.search(desk, text="  ") == []
    assert box.sku == "SCREW-T25-200"


def test_search_makes_its_index_where_there_is_none(desk: Desk) -> None:
    products.create(desk, form=SCREW)
    with desk.db.write() as session:
        session.execute(text("DROP TABLE search_state"))
        session.commit()
    assert [hit.sku for hit in products.search(desk, text="deck")] == ["SCREW-T25"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "name_missing"),
        ({"name": "x" * 500}, "name_too_long"),
        ({"name": "a\x00b"}, "bad_text"),
        ({"price": -1}, "bad_price"),
        ({"price": 10**13}, "bad_price"),
        ({"cost": -1}, "bad_price"),
        ({"unit": "bushel"}, "unknown_unit"),
        ({"barcodes": ("5012345678901",)}, "bad_check_digit"),
        ({"barcodes": ("1" * 41,)}, "bad_barcode"),
        ({"tax_class": "NONE"}, "unknown_tax_class"),
        ({"stock": 1_500}, "bad_quantity"),
        ({"stock": 10**15}, "bad_quantity"),
        ({"reorder_at": -1_000}, "bad_quantity"),
        ({"pack_of": "NEW", "pack_quantity": 1_000}, "bad_pack"),
        ({"pack_of": "GONE", "pack_quantity": 1_000}, "unknown_product"),
        ({"pack_of": "SCREW-T25", "pack_quantity": 0}, "bad_pack"),
        ({"pack_of": "SCREW-T25"}, "bad_pack"),
        ({"pack_of": "SCREW-T25-200", "pack_quantity": 1_000}, "bad_pack"),
        ({"pack_quantity": 1_000}, "bad_pack"),
        ({"pack_of": "SCREW-T25", "pack_quantity": 5_000, "stock": 3_000}, "bad_pack"),
        ({"category": "A > B > C > D > E > F"}, "bad_category"),
        ({"category": "x" * 81}, "bad_category"),
        ({"sku": "screw-t25"}, "sku_taken"),
        ({"sku": "x" * 41}, "text_too_long"),
        ({"barcodes": ("5012345678900",)}, "barcode_taken"),
        ({"tip": "x" * 301}, "text_too_long"),
    ],
)
def test_refused_with_one_sentence(desk: Desk, change: dict[str, object], code: str) -> None:
    products.create(desk, form=SCREW)
    products.create(desk, form=BOX)
    form = replace(ProductForm(sku="NEW", name="New", price=100), **change)  # type: ignore[arg-type]
    with pytest.raises(UserError) as caught:
        products.create(desk, form=form)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")
    with desk.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM product")).scalar() == 2


def test_whose_the_code_is(desk: Desk) -> None:
    products.create(desk, form=SCREW)
    with pytest.raises(UserError, match="belongs to Deck screw T25"):
        products.create(desk, form=ProductForm(sku="NEW", name="New", price=1, barcodes=("5012345678900",)))


def test_a_single_cannot_become_a_pack(desk: Desk) -> None:
    single = products.create(desk, form=SCREW)
    products.create(desk, form=BOX)
    other = products.create(desk, form=ProductForm(sku="OTHER", name="Other", price=1))
    wrong = replace(SCREW, pack_of="OTHER", pack_quantity=2_000, stock=None)
    with pytest.raises(UserError, match="made of packs"):
        products.update(desk, product_id=single.product_id, form=wrong)
    assert other.sku == "OTHER"


def test_change_and_correction(desk: Desk) -> None:
    made = products.create(desk, form=SCREW)
    form = replace(
        SCREW, name="Deck screw T25 2½″, loose", price=1_700, stock=530_000, barcodes=("96385074",)
    )
    products.update(desk, product_id=made.product_id, form=form)
    assert products.get(desk, product_id=made.product_id) == form
    assert moves(desk) == [(537_000, "opening"), (-7_000, "correction")]
    products.update(desk, product_id=made.product_id, form=replace(form, stock=None))
    products.update(desk, product_id=made.product_id, form=form)
    assert len(moves(desk)) == 2
    assert [hit.name for hit in products.search(desk, text="loose")] == [form.name]


def test_by_code(desk: Desk) -> None:
    made = products.create(desk, form=replace(SCREW, barcodes=("036000291452", "ABC-1")))
    with desk.db.read() as session:
        for code in ("036000291452", "0036000291452", " ABC-1 ", "screw-t25", "SCREW-T25"):
            assert products.by_code(session, code) == made.product_id
        for code in ("", "SCREWT25", "96385074"):
            assert products.by_code(session, code) is None
    products.update(desk, product_id=made.product_id, form=replace(SCREW, active=False))
    with desk.db.read() as session:
        assert products.by_code(session, "SCREW-T25") is None


def test_one_more_barcode(desk: Desk) -> None:
    made = products.create(desk, form=SCREW)
    products.add_barcode(desk, product_id=made.product_id, barcode="96385074")
    assert products.get(desk, product_id=made.product_id).barcodes == ("5012345678900", "96385074")
    with pytest.raises(UserError) as caught:
        products.add_barcode(desk, product_id=made.product_id, barcode="96385075")
    assert caught.value.code == "bad_check_digit"


def test_the_shop_gives_skus(desk: Desk) -> None:
    first = products.create(desk, form=ProductForm(name="One", price=1))
    second = products.create(desk, form=ProductForm(name="Two", price=1))
    assert (first.sku, second.sku) == ("P00001", "P00002")


def test_same_category_name_in_two_departments(desk: Desk) -> None:
    for sku, path in (("A", "Paint > Other"), ("B", "Plumbing > Other"), ("C", "Plumbing > Other")):
        products.create(desk, form=ProductForm(sku=sku, name=sku, price=1, category=path))
    assert products.categories(desk) == ["Paint", "Paint > Other", "Plumbing", "Plumbing > Other (Plumbing)"]


def test_unknown_product(desk: Desk) -> None:
    for call in (
        lambda: products.get(desk, product_id=99),
        lambda: products.update(desk, product_id=99, form=SCREW),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == "unknown_product"
