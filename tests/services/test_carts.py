"""Ringing up against a real file: what goes in, what is refused, and that nothing is ever lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.data.tables import CustomerBalance
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, holding, sales
from pos_app.services.desk import Actor, Desk
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield desk


def with_points(desk: Desk, points: int) -> None:
    with desk.db.write() as session:
        session.add(CustomerBalance(customer_id=1, points=points))
        session.commit()


def amounts(desk: Desk) -> list[tuple[str, int, int]]:
    return [(line.sku, line.quantity, line.amount) for line in carts.current(desk).lines]


def test_a_scan_adds_and_a_second_one_counts_up(desk: Desk) -> None:
    first = carts.scan(desk, code="5012345678900")
    carts.scan(desk, code="seal-w")
    assert first.outcome == "line"
    assert amounts(desk) == [("SEAL-W", 2000, 1698)]


@pytest.mark.parametrize(
    ("code", "quantity"), [("3*5012345678900", 3000), ("12 × SEAL-W", 12000), (" SEAL-W\n", 1000)]
)
def test_times_before_a_code(desk: Desk, code: str, quantity: int) -> None:
    carts.scan(desk, code=code)
    assert amounts(desk)[0][1] == quantity


def test_cut_goods_keep_a_line_each(desk: Desk) -> None:
    carts.scan(desk, code="3.40*CHAIN5")
    carts.scan(desk, code="1.25*CHAIN5")
    assert amounts(desk) == [("CHAIN5", 3400, 1428), ("CHAIN5", 1250, 525)]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("4006381333931", "unknown"), ("", "unknown"), ("C0012", "customer"), ("c0044", "customer")],
)
def test_what_a_code_means(desk: Desk, code: str, outcome: str) -> None:
    assert carts.scan(desk, code=code).outcome == outcome


def test_an_unknown_code_leaves_no_trace(desk: Desk) -> None:
    carts.scan(desk, code="4006381333931")
    assert carts.current(desk).id == ""


@pytest.mark.parametrize(
    ("code", "error"),
    [("0*SEAL-W", "bad_quantity"), ("0.5*SEAL-W", "bad_quantity"), ("1000001*SEAL-W", "bad_quantity")],
)
def test_quantities_that_cannot_be_sold(desk: Desk, code: str, error: str) -> None:
    carts.scan(desk, code="SEAL-W")
    with pytest.raises(UserError) as caught:
        carts.scan(desk, code=code)
    assert caught.value.code == error
    assert amounts(desk) == [("SEAL-W", 1000, 849)]


def test_the_gold_price_comes_with_the_customer_and_goes_with_her(desk: Desk) -> None:
    carts.scan(desk, code="2*SEAL-W")
    carts.set_customer(desk, customer_id=1)
    view = carts.current(desk)
    assert (view.lines[0].discount_text, view.lines[0].amount, view.points) == ("Gold −5%", 1613, 16)
    carts.set_customer(desk, customer_id=None)
    assert carts.current(desk).lines[0].amount == 1698


def test_the_better_of_two_discounts_wins(desk: Desk) -> None:
    carts.set_customer(desk, customer_id=1)
    line = carts.scan(desk, code="SEAL-W").line_id or 0
    carts.discount_line(desk, line_id=line, percent=30_000)
    assert carts.current(desk).lines[0].amount == 807
    carts.discount_line(desk, line_id=line, percent=100_000)
    assert carts.current(desk).lines[0].amount == 764


def test_a_discount_that_is_too_large_changes_nothing(desk: Desk) -> None:
    line = carts.scan(desk, code="SEAL-W").line_id or 0
    with pytest.raises(UserError, match=r"9\.00 is more than the 8\.49"):
        carts.discount_line(desk, line_id=line, amount=900)
    assert amounts(desk) == [("SEAL-W", 1000, 849)]


def test_keys_on_a_line(desk: Desk) -> None:
    line = carts.scan(desk, code="SEAL-W").line_id or 0
    carts.change_quantity(desk, line_id=line, by=1000)
    assert amounts(desk)[0][1] == 2000
    carts.change_quantity(desk, line_id=line, by=-1000)
    carts.change_quantity(desk, line_id=line, by=-1000)
    assert amounts(desk) == []
    with pytest.raises(UserError, match="no longer"):
        carts.remove_line(desk, line_id=line)


def test_the_line_after_a_removed_one_is_selected(desk: Desk) -> None:
    ids = [carts.scan(desk, code=code).line_id or 0 for code in ("SEAL-W", "PTRAP", "CHAIN5")]
    carts.remove_line(desk, line_id=ids[1])
    assert carts.current(desk).selected_id == ids[2]
    carts.remove_line(desk, line_id=ids[2])
    assert carts.current(desk).selected_id == ids[0]


def test_a_box_is_offered_at_any_quantity_and_taken_with_one_key(desk: Desk) -> None:
    line = carts.scan(desk, code="163*SCREW-T25").line_id or 0
    hint = carts.current(desk).pack_hint
    assert hint is not None
    assert (hint.line_id, hint.pack_product_id) == (line, 6)
    carts.take_pack(desk, line_id=line)
    assert amounts(desk) == [("SCREW-BOX", 1000, 2299)]
    assert carts.current(desk).pack_hint is None


def test_no_box_where_singles_are_cheaper(desk: Desk) -> None:
    carts.scan(desk, code="143*SCREW-T25")
    assert carts.current(desk).pack_hint is None
    carts.scan(desk, code="SCREW-T25")
    assert carts.current(desk).pack_hint is not None


def test_any_number_of_sales_can_wait(desk: Desk) -> None:
    carts.scan(desk, code="SEAL-W")
    holding.hold(desk, name="blue van")
    carts.scan(desk, code="PTRAP")
    holding.hold(desk)
    carts.scan(desk, code="CHAIN5")
    waiting = {cart.name: cart for cart in holding.held(desk)}
    assert {(cart.lines, cart.total) for cart in waiting.values()} == {(1, 896), (1, 716)}
    holding.resume(desk, cart_id=waiting["blue van"].id)
    assert amounts(desk) == [("SEAL-W", 1000, 849)]
    # The chain went on hold in its place; nothing was overwritten.
    assert carts.current(desk).held == 2
    with pytest.raises(UserError, match="no longer on hold"):
        holding.resume(desk, cart_id=waiting["blue van"].id)


def test_a_cancelled_sale_is_gone_and_nothing_was_posted(desk: Desk) -> None:
    carts.scan(desk, code="SEAL-W")
    holding.clear(desk)
    assert carts.current(desk).lines == ()
    assert sales.last_sale(desk) is None


def test_a_custom_line(desk: Desk) -> None:
    carts.add_custom(desk, description="Key cut", unit_price=3_500_000)
    view = carts.current(desk)
    assert (view.subtotal, view.total) == (350, 369)
    for bad in ("", "x" * 500):
        with pytest.raises(UserError, match="1 to 200"):
            carts.add_custom(desk, description=bad, unit_price=1)
    with pytest.raises(UserError, match="negative"):
        carts.add_custom(desk, description="x", unit_price=-1)


def test_a_customer_takes_along_what_is_theirs(desk: Desk) -> None:
    with_points(desk, 500)
    carts.set_customer(desk, customer_id=1)
    carts.scan(desk, code="SEAL-W")
    carts.use_reward(desk, reward="R5")
    assert carts.current(desk).document_discount == 500
    carts.set_customer(desk, customer_id=2)
    assert carts.current(desk).rewards == ()
    with pytest.raises(UserError, match="needs 500 points"):
        carts.use_reward(desk, reward="R5")


def test_a_reward_leaves_with_the_goods_it_was_for(desk: Desk) -> None:
    with_points(desk, 500)
    carts.set_customer(desk, customer_id=1)
    with pytest.raises(UserError, match="nothing in this sale"):
        carts.use_reward(desk, reward="R5")
    line = carts.scan(desk, code="SEAL-W").line_id or 0
    carts.use_reward(desk, reward="R5")
    carts.remove_line(desk, line_id=line)
    assert carts.current(desk).rewards == ()


def test_a_discount_on_the_whole_leaves_when_the_sale_gets_too_small_for_it(desk: Desk) -> None:
    carts.scan(desk, code="PTRAP")
    line = carts.scan(desk, code="SEAL-W").line_id or 0
    owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
    carts.discount_cart(owner, amount=1000, reason="a good neighbour")
    done = carts.remove_line(desk, line_id=line)
    assert len(done.notices) == 1
    assert carts.current(desk).document_discount == 0


def test_the_cash_total_is_rounded_and_the_total_is_not(desk: Desk) -> None:
    carts.scan(desk, code="PTRAP")
    view = carts.current(desk)
    assert (view.total, view.cash_total) == (716, 715)
    done = sales.complete_cart(desk, tenders=[Tender("cash", 1000)])
    assert (done.paid, done.change, done.number) == (715, 285, "1-000001")


def test_goods_are_not_sold_by_less_than_zero(desk: Desk) -> None:
    carts.scan(desk, code="SEAL-W")
    (line,) = carts.current(desk).lines
    with pytest.raises(UserError, match="take it back as a return"):
        carts.set_quantity(desk, line_id=line.id, quantity=-1000)
    assert amounts(desk) == [("SEAL-W", 1000, 849)]
