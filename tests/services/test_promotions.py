"""Promotions, levels and breaks: entered with clear errors, and what they do to a real cart."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pos_app.data.queries import selling
from pos_app.domain.money import E6
from pos_app.errors import UserError
from pos_app.services import carts, customers, products, promotions
from pos_app.services.desk import Desk
from pos_app.services.documents import sell_json
from pos_app.services.exporting import export
from pos_app.services.importing import import_file
from pos_app.services.promotion_form import PromotionForm
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

SCREW = "SCREW-T25"
BREAK = PromotionForm(kind="price", sku=SCREW, price=1200, least_quantity=100_000)
TRADE = PromotionForm(kind="price", level="Trade", sku=SCREW, price=1300)
GROUP = PromotionForm(kind="buy_get", sku="PTRAP", percent=E6, buy_quantity=2000, get_quantity=1000)
SPRING = PromotionForm(
    kind="amount", category="Paint and sealants", amount=10_000, starts_on="2026-11-01", ends_on="2026-11-30"
)


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield desk


def shown(desk: Desk) -> list[tuple[str, int, str]]:
    return [(line.sku, line.amount, line.discount_text) for line in carts.current(desk).lines]


def test_a_quantity_break_begins_at_its_quantity_and_says_so(desk: Desk) -> None:
    promotions.add(as_owner(desk), form=BREAK)
    carts.scan(desk, code=f"99*{SCREW}")
    assert shown(desk) == [(SCREW, 1584, "")]
    carts.scan(desk, code=SCREW)
    assert shown(desk) == [(SCREW, 1200, "from 100: 0.12")]


def test_a_level_has_its_price_and_the_best_single_one_counts(desk: Desk) -> None:
    promotions.add(as_owner(desk), form=TRADE)
    promotions.add(as_owner(desk), form=BREAK)
    form = customers.get(desk, customer_id=2)
    customers.update(desk, customer_id=2, form=replace(form, level="Trade"))
    carts.scan(desk, code=f"10*{SCREW}")
    assert shown(desk) == [(SCREW, 160, "")]
    carts.set_customer(desk, customer_id=2)
    assert shown(desk) == [(SCREW, 130, "Trade")]
    carts.scan(desk, code=f"90*{SCREW}")
    assert shown(desk) == [(SCREW, 1200, "from 100: 0.12")]


def test_three_for_two(desk: Desk) -> None:
    assert promotions.add(as_owner(desk), form=GROUP).code == "PTRAP"
    carts.scan(desk, code="4*PTRAP")
    assert shown(desk) == [("PTRAP", 2037, "3 for 2")]
    line = carts.current(desk).priced
    assert line is not None
    assert line.lines[0].discount == 679


def test_an_amount_off_each_until_its_last_day(desk: Desk) -> None:
    promotions.add(as_owner(desk), form=replace(SPRING, label="Spring"))
    carts.scan(desk, code="2*SEAL-W")
    assert shown(desk) == [("SEAL-W", 1498, "Spring −1.00 each")]


def test_an_amount_that_became_more_than_the_price_is_left_out_with_a_warning(desk: Desk) -> None:
    promotions.add(as_owner(desk), form=replace(SPRING, label="Spring"))
    form = products.get(desk, product_id=1)
    products.update(as_owner(desk), product_id=1, form=replace(form, price=9_900))
    carts.scan(desk, code="2*SEAL-W")
    view = carts.current(desk)
    assert [line.amount for line in view.lines] == [198]
    assert [str(warning.id) for warning in view.warnings] == [
        "“{offer}” was left out: it takes off more than the price of {name}."
    ]


@pytest.mark.parametrize(
    ("form", "field", "code", "words"),
    [
        (
            PromotionForm(kind="amount", sku="SEAL-W", amount=84_901),
            "amount",
            "price_negative",
            "it costs 8.49",
        ),
        (replace(SPRING, amount=90_000), "amount", "price_negative", "Silicone sealant, bathroom"),
        (
            PromotionForm(kind="amount", amount=2_000),
            "amount",
            "price_negative",
            "Deck screw T25 2½″, single",
        ),
        (PromotionForm(percent=E6 + 1), "percent", "bad_percent", "at most 100"),
        (PromotionForm(percent=0), "percent", "bad_percent", "more than 0"),
        (PromotionForm(), "percent", "bad_percent", "more than 0"),
        (replace(BREAK, price=None), "price", "missing", "amount"),
        (replace(BREAK, price=-1), "price", "bad_price", "negative"),
        (replace(BREAK, least_quantity=1500), "least_quantity", "bad_quantity", "1.50 is not a whole number"),
        (replace(BREAK, sku="NONE"), "sku", "unknown_product", "NONE"),
        (replace(BREAK, category="Fixings"), "category", "two_aims", "not both"),
        (replace(SPRING, category="Ironmongery"), "category", "unknown_category", "Ironmongery"),
        (replace(GROUP, buy_quantity=0), "buy_quantity", "bad_quantity", "more than zero"),
        (replace(GROUP, get_quantity=None), "get_quantity", "bad_quantity", "more than zero"),
        (replace(GROUP, get_quantity=500), "get_quantity", "bad_quantity", "0.50 is not a whole number"),
        (
            replace(GROUP, least_quantity=3000),
            "least_quantity",
            "other_kind",
            "leave the least quantity empty",
        ),
        (replace(TRADE, percent=1), "percent", "other_kind", "price"),
        (replace(SPRING, starts_on="2026-12-01"), "ends_on", "dates_reversed", "before it starts"),
        (replace(SPRING, ends_on="tomorrow"), "ends_on", "bad_date", "tomorrow"),
        (replace(TRADE, kind="points"), "kind", "unknown_kind", "points"),
        (replace(TRADE, label="x" * 61), "label", "text_too_long", "60"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    desk: Desk, form: PromotionForm, field: str, code: str, words: str
) -> None:
    with pytest.raises(promotions.PromotionError) as caught:
        promotions.add(as_owner(desk), form=form)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert words in str(caught.value)
    assert [view.code for view in promotions.listed(desk)] == ["GOLD5"]


def test_a_code_is_given_once(desk: Desk) -> None:
    assert promotions.add(as_owner(desk), form=TRADE).code == "TRADE-SCREW-T25"
    assert promotions.add(as_owner(desk), form=TRADE).code == "TRADE-SCREW-T25-2"
    with pytest.raises(UserError, match="is taken"):
        promotions.add(as_owner(desk), form=replace(TRADE, code="gold5"))


def test_a_price_that_lowers_nothing_is_stored_and_said(desk: Desk) -> None:
    saved = promotions.add(as_owner(desk), form=replace(TRADE, price=1600))
    assert len(saved.notices) == 1


def test_a_level_keeps_one_spelling(desk: Desk) -> None:
    promotions.add(as_owner(desk), form=TRADE)
    promotions.add(as_owner(desk), form=replace(BREAK, level="trade"))
    assert promotions.levels(desk) == ["Gold", "Trade"]


def test_it_is_changed_and_keeps_its_code(desk: Desk) -> None:
    code = promotions.add(as_owner(desk), form=TRADE).code
    promotions.change(
        as_owner(desk), code=code, form=replace(promotions.get(desk, code=code), price=1100, code="OTHER")
    )
    assert promotions.get(desk, code=code).price == 1100
    with pytest.raises(UserError) as caught:
        promotions.change(as_owner(desk), code="OTHER", form=TRADE)
    assert caught.value.code == "unknown_promotion"


def test_ended_ones_stay_in_the_list_and_count_no_more(desk: Desk) -> None:
    code = promotions.add(as_owner(desk), form=replace(GROUP, starts_on="2026-11-01")).code
    carts.scan(desk, code="3*PTRAP")
    assert shown(desk)[0][1] == 1358
    promotions.end(as_owner(desk), code=code)
    assert shown(desk)[0][1] == 2037
    view = next(view for view in promotions.listed(desk) if view.code == code)
    assert (view.state, view.form.ends_on) == ("ended", "2026-11-20")


def test_what_has_not_begun_is_taken_out_when_it_is_ended(desk: Desk) -> None:
    code = promotions.add(as_owner(desk), form=replace(GROUP, starts_on=date(2026, 12, 1).isoformat())).code
    assert next(view.state for view in promotions.listed(desk) if view.code == code) == "coming"
    promotions.end(as_owner(desk), code=code)
    assert [view.code for view in promotions.listed(desk)] == ["GOLD5"]


def test_they_go_out_and_come_back_the_same(desk: Desk, tmp_path: Path) -> None:
    for form in (BREAK, TRADE, GROUP, SPRING):
        promotions.add(as_owner(desk), form=form)
    before = promotions.listed(desk)
    export(as_owner(desk), kind="promotions", folder=tmp_path)
    again = import_file(as_owner(desk), kind="promotions", path=tmp_path / "promotions.csv")
    assert (again.unchanged, again.added, again.changed) == (5, 0, 0)
    for view in before:
        promotions.remove(as_owner(desk), code=view.code)
    back = import_file(as_owner(desk), kind="promotions", path=tmp_path / "promotions.csv")
    assert (back.added, back.problems) == (5, ())
    assert promotions.listed(desk) == before


def test_a_file_with_anything_wrong_saves_nothing_and_lists_it_all(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "promotions.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                ["code", "kind", "sku", "percent", "amount", "ends_on"],
                ["A", "percent", SCREW, "120", "", ""],
                ["B", "amount", SCREW, "", "1.00", ""],
                ["C", "percent", "NONE", "10", "", "31/31/2026"],
                ["C", "percent", SCREW, "10", "", ""],
                ["", "percent", SCREW, "10", "", ""],
                ["D", "", SCREW, "10", "", ""],
            ]
        )
    report = import_file(as_owner(desk), kind="promotions", path=path)
    assert not report.saved
    assert [(p.row, p.column, p.code) for p in report.problems] == [
        (2, "percent", "bad_percent"),
        (3, "amount", "price_negative"),
        (4, "ends_on", "bad_date"),
        (4, "sku", "unknown_product"),
        (5, "code", "double"),
        (6, "code", "missing"),
        (7, "kind", "missing"),
    ]
    assert len(promotions.listed(desk)) == 1


def test_columns_that_a_file_has_not_stay(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "promotions.csv"
    path.write_text("code,kind,percent\ngold5,percent,7.5\n")
    report = import_file(as_owner(desk), kind="promotions", path=path)
    assert (report.changed, report.problems) == (1, ())
    form = promotions.get(desk, code="GOLD5")
    assert (form.percent, form.level, form.category, form.label) == (
        75_000,
        "Gold",
        "Paint and sealants",
        "Gold",
    )


def test_every_kind_is_sold_verified_and_given_back_to_the_cent(desk: Desk) -> None:
    for form in (BREAK, GROUP, SPRING, PromotionForm(sku="CHAIN5", percent=125_000)):
        promotions.add(as_owner(desk), form=form)
    document = {
        "id": "every-kind",
        "lines": [
            {"sku": SCREW, "quantity": "163"},
            {"sku": "PTRAP", "quantity": "7"},
            {"sku": "SEAL-W", "quantity": "3"},
            {"sku": "CHAIN5", "quantity": "3.40"},
        ],
        "tenders": [{"type": "card", "amount": "93.36"}],
    }
    answer = sell_json(desk, document)
    assert [line["discount"] for line in answer["lines"]] == ["0.00", "13.58", "3.00", "1.78"]
    assert [line["unit_price"] for line in answer["lines"]][:2] == ["0.12", "6.79"]
    assert verify(desk).ok
    with desk.db.read() as session:
        sale = selling.sale_by_number(session, answer["receipt"])
        assert sale is not None
        rows = selling.lines_of(session, sale.id or 0)
    assert [(row.discount_label, row.discount_code, row.list_price) for row in rows] == [
        ("from 100", "SCREW-T25", 160_000),
        ("3 for 2", "PTRAP", 6_790_000),
        ("Promotion", "PAINT-AND-SEALANTS", 8_490_000),
        ("Promotion", "CHAIN5", 4_200_000),
    ]
    back = [
        refund_json(desk, {"of": answer["receipt"], "lines": [{"line": 2, "quantity": "2"}]}),
        refund_json(desk, {"of": answer["receipt"]}),
    ]
    assert sum(int(each["total"].replace(".", "")) for each in back) == -9336
    assert verify(desk).ok
