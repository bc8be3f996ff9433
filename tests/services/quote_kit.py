"""What the tests of quotes share: a cart to quote, a clock to move on, and rows to change behind their back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, quotes, sales
from pos_app.services.desk import Actor, Desk

SEAL, CHAIN, SCREW, EGG, TRAP, BOX = range(1, 7)
MARIA, CHEN = 1, 2
OWNER = Actor("owner", "Owner", "owner")


def later(desk: Desk, days: int) -> Desk:
    """The same till some days on."""
    return replace(desk, clock=lambda: desk.clock() + timedelta(days=days))


def ring_up(desk: Desk, *, customer: int | None = MARIA) -> None:
    """Two tubes of sealant at Gold −5 %, 3.40 m of chain, and a key cut: 16.13 + 14.28 + 3.50, with tax 35.78."""
    if customer is not None:
        carts.set_customer(desk, customer_id=customer)
    carts.add_product(desk, product_id=SEAL, quantity=2000)
    carts.add_product(desk, product_id=CHAIN, quantity=3400)
    carts.add_custom(desk, description="Key cut", unit_price=3_500_000, taxes=("TAX",))


def quoted(desk: Desk, **terms: object) -> str:
    ring_up(desk)
    return quotes.make_quote(desk, **terms).number  # type: ignore[arg-type]


def pay(desk: Desk) -> sales.SaleCompleted:
    total = carts.current(desk).total
    return sales.complete_cart(desk, tenders=[Tender("card", total, "1")])


def change(desk: Desk, act: Callable[[object], None], kind: type, key: object) -> None:
    with desk.db.write() as session:
        act(session.get(kind, key))
        session.commit()


def refused(code: str) -> pytest.RaisesContext[UserError]:  # type: ignore[name-defined]
    return pytest.raises(UserError, check=lambda error: error.code == code)
