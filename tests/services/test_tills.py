"""Opening the till, cash in and out, blind counting, midnight and clocks that go back."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.domain.denominations import parse_pieces
from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import (
    audit_search,
    carts,
    holding,
    settings,
    till_closing,
    till_counts,
    till_reports,
    tills,
)
from pos_app.services.approvals import Approval, ApprovalError
from pos_app.services.changes import Area
from pos_app.services.documents import sell_json
from pos_app.services.opening import in_session
from pos_app.services.pins import set_pin
from tests.services.till_kit import Counter, counter


@pytest.fixture
def at(data_dir: Path) -> Iterator[Counter]:
    with counter(data_dir) as made:
        yield made
        assert made.problems() == []


def refused(caught: pytest.ExceptionInfo[UserError]) -> tuple[str, str]:
    return caught.value.code, english(caught.value.message)


def test_a_till_is_opened_with_a_float_and_only_once(at: Counter) -> None:
    assert tills.state(at.desk) == tills.TillState(None, False, "", "", "", False, 0)
    opened = tills.open_till(at.desk, amount=0)
    assert Area.TILL in opened.areas
    state = tills.state(at.desk)
    assert (state.is_open, state.session_id, state.business_date) == (True, opened.session_id, "2026-11-20")
    assert state.opened_at == "2026-11-20T08:00:00Z"
    with pytest.raises(UserError) as caught:
        tills.open_till(at.desk, amount=100)
    assert refused(caught) == ("till_open", "The till is open already.")


@pytest.mark.parametrize("amount", [-1, 10**14 + 1])
def test_a_float_that_cannot_be_is_refused(at: Counter, amount: int) -> None:
    with pytest.raises(UserError) as caught:
        tills.open_till(at.desk, amount=amount)
    assert caught.value.code == "bad_amount"
    assert not tills.state(at.desk).is_open


def test_nothing_is_sold_while_the_till_is_closed_and_the_sale_stays(at: Counter) -> None:
    carts.scan(at.desk, code="SEAL-W")
    with pytest.raises(UserError) as caught:
        at.sell("1.00")
    assert refused(caught) == ("till_closed", "The till is closed; open it, then go on with this sale.")
    assert len(carts.current(at.desk).lines) == 1
    at.open()
    assert at.sell("1.00")["receipt"] == "1-000001"


def test_cash_in_and_out_change_what_is_expected(at: Counter) -> None:
    at.open(10_000)
    assert tills.cash_in(at.desk, amount=500, reason="Rolls of coins").amount == 500
    assert tills.cash_out(at.owner, amount=4_000, reason="To the bank").amount == -4_000
    figures = till_reports.x_report(at.owner).figures
    assert (figures.cash_in, figures.cash_out, figures.expected) == (500, 4_000, 6_500)
    assert [move.amount for move in figures.moves] == [500, -4_000]


@pytest.mark.parametrize(
    ("amount", "reason", "code"),
    [
        (0, "x", "bad_amount"),
        (-5, "x", "bad_amount"),
        (10**15, "x", "bad_amount"),
        (5, " ", "reason_missing"),
    ],
)
def test_cash_is_moved_with_an_amount_and_a_reason_only(
    at: Counter, amount: int, reason: str, code: str
) -> None:
    at.open(10_000)
    for move in (tills.cash_in, tills.cash_out):
        with pytest.raises(UserError) as caught:
            move(at.owner, amount=amount, reason=reason)
        assert caught.value.code == code
    assert till_reports.x_report(at.owner).figures.expected == 10_000


def test_a_closed_till_has_no_drawer_to_put_cash_in(at: Counter) -> None:
    for call in (
        lambda: tills.cash_in(at.owner, amount=1, reason="x"),
        lambda: till_counts.put(at.desk, value=100, pieces=1),
        lambda: till_closing.close_till(at.desk, counted=0),
        lambda: till_reports.x_report(at.owner),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert refused(caught) == ("till_closed", "The till is closed.")


def test_a_cashier_needs_somebody_to_take_cash_out(at: Counter) -> None:
    at.open(10_000)
    with pytest.raises(ApprovalError):
        tills.cash_out(at.desk, amount=100, reason="Bank")
    set_pin(at.owner, staff_code="owner", pin="2468")
    allowed = Approval(by="owner", pin="2468")
    tills.cash_out(at.desk, amount=100, reason="Bank", approval=allowed)
    (act,) = audit_search.search(at.owner, event="cash_out")
    assert (act.approved_by, act.reason) == ("Owner", "Bank")


def test_an_x_is_for_whoever_may_see_it_or_knows_somebody_who_may(at: Counter) -> None:
    at.open(10_000)
    set_pin(at.owner, staff_code="owner", pin="2468")
    before = tills.state(at.desk)
    with pytest.raises(UserError) as caught:
        till_reports.x_report(at.desk, approval=Approval(by="owner", pin="1357"))
    assert caught.value.code == "wrong_pin"
    x = till_reports.x_report(at.desk, approval=Approval(by="owner", pin="2468"))
    assert x.figures.expected == 10_000
    assert x.figures == till_reports.x_report(at.owner).figures
    assert tills.state(at.desk) == before


def test_nothing_that_a_cashier_may_call_tells_what_should_be_there(at: Counter) -> None:
    """Counting is blind: 43.20 is in no answer before the count is done."""
    at.open(1_000)
    at.sell("33.20", ("cash", "40.00"))
    with pytest.raises(ApprovalError):
        till_reports.x_report(at.desk)
    with pytest.raises(ApprovalError):
        till_reports.open_reports(at.desk)
    answers = [tills.state(at.desk), till_counts.denominations(at.desk), till_counts.pieces(at.desk),
               till_counts.put(at.desk, value=100, pieces=3), till_counts.open_drawer(at.desk),
               till_reports.z_list(at.desk)]  # fmt: skip
    assert "4320" not in repr(answers)
    assert "4320" in repr(till_closing.close_till(at.desk))
    public = {
        name
        for name, value in vars(tills).items()
        if inspect.isfunction(value) and value.__module__ == tills.__name__
    }
    assert {n for n in public if not n.startswith("_")} == {
        "cash_in", "cash_out", "counter_session", "open_till", "require_open", "state"
    }  # fmt: skip


def test_a_count_is_kept_as_it_is_entered_and_survives(at: Counter) -> None:
    at.open(0)
    till_counts.put(at.desk, value=2_000, pieces=3)
    till_counts.put(at.desk, value=25, pieces=4)
    till_counts.put(at.desk, value=25, pieces=0)
    at.shop.db.close()
    assert till_counts.pieces(at.desk) == {2_000: 3}
    till_counts.put(at.desk, value=2_000, pieces=2)
    assert till_closing.close_till(at.desk).counted == 4_000
    assert till_counts.pieces(at.desk) == {}
    at.open(0)
    assert till_counts.pieces(at.desk) == {}
    till_counts.put(at.desk, value=100, pieces=1)
    till_counts.start_again(at.desk)
    assert till_counts.pieces(at.desk) == {}


@pytest.mark.parametrize(
    ("value", "pieces", "code"),
    [
        (300, 1, "unknown_denomination"),
        (0, 1, "unknown_denomination"),
        (100, -1, "bad_count"),
        (100, 1_000_001, "bad_count"),
    ],
)
def test_a_count_that_cannot_be_is_refused(at: Counter, value: int, pieces: int, code: str) -> None:
    at.open(0)
    with pytest.raises(UserError) as caught:
        till_counts.put(at.desk, value=value, pieces=pieces)
    assert caught.value.code == code
    with pytest.raises(UserError) as caught:
        till_closing.close_till(at.desk, pieces={value: pieces})
    assert caught.value.code == code
    assert till_counts.pieces(at.desk) == {}
    assert tills.state(at.desk).is_open


@pytest.mark.parametrize("typed", ["three", "1.5", "-2", "1e3", "٣", "9" * 30, "1000001"])
def test_letters_are_no_count(typed: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_pieces(typed)
    assert caught.value.code == "bad_count"


def test_the_count_is_of_the_shops_currency(at: Counter) -> None:
    assert till_counts.denominations(at.desk)[:3] == (10_000, 5_000, 2_000)


def test_the_drawer_opens_for_a_count_and_that_is_no_risky_act(at: Counter) -> None:
    at.open(0)
    assert till_counts.open_drawer(at.desk).areas == frozenset()
    settings.set_setting(at.owner, key="printer.target", value="file:/dev/null")
    settings.set_setting(at.owner, key="drawer.pin", value="2")
    assert Area.AUDIT in till_counts.open_drawer(at.desk).areas
    found = audit_search.search(at.owner, event="drawer_opened")
    assert [act.session_id for act in found] == [tills.state(at.desk).session_id]
    assert "drawer_opened" not in {act.event for act in till_reports.x_report(at.owner).acts}
    till_closing.close_till(at.desk, counted=0)


def test_yesterdays_session_is_told_and_may_go_on(at: Counter) -> None:
    at.open(1_000)
    at.sell("5.00")
    assert not tills.state(at.desk).of_earlier_day
    at.clock.now += timedelta(hours=17)
    assert tills.state(at.desk).of_earlier_day
    at.sell("7.00")
    till_closing.close_till(at.desk, counted=2_200)
    z = till_reports.z_report(at.desk, number=1)
    assert (z.business_date, z.opened_at, z.closed_at) == (
        "2026-11-20",
        "2026-11-20T08:00:00Z",
        "2026-11-21T01:00:00Z",
    )
    assert [(d.business_date, d.documents, d.total) for d in z.figures.days] == [
        ("2026-11-20", 1, 500),
        ("2026-11-21", 1, 700),
    ]


def test_a_clock_before_the_last_date_is_said_with_both_dates(at: Counter) -> None:
    at.open(0)
    till_closing.close_till(at.desk, counted=0)
    at.clock.now -= timedelta(days=2)
    with pytest.raises(UserError) as caught:
        at.open(0)
    code, sentence = refused(caught)
    assert code == "clock_behind"
    assert "2026-11-18" in sentence
    assert "2026-11-20" in sentence


def test_the_last_date_can_go_on_and_every_sale_has_it(at: Counter) -> None:
    at.open(0)
    till_closing.close_till(at.desk, counted=0)
    at.clock.now -= timedelta(days=2)
    opened = tills.open_till(at.desk, amount=0, on_last_date=True)
    assert opened.business_date == "2026-11-20"
    at.sell("3.00")
    till_closing.close_till(at.desk, counted=300)
    z = till_reports.z_report(at.desk, number=2)
    assert (z.business_date, z.figures.days, z.figures.total) == ("2026-11-20", (), 300)


def test_a_confirmed_clock_counts_with_permission_and_a_reason_and_is_audited(at: Counter) -> None:
    at.open(0)
    till_closing.close_till(at.desk, counted=0)
    at.clock.now -= timedelta(days=2)
    with pytest.raises(ApprovalError):
        tills.open_till(at.desk, amount=0, confirm_clock=True)
    with pytest.raises(UserError) as caught:
        tills.open_till(at.owner, amount=0, confirm_clock=True)
    assert caught.value.code == "reason_missing"
    opened = tills.open_till(at.owner, amount=0, confirm_clock=True, approval=Approval(reason="It was wrong"))
    assert opened.business_date == "2026-11-18"
    x = till_reports.x_report(at.owner)
    assert "clock_confirmed" in {act.event for act in x.acts}
    till_closing.close_till(at.desk, counted=0)
    # From now on the clock is right again.
    at.clock.now += timedelta(days=1)
    assert tills.open_till(at.desk, amount=0).business_date == "2026-11-19"


def test_business_dates_do_not_go_back_within_a_session(at: Counter) -> None:
    at.open(0)
    at.clock.now += timedelta(days=1)
    at.sell("1.00")
    at.clock.now -= timedelta(days=1)
    assert in_session(at.desk).business_date().isoformat() == "2026-11-21"
    at.sell("1.00")
    till_closing.close_till(at.desk, counted=200)
    z = till_reports.z_report(at.desk, number=1)
    assert [(d.business_date, d.documents) for d in z.figures.days] == [("2026-11-21", 2)]


def test_held_sales_and_an_open_one_are_told_and_stay(at: Counter) -> None:
    at.open(0)
    carts.scan(at.desk, code="SEAL-W")
    holding.hold(at.desk, name="Pat")
    carts.scan(at.desk, code="PTRAP")
    assert tills.state(at.desk).held == 1
    closed = till_closing.close_till(at.desk, counted=0)
    assert closed.held == 1
    assert [english(notice) for notice in closed.notices] == [
        "1 sale is still on hold; it can be finished tomorrow.",
        "The open sale was kept; it is there again when the till is opened.",
    ]
    assert len(holding.held(at.desk)) == 1
    assert len(carts.current(at.desk).lines) == 1


def test_the_command_lines_sessions_of_earlier_days_close_when_the_till_opens(at: Counter) -> None:
    line = {"description": "Key", "quantity": "1", "unit_price": "2.00", "taxes": []}
    sell_json(at.command_line, {"lines": [line], "tenders": [{"type": "cash", "amount": "2.00"}]})
    at.clock.now += timedelta(days=1)
    at.open(0)
    assert [(z.mode, z.business_date) for z in till_reports.z_list(at.desk)] == [("automatic", "2026-11-20")]
