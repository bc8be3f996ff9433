"""Quotes on a real shop file: made, kept as they were, compared with today and turned into a sale once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.data.queries import customers as customer_queries
from pos_app.data.tables import CartLine, Customer, Product, Promotion, Quote, StockLevel, TaxRow
from pos_app.domain.message import english
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import (
    carts,
    customers,
    holding,
    print_jobs,
    quote_printing,
    quotes,
    sales,
    settings,
)
from pos_app.services.approvals import Approval
from pos_app.services.desk import Actor, Desk
from pos_app.services.quote_taking import compare, take_quote
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop

SEAL, CHAIN, SCREW, EGG, TRAP, BOX = range(1, 7)
MARIA, CHEN = 1, 2
OWNER = Actor("owner", "Owner", "owner")


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as found:
        yield found


def later(desk: Desk, days: int) -> Desk:
    """The same till some days on."""
    return replace(desk, clock=lambda: desk.clock() + timedelta(days=days))


def ring_up(desk: Desk, *, customer: int | None = MARIA) -> None:
    """Two tubes of sealant at Gold −5 %, 3.40 m of chain, and a key cut: 16.13 + 14.28 + 3.50, with tax 35.78."""
    if customer is not None:
        carts.set_customer(desk, customer_id=customer)
    carts.add_product(desk, product_id=SEAL, quantity=2000)
    carts.add_product(desk, product_id=CHAIN, quantity=3400)
    carts.add_custom(desk, description="Key cut", unit_price=3_500_000, taxes=("TAX",))


def quoted(desk: Desk, **terms: object) -> str:
    ring_up(desk)
    return quotes.make_quote(desk, **terms).number  # type: ignore[arg-type]


def pay(desk: Desk) -> sales.SaleCompleted:
    total = carts.current(desk).total
    return sales.complete_cart(desk, tenders=[Tender("card", total, "1")])


def change(desk: Desk, act: Callable[[object], None], kind: type, key: object) -> None:
    with desk.db.write() as session:
        act(session.get(kind, key))
        session.commit()


def refused(code: str) -> pytest.RaisesContext[UserError]:  # type: ignore[name-defined]
    return pytest.raises(UserError, check=lambda error: error.code == code)


def test_a_quote_has_the_figures_of_the_sale_and_leaves_an_empty_counter(desk: Desk) -> None:
    ring_up(desk)
    view = carts.current(desk)
    made = quotes.make_quote(desk, note="  by  Friday ")
    assert (made.number, made.until, made.total) == ("Q-001", "2026-12-21", view.total)
    assert carts.current(desk).lines == ()
    assert carts.current(desk).customer_id is None
    stored = quotes.quote(desk, number="q-1")
    assert stored.hit.state == "open"
    sheet = stored.paper.sheet
    assert (sheet.subtotal, sheet.total) == (view.subtotal, view.total)
    assert [line.amount for line in sheet.lines] == [1613, 1428, 350]
    assert [line.discount for line in stored.paper.lines] == [85, 0, 0]
    assert sum(line.net + line.tax for line in stored.paper.lines) == view.total
    assert (sheet.paid, sheet.tenders, sheet.points, sheet.offers) == (0, (), None, ())
    assert (stored.addressee.name, stored.addressee.note) == ("Maria Kowalski", "by Friday")


def test_it_reserves_nothing_and_earns_nothing(desk: Desk) -> None:
    def books() -> tuple[int, object]:
        with desk.db.read() as session:
            level = session.get(StockLevel, SEAL)
            assert level is not None
            return level.on_hand, customer_queries.balance(session, MARIA)

    before = books()
    quoted(desk)
    assert books() == before
    assert verify(desk).ok


def test_numbers_have_no_gaps_and_no_doubles(desk: Desk) -> None:
    first = quoted(desk)
    ring_up(desk)
    with refused("bad_days"):
        quotes.make_quote(desk, days=400)
    assert len(carts.current(desk).lines) == 3
    assert (first, quotes.make_quote(desk).number) == ("Q-001", "Q-002")


def test_the_days_come_from_the_settings_or_by_hand(desk: Desk) -> None:
    settings.set_setting(desk, key="quotes.days", value=14)
    assert quotes.quote(desk, number=quoted(desk)).hit.expires_on == "2026-12-05"
    assert quotes.quote(desk, number=quoted(desk, days=0)).hit.expires_on == "2026-11-21"


def _with_return(desk: Desk) -> None:
    ring_up(desk)
    receipt = pay(desk).number
    carts.add_product(desk, product_id=TRAP)
    carts.add_return(desk, receipt=receipt, line=1, quantity=1000)


def _with_reward(desk: Desk) -> None:
    carts.set_customer(desk, customer_id=MARIA)
    carts.add_product(desk, product_id=EGG, quantity=20_000)
    pay(desk)
    ring_up(desk)
    carts.use_reward(desk, reward="R5")


@pytest.mark.parametrize(
    ("prepare", "code", "words"),
    [
        (lambda desk: None, "empty_cart", "nothing to quote"),
        (_with_return, "not_quotable", "return cannot be quoted"),
        (_with_reward, "not_quotable", "takes points"),
    ],
)
def test_what_cannot_be_quoted_is_said_and_stays(
    desk: Desk, prepare: Callable[[Desk], None], code: str, words: str
) -> None:
    prepare(desk)
    before = carts.current(desk).lines
    with pytest.raises(UserError, match=words) as caught:
        quotes.make_quote(desk)
    assert caught.value.code == code
    assert carts.current(desk).lines == before
    assert quotes.list_quotes(desk, open_only=False) == []


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


def test_quotes_are_found_by_whatever_is_known(desk: Desk) -> None:
    first, second = quoted(desk, note="garden gate"), quoted(desk, days=0)
    late = later(desk, 1)
    assert [hit.number for hit in quotes.list_quotes(desk)] == [second, first]
    assert [hit.number for hit in quotes.list_quotes(late)] == [first]
    assert [hit.number for hit in quotes.list_quotes(late, text="kowalski", open_only=False)] == [
        first,
        second,
    ]
    assert [hit.number for hit in quotes.list_quotes(desk, text="002")] == [second]
    assert [hit.number for hit in quotes.list_quotes(desk, text="gate MARIA")] == [first]
    assert quotes.list_quotes(desk, text="nobody") == []


def test_a_scanned_quote_is_reported_and_changes_nothing(desk: Desk) -> None:
    number = quoted(desk)
    carts.add_product(desk, product_id=TRAP)
    found = carts.scan(desk, code=number.lower())
    assert (found.outcome, found.quote, found.customer_id) == ("quote", number, MARIA)
    assert carts.scan(desk, code="Q-999").outcome == "unknown"
    assert len(carts.current(desk).lines) == 1


def test_the_receipt_names_the_quote(desk: Desk) -> None:
    from pos_app.services.receipts import load_receipt

    number = quoted(desk)
    take_quote(desk, number=number)
    receipt = load_receipt(desk, number=pay(desk).number).receipt
    texts = [line.discount_text for line in receipt.lines]
    assert texts == [f"Quote {number} −0.85", f"Quote {number}", f"Quote {number}"]


def test_an_erased_customer_is_not_on_a_paper_printed_again(desk: Desk) -> None:
    number = quoted(desk, note="for Maria")
    change(desk, lambda c: setattr(c, "erased_at", "2026-11-22T00:00:00Z"), Customer, MARIA)
    stored = quotes.quote(desk, number=number)
    assert stored.addressee.erased
    assert not stored.addressee.note
    with desk.db.read() as session:
        row = session.get(Quote, stored.id)
        assert row is not None
        assert "Maria" not in row.document


def test_an_unknown_quote_is_one_sentence(desk: Desk) -> None:
    for act in (quotes.quote, compare, take_quote):
        with pytest.raises(UserError, match="There is no quote Q-118"):
            act(desk, number="Q-118")


def test_the_lines_say_who_priced_them(desk: Desk) -> None:
    take_quote(desk, number=quoted(desk))
    with desk.db.read() as session:
        rows = session.query(CartLine).all()
    assert {row.priced_by for row in rows} == {"quote"}


def test_the_sidebar_shows_an_open_quote_at_its_project(desk: Desk) -> None:
    with desk.db.write() as session:
        values = {"customer_id": MARIA, "name": "Deck, spring", "opened_on": "2026-11-01"}
        project = customer_queries.insert_project(session, values)
        session.commit()
    ring_up(desk)
    carts.set_project(desk, project_id=project)
    number = quotes.make_quote(desk).number
    other = quoted(desk)

    def remarks(at: Desk) -> list[str]:
        view = customers.person(at, customer_id=MARIA)
        return [english(project.remark) if project.remark else "" for project in view.projects]

    assert remarks(desk) == ["quote Q-001 open, 35.78"]
    found = customers.customer_json(desk, code="C0012")
    assert [(q["number"], q["total"], q["project"]) for q in found["quotes"]] == [  # type: ignore[attr-defined]
        (other, "35.78", ""),
        (number, "35.78", "Deck, spring"),
    ]
    assert remarks(later(desk, 31)) == [""]
    take_quote(desk, number=number)
    pay(desk)
    assert "quote" not in remarks(desk)[0]


def test_printed_by_the_job_that_was_stored(desk: Desk, tmp_path: Path) -> None:
    number = quoted(desk)
    with refused("no_printer"):
        quote_printing.queue_quote(desk, number=number)
    settings.set_setting(desk, key="printer.target", value=f"file:{tmp_path / 'roll.bin'}")
    quote_printing.queue_quote(desk, number=number)
    assert print_jobs.run_waiting(desk).notices == ()
    assert b"Quote Q-001" in (tmp_path / "roll.bin").read_bytes()
    settings.set_setting(desk, key="printer.target", value=f"file:{tmp_path / 'none' / 'roll.bin'}")
    quote_printing.queue_quote(desk, number=number)
    [notice] = print_jobs.run_waiting(desk).notices
    assert english(notice).startswith("Quote Q-001 was not printed")
    assert print_jobs.state(desk).failed == 1


def test_a_sheet_is_for_sheets(desk: Desk, tmp_path: Path) -> None:
    number = quoted(desk)
    with refused("bad_target"):
        quote_printing.print_quote(desk, number=number, target=f"file:{tmp_path / 'x'}", paper="A4")
    path = quote_printing.save_quote(desk, number=number)
    assert (path.name, path.read_bytes()[:5]) == ("Q-001.pdf", b"%PDF-")
