"""The till: field notes 17 and 50, each named after the thread it was told in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.services import settings, till_closing, till_reports, tills
from pos_app.services.desk import Actor, Desk
from tests.complaints.counter import card, cash, goods, refund, sell


@pytest.fixture
def till(desk: Desk) -> Desk:
    """A counter whose till was opened with 100.00."""
    counter = replace(desk, automatic=False, actor=Actor("owner", "Owner", "owner"))
    tills.open_till(counter, amount=10_000)
    return counter


@pytest.mark.parametrize("handed", ["7.45", "10.00", "20.00", "100.00"])
def test_erpnext_23125_25638_change_is_not_expected_in_the_drawer(till: Desk, handed: str) -> None:
    # Change counted into the expected cash: 100.00 handed over for 7.43 made the drawer 92.55 short.
    sell(till, goods("7.43"), tenders=[cash(handed)])
    figures = till_reports.x_report(till).figures
    assert (figures.cash_takings, figures.expected) == (745, 10_745)
    closed = till_closing.close_till(till, pieces={10_000: 1, 500: 1, 100: 2, 25: 1, 10: 2})
    assert (closed.expected, closed.over_short) == (10_745, 0)


def test_erpnext_35932_change_is_not_put_under_the_card(till: Desk) -> None:
    sell(till, goods("20.03"), tenders=[card("10.00"), cash("50.00")])
    paid = {t.type: (t.taken, t.given_back, t.net) for t in till_reports.x_report(till).figures.tenders}
    assert paid == {"cash": (1_005, 0, 1_005), "card": (1_000, 0, 1_000)}


@pytest.mark.parametrize(
    "discount", [{"percent": "5"}, {"percent": "33"}, {"amount": "0.01"}, {"percent": "100"}]
)
def test_erpnext_49189_a_discounted_return_blocks_no_close(till: Desk, discount: dict[str, str]) -> None:
    settings.set_setting(till, key="limits.discount_percent", value="100")
    line = goods("2.30", "3", "TAX", discount=discount)
    sold = sell(till, line, discount={"percent": "7"}, tenders=[cash("10.00")])
    refund(till, sold, (1, "1"))
    refund(till, sold, (1, "2"))
    closed = till_closing.close_till(till, counted=10_000)
    assert (closed.expected, closed.over_short) == (10_000, 0)
    figures = till_reports.z_report(till, number=1).figures
    assert (figures.total, figures.net, figures.tax, figures.rounding, figures.discounts) == (0, 0, 0, 0, 0)
    assert [t.amount for t in figures.taxes] == [0]


def test_odoo_33511_288573_a_cent_of_a_discounted_refund_never_unbalances_the_till(till: Desk) -> None:
    # The till could not be closed for a cent. Here every part of three is given back by another way.
    sold = sell(
        till,
        goods("9.99", "3", "TAX", discount={"percent": "12.5"}),
        discount={"amount": "0.50"},
        tenders=[card("13.33"), cash("20.00")],
    )
    for _ in range(3):
        refund(till, sold, (1, "1"))
    figures = till_reports.x_report(till).figures
    assert (figures.total, figures.rounding, figures.expected) == (0, 0, 10_000)
    assert {t.type: t.net for t in figures.tenders} == {"cash": 0, "card": 0}
    assert till_closing.close_till(till, counted=9_999).over_short == -1
    assert not tills.state(till).is_open
