"""Random days of a shop: whatever the services let a person do, in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pos_app.errors import UserError
from pos_app.services import audit, till_closing, tills
from pos_app.services.acts import Act
from pos_app.services.desk import Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.importing import import_rows
from pos_app.services.opening import in_session
from pos_app.services.quote_documents import quote_json
from pos_app.services.receipts import refundable
from pos_app.services.refund_documents import refund_json
from tests.services.books_kit import new_shop

GOODS = ("SEALANT", "SCREW", "SCREW-BOX", "LAMP", "BOOK", "CHAIN")


@dataclass
class Shop:
    """A shop and what its people remember of the day."""

    desk: Desk
    chance: random.Random
    at: datetime = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    receipts: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    done: int = 0

    @property
    def counter(self) -> Desk:
        """The window's desk, whose till people open and close."""
        return in_session(replace(self.desk, clock=self.clock, automatic=False))

    @property
    def anyone(self) -> Desk:
        """The counter, or the command line beside it."""
        if self.chance.random() < 0.3:
            return replace(self.desk, clock=self.clock)
        with suppress(UserError):
            tills.open_till(self.counter, amount=self.chance.randint(0, 30_000))
        return self.counter

    def clock(self) -> datetime:
        return self.at


def random_shop(folder: Path, seed: int, steps: int) -> Desk:
    """A shop after so many random steps."""
    shop = Shop(new_shop(folder), random.Random(seed))
    kinds: list[Callable[[Shop], None]] = [
        sell,
        sell,
        sell,
        sell,
        refund,
        gift_card,
        quote,
        cash,
        close,
        act,
        history,
    ]
    for step in range(steps):
        shop.at += timedelta(minutes=shop.chance.choice([1, 7, 60, 60 * 11]))
        shop.done = step
        with suppress(UserError):
            shop.chance.choice(kinds)(shop)
    return replace(shop.desk, clock=shop.clock)


def sell(shop: Shop) -> None:
    chance = shop.chance
    lines: list[dict[str, Any]] = [
        {"sku": chance.choice(GOODS), "quantity": str(chance.randint(1, 9))}
        for _ in range(chance.randint(1, 4))
    ]
    if chance.random() < 0.3:
        lines[0]["discount"] = {"percent": str(chance.randint(1, 30))}
    document: dict[str, Any] = {"id": f"s{shop.done}", "lines": lines}
    if chance.random() < 0.4:
        document["customer"] = chance.choice(["C1", "C2"])
    if chance.random() < 0.2:
        document["discount"] = {"amount": "1.00"}
    if chance.random() < 0.15:
        document["tax_rounding"] = "document"
    if chance.random() < 0.1:
        document["tax_exempt"] = {"certificate": "E-17", "until": "2099-01-31"}
    pay(shop, document)


def pay(shop: Shop, document: dict[str, Any]) -> dict[str, Any]:
    desk = shop.anyone
    total = price_json(desk, document)["total"]
    cash = {"type": "cash", "amount": str(int(total.partition(".")[0]) + shop.chance.randint(1, 50))}
    ways: list[list[dict[str, str]]] = [[cash], [{"type": "card", "amount": total}]]
    if shop.cards:
        ways.append(
            [{"type": "gift_card", "amount": "1.00", "reference": shop.chance.choice(shop.cards)}, cash]
        )
    answer = sell_json(desk, {**document, "tenders": shop.chance.choice(ways)})
    if "receipt" in answer:
        shop.receipts.append(answer["receipt"])
    return answer


def refund(shop: Shop) -> None:
    number = shop.chance.choice(shop.receipts or ["1-000001"])
    lines = [
        {"line": row.line, "quantity": str(shop.chance.randint(1, row.left // 1000))}
        for row in refundable(shop.desk, number=number).lines
        if row.left >= 1000 and shop.chance.random() < 0.7
    ]
    document: dict[str, Any] = {"id": f"r{shop.done}", "of": number, "reason": "Too long", "lines": lines}
    refund_json(shop.anyone, document)


def gift_card(shop: Shop) -> None:
    card = {"gift_card": "new", "unit_price": "20.00", "quantity": "1"}
    answer = pay(shop, {"id": f"g{shop.done}", "lines": [card]})
    shop.cards += [card["code"] for card in answer.get("gift_cards", ())]


def quote(shop: Shop) -> None:
    quote_json(
        shop.anyone,
        {"id": f"q{shop.done}", "customer": "C2", "lines": [{"sku": "CHAIN", "quantity": "12.5"}]},
    )


def cash(shop: Shop) -> None:
    move = shop.chance.choice([tills.cash_in, tills.cash_out])
    move(shop.anyone, amount=shop.chance.randint(1, 5_000), reason="Coins from the bank")


def close(shop: Shop) -> None:
    if shop.chance.random() < 0.3:
        till_closing.close_automatic(replace(shop.desk, clock=shop.clock))
        return
    pieces = {1000: shop.chance.randint(0, 30), 5: shop.chance.randint(0, 9)}
    till_closing.close_till(shop.counter, pieces=pieces)


def act(shop: Shop) -> None:
    desk = shop.anyone
    with shop.desk.db.write() as session:
        audit.note(session, desk, Act("cart_cancelled", "Changed her mind", before={"total": "9.00"}))
        session.commit()


def history(shop: Shop) -> None:
    row = {
        "sale_id": f"old-{shop.done}",
        "sold_at": "2025-05-05T10:00:00",
        "customer_code": "C1",
        "sku": "SCREW",
    }
    import_rows(shop.desk, kind="sales", rows=[{**row, "quantity": "3", "amount": "4.80"}])
