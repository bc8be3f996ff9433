"""A shop whose book holds every kind of posted row, made by the services that a till uses."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from pos_app.data.db import Database
from pos_app.data.queries.posting import table
from pos_app.domain.payment import Tender
from pos_app.services import carts, pins, promotions, sales, staff, synonyms, till_closing, till_counts, tills
from pos_app.services.desk import CLI, Desk
from pos_app.services.documents import sell_json
from pos_app.services.importing import import_file, import_rows
from pos_app.services.post import post
from pos_app.services.promotion_form import PromotionForm
from pos_app.services.quote_documents import quote_json
from pos_app.services.refund_documents import refund_json
from pos_app.services.settings_file import import_toml
from pos_app.services.setup import ensure_basics, open_shop

SETTINGS = """
[shop]
name = "Corner Hardware"
[cash]
step = "0.05"
[tax.TAX]
rate = "5.5"
[tax.VAT]
kind = "percent"
rate = "12"
included = true
[tax.ECO]
kind = "fixed"
rate = "0.25"
adds_to_base = true
[tax_class]
STD = ["TAX"]
VAT = ["VAT"]
FEE = ["ECO", "TAX"]
[offers]
holdout_percent = "0"
"""
STOPPED = {
    "kind": "customers",
    "path": "people.csv",
    "fingerprint": "1",
    "options": "{}",
    "rows": 900,
    "done": 300,
    "started_at": "2026-11-21T10:00:00Z",
}
PRODUCTS = [
    {"id": 1, "sku": "SEALANT", "name": "Silicone sealant", "price": 84_900, "tax_class": "STD"},
    {"id": 2, "sku": "SCREW", "name": "Deck screw T25", "price": 1_600, "tax_class": "STD"},
    {
        "id": 3,
        "sku": "SCREW-BOX",
        "name": "Deck screws, box of 200",
        "price": 229_900,
        "tax_class": "STD",
        "pack_of_id": 2,
        "pack_quantity": 200_000,
    },
    {"id": 4, "sku": "LAMP", "name": "LED lamp", "price": 59_900, "tax_class": "FEE"},
    {"id": 5, "sku": "BOOK", "name": "Tiling guide", "price": 525_000, "tax_class": "VAT"},
    {"id": 6, "sku": "CHAIN", "name": "Chain, galvanised", "unit": "m", "price": 42_000, "tax_class": "STD"},
]


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(hours=7)
        return self.now


def new_shop(folder: Path) -> Desk:
    """An empty shop with products, stock, two customers, and every kind of tax."""
    desk = Desk(open_shop(folder), "1", CLI, clock=Clock(), zone=UTC)
    ensure_basics(desk)
    import_toml(desk, text=SETTINGS)
    with desk.db.write() as session:
        for row in PRODUCTS:
            session.execute(insert(table("product")).values({"unit": "ea", "active": True, **row}))
        for code in ("C1", "C2"):
            session.execute(insert(table("customer")).values(code=code, name=f"Pat {code}"))
        moves = [{"product_id": p, "quantity": 500_000, "reason": "opening"} for p in (1, 2, 4, 5, 6)]
        post(session, desk, kind="opening", rows={"stock_move": moves})
        session.execute(
            insert(table("stock_level")), [{"product_id": m["product_id"], "on_hand": 500_000} for m in moves]
        )
        session.commit()
    return desk


def sell(desk: Desk, document_id: str, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A completed sale; it must not fail."""
    given = {"id": document_id, "lines": lines, "tenders": [{"type": "cash", "amount": "500.00"}], **more}
    answer = sell_json(desk, given)
    assert "error" not in answer, answer
    return answer


