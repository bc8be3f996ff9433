"""What else is done at the counter: keys with small windows, measured from each key to what it paints.

A deed of two keys (F12 and Enter) is the sum of both. What is typed between them is not measured.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from benchmarks.bench.actions import scan
from benchmarks.bench.painted import Stroke, end_scan, press, scan_all_but_end, stroke, type_char, until
from benchmarks.bench.window import Window
from pos_app.services import holding, sales
from pos_app.ui.sale.dialogs.giving_back import ReturnDialog
from pos_app.ui.till.page import TillPage
from pos_app.ui.till.session_view import SessionView

Key = Qt.Key


def quantity(window: Window, codes: list[str]) -> list[Stroke]:
    """One more of the line, five times → the line is painted."""
    _ring_up(window, codes)
    page, taken = window.page, []
    for _time in range(5):
        before = page.view.lines
        taken.append(
            stroke(
                lambda: type_char("+"),
                page.card.table,
                lambda before=before: page.view.lines != before,  # type: ignore[misc]
            )
        )
        window.settle()
    return taken


def discount(window: Window, codes: list[str]) -> list[Stroke]:
    """F7, and Enter on five percent → the line is painted."""
    _ring_up(window, codes)
    opened = _open(window, Key.Key_F7)
    type_char("5")
    window.settle()
    page, before = window.page, window.page.view.lines
    given = stroke(lambda: press(Key.Key_Return), page.card.table, lambda: page.view.lines != before)
    window.settle()
    return [opened + given]


def hold(window: Window, codes: list[str]) -> list[Stroke]:
    """F4 and Enter → the empty sale is painted."""
    _ring_up(window, codes)
    opened = _open(window, Key.Key_F4)
    page = window.page
    held = stroke(lambda: press(Key.Key_Return), page.card, lambda: not page.view.lines)
    window.settle()
    _forget_held(window)
    return [opened + held]


def resume(window: Window, codes: list[str]) -> list[Stroke]:
    """F5 and Enter → the sale that waited is painted."""
    _ring_up(window, codes)
    window.shell.context.operations.run(holding.hold)
    window.settle()
    opened = _open(window, Key.Key_F5)
    page = window.page
    back = stroke(lambda: press(Key.Key_Return), page.card.table, lambda: bool(page.view.lines))
    window.settle()
    return [opened + back]


def pay(window: Window, codes: list[str]) -> list[Stroke]:
    """F12 and Enter, exact cash → the change is painted; the sale is stored."""
    _ring_up(window, codes)
    opened = _open(window, Key.Key_F12)
    card = window.page.card
    paid = stroke(lambda: press(Key.Key_Return), card.change, lambda: card.change.shown)
    window.settle()
    until(lambda: not window.shell.context.operations.jobs.busy)
    return [opened + paid]


def refund(window: Window, number: str) -> list[Stroke]:
    """F6, and the receipt scanned → its lines are painted."""
    opened = _open(window, Key.Key_F6)
    dialog = window.dialog
    assert isinstance(dialog, ReturnDialog)
    scan_all_but_end(number)
    found = stroke(end_scan, dialog, lambda: bool(dialog._fields))
    window.settle()
    return [opened + found]


def reprint(window: Window) -> list[Stroke]:
    """Ctrl+P after a sale → it says that the copy is made (without a printer: a file)."""
    page = window.page
    page.messages.dismiss()
    page.deeds.open_file = lambda _path: True
    window.settle()
    taken = stroke(
        lambda: press(Key.Key_P, Qt.KeyboardModifier.ControlModifier),
        page.messages,
        lambda: bool(page.messages.text) and page.messages.isVisible(),
    )
    window.settle()
    until(lambda: not window.shell.context.operations.jobs.busy)
    return [taken]


def x_report(window: Window) -> list[Stroke]:
    """The button for the figures so far on the till page → the X is painted."""
    window.shell.window.show_page("till")
    window.settle()
    page = window.shell.window.page("till")
    assert isinstance(page, TillPage)
    view = page.view("session")
    assert isinstance(view, SessionView)
    click = Qt.MouseButton.LeftButton
    taken = stroke(lambda: QTest.mouseClick(view.button("x"), click), lambda: _dialog(window), bool)
    window.settle()
    dialog = window.dialog
    if dialog is not None:
        dialog.reject()
    window.shell.window.show_page("sale")
    return [taken]


def _open(window: Window, key: Qt.Key) -> Stroke:
    """A key that opens a small window → it is painted."""
    opened = stroke(lambda: press(key), lambda: _dialog(window), bool)
    window.settle()
    return opened


def _dialog(window: Window) -> QWidget:
    dialog = window.dialog
    assert dialog is not None, "no small window was opened"
    return dialog


def _ring_up(window: Window, codes: list[str]) -> None:
    for code in codes:
        scan(window, code)


def _forget_held(window: Window) -> None:
    """Take the sale back and drop it, so that none piles up."""
    for cart in window.shell.context.operations.run(holding.held) or []:
        window.shell.context.operations.run(holding.resume, cart_id=cart.id)
        window.shell.context.operations.run(holding.clear)


def last_receipt(window: Window) -> str:
    """The number of the last sale made at the counter."""
    found = sales.last_sale(window.desk)
    assert found is not None, "the shop has no sale"
    return found.number
