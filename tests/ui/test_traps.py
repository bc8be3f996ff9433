"""What happens at the wrong moment: a scan while money is counted, news while nobody is signed in."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.services import backups, carts, till_counts
from pos_app.services.desk import Desk
from pos_app.services.pins import set_pin
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.jobs import Cancelled
from pos_app.ui.till.page import TillPage
from pos_app.ui.till.restore_dialog import RestoreDialog
from pos_app.ui.till.safety_view import SafetyView
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, SEALANT, TRAP

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
NOT_TAKEN = "What was scanned was not taken; finish here first, or leave with Esc."


@pytest.fixture
def protected(desk: Desk) -> Desk:
    """The owner has a PIN: signing in is required."""
    set_pin(as_owner(desk), staff_code="owner", pin="2468")
    return desk


def test_a_scan_while_the_drawer_is_counted_is_refused_and_said(at: AtCounter) -> None:
    at.click(at.tab("Till"))
    at.press(Key.Key_C)
    at.type("2")
    at.scan(BARCODES[TRAP])
    assert NOT_TAKEN in at.labels()
    assert at.lines == []
    assert at.shell.window.shown == "till"
    assert till_counts.pieces(at.desk) == {10_000: 2}
    at.press(Key.Key_Escape)
    at.scan(BARCODES[TRAP])
    assert at.lines == [("TRAP-112", 1000)], "and after that it is taken again"


def test_what_is_being_allowed_does_not_grow_by_a_scan(at: AtCounter, protected: Desk) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_U, Ctrl)
    at.type("5")
    at.press(Key.Key_1, Alt)
    at.press(Key.Key_Return)
    asked = at.dialog
    assert isinstance(asked, ApprovalDialog)
    at.type("24")
    at.scan(BARCODES[SEALANT])
    assert NOT_TAKEN in at.labels()
    assert asked.pin.text() == "24"
    at.type("68")
    at.press(Key.Key_Return)
    assert at.ready
    assert [(line.sku, line.unit_price) for line in at.cart.lines] == [("TRAP-112", 5_000_000)]


def test_a_scan_into_a_shop_that_is_about_to_be_replaced_is_refused(at: AtCounter) -> None:
    backups.back_up(at.desk)
    carts.add_product(at.desk, product_id=SEALANT)
    at.click(at.shell.window.top.backup)
    page = at.shell.window.page("till")
    assert isinstance(page, TillPage)
    view = page.view("safety")
    assert isinstance(view, SafetyView)
    at.wait_for(lambda: view.settled)
    listed = view.table.model().index(0, 0).data()
    at.press(Key.Key_Return)
    at.wait_for(lambda: at.has_dialog)
    asked = at.dialog
    assert isinstance(asked, RestoreDialog)
    assert asked.windowTitle() == f"Restore the backup of {listed}"
    at.scan(BARCODES[TRAP])
    assert NOT_TAKEN in at.labels()
    assert [sku for sku, _quantity in at.lines] == ["SEAL-W"]


def test_news_waits_until_someone_has_signed_in(at: AtCounter, protected: Desk) -> None:
    at.press(Key.Key_Q, Ctrl)
    at.shell.context.notify("The backup is the shop now.", "done")
    assert at.shell.gate.closed
    assert "The backup is the shop now." not in at.labels()
    at.type("2468")
    at.press(Key.Key_Return)
    assert not at.shell.gate.closed
    assert at.message == "The backup is the shop now."


def test_a_window_that_is_closed_goes_at_once_and_work_under_way_is_waited_for(at: AtCounter) -> None:
    window = at.shell.window
    begun, seen = Event(), list[bool]()

    def work(progress: Callable[[int, int], None]) -> None:
        begun.set()
        try:
            while True:
                progress(0, 1)
        except Cancelled:
            seen.append(window.isVisible())
            raise

    at.shell.context.operations.jobs.start(
        work, on_done=lambda _done: None, on_error=lambda _error: None, on_progress=lambda _done, _all: None
    )
    assert begun.wait(5)
    window.close()
    assert seen == [False]


def test_what_ends_while_the_window_closes_begins_nothing_new(at: AtCounter) -> None:
    jobs, window = at.shell.context.operations.jobs, at.shell.window
    told = list[str]()
    jobs.start(lambda: "done", on_done=told.append, on_error=lambda _error: None)
    window.close()
    for _round in range(5):
        QApplication.processEvents()
    assert told == []
    assert not jobs.busy
