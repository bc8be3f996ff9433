"""Money that goes back: what users of other tills complain about must not be possible here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, sales, settings
from pos_app.services.desk import Desk
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as desk:
        yield desk
        assert verify(desk).problems == []


def coins(desk: Desk, step: str, method: str = "half_up") -> None:
    settings.set_setting(as_owner(desk), key="cash.step", value=step)
    settings.set_setting(as_owner(desk), key="cash.method", value=method)


def line(price: str, quantity: str = "1") -> dict[str, Any]:
    return {"description": "thing", "unit_price": price, "quantity": quantity, "taxes": []}


def sell(desk: Desk, *lines: dict[str, Any], **tenders: str) -> str:
    given = [{"type": kind, "amount": amount} for kind, amount in tenders.items()]
    return str(sell_json(desk, {"lines": list(lines), "tenders": given})["receipt"])


def back_of(receipt: str, number: int = 1, quantity: str = "-1") -> dict[str, Any]:
    return {"return_of": {"receipt": receipt, "line": number}, "quantity": quantity}


def tenders_of(answer: Any) -> list[tuple[str, str]]:
    return [(t["type"], t["amount"]) for t in answer["tenders"]]


def by_cart(desk: Desk, *back: tuple[str, int, int]) -> list[tuple[str, str]]:
    for receipt, number, quantity in back:
        carts.add_return(desk, receipt=receipt, line=number, quantity=quantity)
    return tenders_of(sales.complete_cart(desk, tenders=()).answer)


def kept(desk: Desk) -> tuple[int, int]:
    """Everything that all documents together came to, and the money that stayed."""
    with desk.db.read() as session:
        row = session.execute(text("SELECT sum(total), sum(paid) FROM sale")).one()
        return int(row[0]), int(row[1])


@pytest.mark.parametrize("way", ["refund", "cart", "document"])
def test_odoo_96721_a_sale_rounded_down_asks_for_what_was_paid(desk: Desk, way: str) -> None:
    coins(desk, "1.00", "down")
    sold = sell(desk, line("7.50"), cash="7.00")
    if way == "refund":
        given = tenders_of(refund_json(desk, {"of": sold}))
    elif way == "cart":
        given = by_cart(desk, (sold, 1, 1000))
    else:
        answer = sell_json(desk, {"lines": [back_of(sold)], "tenders": [{"type": "cash", "amount": "-7.00"}]})
        given = tenders_of(answer)
    assert given == [("cash", "-7.00")]
    assert kept(desk) == (0, 0)


@pytest.mark.parametrize("split", [[3], [1, 2], [2, 1], [1, 1, 1]])
def test_odoo_155619_161564_a_mixed_bank_and_rounded_cash_sale_gives_back_the_same(
    desk: Desk, split: list[int]
) -> None:
    sold = sell(desk, line("3.34", "3"), card="5.00", cash="5.00")
    given: dict[str, int] = {}
    for number, count in enumerate(split):
        # The two ways take turns: it is one rule.
        if number % 2:
            back = by_cart(desk, (sold, 1, count * 1000))
        else:
            back = tenders_of(refund_json(desk, {"of": sold, "lines": [{"line": 1, "quantity": str(count)}]}))
        for kind, amount in back:
            given[kind] = given.get(kind, 0) + int(amount.replace(".", ""))
    assert given == {"card": -500, "cash": -500}
    assert kept(desk) == (0, 0)


def test_odoo_218430_220096_no_cash_back_over_a_card_payment(desk: Desk) -> None:
    sold = sell(desk, line("9.00"), line("1.00"), card="9.00", cash="1.00")
    with pytest.raises(UserError, match=r"Only 1\.00 of the sale was paid in cash"):
        refund_json(desk, {"of": sold, "tenders": [{"type": "cash", "amount": "10.00"}]})
    for number in (1, 2):
        carts.add_return(desk, receipt=sold, line=number, quantity=1000)
    with pytest.raises(UserError) as caught:
        sales.complete_cart(desk, tenders=[Tender("cash", -1000)])
    assert caught.value.code == "cash_exceeds_taken"
    assert len(carts.current(desk).lines) == 2
    done = sales.complete_cart(desk, tenders=[Tender("cash", -100), Tender("card", -900)])
    assert done.paid == -1000


def test_odoo_7198_three_decimals_less_eleven_percent_go_back_whole(desk: Desk) -> None:
    settings.set_setting(as_owner(desk), key="shop.currency", value="KWD")
    settings.set_setting(as_owner(desk), key="cash.step", value="")
    less = line("39.200") | {"discount": {"percent": "11"}}
    sold = sell(desk, less, cash="34.888")
    assert by_cart(desk, (sold, 1, 1000)) == [("cash", "-34.888")]
    assert kept(desk) == (0, 0)


def test_odoo_33511_288573_a_discounted_sale_refunded_in_parts_balances(desk: Desk) -> None:
    lines = [line("2.30", "3") | {"discount": {"percent": "5"}}, line("0.99", "2")]
    total = sell_json(
        desk,
        {
            "lines": lines,
            "discount": {"percent": "7.5"},
            "tenders": [{"type": "cash", "amount": "20.00"}],
        },
    )
    for _time in range(3):
        by_cart(desk, (total["receipt"], 1, 1000))
    refund_json(desk, {"of": total["receipt"]})
    assert kept(desk) == (0, 0)


def test_repairdesk_32_54_one_refund_has_one_figure_everywhere(desk: Desk) -> None:
    sold = sell(desk, line("3.33", "3"), cash="20.00")
    carts.add_return(desk, receipt=sold, line=1, quantity=1000)
    shown = carts.current(desk).total
    done = sales.complete_cart(desk, tenders=())
    answer = done.answer
    assert answer is not None
    assert (shown, done.total, answer["total"]) == (-333, -333, "-3.33")
    with desk.db.read() as session:
        stored = session.execute(
            text(
                "SELECT s.total, sum(l.gross) FROM sale s JOIN sale_line l ON l.sale_id = s.id WHERE s.id = 2"
            )
        ).one()
    assert tuple(stored) == (-333, -333)


def test_an_exchange_pays_only_its_difference_and_later_finds_the_first_tenders(desk: Desk) -> None:
    first = sell(desk, line("12.00"), card="12.00")
    second = sell(desk, line("20.00"), back_of(first), cash="8.00")
    # The 20.00 were paid with 8.00 in cash now and 12.00 by card before: that is where they go back.
    given = by_cart(desk, (second, 1, 1000))
    assert sorted(given) == [("card", "-12.00"), ("cash", "-8.00")]
    assert kept(desk) == (0, 0)


def test_of_an_exchange_that_gives_back_the_rest_stays_with_the_first_sale(desk: Desk) -> None:
    first = sell(desk, line("12.00"), cash="12.00")
    answer = sell_json(
        desk,
        {"lines": [line("5.00"), back_of(first)], "tenders": [{"type": "cash", "amount": "-7.00"}]},
    )
    assert by_cart(desk, (answer["receipt"], 1, 1000)) == [("cash", "-5.00")]
    assert kept(desk) == (0, 0)


def test_two_receipts_in_one_ticket_each_get_their_own_tenders_and_coins(desk: Desk) -> None:
    by_card = sell(desk, line("4.02"), card="4.02")
    in_cash = sell(desk, line("1.02", "2"), cash="5.00")
    given = by_cart(desk, (in_cash, 1, 1000), (by_card, 1, 1000))
    assert given == [("card", "-4.02"), ("cash", "-1.00")]
    assert tenders_of(refund_json(desk, {"of": in_cash})) == [("cash", "-1.05")]
    assert kept(desk) == (0, 0)


def test_an_exchange_given_back_in_parts_goes_to_both_sales_once(desk: Desk) -> None:
    first = sell(desk, line("12.00"), card="12.00")
    second = sell(desk, line("10.00", "2"), back_of(first), cash="8.00")
    assert sorted(by_cart(desk, (second, 1, 1000))) == [("card", "-2.00"), ("cash", "-8.00")]
    assert by_cart(desk, (second, 1, 1000)) == [("card", "-10.00")]
    assert kept(desk) == (0, 0)
