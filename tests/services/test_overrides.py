"""Prices and discounts by hand: who may, why, for how much of it, and what the day book says afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos_app.data.tables import Product
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, holding, overrides, pins, sales, settings
from pos_app.services.approvals import Approval, ApprovalError
from pos_app.services.changes import Changes
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.receipts import load_receipt
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

OK = Approval("mo", "4711", "damaged")


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """Dana, a cashier; Mo is a manager. Ten percent by hand are free."""
    with small_shop(data_dir) as desk:
        for code, role in (("dana", "cashier"), ("mo", "manager")):
            settings.set_setting(as_owner(desk), key=f"staff.{code}", value={"role": role})
        pins.set_pin(owner(desk), staff_code="mo", pin="4711")
        yield desk


def owner(desk: Desk) -> Desk:
    return replace(desk, actor=Actor("owner", "Owner", "owner"))


def manager(desk: Desk) -> Desk:
    return replace(desk, actor=Actor("mo", "Mo", "manager"))


def put(desk: Desk, code: str = "PTRAP", quantity: int = 1000) -> int:
    return carts.scan(desk, code=code, quantity=quantity).line_id or 0


def pay(desk: Desk) -> str:
    total = carts.current(desk).cash_total
    return sales.complete_cart(desk, tenders=[Tender("cash", total)]).number


def audited(desk: Desk, event: str) -> list[dict[str, Any]]:
    """The audited acts of a kind, with their texts."""
    with desk.db.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT a.actor, a.approved_by, a.line_no, a.sale_id, b.block, j.kind FROM audit_journal a"
            " JOIN journal j ON j.id = a.entry_id LEFT JOIN text_block b ON b.hash = a.text_hash"
            f" WHERE a.event = '{event}' ORDER BY a.id"
        )
        names = ("actor", "approved_by", "line_no", "sale_id", "text", "kind")
        found = [dict(zip(names, row, strict=True)) for row in rows]
    return [{**row, "text": json.loads(row["text"] or "{}")} for row in found]


def refused(desk: Desk, act: Callable[[], object]) -> str:
    """The code of the error of an act that leaves the cart as it is."""
    before = carts.current(desk)
    with pytest.raises(UserError) as caught:
        act()
    assert carts.current(desk) == before
    return caught.value.code


# Every service function that needs a permission: what it does to a line of one P-trap at 6.79.
GATED: dict[str, Callable[[Desk, int, Approval | None], Changes]] = {
    "price": lambda desk, line, approval: overrides.set_price(
        desk, line_id=line, unit_price=5_000_000, approval=approval
    ),
    "line percent": lambda desk, line, approval: carts.discount_line(
        desk, line_id=line, percent=200_000, approval=approval
    ),
    "line amount": lambda desk, line, approval: carts.discount_line(
        desk, line_id=line, amount=200, approval=approval
    ),
    "sale percent": lambda desk, _line, approval: carts.discount_cart(
        desk, percent=200_000, approval=approval
    ),
    "sale amount": lambda desk, _line, approval: carts.discount_cart(desk, amount=200, approval=approval),
}


@pytest.mark.parametrize("act", GATED)
@pytest.mark.parametrize("role", ["cashier", "manager", "owner"])
def test_what_needs_a_permission_asks_for_it(desk: Desk, role: str, act: str) -> None:
    line = put(desk)
    mine = replace(desk, actor=Actor("dana", "Dana", role))
    if role == "cashier":
        assert refused(desk, lambda: GATED[act](mine, line, None)) == "approval_needed"
        assert refused(desk, lambda: GATED[act](mine, line, Approval(reason="x"))) == "approval_needed"
        assert refused(desk, lambda: GATED[act](mine, line, replace(OK, pin="1111"))) == "wrong_pin"
        assert refused(desk, lambda: GATED[act](mine, line, replace(OK, reason=""))) == "reason_missing"
        GATED[act](mine, line, OK)
    else:
        assert refused(desk, lambda: GATED[act](mine, line, None)) == "reason_missing"
        GATED[act](mine, line, Approval(reason="x"))
    assert carts.current(desk).subtotal - carts.current(desk).document_discount < 679


def test_up_to_the_limit_nobody_is_asked(desk: Desk) -> None:
    line = put(desk)
    carts.discount_line(desk, line_id=line, percent=100_000)
    carts.discount_line(desk, line_id=line, amount=67)
    assert refused(desk, lambda: carts.discount_line(desk, line_id=line, amount=68)) == "approval_needed"
    assert (
        refused(desk, lambda: carts.discount_line(desk, line_id=line, percent=100_001)) == "approval_needed"
    )
    carts.discount_line(desk, line_id=line)
    carts.discount_cart(desk, amount=67)
    settings.set_setting(as_owner(desk), key="limits.discount_percent", value="0")
    assert refused(desk, lambda: carts.discount_cart(desk, amount=1)) == "approval_needed"
    pay(desk)
    assert audited(desk, "discount") == [] or audited(desk, "discount")[0]["approved_by"] == ""


def test_a_line_and_the_whole_together_keep_to_the_limit(desk: Desk) -> None:
    line = put(desk)
    carts.discount_line(desk, line_id=line, percent=60_000)
    carts.discount_cart(desk, percent=40_000)
    # 1 − 0.94 × 0.95 is 10.7 percent.
    assert refused(desk, lambda: carts.discount_cart(desk, percent=50_000)) == "approval_needed"
    assert refused(desk, lambda: carts.discount_line(desk, line_id=line, percent=70_000)) == "approval_needed"
    other = put(desk, "SEAL-W")
    carts.discount_line(desk, line_id=other, percent=50_000)
    carts.discount_cart(desk, percent=50_000, approval=OK)
    assert carts.current(desk).document_discount > 0


def test_who_was_allowed_on_the_line_is_not_asked_again_for_a_small_one_on_the_whole(desk: Desk) -> None:
    line = put(desk)
    carts.discount_line(desk, line_id=line, percent=500_000, approval=OK)
    carts.discount_cart(desk, percent=50_000)
    assert carts.current(desk).subtotal == 340


def test_a_smaller_quantity_does_not_make_an_amount_a_larger_share(desk: Desk) -> None:
    line = put(desk, quantity=10_000)
    carts.discount_line(desk, line_id=line, amount=600)
    assert refused(desk, lambda: carts.set_quantity(desk, line_id=line, quantity=1000)) == "approval_needed"
    assert refused(desk, lambda: carts.change_quantity(desk, line_id=line, by=-5000)) == "approval_needed"
    carts.set_quantity(desk, line_id=line, quantity=9000)
    carts.set_quantity(desk, line_id=line, quantity=1000, approval=OK)
    pay(desk)
    (act,) = audited(desk, "discount")
    assert (act["approved_by"], act["text"]["reason"]) == ("mo", "damaged")
    assert act["text"]["before"] == {"amount": "6.79"}
    assert act["text"]["after"] == {"amount": "0.79", "discount": "6.00"}


def test_an_amount_that_was_allowed_is_not_allowed_for_less(desk: Desk) -> None:
    line = put(desk, quantity=10_000)
    carts.discount_line(desk, line_id=line, amount=3000, approval=OK)
    put(desk, "SEAL-W")
    assert carts.current(desk).lines[0].amount == 3790, "a scan takes nothing away"
    assert refused(desk, lambda: carts.change_quantity(desk, line_id=line, by=-1000)) == "approval_needed"
    carts.change_quantity(desk, line_id=line, by=1000)
    carts.change_quantity(manager(desk), line_id=line, by=-5000)
    assert carts.current(desk).lines[0].quantity == 6000


def test_removing_a_line_cannot_make_the_discount_on_the_whole_a_larger_share(desk: Desk) -> None:
    put(desk, "SEAL-W", 20_000)
    small = put(desk)
    large = carts.current(desk).lines[0].id
    carts.discount_cart(desk, amount=600)
    done = carts.remove_line(desk, line_id=large)
    assert [line.id for line in carts.current(desk).lines] == [small], "the line goes whatever the discount"
    assert carts.current(desk).document_discount == 0
    assert len(done.notices) == 1
    assert "whole sale" in done.notices[0].id


def test_counting_down_to_nothing_is_removing(desk: Desk) -> None:
    put(desk, "SEAL-W", 20_000)
    line = put(desk)
    carts.discount_cart(desk, amount=1000)
    carts.set_quantity(desk, line_id=carts.current(desk).lines[0].id, quantity=1000)
    assert carts.current(desk).document_discount == 0
    carts.change_quantity(desk, line_id=line, by=-1000)
    assert len(carts.current(desk).lines) == 1


def test_a_price_by_hand_is_allowed_for_so_many_and_not_for_more(desk: Desk) -> None:
    line = put(desk)
    overrides.set_price(desk, line_id=line, unit_price=5_000_000, approval=OK)
    assert refused(desk, lambda: carts.change_quantity(desk, line_id=line, by=1000)) == "approval_needed"
    assert refused(desk, lambda: carts.set_quantity(desk, line_id=line, quantity=2000)) == "approval_needed"
    put(desk)
    assert [(row.quantity, row.unit_price) for row in carts.current(desk).lines] == [
        (1000, 5_000_000),
        (1000, 6_790_000),
    ], "another one is sold at its own price"
    carts.set_quantity(desk, line_id=line, quantity=3000, approval=replace(OK, reason=""))
    carts.set_quantity(desk, line_id=line, quantity=2000)
    pay(desk)
    assert [act["text"]["reason"] for act in audited(desk, "price_override")] == ["damaged"]


def test_a_lower_price_does_not_widen_an_amount_off(desk: Desk) -> None:
    line = put(desk)
    carts.discount_line(desk, line_id=line, amount=60)
    overrides.set_price(desk, line_id=line, unit_price=1_000_000, approval=OK)
    assert carts.current(desk).lines[0].amount == 40
    pay(desk)
    assert [act["approved_by"] for act in audited(desk, "discount")] == ["mo"]


def test_another_price_is_booked_with_before_after_and_who(desk: Desk) -> None:
    line = put(desk, "SEAL-W")
    overrides.set_price(desk, line_id=line, unit_price=7_000_000, approval=OK)
    assert carts.current(desk).total == 739, "7.00 and 5.5 % tax"
    number = pay(desk)
    (act,) = audited(desk, "price_override")
    assert act | {"sale_id": 1} == {
        "actor": "dana",
        "approved_by": "mo",
        "line_no": 1,
        "sale_id": 1,
        "kind": "sale",
        "text": {"reason": "damaged", "before": {"unit_price": "8.49"}, "after": {"unit_price": "7.00"}},
    }
    assert "damaged" not in repr(load_receipt(desk, number=number))
    with desk.db.read() as session:
        row = session.connection().exec_driver_sql("SELECT approved_by FROM sale").scalar_one()
    assert row == "mo"
    assert verify(desk).ok


def test_a_price_is_taken_back_and_its_reason_with_it(desk: Desk) -> None:
    line = put(desk)
    overrides.set_price(desk, line_id=line, unit_price=5_000_000, approval=OK)
    overrides.set_price(desk, line_id=line, unit_price=None)
    assert carts.current(desk).lines[0].unit_price == 6_790_000
    pay(desk)
    assert audited(desk, "price_override") == []


def test_what_cannot_get_another_price(desk: Desk) -> None:
    line = put(desk)
    assert (
        refused(desk, lambda: overrides.set_price(desk, line_id=line, unit_price=-1, approval=OK))
        == "bad_price"
    )
    assert (
        refused(desk, lambda: overrides.set_price(desk, line_id=99, unit_price=1, approval=OK))
        == "unknown_line"
    )
    number = pay(desk)
    carts.add_return(desk, receipt=number, line=1, quantity=1000)
    back = carts.current(desk).lines[0].id
    assert (
        refused(desk, lambda: overrides.set_price(desk, line_id=back, unit_price=1, approval=OK))
        == "bad_price"
    )


def test_what_is_no_product_has_no_price_to_keep_to(desk: Desk) -> None:
    carts.add_custom(desk, description="Key cut", unit_price=3_500_000)
    overrides.set_price(desk, line_id=carts.current(desk).lines[0].id, unit_price=3_000_000)
    pay(desk)
    assert audited(desk, "price_override") == []


def test_the_own_right_is_booked_without_an_approver(desk: Desk) -> None:
    line = put(desk)
    overrides.set_price(
        manager(desk), line_id=line, unit_price=5_000_000, approval=Approval(reason="price match")
    )
    pay(manager(desk))
    (act,) = audited(desk, "price_override")
    assert (act["actor"], act["approved_by"]) == ("mo", "")


def test_an_explained_discount_below_the_limit_is_kept_too(desk: Desk) -> None:
    line = put(desk)
    carts.discount_line(desk, line_id=line, percent=50_000, approval=Approval(reason="shelf label"))
    carts.discount_cart(desk, percent=10_000, reason="neighbour")
    number = pay(desk)
    assert [act["text"]["reason"] for act in audited(desk, "discount")] == ["shelf label", "neighbour"]
    stored = repr(load_receipt(desk, number=number))
    assert "neighbour" not in stored
    assert "shelf label" not in stored


def test_a_margin_below_the_floor_warns_and_shows_no_figure(desk: Desk) -> None:
    with desk.db.write() as session:
        product = session.get(Product, 5)
        assert product is not None
        product.cost = 60_000
        session.commit()
    line = put(desk)
    overrides.set_price(desk, line_id=line, unit_price=6_100_000, approval=OK)
    assert carts.current(desk).warnings == ()
    settings.set_setting(as_owner(desk), key="limits.margin_floor", value="5")
    (warning,) = carts.current(desk).warnings
    assert (
        str(UserError("x", warning)) == "P-trap 1½″ PVC: this is below the lowest price that the shop wants."
    )
    overrides.set_price(desk, line_id=line, unit_price=6_300_000, approval=OK)
    assert carts.current(desk).warnings == ()
    carts.discount_cart(desk, amount=1)
    assert len(carts.current(desk).warnings) == 1, "its share of a discount on the whole counts"
    pay(desk)


def test_a_cancelled_sale_is_booked_with_its_lines_and_total(desk: Desk) -> None:
    put(desk, quantity=2000)
    holding.clear(desk)
    (act,) = audited(desk, "cart_cancelled")
    assert (act["actor"], act["kind"], act["sale_id"]) == ("dana", "audit", None)
    assert act["text"]["before"]["total"] == "14.33"
    assert act["text"]["before"]["lines"] == [
        {"sku": "PTRAP", "description": "P-trap 1½″ PVC", "quantity": "2", "amount": "13.58"}
    ]
    holding.clear(desk)
    carts.set_customer(desk, customer_id=1)
    holding.clear(desk)
    assert len(audited(desk, "cart_cancelled")) == 1, "an empty sale leaves nothing to explain"
    assert verify(desk).ok


def document(**more: Any) -> dict[str, Any]:
    line = {"sku": "PTRAP", "quantity": "1", **more.pop("line", {})}
    return {"lines": [line], "tenders": [{"type": "cash", "amount": "20.00"}], **more}


def test_a_document_has_the_owners_rights_and_is_audited(desk: Desk) -> None:
    cli = replace(desk, actor=CLI)
    line = {"unit_price": "5.00", "discount": {"percent": "50"}}
    sell_json(cli, document(id="a", line=line, approved_by="mo"))
    sell_json(cli, document(id="b", discount={"percent": "40"}))
    (price,) = audited(desk, "price_override")
    assert (price["actor"], price["approved_by"], price["line_no"]) == ("cli", "mo", 1)
    assert price["text"] == {"before": {"unit_price": "6.79"}, "after": {"unit_price": "5.00"}}
    first, second = audited(desk, "discount")
    assert first["text"]["after"] == {"amount": "2.50", "percent": "50"}
    assert (second["line_no"], second["approved_by"]) == (None, "")
    assert verify(desk).ok


@pytest.mark.parametrize("code", ["nobody", "dana2"])
def test_who_approved_a_document_must_work_here(desk: Desk, code: str) -> None:
    cli = replace(desk, actor=CLI)
    number = str(sell_json(cli, document(id="sold"))["receipt"])
    for act in (
        lambda: sell_json(cli, document(approved_by=code)),
        lambda: price_json(cli, document(approved_by=code)),
        lambda: refund_json(cli, {"of": number, "approved_by": code}),
    ):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == "unknown_staff"


def test_why_something_was_given_back_is_kept(desk: Desk) -> None:
    cli = replace(desk, actor=CLI)
    number = str(sell_json(cli, document(id="sold"))["receipt"])
    refund_json(cli, {"of": number, "reason": "wrong thread", "approved_by": "mo"})
    (act,) = audited(desk, "refund")
    assert (act["approved_by"], act["text"], act["kind"]) == ("mo", {"reason": "wrong thread"}, "refund")
    assert verify(desk).ok


def test_opensourcepos_2955_a_discount_is_said_as_it_was_given(desk: Desk) -> None:
    """The receipt showed 17 % for 16.67 %: what was given, and only that, is what everything says."""
    settings.set_setting(as_owner(desk), key="limits.discount_percent", value="16.67")
    line = put(desk)
    carts.discount_line(desk, line_id=line, percent=166_700, approval=Approval(reason="shelf label"))
    assert "16.67" in carts.current(desk).lines[0].discount_text
    assert (
        refused(desk, lambda: carts.discount_line(desk, line_id=line, percent=166_701)) == "approval_needed"
    )
    number = pay(desk)
    assert "16.67" in load_receipt(desk, number=number).receipt.lines[0].discount_text
    (act,) = audited(desk, "discount")
    assert act["text"]["after"]["percent"] == "16.67"


def test_the_error_says_which_permission_is_missing(desk: Desk) -> None:
    line = put(desk)
    with pytest.raises(ApprovalError) as caught:
        overrides.set_price(desk, line_id=line, unit_price=1, approval=None)
    assert caught.value.permission == "price_override"
