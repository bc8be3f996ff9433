"""What the tests of complaints do at the counter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.receipts import load_receipt
from pos_app.services.refund_documents import refund_json

Answer = dict[str, Any]
MARIA, CHEN = "C0012", "C0044"


def goods(price: str, quantity: str = "1", *taxes: str, **more: Any) -> Answer:
    """A line with its own price, without tax unless some are named."""
    return {"description": "Goods", "quantity": quantity, "unit_price": price, "taxes": list(taxes), **more}


def cash(amount: str) -> Answer:
    return {"type": "cash", "amount": amount}


def card(amount: str) -> Answer:
    return {"type": "card", "amount": amount}


def price(*lines: Answer, **more: Any) -> Answer:
    """Figures without a shop."""
    return price_json(None, {"lines": list(lines), **more})


def sell(desk: Desk, *lines: Answer, tenders: list[Answer], **more: Any) -> Answer:
    return sell_json(desk, {"lines": list(lines), "tenders": tenders, **more})


def refund(desk: Desk, sold: Answer, *lines: tuple[int, str], **more: Any) -> Answer:
    """Lines with their quantities, or everything that is left."""
    wanted = [{"line": line, "quantity": quantity} for line, quantity in lines]
    return refund_json(desk, {"of": sold["receipt"]} | ({"lines": wanted} if wanted else {}) | more)


def points(desk: Desk, customer: str) -> int:
    """The balance by the books."""
    return int(
        scalar(
            desk,
            "SELECT coalesce(sum(p.points), 0) FROM point_ledger p JOIN customer c ON c.id = p.customer_id"
            f" WHERE c.code = '{customer}'",
        )
    )


def scalar(desk: Desk, sql: str) -> Any:
    with desk.db.read() as session:
        return session.execute(text(sql)).scalar()


def paper(desk: Desk, answer: Answer) -> Any:
    """The receipt as it was printed, and as it is reprinted."""
    return load_receipt(desk, number=answer["receipt"]).receipt


def sentence(error: UserError) -> str:
    return english(error.message)
