"""A till that nobody closed, and a clock that went back: asked about at the counter, never in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import text

from pos_app.data.db import Database
from pos_app.services import tills
from pos_app.services.desk import Desk
from pos_app.services.opening import in_session
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.till.closed import ClosedDialog
from pos_app.ui.till.counting import CountDialog
from pos_app.ui.till.earlier_day import EarlierDayDialog
from pos_app.ui.till.opening import ClockDialog, OpenDialog
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, TRAP, counter

Key = Qt.Key
Alt, Ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Opener = Callable[..., AtCounter]
MORNING = datetime(2026, 11, 20, 8, 2, tzinfo=UTC)


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    """Dana on the morning of 20 November, the till just opened."""
    found = counter(database, automatic=False, clock=clock)
    tills.open_till(found, amount=10_000)
    return in_session(found)


def dates(desk: Desk) -> list[str]:
    """Business dates of all documents in order."""
    with desk.db.read() as session:
        return list(session.execute(text("SELECT business_date FROM sale ORDER BY id")).scalars())


def ring_up(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F12)


def close(at: AtCounter) -> None:
    at.type("1")
    at.press(Key.Key_Return, Ctrl)
    assert isinstance(at.dialog, ClosedDialog)
    at.press(Key.Key_Return)


def test_the_next_day_carries_on_when_asked_and_asks_once(
    open_counter: Opener, desk: Desk, clock: Clock
) -> None:
    at = open_counter()
    clock.now = MORNING + timedelta(days=1)
    ring_up(at)
    assert isinstance(at.dialog, EarlierDayDialog)
    assert any("20 Nov 2026 08:02" in said for said in at.labels())
    at.press(Key.Key_C, Alt)
    at.press(Key.Key_Return)
    assert dates(desk) == ["2026-11-21"]
    assert at.page.till_line.isVisible(), "the till is not counted yet"
    ring_up(at)
    assert not isinstance(at.dialog, EarlierDayDialog)
    at.press(Key.Key_Return)
    clock.now = MORNING + timedelta(days=2)
    ring_up(at)
    assert isinstance(at.dialog, EarlierDayDialog), "each new day asks again"
    at.press(Key.Key_Escape)
    assert at.ready
    assert at.lines == [("TRAP-112", 1000)]


def test_counting_first_opens_the_new_day_and_the_sale_goes_on(
    open_counter: Opener, desk: Desk, clock: Clock
) -> None:
    at = open_counter()
    clock.now = MORNING + timedelta(days=1)
    ring_up(at)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, CountDialog)
    close(at)
    assert isinstance(at.dialog, OpenDialog)
    assert at.dialog.amount.text() == "100.00"
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    assert at.ready
    assert dates(desk) == ["2026-11-21"]
    state = tills.state(desk)
    assert (state.business_date, state.of_earlier_day) == ("2026-11-21", False)


def test_a_clock_that_goes_back_while_open_does_not_take_the_date_with_it(
    open_counter: Opener, desk: Desk, clock: Clock
) -> None:
    at = open_counter()
    clock.now = MORNING - timedelta(days=3)
    ring_up(at)
    at.press(Key.Key_Return)
    assert dates(desk) == ["2026-11-20"]


@pytest.fixture
def behind(open_counter: Opener, desk: Desk, clock: Clock) -> AtCounter:
    """The till was closed, and the clock went back three days."""
    at = open_counter()
    at.shell.context.show_page("till")
    at.pause()
    at.press(Key.Key_C)
    close(at)
    clock.now = MORNING - timedelta(days=3)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, OpenDialog)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, ClockDialog)
    return at


def test_both_dates_are_named(behind: AtCounter) -> None:
    said = " ".join(behind.labels())
    assert "17 Nov 2026" in said
    assert "20 Nov 2026" in said


def test_the_till_goes_on_with_the_later_date(behind: AtCounter) -> None:
    behind.press(Key.Key_Return)
    assert not behind.has_dialog
    assert tills.state(behind.desk).business_date == "2026-11-20"
    assert behind.shell.context.desk.business_date() == date(2026, 11, 20)


def test_the_clock_is_confirmed_by_who_may(behind: AtCounter) -> None:
    behind.press(Key.Key_C, Alt)
    assert isinstance(behind.dialog, ApprovalDialog)
    assert not tills.state(behind.desk).is_open


def test_esc_leaves_time_to_set_the_clock(behind: AtCounter, clock: Clock) -> None:
    behind.press(Key.Key_Escape)
    assert isinstance(behind.dialog, OpenDialog)
    clock.now = MORNING + timedelta(hours=1)
    behind.press(Key.Key_Return)
    assert not behind.has_dialog
    assert tills.state(behind.desk).business_date == "2026-11-20"
