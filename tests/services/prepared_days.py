"""Days at a counter that can be lived twice: the same random deeds, whichever way the sales are completed."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

import pytest

from pos_app.domain.payment import Tender
from pos_app.errors import PosError
from pos_app.services import (
    acts,
    cart_changes,
    carts,
    credits,
    customers,
    offers,
    post,
    quotes,
    sale_writing,
    sales,
    settings,
)
from pos_app.services.cart_gift_cards import add_gift_card
from pos_app.services.cart_view import CartView, SaleCompleted
from pos_app.services.desk import Desk
from pos_app.services.quote_taking import take_quote
from tests.services.counter_kit import open_counter
from tests.services.shop_kit import NOON, as_owner
from tests.services.stocked_shop import small_shop

Pay = Callable[[Desk, list[Tender]], SaleCompleted]


class Drawn:
    """Numbers that are the same whenever the same module asks for the same one in turn since `begin`."""

    scene: ClassVar[str] = ""
    turns: ClassVar[Counter[str]] = Counter()

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def begin(cls, scene: str) -> None:
        """What was drawn so far changes nothing of what follows."""
        cls.scene = scene
        cls.turns.clear()

    def token_hex(self, size: int) -> str:
        """For `secrets.token_hex`."""
        self.turns[self._name] += 1
        asked = f"{self._name} {self.scene} {self.turns[self._name]}"
        return sha256(asked.encode()).hexdigest()[: 2 * size]

    def randbelow(self, most: int) -> int:
        """For `secrets.randbelow`."""
        return int(self.token_hex(16), 16) % most

    def uuid4(self) -> UUID:
        """For `uuid.uuid4`."""
        return UUID(self.token_hex(16))


def without_chance(patch: pytest.MonkeyPatch) -> None:
    """Codes, salts and ids are drawn the same way every time."""
    for module in (acts, customers, offers, credits):
        drawn = Drawn(module.__name__)
        patch.setattr(
            module, "secrets", SimpleNamespace(token_hex=drawn.token_hex, randbelow=drawn.randbelow)
        )
    for module in (cart_changes, post, sale_writing):
        patch.setattr(module, "uuid4", Drawn(module.__name__).uuid4)


@dataclass
class Days:
    """A counter with printer and drawer, gift cards, offers, rewards and quotes; `did` counts what happened."""

    desk: Desk
    pay: Pay
    chance: random.Random
    clock: list[datetime]
    sold: list[SaleCompleted] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    coupons: list[str] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)

    def live(self, sales_wanted: int) -> None:
        """Sell so often; what is refused is refused, and the sale goes on. Before, Maria comes on three days."""
        for _ in range(3):
            carts.set_customer(self.desk, customer_id=1)
            for product in (1, 2, 3):
                carts.add_product(self.desk, product_id=product, quantity=2000)
            self._try_to_pay()
            self.clock[0] += timedelta(days=1)
        while len(self.sold) < sales_wanted:
            for _ in range(self.chance.randint(1, 4)):
                self._try(self.chance.choice(self._deeds()))
            self._try_to_pay()
            self.clock[0] += timedelta(seconds=self.chance.choice([7, 60, 3600, -30, 20 * 3600]))

    def _try_to_pay(self) -> None:
        self.did["tries"] += 1
        Drawn.begin(f"try {self.did['tries']}")
        self._try(self._tender)
        Drawn.begin(f"after {self.did['tries']}")

    def _deeds(self) -> list[Callable[[], object]]:
        goods, back = [self._goods] * 6, [self._back] if self.sold else []
        others = [self._custom, self._card, self._off, self._customer, self._customer, self._quote, self._use]
        return [*goods, *back, *others]

    def _try(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except PosError as error:
            self.did[error.code] += 1
        else:
            self.did[getattr(deed, "__name__", "")] += 1

    def _goods(self) -> None:
        product = self.chance.choice([1, 2, 3, 4, 5, 6])
        part = self.chance.choice([0, 0, 250]) if product == 2 else 0
        carts.add_product(self.desk, product_id=product, quantity=1000 * self.chance.randint(1, 5) + part)

    def _custom(self) -> None:
        price, taxed = self.chance.randint(1, 90_00) * 10_000, self.chance.choice([(), ("TAX",)])
        carts.add_custom(
            self.desk, description="Nägel „lose“ \\ 5″", unit_price=price, quantity=1000, taxes=taxed
        )

    def _card(self) -> None:
        top_up = self.chance.choice([*self.cards, "", ""])
        add_gift_card(self.desk, amount=self.chance.randint(5_00, 60_00), code=top_up)

    def _off(self) -> None:
        line = carts.current(self.desk).selected_id
        if self.chance.random() < 0.5 and line is not None:
            carts.discount_line(self.desk, line_id=line, percent=self.chance.choice([50_000, 333_333]))
        else:
            carts.discount_cart(self.desk, percent=100_000, reason="“regular”")

    def _customer(self) -> None:
        carts.set_customer(self.desk, customer_id=self.chance.choice([1, 1, 2, 3, 3, None]))

    def _back(self) -> None:
        sale = self.chance.choice(self.sold)
        carts.add_return(self.desk, receipt=sale.number, line=self.chance.randint(1, 2), quantity=1000)

    def _quote(self) -> None:
        if self.quoted and self.chance.random() < 0.6:
            take_quote(self.desk, number=self.chance.choice(self.quoted))
        else:
            self.quoted.append(quotes.make_quote(self.desk, days=30).number)

    def _use(self) -> None:
        if self.chance.random() < 0.4:
            carts.use_reward(self.desk, reward="R5")
        else:
            carts.add_coupon(self.desk, code=self.chance.choice(self.coupons or ["none"]))

    def _tender(self) -> None:
        view = carts.current(self.desk)
        carts.total_shown(self.desk, total=view.total)
        sale = self.pay(self.desk, self._tenders(view))
        self.sold.append(sale)
        answer: dict[str, Any] = sale.answer or {}
        self.coupons += [offer["code"] for offer in answer.get("offers", [])]
        self.cards += [card["code"] for card in answer.get("gift_cards", [])]
        self.cards += [card["code"] for card in answer.get("credit", []) if card["code"].startswith("GC")]
        for kind in {line.split("_")[0] for line in answer if line in ("gift_cards", "credit", "tax_exempt")}:
            self.did[f"with {kind}"] += 1
        self.did["with an offer"] += bool(answer.get("offers"))
        self.did["money back"] += sale.total < 0
        self.did["rounded"] += sale.paid != sale.total

    def _tenders(self, view: CartView) -> list[Tender]:
        if view.total < 0:
            return self.chance.choice([[], [], [Tender("store_credit", view.total)]])
        ways: list[list[Tender]] = [
            [Tender("cash", view.cash_total)],
            [Tender("cash", view.cash_total + 10_00)],
            [Tender("card", view.total, "slip “7”")],
            [Tender("card", view.total // 2), Tender("cash", view.total)],
            [Tender("store_credit", view.total)],
            [Tender("cash", view.total // 3)],
        ]
        if self.cards:
            card = Tender("gift_card", min(view.total, 4_00), self.chance.choice(self.cards))
            ways += [[card, Tender("cash", view.total)]] * 2
        found = self.chance.choice(ways)
        return [tender for tender in found if tender.amount or tender.type == "cash"]


@contextmanager
def days(folder: Path, pay: Pay, *, seed: int) -> Iterator[Days]:
    """A counter that is open, with a customer who is exempt and things that go together; nothing is left to chance."""
    clock = [NOON]
    with small_shop(folder) as made, pytest.MonkeyPatch.context() as patch:
        without_chance(patch)
        Drawn.begin("")
        owner = as_owner(replace(made, clock=lambda: clock[0]))
        for key, value in {
            "offers.percent": "15",
            "offers.holdout_percent": "0",
            "loyalty.points_per_unit": "100",
            "printer.target": "file:/dev/null",
            "drawer.pin": "2",
        }.items():
            settings.set_setting(owner, key=key, value=value)
        form = customers.CustomerForm(name="Église Saint-Jean", tax_exempt_no="EX-1")
        customers.create(owner, form=form)
        with closing(sqlite3.connect(owner.db.path)) as connection:
            pairs = [(1, 5, 5, 6), (2, 4, 5, 6), (3, 4, 5, 6), (5, 1, 5, 6)]
            connection.executemany("INSERT INTO companion_cache VALUES (?, ?, ?, ?)", pairs)
            connection.commit()
        yield Days(open_counter(owner, 100_00), pay, random.Random(seed), clock)


def at_once(desk: Desk, tenders: list[Tender]) -> SaleCompleted:
    """Paid without being prepared."""
    return sales.complete_cart(desk, tenders=tenders)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, those of the search apart."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in sorted(names)
            if "search" not in name and not name.startswith("sqlite_")
        }