def refund(
    desk: Desk, document_id: str, number: str, lines: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A completed refund of some lines, or of everything that is left; it must not fail."""
    answer = refund_json(desk, {"id": document_id, "of": number} | ({"lines": lines} if lines else {}))
    assert "error" not in answer, answer
    return answer


def busy_shop(folder: Path) -> Desk:
    """A shop after some days: cash and card, discounts, rewards, offers, returns, two ways of tax rounding."""
    desk = new_shop(folder)
    first = sell(
        desk,
        "s1",
        [
            {"sku": "SEALANT", "quantity": "2", "discount": {"percent": "5"}},
            {"sku": "CHAIN", "quantity": "3.40"},
            {"sku": "SCREW", "quantity": "163"},
            {"sku": "LAMP", "quantity": "3"},
        ],
        customer="C1",
        discount={"amount": "1.00"},
    )
    sell(desk, "s2", [{"sku": "SCREW-BOX", "quantity": "2"}, {"sku": "BOOK", "quantity": "1"}])
    for day in range(4):
        sell(
            desk,
            f"c{day}",
            [
                {"sku": "BOOK", "quantity": "4"},
                {"sku": "LAMP", "quantity": "7"},
                {"sku": "SEALANT", "quantity": "1"},
            ],
            customer="C2",
            tax_rounding="document" if day % 2 else "line",
        )
    sell(
        desk,
        "s3",
        [{"sku": "BOOK", "quantity": "1"}, {"sku": "SEALANT", "quantity": "3"}],
        customer="C2",
        redeem=[{"reward": "R5", "times": 1}],
        tenders=[{"type": "card", "amount": "20.00"}, {"type": "cash", "amount": "100.00"}],
    )
    refund(desk, "r1", first["receipt"], [{"line": 2, "quantity": "1.10"}, {"line": 4, "quantity": "1"}])
    refund(desk, "r2", first["receipt"], [{"line": 2, "quantity": "1.15"}, {"line": 1, "quantity": "1"}])
    sell(
        desk,
        "s4",
        [
            {"return_of": {"receipt": first["receipt"], "line": 3}, "quantity": "-60"},
            {"sku": "CHAIN", "quantity": "12"},
        ],
        customer="C1",
    )
    _offers(desk)
    sell(
        desk,
        "s5",
        [{"sku": "BOOK", "quantity": "1"}],
        tax_exempt={"certificate": "E-17", "until": "2027-01-31"},
    )
    return desk


def busy_shop_of_schema_2(folder: Path) -> Desk:
    """The busy shop with what schema 2 added: deals, cards, store credit, an override, a quote, reasons."""
    desk = busy_shop(folder)
    promotions.add(
        desk,
        form=PromotionForm(
            kind="buy_get",
            code="3FOR2",
            sku="SEALANT",
            percent=1_000_000,
            buy_quantity=2_000,
            get_quantity=1_000,
        ),
    )
    sell(desk, "g1", [{"sku": "SEALANT", "quantity": "3"}], customer="C1")
    card = sell(desk, "g2", [{"gift_card": "new", "unit_price": "50.00", "quantity": "1"}])["gift_cards"][0]
    by_card = [{"type": "gift_card", "amount": "20.00", "reference": card["code"]}]
    paid = sell(
        desk,
        "g3",
        [{"sku": "BOOK", "quantity": "1"}],
        customer="C2",
        tenders=[*by_card, {"type": "cash", "amount": "40.00"}],
    )
    back = {"id": "g4", "of": paid["receipt"], "tenders": [{"type": "store_credit", "amount": "52.50"}]}
    assert "error" not in refund_json(desk, {**back, "reason": "Torn cover"})
    sell(desk, "g5", [{"sku": "LAMP", "quantity": "2", "unit_price": "4.99"}])
    quote_json(desk, {"id": "q1", "customer": "C2", "lines": [{"sku": "CHAIN", "quantity": "12.5"}]})
    return desk


def busy_shop_of_schema_3(folder: Path) -> Desk:
    """The busy shop with what schema 3 added: a counted till with its Z, an open one, a locked person, a half count."""
    desk = busy_shop_of_schema_2(folder)
    till_closing.close_automatic(desk)
    counter = replace(desk, automatic=False)
    for name in ("Kim", "Lee"):
        staff.add(desk, name=name)
    pins.set_pin(desk, staff_code="owner", pin="2468")
    staff.lock(desk, staff_code="lee")
    tills.open_till(counter, amount=10_000)
    tills.cash_in(counter, amount=2_000, reason="Coins from the bank")
    for basket in ("BOOK", "SCREW"):
        sell(counter, f"t-{basket}", [{"sku": basket, "quantity": "2"}], customer="C1")
    tills.cash_out(counter, amount=500, reason="Window cleaner")
    till_closing.close_till(counter, pieces={5_000: 2, 2_000: 1, 25: 3})
    tills.open_till(counter, amount=5_000)
    sell(counter, "t-open", [{"sku": "LAMP", "quantity": "1"}])
    till_counts.put(counter, value=2_000, pieces=2)
    return desk


def busy_shop_of_schema_4(folder: Path) -> Desk:
    """The busy shop with what schema 4 added: past sales, accounts, contacts, a stopped import, failed searches."""
    desk = busy_shop_of_schema_3(folder)
    past = [
        {
            "sale_id": "7",
            "sold_at": "2026-01-05",
            "customer_code": "C1",
            "sku": sku,
            "quantity": "2",
            "amount": "9.98",
        }
        for sku in ("LAMP", "SCREW")
    ]
    told = {
        "customer_code": "C2",
        "at": "2026-02-03 10:00",
        "channel": "web",
        "kind": "order",
        "text": "Two lamps",
    }
    owed = {"customer_code": "C2", "points": "40", "account_balance": "120.50"}
    credit = {"customer_code": "C1", "store_credit": "3.00", "account_balance": "-4.25"}
    import_rows(desk, kind="sales", rows=past)
    import_rows(desk, kind="balances", rows=[owed, credit])
    import_rows(desk, kind="timeline", rows=[{"id": "w1", "sku": "LAMP", "amount": "11.98", **told}])
    goods = folder / "goods.csv"
    goods.write_text("Item Name,Code,Retail\nGate hinge,HINGE,7.25\n", "utf-8")
    import_file(desk, kind="products", path=goods, mapping={"Code": "sku", "Retail": "price"})
    with desk.db.write() as session:
        session.execute(table("import_run").insert(), STOPPED)
        session.commit()
    carts.scan(desk, code="LAMP")
    synonyms.missed(desk, words="tap washer", after_line=0)
    sales.complete_cart(desk, tenders=[Tender("cash", 100_000)])
    carts.scan(desk, code="BOOK")
    synonyms.missed(desk, words="grout book", after_line=0)
    return desk


def _offers(desk: Desk) -> None:
    """An offer that was issued, used, given back and used again; and a customer held back from one."""
    offer = {
        "id": 1,
        "code": "7Q4M-2K9X-C",
        "customer_id": 1,
        "sale_id": 1,
        "product_id": 1,
        "percent": 150_000,
        "valid_until": "2026-12-19",
        "text": "{}",
        "reason": "{}",
    }
    events = [
        {"offer_id": 1, "event": e, "sale_id": 1} for e in ("issued", "redeemed", "restored", "redeemed")
    ]
    holdout = {"customer_id": 2, "sale_id": 2}
    with desk.db.write() as session:
        rows = {"offer_ledger": [offer], "offer_event_ledger": events, "offer_holdout_ledger": [holdout]}
        post(session, desk, kind="offer", rows=rows)
        session.commit()


def copy_of(desk: Desk, folder: Path) -> Path:
    """The shop's file as a single file in another folder."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / desk.db.path.name
    with desk.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(desk.db.path, target)
    return target


def desk_on(path: Path) -> Desk:
    """A desk on a shop's file."""
    return Desk(Database(path), "1", CLI, zone=UTC)
