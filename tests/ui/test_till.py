"""The till by real keys: opened, money moved, counted blind, closed, its Zs; and selling while it is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import text

from pos_app.services import (
    holding,
    pins,
    settings,
    till_closing,
    till_counts,
    till_moves,
    till_reports,
    tills,
)
from pos_app.services.desk import Actor, Desk
from pos_app.services.verify import verify
from pos_app.ui.approval import ApprovalDialog
from pos_app.ui.till.closed import ClosedDialog
from pos_app.ui.till.counting import CountDialog
from pos_app.ui.till.moving import MoveDialog
from pos_app.ui.till.opening import OpenDialog
from pos_app.ui.till.page import TillPage
from pos_app.ui.till.report_dialog import ReportDialog
from pos_app.ui.till.session_view import SessionView
from pos_app.ui.till.z_view import ZView
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import BARCODES, TRAP

Key = Qt.Key
Alt, Ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Opener = Callable[..., AtCounter]


def till_page(at: AtCounter) -> TillPage:
    page = at.shell.window.page("till")
    assert isinstance(page, TillPage)
    return page


def session_view(at: AtCounter) -> SessionView:
    view = till_page(at).view("session")
    assert isinstance(view, SessionView)
    return view


def sell_one(at: AtCounter) -> None:
    """A trap for 7.16 with its tax, in cash."""
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    assert at.lines == []


def go_to_till(at: AtCounter) -> SessionView:
    at.click(at.tab("Till"))
    return session_view(at)


def count(at: AtCounter, *pieces: str) -> CountDialog:
    """Open the count and type pieces from the largest note on."""
    at.press(Key.Key_C)
    dialog = at.dialog
    assert isinstance(dialog, CountDialog)
    for number in pieces:
        if number:
            at.type(number)
        at.press(Key.Key_Return)
    return dialog


def bar(at: AtCounter) -> str:
    return next(said for said in at.labels(at.shell.window.top) if said.startswith("Counter"))


class TestClosed:
    @pytest.fixture
    def float_(self) -> None:
        return None

    def test_the_bar_and_the_sale_say_so(self, at: AtCounter) -> None:
        assert bar(at) == "Counter 1 · ○ closed"
        assert at.page.till_line.isVisible()
        assert "F12" in at.page.till_line.text()

    def test_paying_opens_the_till_first_and_goes_on(self, at: AtCounter) -> None:
        at.scan(BARCODES[TRAP])
        at.press(Key.Key_F12)
        dialog = at.dialog
        assert isinstance(dialog, OpenDialog)
        assert dialog.amount.hasFocus()
        at.type("150")
        at.press(Key.Key_Return)
        assert not isinstance(at.dialog, OpenDialog), "the payment goes on"
        assert tills.state(at.desk).is_open
        assert till_moves.moves(at.desk).float_ == 15_000
        at.press(Key.Key_Return)
        assert at.ready
        assert at.lines == []
        assert not at.page.till_line.isVisible()
        assert bar(at).startswith("Counter 1 · ● open ")

    def test_esc_leaves_the_cart_as_it_was(self, at: AtCounter) -> None:
        at.scan(BARCODES[TRAP])
        before = at.cart
        at.press(Key.Key_F12)
        at.press(Key.Key_Escape)
        assert at.ready
        assert at.cart == before
        assert not tills.state(at.desk).is_open

    def test_a_float_that_is_no_amount_is_said_in_place(self, at: AtCounter) -> None:
        at.scan(BARCODES[TRAP])
        at.press(Key.Key_F12)
        at.type("some")
        at.press(Key.Key_Return)
        dialog = at.dialog
        assert isinstance(dialog, OpenDialog)
        assert "some" in dialog.problem
        assert not tills.state(at.desk).is_open

    def test_it_opens_from_its_page_by_keyboard(self, at: AtCounter) -> None:
        view = go_to_till(at)
        assert view.state.text() == "○ The till is closed"
        assert not view.button("count").isEnabled()
        at.press(Key.Key_Return)
        at.type("99.5")
        at.press(Key.Key_Return)
        assert till_moves.moves(at.desk).float_ == 9_950
        assert view.state.text().startswith("● Open since ")
        assert any(said.endswith("by dana") for said in at.labels(view))
        assert at.desk.business_date() == at.shell.context.desk.earliest

    def test_closed_while_the_payment_is_open_is_offered_there_too(self, at: AtCounter) -> None:
        """Somebody may close the till from elsewhere in between."""
        tills.open_till(at.desk, amount=0)
        at.scan(BARCODES[TRAP])
        at.press(Key.Key_F12)
        till_closing.close_till(at.desk, counted=0)
        at.press(Key.Key_Return)
        assert isinstance(at.dialog, OpenDialog)
        at.press(Key.Key_Return)
        assert at.ready
        assert at.lines == []


def test_cancelling_a_sale_opens_the_till_first(at: AtCounter) -> None:
    operations = at.shell.context.operations
    operations.use_desk(replace(operations.desk, actor=Actor("mo", "Mo", "manager")))
    sell_one(at)
    operations.run(till_closing.close_till, counted=10_716)
    at.press(Key.Key_R, Ctrl)
    at.press(Key.Key_1, Alt)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, OpenDialog)
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert "is cancelled by receipt" in at.message
    assert [hit.total for hit in till_reports.z_list(at.desk)] == [716]
    assert till_moves.moves(at.desk).float_ == 10_716


def test_a_closed_till_leaves_the_open_sale_as_it_is(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    go_to_till(at)
    count(at, "1")
    at.press(Key.Key_Return, Ctrl)
    at.press(Key.Key_Return)
    at.press(Key.Key_F2)
    assert at.lines == [("TRAP-112", 1000)]
    assert at.page.till_line.isVisible()


def test_cash_in_and_out_say_why(at: AtCounter) -> None:
    settings.set_setting(as_owner(at.desk), key="staff.dana", value={"name": "Dana", "role": "cashier"})
    settings.set_setting(as_owner(at.desk), key="staff.mo", value={"name": "Mo", "role": "manager"})
    pins.set_pin(as_owner(at.desk), staff_code="mo", pin="4711")
    view = go_to_till(at)
    at.press(Key.Key_Plus)
    assert isinstance(at.dialog, MoveDialog)
    at.type("20")
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, MoveDialog), "Enter in the amount goes on to the reason"
    assert at.dialog.reason.edit.hasFocus()
    at.press(Key.Key_1, Alt)
    at.press(Key.Key_Return)
    assert not at.has_dialog
    at.press(Key.Key_Minus)
    at.type("5.5")
    at.press(Key.Key_Return)
    at.type("stamps")
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, ApprovalDialog), "a cashier takes nothing out alone"
    at.type("4711")
    at.press(Key.Key_Return)
    assert not at.has_dialog
    found = till_moves.moves(at.desk)
    assert (found.float_, found.cash_in, found.cash_out) == (10_000, 2_000, 550)
    assert [(move.amount, move.reason) for move in found.moves] == [
        (2_000, "change from the bank"),
        (-550, "stamps"),
    ]
    assert [move.amount for move in view.moves.rows_model.rows()] == [-550, 2_000]


def test_the_count_is_blind(at: AtCounter) -> None:
    sell_one(at)
    go_to_till(at)
    count(at, "1")
    everything = [said for place in (at.shell.window, at.dialog) for said in at.labels(place)]
    assert not [said for said in everything if "107.16" in said]
    assert "100.00" in everything


def test_count_close_and_over_in_words(at: AtCounter) -> None:
    sell_one(at)
    go_to_till(at)
    # 100 + 5 + 2 + 0.25 + 0.01 = 107.26, where 107.16 should be.
    dialog = count(at, "1", "", "", "", "1", "1", "", "", "1", "", "", "1")
    assert dialog.counted == 10_726
    at.press(Key.Key_Return)
    closed = at.dialog
    assert isinstance(closed, ClosedDialog)
    assert closed.verdict.text() == "▲ 0.10 over"
    assert "The till is closed: Z 1" in at.labels()
    assert "107.16" in at.labels()
    at.press(Key.Key_Return)
    assert not at.has_dialog
    assert not tills.state(at.desk).is_open
    assert [(hit.number, hit.over_short) for hit in till_reports.z_list(at.desk)] == [(1, 10)]
    assert bar(at) == "Counter 1 · ○ closed"
    assert [problem for problem in verify(at.desk).problems if problem.seq] == []


@pytest.mark.parametrize(("pieces", "words"), [(("1",), "✓ exact"), (("", "1"), "▼ 50.00 short")])
def test_exact_and_short(at: AtCounter, pieces: tuple[str, ...], words: str) -> None:
    go_to_till(at)
    count(at, *pieces)
    at.press(Key.Key_Return, Ctrl)
    assert isinstance(at.dialog, ClosedDialog)
    assert at.dialog.verdict.text() == words


def test_the_next_float_is_what_was_counted(at: AtCounter) -> None:
    go_to_till(at)
    count(at, "", "3")
    at.press(Key.Key_Return, Ctrl)
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, OpenDialog)
    assert at.dialog.amount.text() == "150.00"


def test_letters_are_refused_with_a_sentence(at: AtCounter) -> None:
    go_to_till(at)
    dialog = count(at)
    at.type("1x2")
    assert dialog.problem == "Only the number of pieces goes here, in digits; nothing was changed."
    assert dialog.fields[0].text() == "12"
    at.press(Key.Key_Down)
    assert dialog.fields[1].hasFocus()
    at.press(Key.Key_Up)
    assert dialog.fields[0].hasFocus()


def test_a_half_entered_count_comes_back(open_counter: Opener, at: AtCounter, desk: Desk) -> None:
    go_to_till(at)
    count(at, "2", "3")
    assert till_counts.pieces(desk) == {10_000: 2, 5_000: 3}
    at.dialog.reject()
    other = open_counter()
    other.shell.context.show_page("till")
    other.pause()
    session_view(other).deeds.count()
    dialog = other.dialog
    assert isinstance(dialog, CountDialog)
    assert dialog.counted == 35_000
    assert dialog.problem == "This count was begun before; what was entered is here again."


def test_a_count_begins_again(at: AtCounter) -> None:
    go_to_till(at)
    dialog = count(at, "2", "3")
    at.press(Key.Key_B, Alt)
    assert dialog.counted == 0
    assert till_counts.pieces(at.desk) == {}
    assert dialog.fields[0].hasFocus()


def test_an_empty_drawer_is_asked_about_once(at: AtCounter) -> None:
    go_to_till(at)
    dialog = count(at)
    at.press(Key.Key_Return, Ctrl)
    assert dialog.problem.startswith("Nothing is counted yet")
    assert tills.state(at.desk).is_open
    at.press(Key.Key_Return, Ctrl)
    assert isinstance(at.dialog, ClosedDialog)


def test_held_sales_warn_and_do_not_block(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    holding.hold(at.desk)
    go_to_till(at)
    count(at, "1")
    assert any(said.startswith("! 1 sale is on hold") for said in at.labels())
    at.press(Key.Key_Return, Ctrl)
    assert any(said.startswith("! 1 sale is still on hold") for said in at.labels())
    assert len(holding.held(at.desk)) == 1


def test_touch_enters_a_count_too(at: AtCounter) -> None:
    go_to_till(at)
    dialog = count(at)
    at.click(dialog.fields[2])
    at.click(at.button("4"))
    assert dialog.counted == 8_000
    assert till_counts.pieces(at.desk) == {2_000: 4}
    at.click(at.named("Delete the last digit"))
    assert till_counts.pieces(at.desk) == {}


def test_an_x_is_seen_by_who_may(at: AtCounter) -> None:
    object.__setattr__(at.shell.context.desk, "actor", Actor("mo", "Mo", "manager"))
    sell_one(at)
    go_to_till(at)
    at.press(Key.Key_X)
    dialog = at.dialog
    assert isinstance(dialog, ReportDialog)
    assert dialog.pdf.startswith(b"%PDF")
    assert dialog.preview.pages == 1
    at.wait_for(lambda: dialog.preview.drawn)
    paper = dialog.preview.findChildren(QLabel)[0]
    assert paper.pixmap().deviceIndependentSize().width() <= dialog.preview.viewport().width()
    at.press(Key.Key_P, Ctrl)
    assert dialog.said.text().startswith("No receipt printer")
    at.press(Key.Key_Escape)
    assert not at.has_dialog
    assert tills.state(at.desk).is_open


def test_a_cashier_needs_somebody_for_an_x(at: AtCounter) -> None:
    go_to_till(at)
    at.press(Key.Key_X)
    assert isinstance(at.dialog, ApprovalDialog)


def test_the_z_list_shows_prints_and_saves(at: AtCounter) -> None:
    go_to_till(at)
    count(at, "", "1")
    at.press(Key.Key_Return, Ctrl)
    at.press(Key.Key_Return)
    at.press(Key.Key_2, Ctrl)
    view = till_page(at).view("z")
    assert isinstance(view, ZView)
    assert view.table.model().rowCount() == 1
    shown = [view.table.model().index(0, column).data() for column in range(6)]
    assert shown[0] == "1"
    assert shown[-2:] == ["0.00", "▼ 50.00 short"]
    at.press(Key.Key_Return)
    assert isinstance(at.dialog, ReportDialog)
    at.press(Key.Key_Escape)
    said: list[str] = []
    at.shell.context.operations.said.connect(lambda sentence, _kind: said.append(sentence))
    at.press(Key.Key_P, Ctrl)
    at.press(Key.Key_S, Ctrl)
    assert said[0] == "No receipt printer is set up; name one under Settings, Receipt printer."
    assert said[1].startswith("Z 1 is in the file ")
    at.press(Key.Key_1, Ctrl)
    labels = [label.text() for label in session_view(at).findChildren(QLabel)]
    assert any("by Dana · Z 1 · ▼ 50.00 short" in words for words in labels)


def test_the_drawer_key_without_a_drawer_says_so_in_one_sentence(at: AtCounter) -> None:
    at.press(Key.Key_F9)
    assert at.message.startswith("No cash drawer is set up here")
    assert at.ready
    at.click(at.page.buttons.button("drawer"))
    assert at.message.startswith("No cash drawer is set up here")


class TestWithPrinter:
    """A printer that is a file, with a drawer on its first pin."""

    @pytest.fixture
    def paper(self, desk: Desk, tmp_path: Path) -> Path:
        path = tmp_path / "printer"
        settings.set_setting(as_owner(desk), key="printer.target", value=f"file:{path}")
        settings.set_setting(as_owner(desk), key="drawer.pin", value="2")
        return path

    def test_the_z_prints_and_says_so(self, at: AtCounter, paper: Path) -> None:
        go_to_till(at)
        count(at, "1")
        at.press(Key.Key_Return, Ctrl)
        closed = at.dialog
        assert isinstance(closed, ClosedDialog)
        at.wait_for(lambda: closed.printed.text() == "✓ The Z is printed.")
        assert b"Z 1" in paper.read_bytes()
        at.press(Key.Key_Return)
        at.press(Key.Key_2, Ctrl)
        before = paper.stat().st_size
        at.press(Key.Key_P, Ctrl)
        at.wait_for(lambda: paper.stat().st_size > before or b"COPY" in paper.read_bytes())

    def test_f9_opens_the_drawer_for_who_may_and_says_why(self, at: AtCounter, paper: Path) -> None:
        operations = at.shell.context.operations
        operations.use_desk(replace(operations.desk, actor=Actor("mo", "Mo", "manager")))
        at.scan(BARCODES[TRAP])
        at.press(Key.Key_F9)
        assert isinstance(at.dialog, ApprovalDialog)
        at.press(Key.Key_1, Alt)
        at.press(Key.Key_Return)
        assert at.message == "The drawer opens."
        at.wait_for(lambda: paper.exists() and paper.read_bytes().startswith(b"\x1bp\x00"))
        assert at.ready
        assert at.lines == [("TRAP-112", 1000)]

    def test_a_printer_that_fails_is_named_and_nothing_is_lost(self, at: AtCounter, tmp_path: Path) -> None:
        settings.set_setting(
            as_owner(at.desk), key="printer.target", value=f"file:{tmp_path / 'gone' / 'printer'}"
        )
        go_to_till(at)
        count(at, "1")
        at.press(Key.Key_Return, Ctrl)
        closed = at.dialog
        assert isinstance(closed, ClosedDialog)
        at.wait_for(lambda: closed.printed.text().startswith("! Not everything was printed:"))
        assert [hit.number for hit in till_reports.z_list(at.desk)] == [1]


def test_a_total_that_was_shown_is_remembered(at: AtCounter) -> None:
    at.scan(BARCODES[TRAP])
    at.press(Key.Key_F12)
    at.press(Key.Key_Escape)
    with at.desk.db.read() as session:
        assert session.execute(text("SELECT total_shown FROM cart")).scalar() == 716
    at.press(Key.Key_Delete)
    with at.desk.db.read() as session:
        events = session.execute(text("SELECT event FROM audit_journal")).scalars().all()
    assert "line_removed" in events
