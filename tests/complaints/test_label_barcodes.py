"""Labels with a price or weight in their barcode, as users of other tills wanted them: named after their threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.data.tables import Product, ProductBarcode, Promotion, StockLevel
from pos_app.domain.barcodes import check_digit
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, sales, settings, settings_file
from pos_app.services.desk import Desk
from pos_app.services.documents import price_json, sell_json
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

NAILS, GRASS, ROPE = 20, 21, 22


def ean(twelve: str) -> str:
    return twelve + check_digit(twelve)


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """Nails by the kilogram at 1.50, known by SKU; grass seed at 34.99, known by its barcode with zeros."""
    with small_shop(data_dir) as desk:
        with desk.db.write() as session:
            session.add_all(
                [
                    Product(
                        id=NAILS, sku="12345", name="Nails, loose", unit="kg", price=15_000, tax_class="STD"
                    ),
                    Product(
                        id=GRASS, sku="SEED", name="Grass seed", unit="kg", price=349_900, tax_class="STD"
                    ),
                    Product(id=ROPE, sku="ROPE", name="Rope end", unit="ea", price=50_000, tax_class="STD"),
                ]
            )
            session.flush()
            session.add(ProductBarcode(barcode=ean("210000100000"), product_id=GRASS))
            session.add(ProductBarcode(barcode=ean("200077700000"), product_id=ROPE))
            session.add(ProductBarcode(barcode=ean("021234599999"), product_id=ROPE))
            session.add_all([StockLevel(product_id=i, on_hand=50_000) for i in (NAILS, GRASS, ROPE)])
            session.commit()
        yield desk


def sold(desk: Desk, code: str) -> tuple[str, int, int]:
    """SKU, quantity and amount of the line that a scan makes."""
    found = carts.scan(desk, code=code)
    assert found.outcome == "line"
    line = next(line for line in carts.current(desk).lines if line.id == found.line_id)
    return line.sku, line.quantity, line.amount


def on_hand(desk: Desk, product_id: int) -> int:
    with desk.db.read() as session:
        level = session.get(StockLevel, product_id)
        assert level is not None
        return level.on_hand


def test_pos_awesome_v15_2366_a_scale_label_adds_the_item_with_its_weight(desk: Desk) -> None:
    settings.set_setting(
        as_owner(desk),
        key="barcodes.labels",
        value=[{"prefix": "622", "pattern": "IIIIVVVVV", "kind": "weight", "decimals": 3}],
    )
    with desk.db.write() as session:
        session.add(ProductBarcode(barcode="0010", product_id=NAILS))
        session.commit()
    assert sold(desk, "6220010005008") == ("12345", 500, 75)


def test_opensourcepos_2417_the_quantity_comes_from_the_label_and_stock_follows(desk: Desk) -> None:
    assert sold(desk, ean("211234500375")) == ("12345", 375, 56)
    sales.complete_cart(desk, tenders=[Tender("cash", 100)])
    assert on_hand(desk, NAILS) == 50_000 - 375


def test_opensourcepos_2612_the_price_on_the_label_is_what_is_paid(desk: Desk) -> None:
    settings.set_setting(
        as_owner(desk),
        key="barcodes.labels",
        value=[{"prefix": "21", "pattern": "IIIIIVVVVV", "kind": "price", "decimals": 2}],
    )
    # 9.99 at 34.99 the kilogram: 0.286 kg, which alone would come to 10.01.
    assert sold(desk, ean("210000100999")) == ("SEED", 286, 999)
    sales.complete_cart(desk, tenders=[Tender("card", 1054)])
    assert on_hand(desk, GRASS) == 50_000 - 286


def test_opensourcepos_2649_both_kinds_of_label_side_by_side(desk: Desk) -> None:
    assert sold(desk, ean("021234500265")) == ("12345", 1_767, 265)
    assert sold(desk, ean("211234500265")) == ("12345", 265, 40)
    assert len(carts.current(desk).lines) == 2


def test_odoo_12205_the_product_is_found_by_its_barcode_with_zeros_for_the_weight(desk: Desk) -> None:
    assert ean("210000100000") == "2100001000004"
    assert ean("210000102750") == "2100001027506"
    assert sold(desk, "2100001027506") == ("SEED", 2_750, 9_622)


def test_oca_pos_1146_a_price_becomes_a_quantity_so_that_stock_is_right(desk: Desk) -> None:
    code = ean("021234500265")
    assert sold(desk, code) == ("12345", 1_767, 265)
    sales.complete_cart(desk, tenders=[Tender("cash", 280)])
    assert on_hand(desk, NAILS) == 50_000 - 1_767


def test_a_label_twice_is_two_lines_and_three_at_once_is_one(desk: Desk) -> None:
    code = ean("021234500265")
    sold(desk, code)
    sold(desk, code)
    assert sold(desk, f"3*{code}") == ("12345", 5_300, 795)
    assert len(carts.current(desk).lines) == 3


def test_a_piece_with_a_price_label_is_a_whole_piece(desk: Desk) -> None:
    assert sold(desk, ean("200077700325")) == ("ROPE", 1_000, 325)


def test_a_product_whose_own_barcode_begins_with_2_or_02_wins(desk: Desk) -> None:
    assert sold(desk, ean("021234599999")) == ("ROPE", 1_000, 500)


def test_a_label_read_wrong_is_one_sentence_and_changes_nothing(desk: Desk) -> None:
    code = ean("021234500265")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    with pytest.raises(UserError, match="wrong check digit") as caught:
        carts.scan(desk, code=wrong)
    assert caught.value.code == "bad_check_digit"
    assert carts.current(desk).lines == ()


def test_a_label_of_no_product_is_unknown(desk: Desk) -> None:
    assert carts.scan(desk, code=ean("029999900265")).outcome == "unknown"


def test_no_promotion_is_taken_off_the_price_on_a_label(desk: Desk) -> None:
    with desk.db.write() as session:
        session.add(Promotion(code="HALF", label="Half", kind="percent", product_id=NAILS, percent=500_000))
        session.commit()
    assert sold(desk, ean("021234500265")) == ("12345", 1_767, 265)
    view = carts.current(desk)
    assert view.lines[0].discount_text == "Price label"
    # A weight says no price: today's is taken, with the promotion.
    assert sold(desk, ean("211234501000")) == ("12345", 1_000, 75)


def test_documents_read_labels_too(desk: Desk) -> None:
    code = ean("210000100999")
    document = {
        "lines": [{"barcode": ean("021234500265"), "quantity": "1"}, {"barcode": code, "quantity": "2"}]
    }
    lines = price_json(desk, document)["lines"]
    assert [(line["sku"], line["quantity"], line["unit"]) for line in lines] == [
        ("12345", "1.767", "kg"),
        ("SEED", "1.998", "kg"),
    ]
    assert lines[0]["net"] == "2.65"
    answer = sell_json(desk, {**document, "tenders": [{"type": "card", "amount": "76.56"}]})
    assert answer["receipt"]
    assert on_hand(desk, NAILS) == 50_000 - 1_767


def test_the_posted_line_keeps_the_list_price(desk: Desk) -> None:
    document = {"id": "a", "lines": [{"barcode": ean("200077700325"), "quantity": "1"}]}
    done = sell_json(desk, {**document, "tenders": [{"type": "card", "amount": "3.43"}]})
    with desk.db.read() as session:
        from pos_app.data.queries import selling

        sale = selling.sale_by_number(session, str(done["receipt"]))
        assert sale is not None
        line = selling.lines_of(session, sale.id or 0)[0]
    assert (line.unit_price, line.list_price, line.quantity) == (3_250_000, 5_000_000, 1_000)


def test_patterns_travel_in_the_settings_file(desk: Desk) -> None:
    text = settings_file.export_toml(desk)
    assert 'pattern = "IIIIIVVVVV"' in text
    settings_file.import_toml(as_owner(desk), text=text.replace('"IIIIIVVVVV"', '"IIIIIKVVVV"'))
    # The first digit of the value is now the check digit of the other four.
    with pytest.raises(UserError, match="does not fit its check digit"):
        carts.scan(desk, code=ean("021234510265"))


@pytest.mark.parametrize(
    "row",
    [
        {"prefix": "02", "pattern": "IIIII", "kind": "price", "decimals": 2},
        {"prefix": "02", "pattern": "IIIIIVVVVV", "kind": "colour", "decimals": 2},
        {"prefix": "02", "pattern": "IIIIIVVVVV", "kind": "price"},
    ],
)
def test_a_pattern_that_cannot_be_read_is_not_stored(desk: Desk, row: dict[str, object]) -> None:
    with pytest.raises(UserError) as caught:
        settings.set_setting(as_owner(desk), key="barcodes.labels", value=[row])
    assert caught.value.code == "bad_settings"
