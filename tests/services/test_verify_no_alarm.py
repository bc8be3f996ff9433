"""Whatever the till can sell and take back, the verifier, which reckons by itself, agrees with it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from pos_app.domain.message import english
from pos_app.domain.money import currency
from pos_app.services.desk import Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.receipts import refundable
from pos_app.services.refund_documents import refund_json
from pos_app.services.settings import set_setting
from pos_app.services.verify import verify
from tests.services.books_kit import new_shop
from tests.services.shop_kit import as_owner

DOCUMENTS = 40


def decimal(chance: random.Random, most: int, digits: int) -> str:
    """A decimal string up to `most`, with at most `digits` decimals."""
    whole, parts = divmod(chance.randint(1, most * 10**digits), 10**digits)
    return f"{whole}.{parts:0{digits}}" if digits else str(whole)


def tax_definitions(chance: random.Random) -> dict[str, Any]:
    """Up to three taxes of any kind that a shop may define."""
    found = {}
    for code in ("A", "B", "C")[: chance.randint(0, 3)]:
        fixed = chance.random() < 0.25
        found[code] = {
            "kind": "fixed" if fixed else "percent",
            "rate": decimal(chance, 1, 2) if fixed else decimal(chance, 25, 3),
            "included": chance.random() < 0.4,
            "adds_to_base": chance.random() < 0.4,
            "ignores_previous": chance.random() < 0.3,
        }
    return found


def line(chance: random.Random, codes: list[str], digits: int) -> dict[str, Any]:
    """A line of goods, from the shelf or by hand."""
    if chance.random() < 0.3:
        found: dict[str, Any] = {
            "sku": chance.choice(["SEALANT", "SCREW", "SCREW-BOX", "LAMP", "BOOK", "CHAIN"])
        }
        found["quantity"] = str(chance.randint(1, 40))
    else:
        found = {
            "description": "Cut to size",
            "unit": "m",
            "quantity": decimal(chance, 20, 3),
            "unit_price": decimal(chance, 90, min(digits + 2, 4)),
            "taxes": chance.sample(codes, chance.randint(0, len(codes))),
        }
    if chance.random() < 0.3:
        found["discount"] = {"percent": decimal(chance, 60, 1)}
    return found


def document(chance: random.Random, name: str, code: str) -> dict[str, Any]:
    """A whole sale in the shop's currency, without its tenders."""
    money = currency(code)
    taxes = tax_definitions(chance)
    found: dict[str, Any] = {
        "id": name,
        "currency": money.code,
        "tax_rounding": chance.choice(["line", "document"]),
        "tax_definitions": taxes,
        "lines": [line(chance, list(taxes), money.exponent) for _ in range(chance.randint(1, 6))],
    }
    if chance.random() < 0.5:
        step = {"USD": ["0.05", "0.10", "1.00"], "JPY": ["5", "10"], "KWD": ["0.005", "0.050"]}[money.code]
        methods = ["half_up", "half_down", "half_even", "up", "down"]
        found["cash_rounding"] = {"step": chance.choice(step), "method": chance.choice(methods)}
    if chance.random() < 0.4:
        found["discount"] = {"percent": decimal(chance, 50, 2)}
    if chance.random() < 0.6:
        found["customer"] = chance.choice(["C1", "C2"])
    if chance.random() < 0.1:
        found["tax_exempt"] = {"certificate": "E-17", "until": "2099-01-01"}
    return found


@pytest.mark.parametrize(("seed", "code"), [(0, "USD"), (1, "JPY"), (2, "KWD")])
def test_nothing_that_was_sold_or_taken_back_raises_an_alarm(tmp_path: Path, seed: int, code: str) -> None:
    chance = random.Random(seed)
    desk = new_shop(tmp_path)
    if code != "USD":
        set_setting(as_owner(desk), key="cash.step", value="")
        set_setting(as_owner(desk), key="shop.currency", value=code)
    numbers: list[str] = []
    for n in range(DOCUMENTS):
        if numbers and chance.random() < 0.35:
            give_back(desk, chance, chance.choice(numbers), f"r{n}")
            continue
        sale = document(chance, f"s{n}", code)
        total = price_json(desk, sale)["total"]
        sale["tenders"] = [{"type": chance.choice(["cash", "card"]), "amount": total}]
        if sale["tenders"][0]["type"] == "cash":
            # A note that pays any total, however its coins are rounded.
            sale["tenders"][0]["amount"] = str(int(total.partition(".")[0]) + 10)
        numbers.append(sell_json(desk, sale)["receipt"])
    report = verify(desk)
    assert report.ok, "\n".join(f"{p.seq} {p.number}: {english(p.message)}" for p in report.problems)
    assert report.documents > DOCUMENTS // 2
    desk.db.close()


def give_back(desk: Desk, chance: random.Random, number: str, name: str) -> None:
    """Some of the lines that are left, or part of them."""
    lines = [
        {"line": row.line, "quantity": str(chance.randint(1, row.left // 1000))}
        for row in refundable(desk, number=number).lines
        if row.left >= 1000 and chance.random() < 0.7
    ]
    if lines:
        refund_json(desk, {"id": name, "of": number, "lines": lines})


def test_a_refund_of_an_exchange_has_the_coins_of_both_sales(tmp_path: Path) -> None:
    """What was carried from the first sale goes back in its own coins, each rounded by itself."""
    desk = new_shop(tmp_path)
    set_setting(as_owner(desk), key="cash.step", value="")
    set_setting(as_owner(desk), key="shop.currency", value="JPY")
    set_setting(as_owner(desk), key="cash.step", value="10")
    set_setting(as_owner(desk), key="cash.method", value="down")

    def sold(name: str, price: str, *more: dict[str, Any]) -> str:
        lines = [{"description": name, "quantity": "1", "unit_price": price, "taxes": []}, *more]
        cash = [{"type": "cash", "amount": "3000"}]
        return str(sell_json(desk, {"id": name, "lines": lines, "tenders": cash})["receipt"])

    first = sold("first", "995")
    second = sold("second", "2004", {"return_of": {"receipt": first, "line": 1}, "quantity": "-1"})
    back = refund_json(desk, {"id": "back", "of": second})
    assert (back["total"], back["paid"], back["cash_rounding"]) == ("-2004", "-1990", "14")
    report = verify(desk)
    assert report.ok, [english(p.message) for p in report.problems]
    desk.db.close()
