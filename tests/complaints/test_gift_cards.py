"""What users of other tills complained about with gift cards and store credit: it must not be possible here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import credits
from pos_app.services.customers import person
from pos_app.services.desk import Desk
from pos_app.services.documents import sell_json
from pos_app.services.importing import import_rows
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield desk
        assert [english(p.message) for p in verify(desk).problems] == []


def card_of(desk: Desk, amount: str) -> tuple[str, str]:
    """A new card's code, and the receipt it was sold with."""
    line = {"gift_card": "new", "unit_price": amount, "quantity": "1"}
    answer = sell_json(desk, {"lines": [line], "tenders": [{"type": "cash", "amount": amount}]})
    return answer["gift_cards"][0]["code"], answer["receipt"]


def on_it(desk: Desk, code: str) -> int:
    return credits.look_up(desk, code=code).balance


def bought_with(desk: Desk, code: str, amount: str, **more: Any) -> dict[str, Any]:
    tender = {"type": "gift_card", "amount": amount, "reference": code}
    return sell_json(desk, {"tenders": [tender], **more})


def test_opensourcepos_1620_a_refund_goes_back_onto_the_gift_card(desk: Desk) -> None:
    code, _receipt = card_of(desk, "20.00")
    sale = bought_with(desk, code, "17.91", lines=[{"sku": "SEAL-W", "quantity": "2"}])
    assert on_it(desk, code) == 209
    first = refund_json(desk, {"of": sale["receipt"], "lines": [{"line": 1, "quantity": "1"}]})
    assert first["tenders"] == [{"type": "gift_card", "amount": "-8.96", "reference": code}]
    refund_json(desk, {"of": sale["receipt"]})
    assert on_it(desk, code) == 2000


def test_odoo_135400_an_exchange_reloads_the_card_that_paid(desk: Desk) -> None:
    code, _receipt = card_of(desk, "20.00")
    sale = bought_with(desk, code, "8.96", lines=[{"sku": "SEAL-W", "quantity": "1"}])
    back = {"return_of": {"receipt": sale["receipt"], "line": 1}, "quantity": "-1"}
    tender = {"type": "gift_card", "amount": "-8.96", "reference": code}
    answer = sell_json(desk, {"lines": [back], "tenders": [tender]})
    assert answer["credit"] == [{"type": "gift_card", "code": code, "balance": "20.00"}]


def test_a_refunded_gift_card_is_money_once(desk: Desk) -> None:
    """Buy a card for cash, spend it, and give the card back for cash: the goods would be free."""
    code, receipt = card_of(desk, "20.00")
    bought_with(desk, code, "8.96", lines=[{"sku": "SEAL-W", "quantity": "1"}])
    with pytest.raises(UserError) as caught:
        refund_json(desk, {"of": receipt})
    assert caught.value.code == "gift_card_used"
    assert on_it(desk, code) == 1104


def test_odoo_150833_a_gift_card_earns_no_points_and_neither_does_paying_twice(desk: Desk) -> None:
    """Points are for goods: once, when they are bought, however they are paid."""
    line = {"gift_card": "new", "unit_price": "100.00", "quantity": "1"}
    cash = [{"type": "cash", "amount": "100.00"}]
    card = sell_json(desk, {"customer": "C0044", "lines": [line], "tenders": cash})
    assert card["points"] == {"earned": "0", "spent": "0", "balance": "0"}
    code = card["gift_cards"][0]["code"]
    goods = bought_with(desk, code, "44.30", customer="C0044", lines=[{"sku": "EGG-GAL", "quantity": "1"}])
    assert goods["points"]["earned"] == "41"
    back = refund_json(desk, {"of": goods["receipt"]})
    assert back["points"]["balance"] == "0"


def test_erpnext_12790_old_balances_move_in_once(desk: Desk) -> None:
    rows = [{"customer_code": "C0012", "store_credit": "25.00"}]
    assert import_rows(as_owner(desk), kind="balances", rows=rows).added == 1
    assert import_rows(as_owner(desk), kind="balances", rows=rows).added == 0
    found = credits.balance_of(desk, customer_id=1)
    assert found is not None
    assert found.balance == 2500


def test_a_gift_card_never_counts_twice_towards_a_tier(desk: Desk) -> None:
    """Gold begins at 500.00: a card of 400.00 and the goods bought with it are 400.00 of spend, not 800.00."""
    line = {"gift_card": "new", "unit_price": "400.00", "quantity": "1"}
    cash = [{"type": "cash", "amount": "400.00"}]
    card = sell_json(desk, {"customer": "C0044", "lines": [line], "tenders": cash})
    key = {"description": "Safe", "quantity": "1", "unit_price": "400.00", "taxes": []}
    code = card["gift_cards"][0]["code"]
    bought_with(desk, code, "400.00", customer="C0044", lines=[key])
    assert person(desk, customer_id=2).tier == ""
