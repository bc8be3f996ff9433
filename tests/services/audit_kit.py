"""Acts in a shop under test, and its audit as it stands in the book: every act with its texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

from pos_app.domain.payment import Tender
from pos_app.services import (
    blind_returns,
    carts,
    customers,
    overrides,
    pins,
    products,
    reversing,
    sales,
    settings,
)  # fmt: skip
from pos_app.services.approvals import Approval
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.documents import sell_json
from pos_app.services.importing import import_rows
from tests.services.stocked_shop import small_shop

_ACTS = """
SELECT a.event, a.actor, a.approved_by, a.line_no, coalesce(s.number, ''), j.kind, coalesce(b.block, '{}')
FROM audit_journal a JOIN journal j ON j.id = a.entry_id LEFT JOIN text_block b ON b.hash = a.text_hash
LEFT JOIN sale s ON s.id = a.sale_id WHERE a.id > :after ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """An act as it stands in the book."""

    event: str
    actor: str
    approved_by: str
    line_no: int | None
    receipt: str
    kind: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


@contextmanager
def shop_with_team(data_dir: Path) -> Iterator[Desk]:
    """The small shop with Dana, a cashier, at the till, and Mo, a manager with a PIN."""
    with small_shop(data_dir) as desk:
        for code, role in (("dana", "cashier"), ("mo", "manager")):
            settings.set_setting(owner(desk), key=f"staff.{code}", value={"role": role})
        pins.set_pin(owner(desk), staff_code="mo", pin="4711")
        yield desk


def newest(desk: Desk) -> int:
    """The id of the newest act, to be given to `since`."""
    with desk.db.read() as session:
        return int(session.execute(text("SELECT coalesce(max(id), 0) FROM audit_journal")).scalar_one())


def since(desk: Desk, after: int) -> list[Seen]:
    """The acts that came after one, in order."""
    with desk.db.read() as session:
        rows = session.execute(text(_ACTS), {"after": after}).all()
    found = []
    for row in rows:
        said = json.loads(row[6])
        texts = (said.get("reason", ""), said.get("before", {}), said.get("after", {}))
        found.append(Seen(row[0], row[1], row[2], row[3], row[4], row[5], *texts))
    return found


OK = Approval("mo", "4711", "damaged")
TRAP = {"sku": "PTRAP", "description": "P-trap 1½″ PVC", "quantity": "2", "amount": "13.58"}
SEAL = {"sku": "SEAL-W", "description": "Silicone sealant, bathroom", "quantity": "1", "amount": "8.49"}


def owner(desk: Desk) -> Desk:
    return replace(desk, actor=Actor("owner", "Owner", "owner"))


def put(desk: Desk, code: str = "PTRAP", quantity: int = 1000) -> int:
    return carts.scan(desk, code=code, quantity=quantity).line_id or 0


def pay(desk: Desk) -> str:
    return sales.complete_cart(desk, tenders=[Tender("cash", carts.current(desk).cash_total)]).number


def sold(desk: Desk, **line: Any) -> str:
    document = {"lines": [{"sku": "PTRAP", "quantity": "2", **line}]}
    answer = sell_json(
        replace(desk, actor=CLI), document | {"tenders": [{"type": "cash", "amount": "20.00"}]}
    )
    return str(answer["receipt"])


def total_shown(desk: Desk) -> None:
    """Two traps and a sealant, and the customer was told 23.29."""
    put(desk, quantity=2000)
    put(desk, "SEAL-W")
    carts.total_shown(desk, total=2329)


def line(desk: Desk, number: int = 0) -> int:
    return carts.current(desk).lines[number].id


def override(desk: Desk) -> None:
    overrides.set_price(desk, line_id=put(desk), unit_price=5_000_000, approval=OK)
    pay(desk)


def discount(desk: Desk) -> None:
    carts.discount_line(desk, line_id=put(desk), percent=200_000, approval=OK)
    pay(desk)


def reverse(desk: Desk) -> None:
    reversing.reverse_sale(desk, number="1-000001", approval=OK)


def blind(desk: Desk) -> None:
    blind_returns.add_blind_return(desk, product_id=5, quantity=1000, approval=OK)
    sales.complete_cart(desk, tenders=())


def product(desk: Desk, **change: Any) -> None:
    boss = owner(desk)
    form = products.get(boss, product_id=5)
    products.update(boss, product_id=5, form=replace(form, **change))


def customer(desk: Desk, **change: Any) -> None:
    form = customers.get(desk, customer_id=2)
    customers.update(desk, customer_id=2, form=replace(form, **change))


def move_in(desk: Desk, *rows: dict[str, str]) -> None:
    import_rows(owner(desk), kind="products", rows=rows)


def sold_at(desk: Desk, moment: str) -> list[str]:
    document = {"sold_at": moment, "lines": [{"sku": "PTRAP", "quantity": "1"}]}
    tenders = {"tenders": [{"type": "cash", "amount": "20.00"}]}
    return list(sell_json(replace(desk, actor=CLI), document | tenders)["warnings"])
