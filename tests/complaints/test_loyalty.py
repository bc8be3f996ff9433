"""Points, rewards, tiers and gift cards: field notes 26 to 37, each named after the thread it was told in."""

from __future__ import annotations

import pytest

from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, credits, holding, sales, settings
from pos_app.services.desk import Desk
from pos_app.services.importing import import_rows
from tests.complaints.counter import (
    CHEN,
    MARIA,
    card,
    cash,
    goods,
    paper,
    points,
    refund,
    scalar,
    sell,
    sentence,
)

R5 = {"redeem": [{"reward": "R5", "times": 1}]}


def earn(desk: Desk, amount: str = "600.00") -> dict[str, object]:
    """A sale to A. Chen that earns as many points as it comes to."""
    return sell(desk, goods(amount), tenders=[card(amount)], customer=CHEN)


def test_odoo_212922_221928_a_refund_takes_the_points_once(desk: Desk) -> None:
    sold = earn(desk, "89.00")
    back = refund(desk, sold)
    assert back["points"] == {"earned": "-89", "spent": "0", "balance": "0"}
    assert points(desk, CHEN) == 0


def test_odoo_257854_238806_buying_and_giving_back_keeps_no_points(desk: Desk) -> None:
    sold = sell(desk, goods("29.99", "3"), tenders=[card("89.97")], customer=CHEN)
    for _ in range(3):
        refund(desk, sold, (1, "1"))
    assert points(desk, CHEN) == 0
    assert scalar(desk, "SELECT points FROM customer_balance WHERE customer_id = 2") == 0


def test_odoo_150833_124480_a_reward_earns_nothing(desk: Desk) -> None:
    earn(desk)
    sold = sell(desk, goods("50.00"), tenders=[card("45.00")], customer=CHEN, **R5)
    assert sold["points"] == {"earned": "45", "spent": "500", "balance": "145"}


def test_odoo_142738_one_reward_over_several_taxes_is_one_reward(desk: Desk) -> None:
    earn(desk)
    definitions = {"A": {"kind": "percent", "rate": "10"}, "B": {"kind": "percent", "rate": "20"}}
    lines = [goods("10.00", "1", "A"), goods("10.00", "1", "B"), goods("10.00")]
    sold = sell(desk, *lines, tenders=[card("27.50")], customer=CHEN, tax_definitions=definitions, **R5)
    assert (sold["document_discount"], sold["points"]["spent"]) == ("5.00", "500")
    assert (sold["net"], sold["tax"], sold["total"]) == ("25.00", "2.50", "27.50")
    assert scalar(desk, "SELECT count(*) FROM point_ledger WHERE kind = 'spend'") == 1


def test_odoo_193506_what_comes_twice_earns_once(desk: Desk) -> None:
    for _ in range(2):
        sell(desk, goods("40.00"), tenders=[card("40.00")], customer=CHEN, id="web-1")
        import_rows(
            desk,
            kind="sales",
            rows=[
                {"sale_id": "77", "sold_at": "2026-11-14 10:44", "customer_code": CHEN, "sku": "PTRAP",
                 "quantity": "2", "amount": "13.58"},
            ],
            earn_points=True,
        )  # fmt: skip
    assert points(desk, CHEN) == 40 + 13


def test_erpnext_32951_points_spent_are_owed_after_a_return(desk: Desk) -> None:
    sold = earn(desk, "500.00")
    sell(desk, goods("20.00"), tenders=[card("15.00")], customer=CHEN, **R5)
    refund(desk, sold)
    assert points(desk, CHEN) == 500 + 15 - 500 - 500
    with pytest.raises(UserError) as caught:
        sell(desk, goods("20.00"), tenders=[card("15.00")], customer=CHEN, **R5)
    assert sentence(caught.value) == "The reward needs 500 points; there are -485."


def test_erpnext_59050_points_are_taken_whatever_the_document(desk: Desk) -> None:
    earn(desk, "1200.00")
    sell(desk, goods("20.00"), tenders=[card("15.00")], customer=CHEN, **R5)
    carts.set_customer(desk, customer_id=2)
    carts.add_product(desk, product_id=4)
    carts.use_reward(desk, reward="R5")
    done = sales.complete_cart(desk, tenders=[Tender("card", carts.current(desk).total)])
    earned = int(str(done.answer["points"]["earned"])) if done.answer else 0  # type: ignore[index]
    assert points(desk, CHEN) == 1200 + 15 + earned - 2 * 500


def test_erpnext_33550_22167_24672_the_tier_is_that_of_the_sales_so_far(desk: Desk) -> None:
    tier = "SELECT tier FROM customer_balance WHERE customer_id = 2"
    first = earn(desk, "499.99")
    assert scalar(desk, tier) == ""
    # This very sale reaches Gold, which counts from the next one on.
    seal = {"sku": "SEAL-W", "quantity": "1"}
    assert sell(desk, seal, tenders=[card("8.96")], customer=CHEN)["discount"] == "0.00"
    assert scalar(desk, tier) == "Gold"
    assert sell(desk, seal, tenders=[card("8.51")], customer=CHEN)["discount"] == "0.42"
    refund(desk, first)
    assert scalar(desk, tier) == ""


