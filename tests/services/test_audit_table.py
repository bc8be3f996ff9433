"""Every risky act leaves exactly one row that says who, why, what it was and what it is; harmless ones leave none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pos_app.services import (
    carts,
    customers,
    holding,
    pins,
    products,
    promotions,
    quotes,
    settings,
)  # fmt: skip
from pos_app.services.desk import CLI, Desk
from pos_app.services.importing import import_rows
from pos_app.services.promotion_form import PromotionForm
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.audit_kit import (
    SEAL,
    TRAP,
    Seen,
    blind,
    customer,
    discount,
    line,
    move_in,
    newest,
    override,
    owner,
    pay,
    product,
    put,
    reverse,
    shop_with_team,
    since,
    sold,
    sold_at,
    total_shown,
)


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """Dana, a cashier; Mo, a manager, has a PIN."""
    with shop_with_team(data_dir) as desk:
        yield desk


AUTUMN = PromotionForm(code="AUTUMN", label="Autumn", kind="percent", sku="PTRAP", percent=100_000)
FROM = {"promotion": "AUTUMN", "label": "Autumn"}


def setting(key: str, value: Any) -> Callable[[Desk], object]:
    return lambda desk: settings.set_setting(owner(desk), key=key, value=value)


@dataclass(frozen=True)
class Case:
    """An act by the service, and the one row it leaves; `first` is done before and may leave rows."""

    do: Callable[[Desk], object]
    event: str
    before: dict[str, Any]
    after: dict[str, Any]
    first: Callable[[Desk], object] | None = None
    reason: str = ""
    actor: str = "dana"
    by: str = ""
    kind: str = "audit"
    line_no: int | None = None


CASES = {
    "another price": Case(
        override, "price_override", {"unit_price": "6.79"}, {"unit_price": "5.00"},
        reason="damaged", by="mo", kind="sale", line_no=1,
    ),
    "a discount over the limit": Case(
        discount, "discount", {"amount": "6.79"}, {"amount": "5.43", "percent": "20"},
        reason="damaged", by="mo", kind="sale", line_no=1,
    ),
    "a line removed after a total": Case(
        lambda desk: carts.remove_line(desk, line_id=line(desk)), "line_removed", TRAP | {"total": "23.29"}, {},
        first=total_shown,
    ),
    "a line counted down to nothing": Case(
        lambda desk: carts.change_quantity(desk, line_id=line(desk, 1), by=-1000),
        "line_removed", SEAL | {"total": "23.29"}, {}, first=total_shown,
    ),
    "less of a line": Case(
        lambda desk: carts.set_quantity(desk, line_id=line(desk), quantity=1000),
        "line_removed", TRAP | {"total": "23.29"}, {"quantity": "1"}, first=total_shown,
    ),
    "a sale cancelled": Case(
        holding.clear, "cart_cancelled", {"lines": [TRAP], "total": "14.33"}, {},
        first=lambda desk: put(desk, quantity=2000),
    ),
    "a sale cancelled after its total": Case(
        holding.clear, "cart_cancelled", {"lines": [TRAP, SEAL], "total": "23.29", "total_shown": "23.29"}, {},
        first=total_shown,
    ),
    "a sale put into a quote after its total": Case(
        quotes.make_quote, "cart_cancelled",
        {"lines": [TRAP, SEAL], "total": "23.29", "total_shown": "23.29"}, {"quote": "Q-001"}, first=total_shown,
    ),
    "a sale reversed": Case(
        reverse, "reversal", {"receipt": "1-000001", "total": "14.33", "lines": [TRAP]}, {},
        first=sold, reason="damaged", by="mo", kind="refund",
    ),
    "a refund with a reason": Case(
        lambda desk: refund_json(replace(desk, actor=CLI), {"of": "1-000001", "reason": "wrong thread"}),
        "refund", {}, {}, first=sold, reason="wrong thread", actor="cli", kind="refund",
    ),
    "a blind return": Case(
        blind, "blind_return", {"unit_price": "6.79"}, {"unit_price": "6.79", "amount": "-7.16", "price_of": ""},
        reason="damaged", by="mo", kind="sale", line_no=1,
    ),
    "a PIN": Case(
        lambda desk: pins.set_pin(owner(desk), staff_code="dana", pin="5822"),
        "pin_set", {}, {"staff": "dana"}, actor="owner",
    ),
    "a setting": Case(
        setting("receipt.return_days", 60), "settings_changed",
        {"receipt.return_days": 30}, {"receipt.return_days": 60}, actor="owner",
    ),
    "a tax": Case(
        setting("tax.TAX.rate", "6"), "settings_changed",
        {"tax.TAX": {"rate": "5.5"}}, {"tax.TAX": {"rate": "6"}}, actor="owner",
    ),
    "a new tax class": Case(
        setting("tax_class.NONE", []), "settings_changed", {}, {"tax_class.NONE": []}, actor="owner",
    ),
    "someone's role": Case(
        setting("staff.dana.role", "manager"), "staff_changed",
        {"staff": "dana", "role": "cashier"}, {"staff": "dana", "role": "manager"}, actor="owner",
    ),
    "a product's price and cost": Case(
        lambda desk: product(desk, price=70000, cost=12345), "product_changed",
        {"sku": "PTRAP", "name": "P-trap 1½″ PVC", "price": "6.79", "cost": "0.00"},
        {"sku": "PTRAP", "name": "P-trap 1½″ PVC", "price": "7.00", "cost": "1.2345"}, actor="owner",
    ),
    "a stock set by hand": Case(
        lambda desk: product(desk, stock=590_000), "stock_corrected",
        {"sku": "PTRAP", "name": "P-trap 1½″ PVC", "stock": "600"},
        {"sku": "PTRAP", "name": "P-trap 1½″ PVC", "stock": "590"}, actor="owner", kind="stock",
    ),
    "a product's barcode": Case(
        lambda desk: products.add_barcode(owner(desk), product_id=5, barcode="9780201379624"), "product_changed",
        {"sku": "PTRAP", "name": "P-trap 1½″ PVC", "barcodes": []},
        {"sku": "PTRAP", "name": "P-trap 1½″ PVC", "barcodes": ["9780201379624"]}, actor="owner",
    ),
    "a new promotion": Case(
        lambda desk: promotions.add(owner(desk), form=AUTUMN), "promotion_changed",
        {}, FROM | {"kind": "percent", "sku": "PTRAP", "percent": "10"}, actor="owner",
    ),
    "a changed promotion": Case(
        lambda desk: promotions.change(owner(desk), code="AUTUMN", form=replace(AUTUMN, percent=200_000)),
        "promotion_changed", FROM | {"percent": "10"}, FROM | {"percent": "20"},
        first=lambda desk: promotions.add(owner(desk), form=AUTUMN), actor="owner",
    ),
    "an ended promotion": Case(
        lambda desk: promotions.end(owner(desk), code="AUTUMN"),
        "promotion_changed", FROM, FROM | {"ends_on": "2026-11-20"},
        first=lambda desk: promotions.add(owner(desk), form=AUTUMN), actor="owner",
    ),
    "a promotion taken out": Case(
        lambda desk: promotions.remove(owner(desk), code="AUTUMN"),
        "promotion_changed", FROM | {"kind": "percent", "sku": "PTRAP", "percent": "10"}, {},
        first=lambda desk: promotions.add(owner(desk), form=AUTUMN), actor="owner",
    ),
    "a price level": Case(
        lambda desk: customer(desk, level="Gold"), "customer_changed",
        {}, {"customer": "C0044", "level": "Gold"},
    ),
    "a tax exemption taken away": Case(
        lambda desk: customer(desk, tax_exempt_no=""), "customer_changed",
        {"customer": "C0044", "tax_exempt_no": "E-17"}, {},
        first=lambda desk: customer(desk, tax_exempt_no="E-17"),
    ),
    "prices moved in": Case(
        lambda desk: move_in(desk, {"sku": "PTRAP", "name": "Trap", "price": "7.00"}),
        "data_imported", {"items": [{"sku": "PTRAP", "price": "6.79"}]},
        {"kind": "products", "file": "", "rows": 1, "added": 0, "changed": 1, "rejected": 0,
         "items": [{"sku": "PTRAP", "price": "7.00"}]}, actor="owner",
    ),
    "a sale of next year": Case(
        lambda desk: sold_at(desk, "2027-03-01T10:00:00"), "future_sale",
        {"at": "2026-11-21T12:00:00Z"}, {"at": "2027-03-01T10:00:00Z"}, actor="cli", kind="sale",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_row_says_it_all(desk: Desk, name: str) -> None:
    case = CASES[name]
    if case.first is not None:
        case.first(desk)
    before = newest(desk)
    case.do(desk)
    (act,) = since(desk, before)
    receipt = act.receipt
    assert act == Seen(
        case.event,
        case.actor,
        case.by,
        case.line_no,
        receipt,
        case.kind,
        case.reason,
        case.before,
        case.after,
    )
    assert bool(receipt) == (case.kind in ("sale", "refund"))
    assert verify(desk).ok


HARMLESS: dict[str, Callable[[Desk], object]] = {
    "a sale": pay,
    "a discount within the limit": lambda desk: (
        carts.discount_line(desk, line_id=line(desk), percent=50_000), pay(desk),
    ),
    "a line removed before any total": lambda desk: carts.remove_line(desk, line_id=line(desk)),
    "more after a total": lambda desk: (carts.total_shown(desk, total=1), put(desk, quantity=3000)),
    "hold and resume": lambda desk: (holding.hold(desk), holding.resume(desk, cart_id=holding.held(desk)[0].id)),
    "the same setting": setting("receipt.return_days", 30),
    "the same person": setting("staff.dana.role", "cashier"),
    "a product's name and place": lambda desk: product(desk, name="Trap", bin="Z9", tip="tape"),
    "the same promotion": lambda desk: promotions.change(
        owner(desk), code="GOLD5", form=promotions.get(owner(desk), code="GOLD5")
    ),
    "a customer's phone": lambda desk: customer(desk, phone="+12025550199", notes="rings first"),
    "a new customer": lambda desk: customers.create(desk, form=customers.CustomerForm("Bea")),
    "the same products moved in": lambda desk: move_in(
        desk, {"sku": "PTRAP", "name": "P-trap 1½″ PVC", "price": "6.79"}
    ),
    "looking what an import would do": lambda desk: import_rows(
        owner(desk), kind="products", rows=[{"sku": "NEW", "name": "New", "price": "1"}], dry_run=True
    ),
    "an empty sale cancelled": lambda desk: (carts.remove_line(desk, line_id=line(desk)), holding.clear(desk)),
    "a total of nothing": lambda desk: (
        carts.remove_line(desk, line_id=line(desk)), carts.total_shown(desk, total=5), put(desk),
        carts.remove_line(desk, line_id=line(desk)),
    ),
    "a sale of yesterday": lambda desk: sold_at(desk, "2026-11-20T10:00:00"),
    "a sale of tonight": lambda desk: sold_at(desk, "2026-11-22T03:00:00"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_leaves_no_row(desk: Desk, name: str) -> None:
    put(desk)
    before = newest(desk)
    HARMLESS[name](desk)
    assert since(desk, before) == []
