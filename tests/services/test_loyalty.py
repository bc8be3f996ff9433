"""Points and tiers through real sales: earned, spent, taken back, given back, and the tier from the next sale."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pos_app.data.queries import posting
from pos_app.services import customers, loyalty, settings
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from tests.services.history_kit import TODAY, Kit
from tests.services.shop_kit import as_owner


@pytest.fixture
def shop(kit: Kit) -> Kit:
    settings.set_setting(as_owner(kit.desk), key="loyalty.tiers", value=[{"name": "Gold", "spend": "100.00"}])
    settings.set_setting(as_owner(kit.desk), key="offers.percent", value="0")
    kit.product("TAPE", "Tape", price=100_000, stock=1_000)
    kit.customer("C1", "Maria")
    return kit


def sell(shop: Kit, quantity: int, day: date = TODAY, **more: Any) -> dict[str, Any]:
    document = {
        "customer": "C1",
        "lines": [{"sku": "TAPE", "quantity": str(quantity)}],
        "tenders": [{"type": "card", "amount": f"{quantity * 10}.00"}],
        **more,
    }
    answer = sell_json(shop.at(day), document)
    assert "error" not in answer, answer
    return answer


def ledger(shop: Kit) -> list[tuple[str, int, str]]:
    with shop.desk.db.read() as session:
        table = posting.table("point_ledger")
        return [
            (row.kind, row.points, row.expires_on)
            for row in session.execute(select(table).order_by(table.c.id))
        ]


def test_points_are_earned_spent_and_come_back_with_their_expiry(shop: Kit) -> None:
    first = TODAY - timedelta(700)
    sell(shop, 60, first)
    bought = sell(
        shop, 2, redeem=[{"reward": "R5", "times": 1}], tenders=[{"type": "card", "amount": "15.00"}]
    )
    assert ledger(shop) == [
        ("earn", 600, "2026-12-21"),
        ("earn", 15, "2028-11-21"),
        ("spend", -500, ""),
    ]
    assert bought["points"]["balance"] == "115"
    back = refund_json(shop.at(TODAY + timedelta(1)), {"of": bought["receipt"]})
    assert "error" not in back, back
    # The 500 expire as before, but not within 30 days.
    assert ledger(shop)[3:] == [("return", -15, ""), ("give_back", 500, "2026-12-22")]
    view = customers.person(shop.desk, customer_id=1)
    assert view.points == 600
    found = customers.customer_json(shop.desk, code="C1", as_of=TODAY + timedelta(1))
    assert found["points_expiring"] == [
        {"points": 85, "on": "2026-12-21"},
        {"points": 500, "on": "2026-12-22"},
        {"points": 15, "on": "2028-11-21"},
    ]
    with shop.desk.db.read() as session:
        assert [r.affordable for r in loyalty.rewards(session, 1)] == [1]


def test_the_tier_counts_the_sale_just_finished_and_applies_from_the_next(shop: Kit) -> None:
    def tier() -> str:
        return customers.person(shop.desk, customer_id=1).tier

    sell(shop, 9)
    assert tier() == ""
    sell(shop, 1)
    assert tier() == "Gold"


def test_the_window_is_twelve_months_before_the_last_sale(shop: Kit) -> None:
    sell(shop, 9, date(2025, 11, 21))
    sell(shop, 1, date(2026, 11, 20))
    assert customers.person(shop.desk, customer_id=1).tier == "Gold"
    sell(shop, 8, date(2026, 11, 21))
    # The nine of a year ago have left the window: 1 + 8 is below 10.
    assert customers.person(shop.desk, customer_id=1).tier == ""


def test_the_cached_balance_can_be_rebuilt_at_any_time(shop: Kit) -> None:
    for n in range(3):
        sell(shop, 2, TODAY - timedelta(20 * n))
    with shop.desk.db.write() as session:
        table = posting.table("customer_balance")
        kept = session.execute(select(table)).one()
        session.execute(table.delete())
        loyalty.refresh_balance(session, 1)
        assert session.execute(select(table)).one() == kept
        loyalty.refresh_balance(session, 1)
        assert session.execute(select(table)).one() == kept
    assert (kept.points, kept.visits, kept.first_visit, kept.last_visit) == (
        60,
        3,
        "2026-10-12",
        "2026-11-21",
    )
