"""Quotes beside today's prices, and turned into a sale once: at the quoted prices or today's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.data.queries import customers as customer_queries
from pos_app.data.tables import Customer, Product, Promotion, TaxRow
from pos_app.domain.message import english
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import (
    carts,
    holding,
    quotes,
    sales,
)
from pos_app.services.approvals import Approval
from pos_app.services.desk import Desk
from pos_app.services.quote_taking import compare, take_quote
from pos_app.services.verify import verify
from tests.services.quote_kit import (
    CHAIN,
    CHEN,
    MARIA,
    OWNER,
    SEAL,
    TRAP,
    change,
    later,
    pay,
    quoted,
    refused,
    ring_up,
)
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as found:
        yield found


def test_the_quoted_prices_hold_whatever_changes(desk: Desk) -> None:
    number = quoted(desk)
    paper = quotes.quote(desk, number=number).paper
    change(desk, lambda p: setattr(p, "price", 99_900), Product, SEAL)
    change(desk, lambda p: setattr(p, "name", "Renamed"), Product, CHAIN)
    with desk.db.write() as session:
        session.add(Promotion(code="HALF", label="Half", percent=500_000, kind="percent"))
        session.commit()
    assert quotes.quote(desk, number=number).paper == paper
    take_quote(desk, number=number)
    view = carts.current(desk)
    assert [(line.unit_price, line.amount) for line in view.lines] == [
        (8_490_000, 1613),
        (4_200_000, 1428),
        (3_500_000, 350),
    ]
    assert [line.discount_text for line in view.lines] == ["Q-001 −0.85", "Q-001", "Q-001"]
    assert view.total == paper.sheet.total
    assert view.customer_id == MARIA


@pytest.mark.parametrize(
    ("price", "proposed", "remark"),
    [
        (99_900, "quoted", "Today it is 3.00 more."),
        (50_000, "today", "Today it is 7.00 less."),
        (84_900, "quoted", "Today it costs the same."),
    ],
)
def test_the_comparison_says_the_difference_and_proposes(
    desk: Desk, price: int, proposed: str, remark: str
) -> None:
    number = quoted(desk)
    change(desk, lambda p: setattr(p, "price", price), Product, SEAL)
    found = compare(desk, number=number)
    assert (found.proposed, english(found.remark)) == (proposed, remark)
    line = found.lines[0]
    assert line.today is not None
    assert line.quoted.amount == 1613
    assert line.today.unit_price == price * 100
    assert line.difference == line.today.amount - 1613
    assert [other.difference for other in found.lines[1:]] == [0, 0]
    take_quote(desk, number=number, prices="today")
    assert carts.current(desk).total == found.today_total
    assert carts.current(desk).lines[0].unit_price == price * 100


def test_a_product_no_longer_sold_is_named_and_left_out(desk: Desk) -> None:
    number = quoted(desk)
    change(desk, lambda p: setattr(p, "active", False), Product, CHAIN)
    found = compare(desk, number=number)
    assert found.gone == ("Chain, galvanised 5 mm, cut",)
    assert found.lines[1].today is None
    done = take_quote(desk, number=number)
    assert [english(notice) for notice in done.notices] == [
        "Chain, galvanised 5 mm, cut is not sold any more and was left out."
    ]
    assert [line.amount for line in carts.current(desk).lines] == [1613, 350]
    assert carts.current(desk).total == found.taken_total


def test_a_product_sold_by_another_unit_now_is_not_taken_at_that_price(desk: Desk) -> None:
    number = quoted(desk)
    change(desk, lambda p: setattr(p, "unit", "ft"), Product, CHAIN)
    assert compare(desk, number=number).gone == ("Chain, galvanised 5 mm, cut",)


def test_with_nothing_left_the_open_sale_stays(desk: Desk) -> None:
    carts.add_product(desk, product_id=SEAL)
    number = quotes.make_quote(desk).number
    change(desk, lambda p: setattr(p, "active", False), Product, SEAL)
    carts.add_product(desk, product_id=TRAP)
    assert compare(desk, number=number).proposed is None
    with refused("quote_gone"):
        take_quote(desk, number=number)
    assert [line.sku for line in carts.current(desk).lines] == ["PTRAP"]
    assert holding.held(desk) == []


def test_taxes_are_those_of_today(desk: Desk) -> None:
    number = quoted(desk)
    change(desk, lambda t: setattr(t, "rate", 100_000), TaxRow, "TAX")
    found = compare(desk, number=number)
    assert (found.quoted_total, found.taken_total, found.today_total) == (3578, 3730, 3730)
    take_quote(desk, number=number)
    assert carts.current(desk).total == 3730


def test_another_level_of_the_customer_changes_today_only(desk: Desk) -> None:
    number = quoted(desk)
    change(desk, lambda c: setattr(c, "level", ""), Customer, MARIA)
    found = compare(desk, number=number)
    assert found.lines[0].today is not None
    assert (found.lines[0].quoted.discount, found.lines[0].today.discount) == (85, 0)
    assert found.proposed == "quoted"


def test_on_its_last_day_it_holds_and_on_the_next_it_is_refused(desk: Desk) -> None:
    number = quoted(desk, days=7)
    take_quote(later(desk, 7), number=number)
    holding.clear(desk)
    late = later(desk, 8)
    carts.add_product(late, product_id=TRAP)
    assert quotes.quote(late, number=number).hit.state == "expired"
    assert compare(late, number=number).proposed == "today"
    with pytest.raises(UserError, match="Quote Q-001 ended on 2026-11-28") as caught:
        take_quote(late, number=number)
    assert caught.value.code == "quote_expired"
    assert [line.sku for line in carts.current(late).lines] == ["PTRAP"]
    take_quote(late, number=number, prices="today")
    assert [line.unit_price for line in carts.current(late).lines] == [8_490_000, 4_200_000, 3_500_000]


def test_a_manager_may_allow_the_prices_of_an_expired_quote(desk: Desk) -> None:
    number = quoted(desk, days=7)
    late = later(desk, 30)
    change(desk, lambda p: setattr(p, "price", 99_900), Product, SEAL)
    with refused("approval_needed"):
        take_quote(late, number=number, approval=Approval(reason="promised by phone"))
    owner = replace(late, actor=OWNER)
    with refused("reason_missing"):
        take_quote(owner, number=number, approval=Approval())
    take_quote(owner, number=number, approval=Approval(reason="promised by phone"))
    assert carts.current(late).lines[0].unit_price == 8_490_000
    pay(late)
    assert quotes.quote(late, number=number).hit.state == "sold"
    assert verify(late).ok


def test_a_quote_that_ends_while_the_sale_waits_is_not_paid_at_its_prices(desk: Desk) -> None:
    number = quoted(desk, days=7)
    take_quote(desk, number=number)
    late = later(desk, 8)
    before = carts.current(late).lines
    with refused("quote_expired"):
        pay(late)
    assert carts.current(late).lines == before
    assert carts.current(late).quote == number
    take_quote(late, number=number, prices="today")
    assert [line.discount_text for line in carts.current(late).lines] == ["Gold −5%", "", ""]
    pay(late)
    assert quotes.quote(late, number=number).hit.state == "sold"


@pytest.mark.parametrize("prices", ["quoted", "today"])
def test_it_is_used_once_and_says_for_which_receipt(desk: Desk, prices: str) -> None:
    number = quoted(desk)
    take_quote(desk, number=number, prices=prices)  # type: ignore[arg-type]
    sold = pay(desk)
    hit = quotes.quote(desk, number=number).hit
    assert (hit.state, hit.receipt) == ("sold", sold.number)
    assert compare(desk, number=number).proposed is None
    carts.add_product(desk, product_id=TRAP)
    with pytest.raises(UserError, match=f"Quote {number} was used for receipt {sold.number}") as caught:
        take_quote(desk, number=number)
    assert caught.value.code == "quote_used"
    assert [line.sku for line in carts.current(desk).lines] == ["PTRAP"]
    assert verify(desk).ok


def test_giving_it_back_does_not_open_it_again(desk: Desk) -> None:
    number = quoted(desk)
    take_quote(desk, number=number)
    receipt = pay(desk).number
    for line in (1, 2, 3):
        carts.add_return(desk, receipt=receipt, line=line, quantity={1: 2000, 2: 3400, 3: 1000}[line])
    sales.complete_cart(desk, tenders=[Tender("card", carts.current(desk).total)])
    assert quotes.quote(desk, number=number).hit.receipt == receipt
    assert verify(desk).ok


def test_the_sale_that_was_open_goes_on_hold(desk: Desk) -> None:
    number = quoted(desk)
    carts.add_product(desk, product_id=TRAP)
    take_quote(desk, number=number)
    assert [cart.lines for cart in holding.held(desk)] == [1]
    with pytest.raises(UserError, match="in this sale already"):
        take_quote(desk, number=number)
    holding.hold(desk)
    with pytest.raises(UserError, match="in a sale on hold"):
        take_quote(desk, number=number)
    assert carts.current(desk).lines == ()


def test_it_waits_with_the_sale_on_hold_and_is_used_by_it(desk: Desk) -> None:
    number = quoted(desk)
    take_quote(desk, number=number)
    cart = carts.current(desk).id
    holding.hold(desk)
    holding.resume(desk, cart_id=cart)
    pay(desk)
    assert quotes.quote(desk, number=number).hit.state == "sold"


def test_a_cancelled_sale_leaves_the_quote_open(desk: Desk) -> None:
    number = quoted(desk)
    take_quote(desk, number=number)
    holding.clear(desk)
    assert quotes.quote(desk, number=number).hit.state == "open"
    take_quote(desk, number=number)


def test_less_of_it_keeps_the_price_and_its_part_of_the_discounts(desk: Desk) -> None:
    ring_up(desk)
    carts.discount_cart(desk, amount=339, reason="friend")
    number = quotes.make_quote(desk).number
    take_quote(desk, number=number)
    view = carts.current(desk)
    assert (view.document_discount, view.document_discount_text) == (339, f"Quote {number}")
    seal, chain, key = view.lines
    carts.set_quantity(desk, line_id=seal.id, quantity=1000)
    view = carts.current(desk)
    # Half of 0.85 is 0.425, half up 0.43; of 33.91 there are 8.07 (half of 16.13) + 14.28 + 3.50 left.
    assert view.lines[0].amount == 849 - 43
    assert view.document_discount == round(339 * (807 + 1428 + 350) / 3391)
    carts.set_quantity(desk, line_id=seal.id, quantity=2000)
    assert carts.current(desk).lines[0].amount == 1613
    assert carts.current(desk).document_discount == 339
    carts.remove_line(desk, line_id=chain.id)
    carts.remove_line(desk, line_id=key.id)
    assert carts.current(desk).document_discount == round(339 * 1613 / 3391)


def test_what_is_added_to_it_is_sold_at_todays_price(desk: Desk) -> None:
    number = quoted(desk)
    change(desk, lambda p: setattr(p, "price", 99_900), Product, SEAL)
    take_quote(desk, number=number)
    carts.add_product(desk, product_id=SEAL)
    view = carts.current(desk)
    assert [line.unit_price for line in view.lines] == [8_490_000, 4_200_000, 3_500_000, 9_990_000]
    assert view.lines[-1].discount_text == "Gold −5%"


def test_a_discount_by_hand_is_not_overwritten_by_another_quantity(desk: Desk) -> None:
    number = quoted(desk)
    take_quote(desk, number=number)
    seal = carts.current(desk).lines[0]
    carts.discount_line(desk, line_id=seal.id, percent=100_000)
    carts.set_quantity(desk, line_id=seal.id, quantity=4000)
    assert carts.current(desk).lines[0].amount == 3396 - 340


def test_another_customer_does_not_get_its_prices(desk: Desk) -> None:
    number = quoted(desk)
    change(desk, lambda p: setattr(p, "price", 99_900), Product, SEAL)
    take_quote(desk, number=number)
    done = carts.set_customer(desk, customer_id=CHEN)
    assert [english(notice) for notice in done.notices] == [
        f"Quote {number} is another customer's: today's prices apply."
    ]
    assert [line.amount for line in carts.current(desk).lines] == [1998, 1428, 350]
    pay(desk)
    assert quotes.quote(desk, number=number).hit.state == "open"


def test_a_quote_for_nobody_can_be_anybodys(desk: Desk) -> None:
    ring_up(desk, customer=None)
    number = quotes.make_quote(desk).number
    take_quote(desk, number=number)
    carts.set_customer(desk, customer_id=MARIA)
    assert carts.current(desk).lines[0].amount == 1698
    pay(desk)
    assert quotes.quote(desk, number=number).hit.state == "sold"


def test_without_any_of_its_goods_the_sale_is_not_the_quotes(desk: Desk) -> None:
    number = quoted(desk)
    take_quote(desk, number=number)
    carts.add_product(desk, product_id=TRAP)
    for line in carts.current(desk).lines[:3]:
        carts.remove_line(desk, line_id=line.id)
    pay(desk)
    assert quotes.quote(desk, number=number).hit.state == "open"


def test_the_project_comes_along_while_it_is_open(desk: Desk) -> None:
    with desk.db.write() as session:
        values = {"customer_id": MARIA, "name": "Deck, spring", "opened_on": "2026-11-01"}
        project = customer_queries.insert_project(session, values)
        session.commit()
    carts.set_customer(desk, customer_id=MARIA)
    carts.set_project(desk, project_id=project)
    carts.add_product(desk, product_id=SEAL)
    number = quotes.make_quote(desk).number
    assert quotes.quote(desk, number=number).addressee.project == "Deck, spring"
    take_quote(desk, number=number)
    assert carts.current(desk).project_id == project
