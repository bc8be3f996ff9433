"""The shop in which every service function is called by everyone, and what a call finds prepared there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pos_app.domain.message import msg
from pos_app.domain.message_codec import encode
from pos_app.domain.offer_codes import make_code
from pos_app.domain.payment import Tender
from pos_app.domain.permissions import Permission
from pos_app.services import (
    carts,
    customer_notes,
    holding,
    overrides,
    pins,
    promotions,
    quotes,
    sales,
    settings,
    staff,
    synonyms,
    till_closing,
    tills,
)
from pos_app.services.approvals import Approval
from pos_app.services.desk import Desk
from pos_app.services.importing import import_rows
from pos_app.services.post import post
from pos_app.services.promotion_form import PromotionForm

PIN = "2468"
Act = Callable[[Desk, Any, Approval], object]


@dataclass(frozen=True)
class Rule:
    """`permission` None is everyone at the till; `refused` is the error of those who never may, be they owner."""

    permission: Permission | None
    act: Act
    given: Callable[[Desk], Any] = lambda _owner: None
    refused: str = ""


def everyone(act: Act, given: Callable[[Desk], Any] = lambda _owner: None) -> Rule:
    return Rule(None, act, given)


def set_up(owner: Desk, folder: Path) -> None:
    """People, a drawer, an open till with a closed day behind it, and the sale of a sealant."""
    for name, role in (("Dana", "cashier"), ("Mo", "manager")):
        staff.add(owner, name=name, role=role)
    pins.set_pin(owner, staff_code="owner", pin=PIN)
    settings.set_setting(owner, key="drawer.pin", value="2")
    tills.open_till(owner, amount=10_000)
    till_closing.close_till(owner, counted=10_000)
    tills.open_till(owner, amount=10_000)
    carts.set_customer(owner, customer_id=1)
    carts.add_product(owner, product_id=1)
    sales.complete_cart(owner, tenders=[Tender("cash", 2_000)])
    settings.set_setting(owner, key="printer.target", value=f"file:{folder / 'paper.bin'}")


def line(owner: Desk) -> int:
    carts.add_product(owner, product_id=5)
    return carts.current(owner).lines[0].id


def dear_line(owner: Desk) -> int:
    """A line at a price that somebody allowed."""
    found = line(owner)
    overrides.set_price(owner, line_id=found, unit_price=1_000_000, approval=Approval(reason="damaged"))
    return found


def receipt(owner: Desk) -> str:
    done = sales.last_sale(owner)
    assert done is not None
    return done.number


def later(desk: Desk, days: int) -> Desk:
    moment = desk.clock() + timedelta(days=days)
    return replace(desk, clock=lambda: moment)


def quote(owner: Desk) -> str:
    line(owner)
    return quotes.make_quote(owner).number


def held(owner: Desk) -> str:
    line(owner)
    holding.hold(owner)
    return holding.held(owner)[0].id


def promotion(owner: Desk) -> str:
    return promotions.add(owner, form=PromotionForm(sku="PTRAP", percent=100_000)).code


def reward(owner: Desk) -> None:
    """Maria has points for one, and goods to use it on."""
    import_rows(owner, kind="balances", rows=[{"customer_code": "C0012", "points": "600"}])
    carts.set_customer(owner, customer_id=1)
    carts.add_product(owner, product_id=4)


def used_reward(owner: Desk) -> None:
    reward(owner)
    carts.use_reward(owner, reward="R5")


def project(owner: Desk) -> int:
    customer_notes.open_project(owner, customer_id=1, name="Deck")
    carts.set_customer(owner, customer_id=1)
    return int(_one(owner, "SELECT max(id) FROM project"))


def fact(owner: Desk) -> int:
    customer_notes.add_fact(owner, customer_id=1, kind="note", label="Dog", value="Rex")
    return int(_one(owner, "SELECT max(id) FROM customer_fact"))


def coupon(owner: Desk) -> str:
    """An offer of Maria's, as her receipt would have brought it."""
    offer = {
        "id": 1,
        "code": make_code(4711),
        "customer_id": 1,
        "sale_id": 1,
        "product_id": 5,
        "percent": 150_000,
        "valid_until": "2027-12-31",
        "text": encode(msg("15% off")),
        "reason": encode(msg("because")),
    }
    with owner.db.write() as session:
        issued = {"offer_id": 1, "event": "issued", "sale_id": 1}
        post(session, owner, kind="offer", rows={"offer_ledger": [offer], "offer_event_ledger": [issued]})
        session.commit()
    line(owner)
    carts.set_customer(owner, customer_id=1)
    return make_code(4711)


def taken_coupon(owner: Desk) -> str:
    code = coupon(owner)
    carts.add_coupon(owner, code=code)
    return code


def _one(desk: Desk, sql: str) -> Any:
    from sqlalchemy import text

    with desk.db.read() as session:
        return session.execute(text(sql)).scalar()


def csv_file(owner: Desk) -> Path:
    path = owner.db.path.parent / "products.csv"
    path.write_text("sku,name,price\nNEW-1,New thing,1.00\n", encoding="utf-8")
    return path


def proposed(desk: Desk, product_id: int) -> str:
    """Words that found nothing before a product was sold."""
    synonyms.missed(desk, words="what not")
    carts.add_product(desk, product_id=product_id)
    total = carts.current(desk).priced.total  # type: ignore[union-attr]
    sales.complete_cart(desk, tenders=[Tender("cash", total + 100_000)])
    return "what not"
