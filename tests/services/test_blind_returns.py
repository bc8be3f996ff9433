"""Goods without receipt or name: the lowest price of 30 days, as store credit, with permission and reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.explanation import Explanation
from pos_app.domain.message import english
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.printing.receipt_layout import receipt_items
from pos_app.printing.receipt_rows import Row
from pos_app.services import blind_returns, carts, refund_preview, sales
from pos_app.services.approvals import Approval
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.explaining import explain_cart, explain_sale
from pos_app.services.importing.run import import_rows
from pos_app.services.receipts import load_receipt
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

OWNER = Actor("owner", "Olga", "owner")
CASHIER = Actor("dana", "Dana", "cashier")
LOST = Approval(reason="receipt lost")
SEALANT, CHAIN, SCREW, PTRAP, BOX = 1, 2, 3, 5, 6


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield replace(desk, actor=OWNER)
        assert [str(problem) for problem in verify(desk).problems] == []


def scalar(desk: Desk, sql: str) -> Any:
    with desk.db.read() as session:
        return session.execute(text(sql)).scalar()


def sell(desk: Desk, sku: str, quantity: str = "1", **more: Any) -> dict[str, Any]:
    line = {"sku": sku, "quantity": quantity, **more.pop("line", {})}
    document = {"lines": [line], **more}
    due = price_json(desk, document)["total"]
    return sell_json(desk, document | {"tenders": [{"type": "card", "amount": due}] if due != "0.00" else []})


def back(desk: Desk, product_id: int = SEALANT, quantity: int = 1000) -> tuple[int, int]:
    """The price (e6) and the amount of a line put into the cart."""
    blind_returns.add_blind_return(desk, product_id=product_id, quantity=quantity, approval=LOST)
    line = carts.current(desk).lines[-1]
    return line.unit_price, line.amount


def never(desk: Desk) -> None:
    """Nothing was sold."""


def discounted(desk: Desk) -> None:
    sell(desk, "SEAL-W")
    sell(desk, "SEAL-W", "3", line={"discount": {"percent": "10"}})


def whole_discounted(desk: Desk) -> None:
    sell(desk, "SEAL-W", "2", discount={"amount": "3.00"})


def last_day(desk: Desk) -> None:
    sell(desk, "SEAL-W", line={"discount": {"amount": "2.49"}}, sold_at="2026-10-22T10:00:00")


def too_old(desk: Desk) -> None:
    sell(desk, "SEAL-W", line={"discount": {"amount": "2.49"}}, sold_at="2026-10-21T10:00:00")
    sell(desk, "SEAL-W", line={"unit_price": "9.00"})


def only_too_old(desk: Desk) -> None:
    sell(desk, "SEAL-W", line={"unit_price": "1.00"}, sold_at="2026-10-21T10:00:00")


def given_back(desk: Desk) -> None:
    sold = sell(desk, "SEAL-W", line={"unit_price": "5.00"})
    refund_json(desk, {"of": sold["receipt"]})
    sell(desk, "SEAL-W")


def dearer(desk: Desk) -> None:
    sell(desk, "SEAL-W", line={"unit_price": "12.00"})


def for_nothing(desk: Desk) -> None:
    sell(desk, "SEAL-W", line={"unit_price": "0"})


def in_history(desk: Desk) -> None:
    rows = [
        {"sale_id": "OLD-1", "sold_at": "2026-11-10T10:00:00", "sku": "SEAL-W", "quantity": "2", "amount": "14.00"},
    ]  # fmt: skip
    import_rows(as_owner(desk), kind="sales", rows=rows)
    sell(desk, "SEAL-W")


def pack_sold(desk: Desk) -> None:
    sell(desk, "SCREW-BOX", line={"unit_price": "10.00"})


def of_three(desk: Desk) -> None:
    sell(desk, "SEAL-W", "3", discount={"amount": "5.47"})


CASES = [
    (never, SEALANT, 8_065_500),  # Gold pays 5 % less today
    (never, PTRAP, 6_790_000),
    (discounted, SEALANT, 7_640_000),  # 22.92 for three
    (whole_discounted, SEALANT, 6_990_000),
    (last_day, SEALANT, 6_000_000),
    (too_old, SEALANT, 9_000_000),
    (only_too_old, SEALANT, 8_065_500),
    (given_back, SEALANT, 5_000_000),
    (dearer, SEALANT, 12_000_000),
    (for_nothing, SEALANT, 0),
    (in_history, SEALANT, 7_000_000),
    (pack_sold, BOX, 10_000_000),
    (pack_sold, SCREW, 160_000),
    (of_three, SEALANT, 6_666_667),
]


@pytest.mark.parametrize(("before", "product", "price"), CASES)
def test_the_lowest_price_of_thirty_days(desk: Desk, before: Any, product: int, price: int) -> None:
    before(desk)
    assert back(desk, product)[0] == price


def test_it_is_a_line_that_goes_back_with_todays_tax_and_is_paid_as_a_slip(desk: Desk) -> None:
    discounted(desk)
    stock = scalar(desk, "SELECT on_hand FROM stock_level WHERE product_id = 1")
    assert back(desk, quantity=2000) == (7_640_000, -1528)
    told = refund_preview.of_cart(desk)
    assert told.answer() == {
        "money": "Money back: store credit 16.12.",
        "points": "Points: nobody is named, so none are taken.",
        "offers": "Reward or coupon: none to give back.",
        "cards": "Gift card and store credit: a slip over 16.12.",
    }
    (line,) = carts.current(desk).lines
    assert (line.is_return, line.low_stock, english(line.note) if line.note else "") == (
        True,
        False,
        "without a receipt, as store credit",
    )
    done = sales.complete_cart(desk, tenders=())
    assert (done.total, done.answer and done.answer["tenders"][0]["type"]) == (-1612, "store_credit")
    assert scalar(desk, "SELECT on_hand FROM stock_level WHERE product_id = 1") == stock + 2000
    assert scalar(desk, "SELECT balance FROM credit_account WHERE customer_id IS NULL") == 1612
    row = "SELECT kind || ' ' || quantity || ' ' || (return_of_id IS NULL) FROM sale_line ORDER BY id DESC"
    assert scalar(desk, row) == "return -2000 1"


def test_reason_price_and_approver_are_audited(desk: Desk) -> None:
    sold = sell(desk, "PTRAP")
    back(desk, PTRAP)
    sales.complete_cart(desk, tenders=())
    event = scalar(
        desk, "SELECT event || ' ' || actor || ' ' || line_no FROM audit_journal WHERE sale_id > 0"
    )
    assert event == "blind_return owner 1"
    block = json.loads(scalar(desk, "SELECT block FROM text_block ORDER BY rowid DESC"))
    assert block["reason"] == "receipt lost"
    assert block["after"] == {"unit_price": "6.79", "amount": "-7.16", "price_of": sold["receipt"]}


def test_nobody_takes_it_in_money(desk: Desk) -> None:
    back(desk, PTRAP)
    with pytest.raises(UserError) as caught:
        sales.complete_cart(desk, tenders=(Tender("cash", -715),))
    assert caught.value.code == "only_store_credit"
    assert len(carts.current(desk).lines) == 1


def test_quantity_keeps_sign_and_price_and_more_of_it_is_asked_again(desk: Desk) -> None:
    discounted(desk)
    back(desk)
    sell(desk, "SEAL-W", line={"unit_price": "1.00"})
    line_id = carts.current(desk).lines[0].id
    carts.set_quantity(desk, line_id=line_id, quantity=3000)
    carts.change_quantity(desk, line_id=line_id, by=-1000)
    (line,) = carts.current(desk).lines
    assert (line.quantity, line.unit_price, line.amount) == (-2000, 7_640_000, -1528)
    with pytest.raises(UserError) as caught:
        carts.set_quantity(replace(desk, actor=CASHIER), line_id=line_id, quantity=9000)
    assert caught.value.code == "approval_needed"
    assert "without its receipt" in english(caught.value.message)
    assert carts.current(desk).lines[0].quantity == -2000


def test_discounts_promotions_and_coupons_never_touch_it(desk: Desk) -> None:
    discounted(desk)
    back(desk)
    carts.add_product(desk, product_id=PTRAP)
    carts.set_customer(desk, customer_id=1)
    carts.discount_cart(desk, percent=100_000, approval=LOST)
    view = carts.current(desk)
    assert (view.lines[0].amount, view.document_discount) == (-764, 68)
    with pytest.raises(UserError) as caught:
        carts.discount_line(desk, line_id=view.lines[0].id, percent=500_000)
    assert caught.value.code == "bad_discount"


def test_an_exempt_customer_gets_no_tax_back(desk: Desk) -> None:
    sell(desk, "PTRAP")
    told = price_json(
        desk,
        {
            "lines": [{"sku": "PTRAP", "quantity": "-1"}],
            "tax_exempt": {"certificate": "E-17", "until": "2027-01-31"},
        },
    )
    assert (told["total"], told["tax"]) == ("-6.79", "0.00")


def test_a_customer_who_is_named_loses_the_points_it_would_bring(desk: Desk) -> None:
    sell(desk, "PTRAP", "10", customer="C0044")
    before = scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 2")
    carts.set_customer(desk, customer_id=2)
    back(desk, PTRAP, 10_000)
    assert english(refund_preview.of_cart(desk).points) == f"Points: {before} taken back, 0 after it."
    sales.complete_cart(desk, tenders=())
    assert scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 2") == 0
    assert scalar(desk, "SELECT points FROM point_ledger WHERE kind = 'return'") == -before
    assert scalar(desk, "SELECT balance FROM credit_account WHERE customer_id = 2") == 7163


def test_taking_the_same_goods_in_exchange_makes_no_points(desk: Desk) -> None:
    sell(desk, "PTRAP", "10", customer="C0044")
    before = scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 2")
    carts.set_customer(desk, customer_id=2)
    back(desk, PTRAP, 10_000)
    carts.add_product(desk, product_id=PTRAP, quantity=10_000)
    assert sales.complete_cart(desk, tenders=()).total == 0
    assert scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 2") == before


@pytest.mark.parametrize(
    ("actor", "product", "quantity", "approval", "code", "sentence"),
    [
        (CASHIER, 1, 1000, LOST, "approval_needed", "A manager or the owner must allow a return without its receipt."),
        (OWNER, 1, 1000, None, "reason_missing", "Say why, in a few words."),
        (OWNER, 99, 1000, LOST, "unknown_product", "This product is not sold any more."),
        (OWNER, 1, 500, LOST, "bad_quantity", None),
        (OWNER, 1, 0, LOST, "bad_quantity", None),
        (CASHIER, 1, 1000, Approval("nobody", "1", "x"), "unknown_staff", "Nobody called nobody works here."),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_the_sale_as_it_was(
    desk: Desk, actor: Actor, product: int, quantity: int, approval: Any, code: str, sentence: str | None
) -> None:
    carts.add_product(desk, product_id=PTRAP)
    before = carts.current(desk)
    with pytest.raises(UserError) as caught:
        blind_returns.add_blind_return(
            replace(desk, actor=actor), product_id=product, quantity=quantity, approval=approval
        )
    assert caught.value.code == code
    assert sentence is None or english(caught.value.message) == sentence
    assert carts.current(desk) == before


BLIND: dict[str, Any] = {"lines": [{"sku": "PTRAP", "quantity": "-2"}]}
SLIP = [{"type": "store_credit", "amount": "-14.33"}]


def test_a_document_without_receipt_is_told_and_sold(desk: Desk) -> None:
    told = price_json(desk, BLIND)
    assert told["total"] == "-14.33"
    done = sell_json(desk, BLIND | {"approved_by": "owner", "reason": "gift", "tenders": SLIP})
    assert done["total"] == told["total"]
    assert scalar(desk, "SELECT approved_by FROM audit_journal WHERE sale_id > 0") == "owner"
    assert json.loads(scalar(desk, "SELECT block FROM text_block ORDER BY rowid DESC"))["reason"] == "gift"


def test_its_own_price_may_lower_what_is_paid_but_not_raise_it(desk: Desk) -> None:
    line = {"sku": "PTRAP", "quantity": "-1"}
    assert price_json(desk, {"lines": [line | {"unit_price": "50.00"}]})["subtotal"] == "-6.79"
    assert price_json(desk, {"lines": [line | {"unit_price": "5.00"}]})["subtotal"] == "-5.00"


def test_an_exchange_whose_goods_cost_as_much_needs_no_store_credit(desk: Desk) -> None:
    lines = [*BLIND["lines"], {"sku": "SEAL-W", "quantity": "2"}]
    tenders = [{"type": "cash", "amount": "4.00"}]
    done = sell_json(desk, {"lines": lines, "approved_by": "owner", "tenders": tenders})
    assert (done["total"], done["change"]) == ("3.58", "0.40")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "return_without_receipt"),
        ({"approved_by": "ghost"}, "unknown_staff"),
        ({"approved_by": "owner", "tenders": [{"type": "cash", "amount": "-14.35"}]}, "only_store_credit"),
        ({"approved_by": "owner", "tenders": [{"type": "card", "amount": "-14.33"}]}, "only_store_credit"),
        ({"approved_by": "owner", "tenders": [{"type": "store_credit", "amount": "-20"}]}, "bad_tender"),
        ({"approved_by": "owner", "lines": [{"sku": "PTRAP", "quantity": "-0.5"}]}, "bad_quantity"),
        ({"approved_by": "owner", "lines": [{"sku": "PTRAP", "quantity": "-1", "unit_price": "-1"}]}, "bad_price"),
        (
            {"approved_by": "owner", "lines": [{"sku": "PTRAP", "quantity": "-1", "discount": {"percent": "5"}}]},
            "bad_discount",
        ),
        (
            {"approved_by": "owner", "lines": [{"description": "x", "unit_price": "1", "quantity": "-1"}]},
            "return_without_receipt",
        ),
    ],
)  # fmt: skip
def test_a_document_that_is_refused_changes_nothing(desk: Desk, change: dict[str, Any], code: str) -> None:
    entries = scalar(desk, "SELECT count(*) FROM journal")
    with pytest.raises(UserError) as caught:
        sell_json(desk, BLIND | {"tenders": SLIP} | change)
    assert caught.value.code == code
    assert scalar(desk, "SELECT count(*) FROM journal") == entries


def sums(explanation: Explanation, key: str) -> list[str]:
    figure = explanation.figure(key)
    assert figure is not None
    return [english(step.text) for step in figure.steps]


def test_why_says_how_the_price_was_found_before_and_after_it_is_posted(desk: Desk) -> None:
    sold = sell(desk, "SEAL-W", "2", discount={"amount": "3.00"})
    back(desk)
    found = f"Without receipt: the lowest price of the last 30 days, 6.99 on receipt {sold['receipt']}"
    assert found in sums(explain_cart(desk), "line:1")
    back(desk, CHAIN)
    today = "Without receipt: not sold in the last 30 days, so the lowest price of today, 4.20"
    assert today in sums(explain_cart(desk), "line:2")
    done = sales.complete_cart(desk, tenders=())
    told = explain_sale(desk, number=done.number)
    assert found in sums(told, "line:1")
    assert today in sums(told, "line:2")


def printed(desk: Desk, number: str) -> str:
    items = receipt_items(load_receipt(desk, number=number).receipt, customer_initials="")
    rows = (f"{item.label} {item.value}" if isinstance(item, Row) else str(item) for item in items)
    return "\n".join(rows)


def test_the_paper_of_a_blind_return_has_the_slip_and_its_code(desk: Desk) -> None:
    sell(desk, "PTRAP")
    back(desk, PTRAP, 2000)
    done = sales.complete_cart(desk, tenders=())
    paper = printed(desk, done.number)
    assert "RETURN P-trap 1½″ PVC −13.58" in paper
    assert "Without receipt" in paper
    code = str(scalar(desk, "SELECT code FROM credit_account"))
    assert code.replace("-", "") in paper.replace("-", "").replace(" ", "")


def test_the_paper_of_a_return_names_its_receipt(desk: Desk) -> None:
    sold = sell(desk, "PTRAP")
    carts.add_return(desk, receipt=sold["receipt"], line=1, quantity=1000)
    paper = printed(desk, sales.complete_cart(desk, tenders=()).number)
    assert "RETURN P-trap 1½″ PVC −6.79" in paper
    assert f"from {sold['receipt']}" in paper
    assert "Without receipt" not in paper