@pytest.mark.parametrize(("price", "left"), [("4.37", "0.00"), ("5.00", "0.00"), ("12.34", "7.34")])
def test_erpnext_31509_47193_36466_whole_points_settle_any_total(desk: Desk, price: str, left: str) -> None:
    earn(desk)
    sold = sell(desk, goods(price), tenders=[cash("10.00")] if left != "0.00" else [], customer=CHEN, **R5)
    assert (sold["total"], sold["points"]["spent"]) == (left, "500")
    assert "due" not in sold


def test_opensourcepos_4359_4579_points_are_those_of_what_is_paid_in_the_end(desk: Desk) -> None:
    carts.set_customer(desk, customer_id=2)
    carts.add_product(desk, product_id=4, quantity=3000)
    carts.add_product(desk, product_id=5)
    lines = carts.current(desk).lines
    carts.set_quantity(desk, line_id=lines[0].id, quantity=1000)
    carts.remove_line(desk, line_id=lines[1].id)
    assert points(desk, CHEN) == 0
    sales.complete_cart(desk, tenders=[Tender("card", carts.current(desk).total)])
    assert points(desk, CHEN) == 41


def test_opensourcepos_4178_a_parked_or_cancelled_sale_earns_nothing(desk: Desk) -> None:
    for _ in range(2):
        carts.set_customer(desk, customer_id=2)
        carts.add_product(desk, product_id=4)
        holding.hold(desk)
    holding.resume(desk, cart_id=holding.held(desk)[0].id)
    holding.clear(desk)
    assert points(desk, CHEN) == 0
    assert scalar(desk, "SELECT count(*) FROM stock_level WHERE on_hand = 600000") == 5
    holding.resume(desk, cart_id=holding.held(desk)[0].id)
    sales.complete_cart(desk, tenders=[Tender("card", carts.current(desk).total)])
    assert points(desk, CHEN) == 41


def test_opensourcepos_2419_points_follow_the_goods_not_the_money_handed_over(desk: Desk) -> None:
    sold = sell(desk, goods("50.00", "1", "TAX"), tenders=[cash("200.00")], customer=CHEN)
    assert (sold["change"], sold["points"]["earned"]) == ("147.25", "50")


def test_square_132954_392376_a_refund_gives_the_reward_back(desk: Desk) -> None:
    earn(desk)
    sold = sell(desk, goods("25.00", "2"), tenders=[card("45.00")], customer=CHEN, **R5)
    half = refund(desk, sold, (1, "1"))
    # Half of the goods: half of the points earned (45) are taken, half of those spent come back.
    assert half["points"] == {"earned": "-23", "spent": "-250", "balance": str(600 + 45 - 500 - 23 + 250)}
    refund(desk, sold)
    assert points(desk, CHEN) == 600


def test_square_392376_spend_adds_up_over_visits(desk: Desk) -> None:
    for _ in range(5):
        earn(desk, "100.00")
    assert (
        scalar(desk, "SELECT spend_12m || ' ' || tier FROM customer_balance WHERE customer_id = 2")
        == "50000 Gold"
    )


def test_opensourcepos_1620_odoo_135400_money_goes_back_onto_the_gift_card(desk: Desk) -> None:
    sold = sell(desk, {"gift_card": "new", "unit_price": "50.00", "quantity": "1"}, tenders=[cash("50.00")])
    code = sold["gift_cards"][0]["code"]
    pays = [{"type": "gift_card", "amount": "30.00", "reference": code}, cash("10.00")]
    bought = sell(desk, goods("10.00", "4"), tenders=pays)
    assert credits.look_up(desk, code=code).balance == 2000
    refund(desk, bought, (1, "1"))
    refund(desk, bought)
    assert credits.look_up(desk, code=code).balance == 5000
    assert scalar(desk, "SELECT sum(amount) FROM tender WHERE type = 'gift_card'") == 0


def test_erpnext_12790_old_balances_come_along(desk: Desk) -> None:
    rows = [{"customer_code": CHEN, "points": "1250", "store_credit": "17.50"}]
    for _ in range(2):
        import_rows(desk, kind="balances", rows=rows)
    assert points(desk, CHEN) == 1250
    account = credits.balance_of(desk, customer_id=2)
    assert account is not None
    assert account.balance == 1750
    sold = sell(
        desk, goods("20.00"), tenders=[{"type": "store_credit", "amount": "15.00"}], customer=CHEN, **R5
    )
    assert (sold["total"], points(desk, CHEN)) == ("15.00", 1250 - 500 + 15)


def test_points_are_printed_as_they_are_booked(desk: Desk) -> None:
    settings.set_setting(desk, key="loyalty.points_per_unit", value="1.5")
    sold = sell(desk, goods("33.33"), tenders=[card("33.33")], customer=MARIA)
    printed = paper(desk, sold).points
    assert (printed.before, printed.earned, printed.balance) == (0, 49, points(desk, MARIA))
