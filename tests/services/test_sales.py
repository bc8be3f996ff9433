"""Completing and refunding sales against a real file: all of it or nothing, once, and reversible to zero."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pos_app.data.db import FILE_NAME
from pos_app.domain.payment import Tender
from pos_app.errors import MachineError, UserError
from pos_app.services import carts, sales
from pos_app.services.desk import Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield desk
        assert verify(desk).problems == []


PICTURE: dict[str, Any] = {
    "id": "picture",
    "customer": "C0012",
    "cashier": "Dana",
    "lines": [
        {"barcode": "5012345678900", "quantity": "2"},
        {"sku": "CHAIN5", "quantity": "3.40", "unit": "m"},
        {"sku": "SCREW-T25", "quantity": "163", "unit": "ea"},
        {"sku": "EGG-GAL", "quantity": "1"},
    ],
    "tenders": [{"type": "cash", "amount": "200.00"}],
}


def scalar(desk: Desk, sql: str) -> Any:
    with desk.db.read() as session:
        return session.execute(text(sql)).scalar()


def test_the_sale_of_the_picture(desk: Desk) -> None:
    old = sell_json(
        desk, {"lines": [{"sku": "PTRAP", "quantity": "1"}], "tenders": [{"type": "card", "amount": "7.16"}]}
    )
    back = {"return_of": {"receipt": old["receipt"], "line": 1}, "quantity": "-1"}
    answer = sell_json(desk, PICTURE | {"lines": [*PICTURE["lines"], back]})
    assert [line["net"] for line in answer["lines"]] == ["16.13", "14.28", "26.08", "39.89", "-6.79"]
    assert (answer["subtotal"], answer["tax"], answer["total"]) == ("89.59", "4.93", "94.52")
    assert (answer["cash_rounding"], answer["paid"], answer["change"]) == ("-0.02", "94.50", "105.50")
    assert answer["discount"] == "2.95"


def test_price_says_what_sell_will_do_and_saves_nothing(desk: Desk) -> None:
    priced, sold = price_json(desk, PICTURE), None
    assert scalar(desk, "SELECT count(*) FROM sale") == 0
    sold = sell_json(desk, PICTURE)
    sold.pop("receipt")
    assert priced == sold


def test_everything_is_posted_in_one_entry(desk: Desk) -> None:
    before = scalar(desk, "SELECT count(*) FROM journal")
    sell_json(desk, PICTURE)
    assert scalar(desk, "SELECT count(*) FROM journal") == before + 1
    assert scalar(desk, "SELECT on_hand FROM stock_level WHERE product_id = 3") == 600_000 - 163_000
    assert scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 1") == 96
    assert scalar(desk, "SELECT person_hash <> '' FROM sale") == 1
    assert "Kowalski" not in str(scalar(desk, "SELECT receipt FROM sale_document"))


def test_the_same_document_is_sold_once(desk: Desk) -> None:
    first = sell_json(desk, PICTURE)
    assert sell_json(desk, dict(reversed(PICTURE.items()))) == first
    assert scalar(desk, "SELECT count(*) FROM sale") == 1
    with pytest.raises(UserError) as caught:
        sell_json(desk, PICTURE | {"cashier": "Robin"})
    assert caught.value.code == "id_conflict"


def test_pack_sales_move_the_singles(desk: Desk) -> None:
    sell_json(
        desk,
        {"lines": [{"sku": "SCREW-BOX", "quantity": "2"}], "tenders": [{"type": "cash", "amount": "50"}]},
    )
    assert scalar(desk, "SELECT on_hand FROM stock_level WHERE product_id = 3") == 200_000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tenders": []}, "underpaid"),
        ({"tenders": [{"type": "cash", "amount": "1.00"}]}, "underpaid"),
        ({"tenders": [{"type": "card", "amount": "500.00"}]}, "tender_exceeds_due"),
        ({"tenders": [{"type": "gold", "amount": "1.00"}]}, "bad_tender"),
        ({"lines": []}, "no_lines"),
        ({"lines": [{"sku": "NOPE", "quantity": "1"}]}, "unknown_product"),
        ({"lines": [{"sku": "SEAL-W", "quantity": "1", "unit": "kg"}]}, "wrong_unit"),
        ({"lines": [{"sku": "SEAL-W", "quantity": "0"}]}, "bad_quantity"),
        ({"lines": [{"sku": "SEAL-W", "quantity": "many"}]}, "bad_quantity"),
        ({"lines": [{"sku": "SEAL-W", "quantity": 1.5}]}, "bad_number"),
        ({"lines": [{"description": "x", "unit_price": "-1", "quantity": "1"}]}, "bad_price"),
        ({"lines": [{"description": "x" * 201, "unit_price": "1", "quantity": "1"}]}, "bad_name"),
        ({"lines": [{"description": "x", "unit_price": "1", "quantity": "-1"}]}, "return_without_receipt"),
        ({"customer": "C9999"}, "unknown_customer"),
        ({"coupons": ["7Q4M-2K9X-C"]}, "unknown_offer"),
        ({"redeem": [{"reward": "R5"}]}, "points_missing"),
        ({"discount": {"percent": "101"}}, "bad_discount"),
        ({"tax_exempt": {"certificate": "E-17", "until": "2026-11-20"}}, "exemption_expired"),
        ({"currency": "dollars"}, "unknown_currency"),
        ({"sold_at": "yesterday"}, "bad_date"),
        ({"currency": "JPY"}, "wrong_currency"),
        ({"currency": "XYZ"}, "unknown_currency"),
        ({"account": {"customer": "C0044"}}, "tender_not_available"),
        ({"id": "x" * 81}, "bad_field"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(desk: Desk, change: dict[str, Any], code: str) -> None:
    before = scalar(desk, "SELECT count(*) FROM journal")
    with pytest.raises(UserError) as caught:
        sell_json(desk, PICTURE | change)
    assert caught.value.code == code
    assert scalar(desk, "SELECT count(*) FROM journal") == before


def test_an_exempt_customer_pays_the_net_and_it_is_recorded(desk: Desk) -> None:
    answer = sell_json(desk, PICTURE | {"tax_exempt": {"certificate": "E-17", "until": "2027-01-31"}})
    assert (answer["tax"], answer["net"], answer["total"]) == ("0.00", "96.38", "96.38")
    assert answer["tax_exempt"] == {"certificate": "E-17", "waived": "5.30"}


def test_a_whole_refund_takes_everything_back(desk: Desk) -> None:
    sold = sell_json(desk, PICTURE)
    back = refund_json(desk, {"id": "r", "of": sold["receipt"], "reason": "changed her mind"})
    assert back["total"] == "-" + sold["total"]
    assert back["paid"] == "-" + sold["paid"]
    assert back["points"] == {"earned": "-96", "spent": "0", "balance": "0"}
    assert scalar(desk, "SELECT sum(total) || ' ' || sum(tax) || ' ' || sum(paid) FROM sale") == "0 0 0"
    assert scalar(desk, "SELECT count(*) FROM stock_level WHERE on_hand = 600000") == 5
    assert refund_json(desk, {"id": "r", "of": sold["receipt"], "reason": "changed her mind"}) == back
    with pytest.raises(UserError, match="already been given back"):
        refund_json(desk, {"id": "r2", "of": sold["receipt"]})


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 60)), max_size=6))
def test_refunds_in_any_split_end_at_zero(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[int, int]]
) -> None:
    with small_shop(tmp_path_factory.mktemp("shop")) as desk:
        sold = sell_json(desk, PICTURE | {"discount": {"amount": "7.77"}})
        refused: set[str] = set()
        for line, quantity in parts:
            try:
                refund_json(
                    desk, {"of": sold["receipt"], "lines": [{"line": line, "quantity": str(quantity)}]}
                )
            except UserError as error:
                refused.add(error.code)
        try:
            refund_json(desk, {"of": sold["receipt"]})
        except UserError as error:
            refused.add(error.code)
        assert refused <= {"return_exceeds_sold", "nothing_left"}
        sums = (
            "SELECT sum(total) || ' ' || sum(net) || ' ' || sum(paid) || ' ' || sum(cash_rounding) FROM sale"
        )
        assert scalar(desk, sums) == "0 0 0 0"
        assert scalar(desk, "SELECT sum(points) FROM point_ledger") == 0
        assert scalar(desk, "SELECT count(*) FROM stock_level WHERE on_hand = 600000") == 5
        assert verify(desk).problems == []


@pytest.mark.parametrize(
    ("refund", "code"),
    [
        ({"of": "1-009999"}, "unknown_receipt"),
        ({"of": "1-000001", "lines": [{"line": 9, "quantity": "1"}]}, "unknown_line"),
        ({"of": "1-000001", "lines": [{"line": 1, "quantity": "3"}]}, "return_exceeds_sold"),
        ({"of": "1-000001", "lines": []}, "no_lines"),
        ({"of": "1-000001", "lines": [{"line": 1, "quantity": "-1"}]}, "bad_quantity"),
        ({"of": "1-000001", "tenders": [{"type": "cash", "amount": "1.00"}]}, "bad_tender"),
        ({"of": "1-000001", "lines": [{"line": 1, "quantity": "1"}] * 3}, "return_exceeds_sold"),
    ],
)  # fmt: skip
def test_refunds_that_are_refused(desk: Desk, refund: dict[str, Any], code: str) -> None:
    sell_json(desk, PICTURE)
    with pytest.raises(UserError) as caught:
        refund_json(desk, refund)
    assert caught.value.code == code
    assert scalar(desk, "SELECT count(*) FROM sale") == 1


def test_a_reward_is_a_discount_that_costs_points_and_comes_back_with_the_goods(desk: Desk) -> None:
    sell_json(
        desk,
        PICTURE
        | {
            "lines": [{"sku": "EGG-GAL", "quantity": "20"}],
            "tenders": [{"type": "card", "amount": "841.69"}],
        },
    )
    before = scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 1")
    used = sell_json(
        desk,
        PICTURE
        | {
            "id": "used",
            "redeem": [{"reward": "R5", "times": 1}],
            "tenders": [{"type": "cash", "amount": "200"}],
        },
    )
    assert (used["subtotal"], used["document_discount"], used["points"]["spent"]) == ("96.38", "5.00", "500")
    back = refund_json(desk, {"of": used["receipt"]})
    assert back["points"]["spent"] == "-500"
    assert scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 1") == before


def points_of(desk: Desk, code: str) -> int:
    sql = "SELECT coalesce(sum(points), 0) FROM point_ledger JOIN customer c ON c.id = customer_id WHERE code = '{}'"
    return int(scalar(desk, sql.format(code)))


def test_a_return_without_a_name_finds_the_owner_of_the_points(desk: Desk) -> None:
    sold = sell_json(desk, PICTURE)
    back = {"return_of": {"receipt": sold["receipt"], "line": 3}, "quantity": "-163"}
    answer = sell_json(desk, {"lines": [back], "tenders": [{"type": "cash", "amount": "-27.50"}]})
    assert (answer["total"], answer["points"]["earned"]) == ("-27.51", "-26")
    assert points_of(desk, "C0012") == 70
    carts.add_return(desk, receipt=sold["receipt"], line=4, quantity=1000)
    assert carts.current(desk).customer_id == 1


def test_nobody_else_can_give_back_her_goods_for_points(desk: Desk) -> None:
    sold = sell_json(desk, PICTURE)
    back = {"return_of": {"receipt": sold["receipt"], "line": 3}, "quantity": "-1"}
    with pytest.raises(UserError) as caught:
        sell_json(
            desk, {"customer": "C0044", "lines": [back], "tenders": [{"type": "cash", "amount": "-0.15"}]}
        )
    assert caught.value.code == "return_of_other_customer"
    carts.set_customer(desk, customer_id=2)
    with pytest.raises(UserError, match="another customer"):
        carts.add_return(desk, receipt=sold["receipt"], line=3, quantity=1000)
    assert (points_of(desk, "C0012"), points_of(desk, "C0044")) == (96, 0)


def test_a_refund_cannot_be_refunded_and_money_back_is_named_as_such(desk: Desk) -> None:
    sold = sell_json(desk, PICTURE)
    back = {"return_of": {"receipt": sold["receipt"], "line": 1}, "quantity": "-1"}
    with pytest.raises(UserError, match=r"Still to be given back: 8\.5"):
        sell_json(desk, {"lines": [back]})
    refund = refund_json(desk, {"of": sold["receipt"]})
    with pytest.raises(UserError) as caught:
        refund_json(desk, {"of": refund["receipt"]})
    assert caught.value.code == "return_of_return"


def test_a_misspelt_field_is_said(desk: Desk) -> None:
    line = {"sku": "SEAL-W", "quantity": "1", "discuont": {"percent": "50"}}
    answer = price_json(desk, {"lines": [line], "note": "x"})
    assert [w.split(" is not known")[0] for w in answer["warnings"]] == [
        "The field “note”",
        "Line 1: the field “discuont”",
    ]


def test_paying_the_cart_empties_it_and_keeps_its_id(desk: Desk) -> None:
    carts.scan(desk, code="SEAL-W")
    cart = carts.current(desk).id
    with pytest.raises(UserError, match="Still due"):
        sales.complete_cart(desk, tenders=[Tender("cash", 500)])
    done = sales.complete_cart(desk, tenders=[Tender("card", 400, "123"), Tender("cash", 500)])
    assert (done.total, done.paid, done.change) == (896, 895, 5)
    assert scalar(desk, "SELECT document_id FROM sale") == cart
    assert carts.current(desk).lines == ()
    with pytest.raises(UserError, match="nothing to pay"):
        sales.complete_cart(desk, tenders=[Tender("cash", 500)])


def test_a_locked_file_loses_nothing(desk: Desk, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carts.scan(desk, code="SEAL-W")
    desk.db.close()
    other = sqlite3.connect(data_dir / FILE_NAME)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("pos_app.data.db.BUSY_SECONDS", 0)
    from pos_app.data.db import Database

    blocked = Desk(Database(data_dir / FILE_NAME), desk.till, desk.actor, desk.clock, desk.zone)
    try:
        with pytest.raises(MachineError) as caught:
            sales.complete_cart(blocked, tenders=[Tender("cash", 1000)])
        assert caught.value.code == "database_locked"
    finally:
        other.close()
        blocked.db.close()
    assert sales.complete_cart(desk, tenders=[Tender("cash", 1000)]).change == 105


def test_posted_rows_never_change(desk: Desk) -> None:
    sell_json(desk, PICTURE)
    for statement in ("UPDATE sale SET total = 1", "DELETE FROM sale_line", "DELETE FROM journal"):
        with desk.db.write() as session, pytest.raises(Exception, match="posted"):
            session.execute(text(statement))
