"""Closing: the count and the Z at once or not at all, by a person or for the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.domain.till_codec import from_plain, to_plain
from pos_app.errors import MachineError, UserError
from pos_app.services import post as posting
from pos_app.services import (
    settings,
    till_closing,
    till_counts,
    till_figures,
    till_reports,
    tills,
    witness,
)
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from tests.services.till_kit import Counter, counter

KEY = {"description": "Key", "quantity": "1", "unit_price": "2.00", "taxes": []}
CASH = [{"type": "cash", "amount": "2.00"}]


@pytest.fixture
def at(data_dir: Path) -> Iterator[Counter]:
    with counter(data_dir) as made:
        yield made
        assert made.problems() == []


def rows(at: Counter, sql: str) -> list[tuple[Any, ...]]:
    with at.shop.db.read() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def test_a_close_posts_count_and_z_together_and_says_over_or_short(at: Counter) -> None:
    at.open(10_000)
    at.sell("7.43", ("cash", "20.00"))
    till_counts.put(at.desk, value=5_000, pieces=2)
    closed = till_closing.close_till(at.desk, pieces={5_000: 2, 500: 1, 100: 2, 25: 1, 1: 0})
    assert (closed.z_number, closed.expected, closed.counted, closed.over_short) == (1, 10_745, 10_725, -20)
    assert not tills.state(at.desk).is_open
    entries = "SELECT DISTINCT entry_id FROM {} ORDER BY 1"
    (entry,) = rows(at, entries.format("z_ledger"))
    assert rows(at, entries.format("till_count_ledger")) == [entry]
    assert rows(at, "SELECT entry_id FROM till_journal WHERE event = 'close'") == [entry]
    assert rows(at, "SELECT value, pieces FROM till_count_ledger ORDER BY value") == [
        (25, 1),
        (100, 2),
        (500, 1),
        (5_000, 2),
    ]
    assert rows(at, "SELECT count(*) FROM open_count") == [(0,)]
    z = till_reports.z_report(at.desk, number=1)
    assert (z.counted, z.over_short) == (10_725, -20)
    assert z.count == ((5_000, 2), (500, 1), (100, 2), (25, 1))


def test_a_sum_can_be_counted_without_notes_and_coins(at: Counter) -> None:
    at.open(0)
    assert till_closing.close_till(at.desk, counted=5).over_short == 5
    assert till_reports.z_report(at.desk, number=1).count == ()


@pytest.mark.parametrize(
    ("count", "code"),
    [
        ({}, "count_missing"),
        ({"counted": -1}, "bad_amount"),
        ({"counted": 10**15}, "bad_amount"),
        ({"pieces": {100: 1}, "counted": 200}, "bad_count"),
    ],
)
def test_a_close_without_a_sound_count_is_refused(at: Counter, count: dict[str, Any], code: str) -> None:
    at.open(0)
    with pytest.raises(UserError) as caught:
        till_closing.close_till(at.desk, **count)
    assert caught.value.code == code
    assert tills.state(at.desk).is_open


def test_an_empty_drawer_can_be_counted(at: Counter) -> None:
    at.open(500)
    assert till_closing.close_till(at.desk, pieces={}).over_short == -500


def test_the_z_is_the_x_and_a_reprint_is_the_z(at: Counter) -> None:
    at.open(10_000)
    sold = at.sell("20.03", ("card", "10.00"), ("cash", "20.00"))
    at.refund(sold)
    x = till_reports.x_report(at.owner)
    before = rows(at, "SELECT count(*) FROM journal")
    assert till_reports.x_report(at.owner) == x
    assert rows(at, "SELECT count(*) FROM journal") == before
    till_closing.close_till(at.desk, counted=10_000)
    z = till_reports.z_report(at.desk, number=1)
    assert z.figures == x.figures
    assert (z.first_receipt, z.last_receipt, z.acts) == (x.first_receipt, x.last_receipt, x.acts)
    # The shop goes on, and changes its name.
    settings.set_setting(at.owner, key="shop.name", value="Other Hardware")
    at.open(0)
    at.sell("5.00")
    assert till_reports.z_report(at.desk, number=1) == z
    (head,) = rows(at, "SELECT seq, hash FROM journal WHERE id = (SELECT entry_id FROM z_ledger)")
    assert (z.head_seq, z.head_hash) == head
    plain = json.loads(json.dumps(to_plain(z)))
    assert from_plain(plain, head_seq=z.head_seq, head_hash=z.head_hash) == z


def test_closing_twice_is_refused_and_makes_no_second_z(at: Counter) -> None:
    at.open(0)
    till_closing.close_till(at.desk, counted=0)
    with pytest.raises(UserError) as caught:
        till_closing.close_till(at.desk, counted=0)
    assert english(caught.value.message) == "The till is closed."
    assert rows(at, "SELECT number FROM z_ledger") == [(1,)]


def test_of_two_closes_at_once_one_wins(at: Counter) -> None:
    at.open(0)

    def close(_n: int) -> str:
        try:
            return str(till_closing.close_till(at.desk, counted=0).z_number)
        except UserError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, range(2))) == ["1", "till_closed"]
    assert rows(at, "SELECT count(*) FROM till_journal WHERE event = 'close'") == [(1,)]


def _fails(*_args: object, **_more: object) -> None:
    raise MachineError("disk_full", "The disk is full.")


@pytest.mark.parametrize(
    ("module", "name"),
    [(till_figures, "report"), (posting.posting, "insert_rows"), (till_closing.session_queries, "end_session"),
     (till_closing.queries, "drop_draft"), (till_closing.till_printing, "add_job")],
)  # fmt: skip
def test_a_close_that_breaks_off_leaves_everything_and_the_count_too(
    at: Counter, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    settings.set_setting(at.owner, key="printer.target", value="file:/dev/null")
    at.open(100)
    till_counts.put(at.desk, value=100, pieces=1)
    before = rows(at, "SELECT id, hash FROM journal")
    with monkeypatch.context() as patched:
        patched.setattr(module, name, _fails)
        with pytest.raises(MachineError):
            till_closing.close_till(at.desk)
    assert rows(at, "SELECT id, hash FROM journal") == before
    assert till_counts.pieces(at.desk) == {100: 1}
    assert tills.state(at.desk).is_open
    assert rows(at, "SELECT count(*) FROM print_job WHERE kind = 'z'") == [(0,)]
    assert till_closing.close_till(at.desk).over_short == 0


def test_the_z_waits_for_the_printer_and_the_witness_knows_it(at: Counter) -> None:
    settings.set_setting(at.owner, key="printer.target", value="file:/dev/null")
    at.open(0)
    till_closing.close_till(at.desk, counted=0)
    (payload,) = rows(at, "SELECT payload FROM print_job WHERE kind = 'z'")[0]
    z = till_reports.z_report(at.desk, number=1)
    assert from_plain(**json.loads(payload)) == z
    (line,) = witness.read(at.shop.db.path.parent).lines
    assert (line.seq, line.hash, line.why, line.z) == (z.head_seq, z.head_hash, "close", 1)


def test_numbers_have_no_gaps_over_people_and_the_command_line(at: Counter) -> None:
    for _ in range(2):
        at.open(0)
        sell_json(at.command_line, {"lines": [KEY], "tenders": CASH})
        till_closing.close_till(at.desk, counted=0)
        till_closing.close_automatic(at.command_line)
    listed = till_reports.z_list(at.desk)
    assert [(z.number, z.mode) for z in listed] == [
        (4, "automatic"),
        (3, "counter"),
        (2, "automatic"),
        (1, "counter"),
    ]
    assert [z.over_short for z in listed] == [None, 0, None, 0]


def test_the_year_and_the_grand_total_go_on_over_sessions_and_start_before_them(at: Counter) -> None:
    for price in ("1.02", "2.03"):
        at.open(0)
        at.sell(price, ("cash", "5.00"))
        till_closing.close_till(at.desk, counted=0)
    first, second = (till_reports.z_report(at.desk, number=n).figures for n in (1, 2))
    assert (first.rounding, first.rounding_year, first.grand_total) == (-2, -2, 102)
    assert (second.rounding, second.rounding_year, second.grand_total) == (2, 0, 305)
    at.clock.now += timedelta(days=60)
    at.open(0)
    at.sell("1.01", ("cash", "5.00"))
    assert till_reports.x_report(at.owner).figures.rounding_year == -1
    till_closing.close_till(at.desk, counted=0)
    # A document that belongs to the year before still counts there.
    line = {"description": "Key", "quantity": "1", "unit_price": "2.02", "taxes": []}
    document = {"lines": [line], "tenders": [{"type": "cash", "amount": "2.00"}]}
    sell_json(at.command_line, document | {"sold_at": "2026-12-30T10:00:00"})
    till_closing.close_automatic(at.command_line)
    last = till_reports.z_report(at.desk, number=4).figures
    assert (last.rounding, last.rounding_year, last.grand_total) == (-2, -2, 305 + 101 + 202)


def test_gift_cards_points_and_taxes_stand_on_the_z(at: Counter) -> None:
    at.open(0)
    desk = at.desk
    sold = sell_json(desk, {"lines": [{"gift_card": "new", "unit_price": "50.00", "quantity": "1"}],
                            "tenders": [{"type": "cash", "amount": "50.00"}]})  # fmt: skip
    code = sold["gift_cards"][0]["code"]
    bought = sell_json(desk, {"lines": [{"sku": "SEAL-W", "quantity": "2"}], "customer": "C0012",
                              "tenders": [{"type": "gift_card", "amount": "17.02", "reference": code}]})  # fmt: skip
    refund_json(desk, {"of": bought["receipt"], "lines": [{"line": 1, "quantity": "1"}]})
    figures = till_reports.x_report(at.owner).figures
    assert (figures.gift_cards_sold, figures.credit_redeemed) == (5_000, 1_702)
    assert figures.credit_issued == 852
    assert figures.cash_takings == 5_000
    (tax,) = figures.taxes
    assert (tax.code, tax.base, tax.amount) == ("TAX", 806, 44)
    assert figures.points_earned == int(bought["points"]["earned"]) // 2
    assert figures.discounts == 85 - 43
    assert (figures.sales_count, figures.refunds_count) == (2, 1)
    assert figures.total == 5_000 + 850


def test_goods_given_back_by_a_cart_are_a_refund_too(at: Counter) -> None:
    """At the counter a cart of returns is posted like a sale; on the Z it is money that went back."""
    at.open(1_000)
    sold = at.sell("3.00")
    back = {"return_of": {"receipt": sold["receipt"], "line": 1}, "quantity": "-1"}
    sell_json(at.desk, {"lines": [back], "tenders": [{"type": "cash", "amount": "-3.00"}]})
    figures = till_reports.x_report(at.owner).figures
    assert (figures.sales, figures.refunds, figures.refunds_count) == (300, -300, 1)
    (cash,) = figures.tenders
    assert (cash.taken, cash.given_back, cash.net) == (300, 300, 0)


def test_acts_stand_on_the_z_but_drawers_of_sales_do_not(at: Counter) -> None:
    at.open(0)
    sold = at.sell("3.00")
    tills.cash_in(at.desk, amount=100, reason="Coins")
    at.refund(sold, reason="Broken")
    till_closing.close_till(at.desk, counted=0)
    z = till_reports.z_report(at.desk, number=1)
    # The shop was stocked a day later than this counter opens.
    assert [(act.event, act.count) for act in z.acts] == [("clock_back", 1), ("refund", 1)]
    assert [(line.event, line.receipt) for line in z.act_lines] == [
        ("clock_back", ""),
        ("refund", "1-000002"),
    ]


def test_the_command_line_has_a_session_for_each_business_date(at: Counter) -> None:
    for day in ("2026-11-18", "2026-11-20", "2026-11-18"):
        sell_json(at.command_line, {"lines": [KEY], "tenders": CASH, "sold_at": f"{day}T10:00:00"})
    open_ = till_reports.open_reports(at.owner)
    assert [(r.business_date, r.figures.sales_count, r.figures.expected) for r in open_] == [
        ("2026-11-18", 2, 400),
        ("2026-11-20", 1, 200),
    ]
    assert [r.business_date for r in till_reports.open_reports(at.owner, day="2026-11-20")] == ["2026-11-20"]
    assert till_closing.close_automatic(at.command_line, date=date(2026, 11, 18)).z_numbers == (1,)
    assert till_closing.close_automatic(at.command_line).z_numbers == (2,)
    assert till_closing.close_automatic(at.command_line).z_numbers == ()
    z = till_reports.z_report(at.desk, number=1)
    assert (z.mode, z.counted, z.over_short, z.figures.expected) == ("automatic", None, None, 400)
    assert rows(at, "SELECT amount, expected FROM till_journal WHERE event = 'close' ORDER BY id") == [
        (400, 400),
        (200, 200),
    ]
    assert till_reports.newest_z(at.desk, day="2026-11-18") == 1


def test_the_first_write_of_a_later_day_closes_what_the_command_line_left_open(at: Counter) -> None:
    sell_json(at.command_line, {"lines": [KEY], "tenders": CASH})
    at.clock.now += timedelta(days=1)
    assert till_reports.z_list(at.desk) == []
    # Even a document of the day before begins a new session then.
    sell_json(at.command_line, {"lines": [KEY], "tenders": CASH, "sold_at": "2026-11-20T18:00:00"})
    assert [(z.number, z.business_date, z.total) for z in till_reports.z_list(at.desk)] == [
        (1, "2026-11-20", 200)
    ]
    assert [r.business_date for r in till_reports.open_reports(at.owner)] == ["2026-11-20"]


def test_money_given_back_without_a_sale_leaves_less_than_nothing(at: Counter) -> None:
    sold = sell_json(at.command_line, {"lines": [KEY], "tenders": CASH})
    at.clock.now += timedelta(days=1)
    refund_json(at.command_line, {"of": sold["receipt"]})
    till_closing.close_automatic(at.command_line)
    z = till_reports.z_report(at.desk, number=2)
    assert (z.figures.refunds, z.figures.expected) == (-200, -200)


@pytest.mark.parametrize("ask", [lambda at: till_reports.z_report(at.desk, number=7),
                                 lambda at: till_reports.x_report(at.owner, session_id=7)])  # fmt: skip
def test_what_there_is_not_is_said(at: Counter, ask: Callable[[Counter], object]) -> None:
    at.open(0)
    with pytest.raises(UserError) as caught:
        ask(at)
    assert caught.value.code in ("unknown_z", "unknown_session")


def test_a_backup_place_that_refuses_to_be_looked_at_stops_no_close(at: Counter) -> None:
    # As a folder above that nobody may enter, or a network drive that is gone.
    settings.set_setting(at.owner, key="backup.folder", value="/" + "x" * 300)
    at.open(10_000)
    closed = till_closing.close_till(at.desk, counted=10_000)
    assert closed.z_number == 1
    assert not tills.state(at.desk).is_open
