"""Gift cards and store credit against a real file: sold, spent, given back, and never spent twice."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.data.db import FILE_NAME
from pos_app.data.queries.reports import documents
from pos_app.domain.credit_codes import make_code, read_code
from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import credits
from pos_app.services.desk import Desk
from pos_app.services.documents import price_json, sell_json
from pos_app.services.person_json import customer_json
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield desk
        assert [english(p.message) for p in verify(desk).problems] == []


def gift(amount: str, card: str = "new", quantity: str = "1") -> dict[str, Any]:
    return {"gift_card": card, "unit_price": amount, "quantity": quantity}


def cash(amount: str) -> dict[str, str]:
    return {"type": "cash", "amount": amount}


def pays(kind: str, amount: str, reference: str = "") -> dict[str, str]:
    return {"type": kind, "amount": amount, "reference": reference}


def sell(desk: Desk, lines: list[dict[str, Any]], *tenders: dict[str, str], **more: Any) -> dict[str, Any]:
    return sell_json(desk, {"lines": lines, "tenders": list(tenders), **more})


def new_card(desk: Desk, amount: str = "50.00") -> str:
    answer = sell(desk, [gift(amount)], cash(amount))
    return str(answer["gift_cards"][0]["code"])


def goods(amount: str) -> list[dict[str, Any]]:
    """Something untaxed that comes to exactly this."""
    return [{"description": "Key", "quantity": "1", "unit_price": amount, "taxes": []}]


def balance(desk: Desk, code: str, customer_id: int | None = None) -> int:
    return credits.look_up(desk, code=code, customer_id=customer_id).balance


def ledger(desk: Desk) -> list[tuple[str, int]]:
    with desk.db.read() as session:
        rows = session.execute(text("SELECT event, amount FROM credit_ledger ORDER BY id"))
        return [(row[0], row[1]) for row in rows]


def refused(desk: Desk, *args: Any, **more: Any) -> UserError:
    """The error of a sale, which changed nothing."""
    before = ledger(desk)
    with pytest.raises(UserError) as caught:
        sell(desk, *args, **more)
    assert ledger(desk) == before
    return caught.value


def test_a_gift_card_is_sold_untaxed_and_earns_nothing(desk: Desk) -> None:
    answer = sell(desk, [gift("50.00")], cash("50.00"), customer="C0012")
    assert (answer["total"], answer["tax"], answer["points"]["earned"]) == ("50.00", "0.00", "0")
    (card,) = answer["gift_cards"]
    assert (card["line"], card["balance"]) == (1, "50.00")
    read = read_code(card["code"])
    assert read is not None
    assert (read.kind, read.valid) == ("gift_card", True)
    assert ledger(desk) == [("issue", 5000)]


def test_each_card_of_a_line_has_its_own_code(desk: Desk) -> None:
    answer = sell(desk, [gift("20.00", quantity="3")], cash("60.00"))
    codes = [card["code"] for card in answer["gift_cards"]]
    assert len(set(codes)) == 3
    assert [card["balance"] for card in answer["gift_cards"]] == ["20.00"] * 3
    with pytest.raises(UserError, match="only be given back together"):
        refund_json(desk, {"of": answer["receipt"], "lines": [{"line": 1, "quantity": "1"}]})
    refund_json(desk, {"of": answer["receipt"]})
    assert [balance(desk, code) for code in codes] == [0, 0, 0]


def test_a_card_pays_until_it_is_empty_and_takes_a_top_up(desk: Desk) -> None:
    code = new_card(desk, "20.00")
    typed = code.lower().replace("-", " ")
    answer = sell(desk, goods("12.50"), pays("gift_card", "12.50", typed))
    assert answer["tenders"] == [{"type": "gift_card", "amount": "12.50", "reference": code}]
    assert answer["credit"] == [{"type": "gift_card", "code": code, "balance": "7.50"}]
    sell(desk, goods("10.00"), pays("gift_card", "7.50", code), cash("2.50"))
    assert balance(desk, code) == 0
    topped = sell(desk, [gift("30.00", code)], cash("30.00"))
    assert topped["gift_cards"] == [{"line": 1, "code": code, "balance": "30.00"}]
    assert [event for event, _amount in ledger(desk)] == ["issue", "spend", "spend", "top_up"]


def test_the_same_document_again_is_the_same_card(desk: Desk) -> None:
    document = {"id": "g", "lines": [gift("50.00")], "tenders": [cash("50.00")]}
    assert sell_json(desk, document) == sell_json(desk, document)
    assert ledger(desk) == [("issue", 5000)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (gift("0"), "bad_price"),
        (gift("-5"), "bad_price"),
        (gift("1.005"), "bad_price"),
        (gift("5.00", quantity="1.5"), "bad_quantity"),
        (gift("5.00", quantity="101"), "bad_quantity"),
        (gift("5.00", quantity="-1"), "return_without_receipt"),
        (gift("5.00") | {"discount": {"percent": "10"}}, "bad_discount"),
        (gift("5.00", "GC-7Q4M-2K9X-1ADT"), "bad_card_code"),
        (gift("5.00", make_code("gift_card", 7)), "unknown_card"),
        (gift("5.00", make_code("store_credit", 7)), "wrong_card"),
        (gift("5.00", "old"), "unknown_card"),
    ],
)  # fmt: skip
def test_a_card_that_cannot_be_sold(desk: Desk, line: dict[str, Any], code: str) -> None:
    assert refused(desk, [line], cash("500.00")).code == code


def test_a_discount_on_the_whole_sale_leaves_the_card_alone(desk: Desk) -> None:
    lines = [gift("50.00"), *goods("10.00")]
    answer = sell(desk, lines, cash("59.00"), discount={"percent": "10"})
    assert [line["discount"] for line in answer["lines"]] == ["0.00", "1.00"]
    assert balance(desk, answer["gift_cards"][0]["code"]) == 5000


def test_what_a_card_cannot_pay(desk: Desk) -> None:
    code = new_card(desk, "10.00")
    more = refused(desk, goods("12.00"), pays("gift_card", "12.00", code))
    assert str(more) == f"Gift card …{code[-4:]} has 10.00 on it, less than the 12.00 to be paid with it."
    twice = refused(desk, goods("20.00"), pays("gift_card", "10.00", code), pays("gift_card", "10.00", code))
    assert str(twice) == f"Gift card …{code[-4:]}: nothing is left on it."
    assert refused(desk, goods("5.00"), pays("gift_card", "-5.00", code)).code == "bad_tender"
    assert refused(desk, goods("5.00"), pays("gift_card", "5.00")).code == "card_missing"
    assert refused(desk, goods("5.00"), pays("store_credit", "5.00", code)).code == "wrong_card"
    assert refused(desk, goods("5.00"), pays("gift_card", "6.00", code)).code == "tender_exceeds_due"
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert refused(desk, goods("5.00"), pays("gift_card", "5.00", wrong)).code == "bad_card_code"
    other = make_code("gift_card", 99)
    foreign = refused(desk, goods("5.00"), pays("gift_card", "5.00", other))
    assert str(foreign) == f"{other} is a gift card of another shop."
    assert balance(desk, code) == 1000


def test_a_card_does_not_pay_with_its_own_top_up(desk: Desk) -> None:
    code = new_card(desk, "10.00")
    assert (
        refused(desk, [gift("50.00", code)], pays("gift_card", "50.00", code)).code == "card_exceeds_balance"
    )


def test_a_refund_reloads_the_card_that_paid(desk: Desk) -> None:
    code = new_card(desk, "20.00")
    sale = sell(desk, goods("30.00"), pays("gift_card", "20.00", code), cash("10.00"))
    back = refund_json(desk, {"of": sale["receipt"]})
    assert back["tenders"] == [
        {"type": "gift_card", "amount": "-20.00", "reference": code},
        {"type": "cash", "amount": "-10.00"},
    ]
    assert balance(desk, code) == 2000


def test_a_refund_by_card_without_a_code_is_the_one_that_paid(desk: Desk) -> None:
    code = new_card(desk, "20.00")
    sale = sell(desk, goods("15.00"), pays("gift_card", "15.00", code))
    refund_json(desk, {"of": sale["receipt"], "tenders": [pays("gift_card", "15.00")]})
    assert balance(desk, code) == 2000


def test_money_back_for_nobody_is_a_slip(desk: Desk) -> None:
    sale = sell(desk, goods("15.00"), cash("15.00"))
    back = refund_json(desk, {"of": sale["receipt"], "tenders": [pays("store_credit", "15.00")]})
    (slip,) = back["credit"]
    assert (slip["type"], slip["balance"], slip.pop("new")) == ("store_credit", "15.00", True)
    again = sell(desk, goods("4.00"), pays("store_credit", "4.00", slip["code"]))
    assert again["credit"] == [{**slip, "balance": "11.00"}]
    assert refused(desk, goods("4.00"), pays("store_credit", "4.00")).code == "card_missing"


def test_store_credit_of_a_customer_is_theirs_alone(desk: Desk) -> None:
    sale = sell(desk, goods("15.00"), cash("15.00"), customer="C0012")
    back = refund_json(desk, {"of": sale["receipt"], "tenders": [pays("store_credit", "15.00")]})
    code = back["credit"][0]["code"]
    other = refused(desk, goods("5.00"), pays("store_credit", "5.00", code), customer="C0044")
    assert other.code == "credit_of_other_customer"
    assert refused(desk, goods("5.00"), pays("store_credit", "5.00", code)).code == "credit_of_other_customer"
    nothing = refused(desk, goods("5.00"), pays("store_credit", "5.00"), customer="C0044")
    assert str(nothing) == "This customer has no store credit."
    spent = sell(desk, goods("5.00"), pays("store_credit", "5.00"), customer="C0012")
    assert spent["credit"] == [{"type": "store_credit", "code": code, "balance": "10.00"}]
    more = sell(desk, goods("7.00"), cash("7.00"), customer="C0012")
    back = refund_json(desk, {"of": more["receipt"], "tenders": [pays("store_credit", "7.00")]})
    assert back["credit"] == [{"type": "store_credit", "code": code, "balance": "17.00"}]


def test_a_used_card_is_not_given_back(desk: Desk) -> None:
    sale = sell(desk, [gift("50.00"), *goods("3.00")], cash("53.00"))
    code = sale["gift_cards"][0]["code"]
    paid = sell(desk, goods("8.00"), pays("gift_card", "8.00", code))
    with pytest.raises(UserError) as caught:
        refund_json(desk, {"of": sale["receipt"]})
    assert (caught.value.code, caught.value.line) == ("gift_card_used", 1)
    refund_json(desk, {"of": paid["receipt"]})
    refund_json(desk, {"of": sale["receipt"]})
    assert balance(desk, code) == 0


def test_cash_after_store_credit_is_what_is_left(desk: Desk) -> None:
    """Money that went back as store credit does not come back once more as cash (the shop's step is 0.05)."""
    sale = sell(desk, [*goods("4.00"), *goods("6.00")], cash("10.00"))
    first = {"of": sale["receipt"], "lines": [{"line": 1, "quantity": "1"}]}
    refund_json(desk, first | {"tenders": [pays("store_credit", "4.00")]})
    rest = refund_json(desk, {"of": sale["receipt"]})
    assert rest["tenders"] == [{"type": "cash", "amount": "-6.00"}]


def test_an_exchange_can_end_in_store_credit(desk: Desk) -> None:
    sale = sell(desk, goods("15.00"), cash("15.00"))
    back = {"return_of": {"receipt": sale["receipt"], "line": 1}, "quantity": "-1"}
    answer = sell(desk, [back, *goods("5.00")], pays("store_credit", "-10.00"))
    assert answer["credit"][0]["balance"] == "10.00"


def test_a_card_that_cannot_be_topped_up_is_refused_by_price_too(desk: Desk) -> None:
    with pytest.raises(UserError, match="another shop") as caught:
        price_json(desk, {"lines": [*goods("1.00"), gift("5.00", make_code("gift_card", 7))]})
    assert caught.value.line == 2


def test_price_shows_a_card_without_making_one(desk: Desk) -> None:
    answer = price_json(desk, {"lines": [gift("50.00")]})
    assert answer["total"] == "50.00"
    assert "gift_cards" not in answer
    with pytest.raises(UserError, match="without a discount"):
        price_json(None, {"lines": [gift("50.00") | {"discount": {"amount": "1"}}]})


_SPENDER = """
import json, sys
from pathlib import Path
from pos_app.data.db import Database
from pos_app.errors import PosError
from pos_app.services.desk import CLI, Desk
from pos_app.services.documents import sell_json
path, name, code = sys.argv[1:]
desk = Desk(Database(Path(path)), "1", CLI)
print("ready", flush=True)
sys.stdin.readline()
line = {"description": "Key", "quantity": "1", "unit_price": "10.00", "taxes": []}
tender = {"type": "gift_card", "amount": "10.00", "reference": code}
try:
    print(sell_json(desk, {"id": name, "lines": [line], "tenders": [tender]})["paid"])
except PosError as error:
    print(error.code)
"""


def test_two_processes_cannot_spend_the_last_ten(desk: Desk, data_dir: Path) -> None:
    code = new_card(desk, "10.00")
    arguments = [sys.executable, "-c", _SPENDER, str(data_dir / FILE_NAME)]
    spenders = [
        subprocess.Popen(
            [*arguments, name, code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    for spender in spenders:
        assert spender.stdout is not None
        assert spender.stdout.readline() == "ready\n"
    outcomes = []
    for spender in spenders:
        assert spender.stdin is not None
        spender.stdin.write("go\n")
        spender.stdin.flush()
    for spender in spenders:
        out, err = spender.communicate(timeout=60)
        assert spender.returncode == 0, err
        outcomes.append(out.strip())
    assert sorted(outcomes) == ["10.00", "card_empty"]
    assert balance(desk, code) == 0


def test_the_ledger_decides_and_the_kept_balance_is_reckoned_anew(desk: Desk) -> None:
    code = new_card(desk, "10.00")
    with sqlite3.connect(desk.db.path) as raw:
        raw.execute("UPDATE credit_account SET balance = 999900")
    assert "is kept at 999900" in english(verify(desk).problems[0].message)
    assert refused(desk, goods("12.00"), pays("gift_card", "12.00", code)).code == "card_exceeds_balance"
    assert credits.rebuild(desk).areas
    assert not credits.rebuild(desk).areas
    assert balance(desk, code) == 1000


def test_the_customer_s_sheet_names_their_store_credit(desk: Desk) -> None:
    sale = sell(desk, goods("15.00"), cash("15.00"), customer="C0012")
    refund_json(desk, {"of": sale["receipt"], "tenders": [pays("store_credit", "15.00")]})
    assert customer_json(desk, code="C0012")["store_credit"] == "15.00"
    assert customer_json(desk, code="C0044")["store_credit"] == "0.00"
    before = customer_json(desk, code="C0012", as_of=desk.business_date() - timedelta(days=1))
    assert before["store_credit"] == "0.00"


def test_a_days_sales_count_the_goods_once_and_not_the_card_that_paid_for_them(desk: Desk) -> None:
    card = new_card(desk, "50.00")
    sell(desk, goods("30.00"), pays("gift_card", "30.00", card))
    sell(desk, [*goods("10.00"), gift("5.00", card)], cash("15.00"))
    with desk.db.read() as session:
        days = documents(session, desk.business_date().isoformat())
    assert sorted(row.total for row in days) == [0, 1000, 3000]
