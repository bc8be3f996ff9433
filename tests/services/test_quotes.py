"""Quotes on a real shop file: made, kept as they were, compared with today and turned into a sale once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_app.data.queries import customers as customer_queries
from pos_app.data.tables import CartLine, Customer, Quote, StockLevel
from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import (
    carts,
    customers,
    print_jobs,
    quote_printing,
    quotes,
    settings,
)
from pos_app.services.desk import Desk
from pos_app.services.quote_taking import compare, take_quote
from pos_app.services.verify import verify
from tests.services.quote_kit import (
    EGG,
    MARIA,
    SEAL,
    TRAP,
    change,
    later,
    pay,
    quoted,
    refused,
    ring_up,
)
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    with small_shop(data_dir) as found:
        yield found


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
    settings.set_setting(as_owner(desk), key="quotes.days", value=14)
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
    settings.set_setting(as_owner(desk), key="printer.target", value=f"file:{tmp_path / 'roll.bin'}")
    quote_printing.queue_quote(desk, number=number)
    assert print_jobs.run_waiting(desk).notices == ()
    assert b"Quote Q-001" in (tmp_path / "roll.bin").read_bytes()
    settings.set_setting(as_owner(desk), key="printer.target", value=f"file:{tmp_path / 'none' / 'roll.bin'}")
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
