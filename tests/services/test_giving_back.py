"""Returns told before they are done, and whole sales reversed after they were paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import cart_returns, carts, refund_preview, reversing, sales
from pos_app.services.approvals import Approval
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import preview_json, refund_json
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop

OWNER = Actor("owner", "Olga", "owner")


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield replace(desk, actor=OWNER)
        assert verify(desk).problems == []


def count(desk: Desk, table: str) -> int:
    with desk.db.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def egg(desk: Desk, **more: Any) -> str:
    document = {
        "customer": "C0012",
        "lines": [{"sku": "EGG-GAL", "quantity": "1"}],
        "tenders": [
            {"type": "card", "amount": "20.00", "reference": "4711"},
            {"type": "cash", "amount": "50"},
        ],
    }
    return str(sell_json(desk, document | more)["receipt"])


def test_the_preview_says_in_four_lines_what_then_happens(desk: Desk) -> None:
    sold = egg(desk)
    before = count(desk, "sale")
    told = preview_json(desk, {"of": sold})
    assert told["preview"] == {
        "money": "Money back: card (4711) 20.00, cash 22.10 (coins -0.02).",
        "points": "Points: 39 taken back, 0 after it.",
        "offers": "Reward or coupon: none to give back.",
        "cards": "Gift card and store credit: not touched.",
    }
    assert count(desk, "sale") == before
    carts.add_return(desk, receipt=sold, line=1, quantity=1000)
    assert refund_preview.of_cart(desk).answer() == told["preview"]
    done = sales.complete_cart(desk, tenders=())
    assert done.answer is not None
    assert done.answer["tenders"] == told["tenders"]
    assert done.paid == -4210


def test_a_return_is_told_before_it_is_in_the_sale(desk: Desk) -> None:
    sold = egg(desk)
    carts.scan(desk, code="SEAL-W")
    told = refund_preview.of_cart(desk, back=[(sold, 1, 1000)])
    assert english(told.money) == "Money back: card (4711) 20.00, cash 13.55 (coins 0.02)."
    assert [line.sku for line in carts.current(desk).lines] == ["SEAL-W"]


def test_all_of_it_as_store_credit_is_told_too(desk: Desk) -> None:
    sold = egg(desk)
    carts.add_return(desk, receipt=sold, line=1, quantity=1000)
    told = refund_preview.of_cart(desk, as_credit=True)
    assert english(told.money) == "Money back: store credit 42.08."
    assert english(told.cards) == "Gift card and store credit: the customer's credit gets 42.08."


def test_points_of_a_reward_come_back_and_last_at_least_thirty_days(desk: Desk) -> None:
    egg(desk, lines=[{"sku": "EGG-GAL", "quantity": "20"}], tenders=[{"type": "cash", "amount": "900"}])
    used = egg(desk, redeem=[{"reward": "R5", "times": 1}])
    told = preview_json(desk, {"of": used})["preview"]
    assert "500 given back until" in told["points"]
    assert told["offers"] == "Reward or coupon given back: a reward's 500 points."
    refund_json(desk, {"of": used})
    with desk.db.read() as session:
        expires = session.execute(
            text("SELECT expires_on FROM point_ledger WHERE kind = 'give_back'")
        ).scalar_one()
    assert expires >= "2026-12-21"


def test_a_sale_is_reversed_by_one_document_with_permission_and_reason(desk: Desk) -> None:
    sold = egg(desk)
    told = reversing.preview_reversal(desk, number=sold)
    done = reversing.reverse_sale(desk, number=sold, approval=Approval(reason="rung up twice"))
    assert (done.total, done.paid) == (told.total, -4210)
    with desk.db.read() as session:
        kept = session.execute(text("SELECT sum(total), sum(paid), max(refund_of_id) FROM sale")).one()
        acts = session.execute(text("SELECT event, actor FROM audit_journal WHERE sale_id > 0")).all()
    assert tuple(kept) == (0, 0, 1)
    assert [tuple(act) for act in acts] == [("reversal", "owner")]
    with pytest.raises(UserError) as caught:
        reversing.reverse_sale(desk, number=sold, approval=Approval(reason="again"))
    assert caught.value.code == "nothing_left"


@pytest.mark.parametrize(
    ("actor", "approval", "code"),
    [
        (OWNER, None, "reason_missing"),
        (Actor("dana", "Dana", "cashier"), Approval(reason="x"), "approval_needed"),
    ],
)
def test_reversing_without_permission_or_reason_changes_nothing(
    desk: Desk, actor: Actor, approval: Approval | None, code: str
) -> None:
    sold = egg(desk)
    with pytest.raises(UserError) as caught:
        reversing.reverse_sale(replace(desk, actor=actor), number=sold, approval=approval)
    assert caught.value.code == code
    assert count(desk, "sale") == 1


def test_past_the_days_for_returns_it_needs_permission_and_is_booked(desk: Desk) -> None:
    sold = egg(desk, sold_at="2026-10-21T10:00:00")
    cashier = replace(desk, actor=Actor("dana", "Dana", "cashier"))
    with pytest.raises(UserError) as caught:
        carts.add_return(cashier, receipt=sold, line=1, quantity=1000)
    assert caught.value.code == "approval_needed"
    assert carts.current(desk).lines == ()
    carts.add_return(desk, receipt=sold, line=1, quantity=1000, approval=Approval(reason="was away"))
    sales.complete_cart(desk, tenders=())
    with desk.db.read() as session:
        assert session.execute(text("SELECT event FROM audit_journal WHERE sale_id > 0")).scalars().all() == [
            "late_return"
        ]
    recent = egg(desk, sold_at="2026-10-22T10:00:00")
    carts.add_return(cashier, receipt=recent, line=1, quantity=1000)
    assert len(carts.current(desk).lines) == 1


def test_what_the_customer_bought_is_listed_newest_first_and_searched(desk: Desk) -> None:
    first = egg(
        desk,
        sold_at="2026-11-01T10:00:00",
        lines=[{"sku": "EGG-GAL", "quantity": "2"}],
        tenders=[{"type": "cash", "amount": "100"}],
    )
    second = egg(desk, lines=[{"sku": "SEAL-W", "quantity": "3"}])
    refund_json(desk, {"of": first, "lines": [{"line": 1, "quantity": "1"}]})
    found = cart_returns.bought_by(desk, customer_id=1)
    assert [(b.receipt, b.day, b.sku, b.left) for b in found] == [
        (second, "2026-11-21", "SEAL-W", 3000),
        (first, "2026-11-01", "EGG-GAL", 1000),
    ]
    assert [b.sku for b in cart_returns.bought_by(desk, customer_id=1, words="egg shell")] == ["EGG-GAL"]
    assert cart_returns.bought_by(desk, customer_id=2) == []


def test_of_several_lines_all_go_back_or_none(desk: Desk) -> None:
    sold = egg(desk)
    with pytest.raises(UserError):
        cart_returns.add_returns(desk, back=[(sold, 1, 1000), (sold, 2, 1000)])
    assert carts.current(desk).lines == ()
