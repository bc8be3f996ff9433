"""Any run of selling, spending and giving back: balances follow a plain model, and everything given back is zero."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import credits
from pos_app.services.desk import Desk
from pos_app.services.documents import sell_json
from pos_app.services.receipts import load_receipt
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop


@dataclass
class Till:
    """The shop, and what a person with pencil and paper would know of it."""

    desk: Desk
    cards: dict[str, int] = field(default_factory=dict)
    sales: list[tuple[str, str, int]] = field(default_factory=list)
    sold: dict[str, str] = field(default_factory=dict)

    def sell_card(self, cents: int) -> None:
        line = {"gift_card": "new", "unit_price": money(cents), "quantity": "1"}
        answer = sell_json(self.desk, {"lines": [line], "tenders": [paid("cash", cents + 2)]})
        code = answer["gift_cards"][0]["code"]
        self.cards[code], self.sold[code] = cents, answer["receipt"]

    def top_up(self, code: str, cents: int) -> None:
        line = {"gift_card": code, "unit_price": money(cents), "quantity": "1"}
        sell_json(self.desk, {"lines": [line], "tenders": [paid("card", cents)]})
        self.cards[code] += cents

    def spend(self, code: str, cents: int) -> None:
        line = {"description": "Key", "unit_price": money(cents), "quantity": "1", "taxes": []}
        tender = paid("gift_card", cents) | {"reference": code}
        document = {"lines": [line], "tenders": [tender]}
        if cents > self.cards[code]:
            with pytest.raises(UserError) as caught:
                sell_json(self.desk, document)
            assert caught.value.code in ("card_empty", "card_exceeds_balance")
            return
        answer = sell_json(self.desk, document)
        self.cards[code] -= cents
        self.sales.append((answer["receipt"], code, cents))

    def give_back(self, number: int) -> None:
        receipt, code, cents = self.sales.pop(number % len(self.sales))
        refund_json(self.desk, {"of": receipt})
        self.cards[code] += cents

    def check(self) -> None:
        for code, balance in self.cards.items():
            assert credits.look_up(self.desk, code=code).balance == balance


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def paid(kind: str, cents: int) -> dict[str, Any]:
    return {"type": kind, "amount": money(cents)}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sell", "top", "spend", "spend", "back"]), st.integers(0, 9), st.integers(1, 4000)
    ),
    min_size=3,
    max_size=10,
)


@settings(max_examples=8)
@given(STEPS)
def test_cards_follow_pencil_and_paper_and_everything_given_back_is_zero(
    steps: list[tuple[str, int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, small_shop(Path(folder)) as desk:
        till = Till(desk)
        till.sell_card(2000)
        for what, which, cents in steps:
            code = list(till.cards)[which % len(till.cards)]
            if what == "sell":
                till.sell_card(cents)
            elif what == "top":
                till.top_up(code, cents)
            elif what == "spend":
                till.spend(code, cents)
            elif till.sales:
                till.give_back(which)
            till.check()
        while till.sales:
            till.give_back(0)
        till.check()
        for code, receipt in till.sold.items():
            with_it = refund_json(desk, {"of": receipt})
            assert with_it["credit"][0]["code"] == code
        topped = sum(till.cards.values()) - sum(_sold_for(desk, receipt) for receipt in till.sold.values())
        left = sum(credits.look_up(desk, code=code).balance for code in till.cards)
        assert left == topped
        assert [english(p.message) for p in verify(desk).problems] == []


def _sold_for(desk: Desk, receipt: str) -> int:
    return load_receipt(desk, number=receipt).receipt.total
