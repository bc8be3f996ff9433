"""Laws of money on a real file: what is sold in any currency and given back in any split and order is nothing."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pos_app.data.db import FILE_NAME
from pos_app.domain.money import currency, plain_amount
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.receipts import refundable
from pos_app.services.refund_documents import refund_json
from pos_app.services.settings import set_setting
from pos_app.services.verify import verify
from tests.services.books_kit import desk_on, new_shop
from tests.services.shop_kit import as_owner

SKUS = ("SEALANT", "SCREW", "SCREW-BOX", "LAMP", "BOOK", "CHAIN")
EXPONENTS = {"JPY": 0, "USD": 2, "KWD": 3}
METHODS = ("half_up", "half_down", "half_even", "up", "down")
decimals = st.integers(1, 30_000).map(lambda n: f"{n // 1000}.{n % 1000:03}")
pieces = st.integers(1, 40).map(str)
discounts = st.integers(0, 9999).map(lambda n: {"percent": f"{n // 100}.{n % 100:02}"})


@st.composite
def taxes(draw: st.DrawFn) -> dict[str, Any]:
    fixed = draw(st.booleans())
    return {
        "kind": "fixed" if fixed else "percent",
        "rate": f"0.{draw(st.integers(0, 99)):02}" if fixed else str(draw(st.integers(-10, 30))),
        "included": draw(st.booleans()),
        "adds_to_base": draw(st.booleans()),
        "ignores_previous": draw(st.booleans()),
    }


@st.composite
def lines(draw: st.DrawFn, codes: list[str]) -> dict[str, Any]:
    if draw(st.integers(0, 3)) == 0:
        found: dict[str, Any] = {"sku": draw(st.sampled_from(SKUS)), "quantity": draw(pieces)}
    else:
        found = {
            "description": "Cut to size",
            "unit": "m",
            "quantity": draw(decimals),
            "unit_price": draw(st.integers(1, 99_999).map(str) | decimals),
            "taxes": draw(st.lists(st.sampled_from(codes), unique=True)) if codes else [],
        }
    return found | ({"discount": draw(discounts)} if draw(st.booleans()) else {})


@st.composite
def sales(draw: st.DrawFn) -> dict[str, Any]:
    """A sale without its tenders, in a shop whose currency it names."""
    code = draw(st.sampled_from(sorted(EXPONENTS)))
    definitions = {name: draw(taxes()) for name in ("A", "B", "C")[: draw(st.integers(0, 3))]}
    step = plain_amount(draw(st.sampled_from([1, 5, 10, 100])), currency(code))
    found: dict[str, Any] = {
        "id": "s",
        "currency": code,
        "customer": draw(st.sampled_from(["C1", "C2"])),
        "tax_rounding": draw(st.sampled_from(["line", "document"])),
        "tax_definitions": definitions,
        "cash_rounding": {"step": step, "method": draw(st.sampled_from(METHODS))},
        "lines": draw(st.lists(lines(list(definitions)), min_size=1, max_size=5)),
    }
    if draw(st.booleans()):
        found["discount"] = draw(discounts)
    if draw(st.booleans()):
        found["redeem"] = [{"reward": "R5", "times": 1}]
    return found


@cache
def shop_file(code: str) -> bytes:
    """A shop with that currency whose customers have points to spend."""
    with TemporaryDirectory() as name:
        desk = new_shop(Path(name))
        set_setting(as_owner(desk), key="cash.step", value="")
        set_setting(as_owner(desk), key="shop.currency", value=code)
        rewards = [{"code": "R5", "points": 7, "worth": "5"}]
        set_setting(as_owner(desk), key="loyalty.rewards", value=rewards)
        for customer in ("C1", "C2"):
            line = {"description": "Before", "quantity": "1", "unit_price": "20", "taxes": []}
            sell_json(
                desk, {"customer": customer, "lines": [line], "tenders": [{"type": "card", "amount": "20"}]}
            )
        desk.db.close()
        return (Path(name) / FILE_NAME).read_bytes()


def shop(folder: Path, code: str) -> Desk:
    path = folder / FILE_NAME
    path.write_bytes(shop_file(code))
    return desk_on(path)


def paid(document: dict[str, Any], total: int, share: int, more: int) -> list[dict[str, str]]:
    """A share by card, the rest in cash and more than enough of it."""
    money = currency(document["currency"])
    card = total * share // 100
    tenders = [{"type": "card", "amount": plain_amount(card, money)}] if card > 0 else []
    if total > card:
        coins = plain_amount(total - max(0, card) + 100 + more, money)
        tenders.append({"type": "cash", "amount": coins})
    return tenders


def sums(desk: Desk) -> dict[str, Any]:
    """What the books come to."""
    with desk.db.read() as session:

        def ask(sql: str) -> Any:
            return tuple(session.execute(text(sql)).one())

        return {
            "sale": ask("SELECT sum(net), sum(tax), sum(total), sum(paid), sum(cash_rounding) FROM sale"),
            "lines": ask("SELECT sum(amount), sum(net), sum(tax), sum(gross), sum(waived) FROM sale_line"),
            "taxes": ask("SELECT coalesce(sum(base), 0), coalesce(sum(amount), 0) FROM sale_tax"),
            "points": ask("SELECT sum(points) FROM point_ledger"),
            "stock": ask("SELECT sum(on_hand), min(on_hand), max(on_hand) FROM stock_level"),
            "card": ask("SELECT coalesce(sum(amount), 0) FROM tender WHERE type = 'card'"),
            "cash": ask(
                "SELECT (SELECT coalesce(sum(amount), 0) FROM tender WHERE type = 'cash')"
                " - (SELECT sum(change) FROM sale)"
            ),
        }


def sell_or_skip(desk: Desk, document: dict[str, Any], share: int, more: int) -> dict[str, Any] | None:
    """The sale, None where its taxes, its reward or its total make it none."""
    try:
        total = price_json(desk, document)["total"]
    except UserError as error:
        if error.code not in {"bad_tax", "reward_not_usable"}:
            raise
        return None
    minor = int(total.replace(".", ""))
    if minor < 0:
        return None
    return sell_json(desk, document | {"tenders": paid(document, minor, share, more)})


@settings(max_examples=15)
@given(sales(), st.integers(0, 100), st.integers(0, 5000), st.randoms(use_true_random=False))
def test_everything_given_back_in_any_split_and_order_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any], share: int, more: int, random: Random
) -> None:
    desk = shop(tmp_path_factory.mktemp("shop"), document["currency"])
    before = sums(desk)
    sold = sell_or_skip(desk, document, share, more)
    if sold is not None:
        figures_add_up(sold, currency(document["currency"]).exponent)
        for _ in range(40):
            left = [line for line in refundable(desk, number=sold["receipt"]).lines if line.left > 0]
            if not left:
                break
            refund_json(desk, {"of": sold["receipt"], "lines": [part(random.choice(left), random)]})
        if any(line.left for line in refundable(desk, number=sold["receipt"]).lines):
            refund_json(desk, {"of": sold["receipt"]})
        assert sums(desk) == before
        assert verify(desk).problems == []
    desk.db.close()


def part(line: Any, random: Random) -> dict[str, Any]:
    """Some of what is left of a line: often all of it, so that it comes to an end."""
    step = 1000 if line.unit == "ea" else 1
    size = line.left if random.random() < 0.3 else step * random.randint(1, line.left // step)
    return {"line": line.line, "quantity": f"{size // 1000}.{size % 1000:03}"}


def figures_add_up(answer: dict[str, Any], exponent: int) -> None:
    """What the answer shows, read as a person with a pencil would."""

    def minor(value: str) -> int:
        return int(value.replace(".", "")) if exponent else int(value)

    total = {name: minor(answer[name]) for name in ("net", "tax", "total", "cash_rounding", "paid", "change")}
    for name in ("net", "tax"):
        assert sum(minor(line[name]) for line in answer["lines"]) == total[name]
    assert sum(minor(line["gross"]) for line in answer["lines"]) == total["total"]
    by_code: Counter[str] = Counter()
    for line in answer["lines"]:
        by_code.update({tax["code"]: minor(tax["amount"]) for tax in line["taxes"]})
    assert {tax["code"]: minor(tax["amount"]) for tax in answer["taxes"]} == dict(by_code)
    assert total["net"] + total["tax"] == total["total"]
    handed = sum(minor(tender["amount"]) for tender in answer["tenders"])
    assert handed - total["change"] == total["paid"] == total["total"] + total["cash_rounding"]


@settings(max_examples=10)
@given(sales(), st.randoms(use_true_random=False))
def test_the_same_cart_has_the_same_figures_in_any_order_of_its_lines(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any], random: Random
) -> None:
    desk = shop(tmp_path_factory.mktemp("shop"), document["currency"])
    shuffled = document | {"lines": random.sample(document["lines"], len(document["lines"]))}
    first, other = priced_or_error(desk, document), priced_or_error(desk, shuffled)
    assert priced_or_error(desk, document) == first
    for name in (
        "error",
        "subtotal",
        "discount",
        "document_discount",
        "net",
        "tax",
        "total",
        "points",
        "paid",
    ):
        assert other.get(name) == first.get(name), name
    by_code = [sorted(answer.get("taxes", ()), key=lambda t: str(t["code"])) for answer in (first, other)]
    assert by_code[0] == by_code[1]
    desk.db.close()


def priced_or_error(desk: Desk, document: dict[str, Any]) -> dict[str, Any]:
    try:
        return price_json(desk, document)
    except UserError as error:
        return {"error": error.code}
