"""Looking up risky acts by keyboard: asked for permission once, searched, read in full, and their receipt opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.payment import Tender
from pos_app.services import carts, overrides, pins, sales, settings
from pos_app.services.approvals import Approval
from pos_app.services.clock_watch import ClockWatch
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.clock_timer import ClockTimer
from pos_app.ui.sale.dialogs.why import WhyDialog
from pos_app.ui.till.acts_view import ActsView
from pos_app.ui.till.page import TillPage
from tests.ui.at_counter import AtCounter
from tests.ui.shop import SEALANT, TRAP
from tests.ui.test_access import nameless, small
from tests.ui.test_fits import SMALLEST, clipped

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
Opener = Callable[..., AtCounter]


@pytest.fixture
def history(desk: Desk) -> None:
    """Dana, a cashier, sold a trap for less with Mo's approval, and took a line out after a total was shown."""
    owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
    for code, role in (("dana", "cashier"), ("mo", "manager")):
        settings.set_setting(owner, key=f"staff.{code}", value={"name": code.title(), "role": role})
    pins.set_pin(owner, staff_code="mo", pin="4711")
    carts.add_product(desk, product_id=TRAP)
    line = carts.current(desk).lines[0].id
    approval = Approval("mo", "4711", "price match")
    overrides.set_price(desk, line_id=line, unit_price=5_000_000, approval=approval)
    carts.add_product(desk, product_id=SEALANT)
    carts.total_shown(desk, total=1423)
    carts.remove_line(desk, line_id=carts.current(desk).lines[1].id)
    sales.complete_cart(desk, tenders=[Tender("cash", carts.current(desk).cash_total)])


@pytest.fixture
def at(open_counter: Opener, history: None) -> AtCounter:
    return open_counter()


def acts_view(at: AtCounter) -> ActsView:
    page = at.shell.window.page("till")
    assert isinstance(page, TillPage)
    view = page.view("acts")
    assert isinstance(view, ActsView)
    return view


def open_acts(at: AtCounter) -> ActsView:
    """The page, allowed by Mo's PIN."""
    at.click(at.tab("Till"))
    at.press(Key.Key_3, Ctrl)
    view = acts_view(at)
    dialog = at.dialog
    assert isinstance(dialog, ApprovalDialog)
    dialog.pin.setFocus()
    at.type("4711")
    at.press(Key.Key_Return)
    at.wait_for(lambda: view.settled)
    return view


def shown(view: ActsView) -> list[tuple[str, str]]:
    return [(act.event, act.actor) for act in view.table.rows_model.rows()]


def test_who_may_not_look_asks_and_sees_nothing_before(at: AtCounter) -> None:
    at.click(at.tab("Till"))
    at.press(Key.Key_3, Ctrl)
    view = acts_view(at)
    at.press(Key.Key_Escape)
    assert not at.has_dialog
    assert shown(view) == []
    assert "A manager or the owner must allow a look at the list of acts." in at.labels(view)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, ApprovalDialog), "Enter asks again"


def test_found_by_word_read_in_full_and_the_receipt_opened(at: AtCounter) -> None:
    view = open_acts(at)
    assert shown(view)[:2] == [("price_override", "Dana"), ("line_removed", "Dana")]
    at.type("MATCH")
    at.wait_for(lambda: len(view.table.rows_model.rows()) == 1)
    assert view.details.said.text().startswith(
        "Dana changed the price of P-trap 1½″ PVC from 6.79 to 5.00, allowed by Mo: price match."
    ), view.details.said.text()
    (fact,) = view.details.table.rows_model.rows()
    assert (fact.name, fact.before, fact.after) == ("Unit price", "6.79", "5.00")
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, WhyDialog)
    at.press(Key.Key_Escape)


def test_kinds_and_people_narrow_it_and_the_arrows_walk(at: AtCounter) -> None:
    view = open_acts(at)
    at.press(Key.Key_Down)
    chosen = view.table.current_row()
    assert chosen is not None
    assert chosen.event == "line_removed"
    assert [fact.before for fact in view.details.table.rows_model.rows()] == [
        "SEAL-W", "Silicone sealant, bathroom, white 10 oz", "1", "8.07", "14.23",
    ]  # fmt: skip
    view.person.setCurrentIndex(view.person.findData("mo"))
    view.person.activated.emit(view.person.currentIndex())
    at.wait_for(lambda: view.settled)
    assert shown(view) == [("price_override", "Dana")], "who allowed it is in it too"
    view.kind.setCurrentIndex(view.kind.findData("line_removed"))
    view.kind.activated.emit(view.kind.currentIndex())
    at.wait_for(lambda: view.settled)
    assert shown(view) == []


def test_what_was_allowed_ends_with_the_look(at: AtCounter) -> None:
    view = open_acts(at)
    at.press(Key.Key_1, Ctrl)
    assert shown(view) == []
    at.press(Key.Key_3, Ctrl)
    assert isinstance(at.dialog, ApprovalDialog)


def test_a_clock_that_was_moved_is_said_once(at: AtCounter) -> None:
    wall = [at.desk.clock()]
    watch = ClockWatch(lambda: wall[0], lambda: 0)
    timer = ClockTimer(at.shell.context.operations, at.shell.window, watch)
    wall[0] = wall[0].replace(year=wall[0].year + 1)
    timer.look()
    assert "The clock was moved forward by 365 d 0 h; numbering goes on." in at.message
    timer.look()
    with at.desk.db.read() as session:
        found = session.connection().exec_driver_sql(
            "SELECT count(*) FROM audit_journal WHERE event = 'clock_jump'"
        )
        assert found.scalar_one() == 1


@pytest.mark.parametrize("scale", [100, 150])
def test_longer_texts_and_larger_letters_fit(open_counter: Opener, history: None, scale: int) -> None:
    at = open_counter(size=SMALLEST, language="qps" if scale == 100 else None)
    at.shell.context.theme.use("light", scale)
    try:
        at.shell.context.show_page("till")
        at.press(Key.Key_3, Ctrl)
        at.press(Key.Key_Escape)
        assert clipped(acts_view(at)) == []
        at.press(Key.Key_Return)
        at.type("4711")
        at.press(Key.Key_Return)
        view = acts_view(at)
        at.wait_for(lambda: view.settled and bool(shown(view)))
        assert clipped(view) == []
        assert nameless(view) == []
        assert small(view) == []
        assert view.table.height() > 4 * 44
    finally:
        at.shell.context.theme.use("light", 100)


def test_the_command_line_is_called_by_no_code(at: AtCounter, desk: Desk) -> None:
    settings.set_setting(replace(desk, actor=CLI), key="receipt.return_days", value=14)
    view = open_acts(at)
    model = view.table.model()
    who = {model.index(row, 1).data() for row in range(model.rowCount())}
    assert "The command line" in who
    assert "cli" not in who
