"""Cash rounding: field notes 21 to 25, each named after the thread it was told in."""

from __future__ import annotations

import pytest

from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.desk import Desk
from tests.complaints.counter import MARIA, card, cash, goods, paper, price, refund, scalar, sell, sentence


def test_odoo_65043_68684_nothing_remains_of_a_rounded_total() -> None:
    # 22.90 in steps of 1.00: 23 were asked for, and 0.10 "remained".
    answer = price(goods("22.90"), cash_rounding={"step": "1.00"}, tenders=[cash("23.00")])
    assert (answer["total"], answer["cash_rounding"], answer["paid"]) == ("22.90", "0.10", "23.00")
    assert answer["change"] == "0.00"
    assert "due" not in answer


def test_odoo_96721_a_sale_rounded_down_gives_back_what_was_paid(desk: Desk) -> None:
    # 7.50 DOWN was 7.00, and the refund asked for 8.00.
    settings.change_settings(desk, {"cash": {"step": "1.00", "method": "down"}})
    sold = sell(desk, goods("7.50"), tenders=[cash("7.00")])
    assert (sold["paid"], sold["cash_rounding"]) == ("7.00", "-0.50")
    back = refund(desk, sold)
    assert back["tenders"] == [{"type": "cash", "amount": "-7.00"}]
    assert (
        scalar(desk, "SELECT sum(paid) || ' ' || sum(cash_rounding) || ' ' || sum(total) FROM sale")
        == "0 0 0"
    )


def test_odoo_155619_161564_a_mixed_sale_gives_each_tender_back_its_own(desk: Desk) -> None:
    sold = sell(desk, goods("20.03"), tenders=[card("10.00"), cash("10.05")])
    assert (sold["cash_rounding"], sold["paid"]) == ("0.02", "20.05")
    back = refund(desk, sold)
    assert back["tenders"] == [card("-10.00"), cash("-10.05")]
    assert (back["paid"], back["cash_rounding"]) == ("-20.05", "-0.02")


def test_odoo_155619_in_parts_too_and_never_more_cash_than_came_in(desk: Desk) -> None:
    sold = sell(desk, goods("6.67", "3"), tenders=[card("10.00"), cash("10.00")])
    for _ in range(3):
        refund(desk, sold, (1, "1"))
    by_type = "SELECT sum(amount) FROM tender WHERE type = "
    assert (scalar(desk, f"{by_type}'card'"), scalar(desk, f"{by_type}'cash'")) == (0, 0)


def test_odoo_218430_220096_no_cash_back_over_a_card(desk: Desk) -> None:
    # A card that paid more than was due gave a sale that could not be invoiced.
    with pytest.raises(UserError) as caught:
        sell(desk, goods("20.00"), tenders=[card("25.00")])
    assert caught.value.code == "tender_exceeds_due"
    assert "change is given from cash only" in sentence(caught.value)
    with pytest.raises(UserError):
        sell(desk, goods("20.00"), tenders=[card("25.00"), cash("-5.00")])
    assert scalar(desk, "SELECT count(*) FROM sale") == 0
    assert sell(desk, goods("20.00"), tenders=[card("15.00"), cash("10.00")])["change"] == "5.00"


@pytest.mark.parametrize(
    ("cents", "rounded"),
    [(1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (6, 5), (7, 5), (8, 10), (9, 10), (10, 10)],
)
def test_no_pennies_1_2_6_7_go_down_3_4_8_9_up(desk: Desk, cents: int, rounded: int) -> None:
    # The rule of the US Treasury since the last penny: cash only, the tax as it is, told on the receipt.
    total = f"10.{cents:02}"
    sold = sell(desk, goods(total), tenders=[cash("20.00")])
    by_card = sell(desk, goods(total), tenders=[card(total)])
    assert (sold["total"], sold["paid"]) == (total, f"10.{rounded:02}")
    assert (by_card["cash_rounding"], by_card["paid"]) == ("0.00", total)
    printed = paper(desk, sold)
    assert (printed.total, printed.cash_rounding, printed.paid) == (
        1000 + cents,
        rounded - cents,
        1000 + rounded,
    )
    assert refund(desk, sold)["paid"] == "-" + sold["paid"]


def test_no_pennies_the_tax_is_not_rounded(desk: Desk) -> None:
    sold = sell(desk, {"sku": "SEAL-W", "quantity": "2"}, tenders=[cash("20.00")], customer=MARIA)
    assert (sold["net"], sold["tax"], sold["total"], sold["paid"]) == ("16.13", "0.89", "17.02", "17.00")
    assert scalar(desk, "SELECT sum(amount) FROM sale_tax") == 89


@pytest.mark.parametrize("total", ["7.33", "7.34"])
def test_coins_short_of_the_rounded_total_are_too_little(desk: Desk, total: str) -> None:
    # 7.34 in coins comes to 7.35: taken as it was, receipt and books would disagree by a cent.
    with pytest.raises(UserError) as caught:
        sell(desk, goods(total), tenders=[cash("7.34")])
    assert sentence(caught.value) == "Still due: 0.01."
    assert price(goods(total), cash_rounding={"step": "0.05"}, tenders=[cash("7.34")])["due"] == "0.01"
    assert sell(desk, goods(total), tenders=[card("2.00"), cash("5.35")])["change"] == "0.00"
