"""A counter with people, a clock that a test sets, and what a person with pencil and paper would know of the drawer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pos_app.domain.message import english
from pos_app.services import tills
from pos_app.services.desk import Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.opening import in_session
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop

CASHIER = Actor("dana", "Dana", "cashier")
OWNER = Actor("owner", "Owner", "owner")
MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that stands until a test moves it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: int) -> None:
        self.now += timedelta(**time)


@dataclass
class Counter:
    """A shop's counter: `desk` is whoever stands there now."""

    shop: Desk
    clock: SetClock = field(default_factory=SetClock)

    @property
    def desk(self) -> Desk:
        return self.as_(CASHIER)

    @property
    def owner(self) -> Desk:
        return self.as_(OWNER)

    @property
    def command_line(self) -> Desk:
        """The desk of `pos-app sell`: sessions open by themselves."""
        return replace(self.shop, actor=Actor("cli", "cli", "owner"), clock=self.clock, automatic=True)

    def as_(self, actor: Actor) -> Desk:
        return in_session(replace(self.shop, actor=actor, clock=self.clock, automatic=False))

    def open(self, amount: int = 10_000) -> int:
        return tills.open_till(self.desk, amount=amount).session_id

    def sell(self, price: str, *tenders: tuple[str, str], **more: Any) -> dict[str, Any]:
        """A sale of goods without tax, paid in cash unless said otherwise."""
        line = {"description": "Goods", "quantity": "1", "unit_price": price, "taxes": []}
        paid = tenders or (("cash", price),)
        given = [{"type": kind, "amount": amount} for kind, amount in paid]
        return sell_json(self.desk, {"lines": [line], "tenders": given, **more})

    def refund(self, sold: dict[str, Any], **more: Any) -> dict[str, Any]:
        return refund_json(self.desk, {"of": sold["receipt"], **more})

    def problems(self) -> list[str]:
        return [english(problem.message) for problem in verify(self.desk).problems]


@contextmanager
def counter(folder: Path) -> Iterator[Counter]:
    """A counter of the small shop, its till closed."""
    with small_shop(folder) as shop:
        yield Counter(shop)
