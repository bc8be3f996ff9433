"""A person at the counter: real key and mouse events into the real window, nothing called behind its back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from pos_app.services import carts
from pos_app.services.cart_view import CartView
from pos_app.services.desk import Desk
from pos_app.ui.assembly import Shell
from pos_app.ui.main_window import SALE
from pos_app.ui.sale.page import SalePage
from pos_app.ui.sale.sidebar.section import Section
from pos_app.ui.scanner import KeyClock

PERSON_MS, SCANNER_MS = 140, 3
_KEYS = {
    "*": Qt.Key.Key_Asterisk,
    "+": Qt.Key.Key_Plus,
    "-": Qt.Key.Key_Minus,
    ".": Qt.Key.Key_Period,
    ",": Qt.Key.Key_Comma,
    " ": Qt.Key.Key_Space,
    "@": Qt.Key.Key_At,
    ":": Qt.Key.Key_Colon,
    "/": Qt.Key.Key_Slash,
    "_": Qt.Key.Key_Underscore,
    ";": Qt.Key.Key_Semicolon,
    "%": Qt.Key.Key_Percent,
}


class FakeClock(KeyClock):
    """Time passes only when a key is pressed, or when someone waits."""

    def __init__(self) -> None:
        self.now = 1_000

    def stamp(self, event: QKeyEvent) -> int:
        return self.now

    def waited(self, since: int, gap: int) -> bool:
        return self.now - since > gap


class AtCounter:
    """Types, scans and clicks."""

    def __init__(self, shell: Shell, desk: Desk, clock: FakeClock, wait: Callable[..., None]) -> None:
        self.shell, self.desk, self.clock, self._wait = shell, desk, clock, wait

    @property
    def page(self) -> SalePage:
        page = self.shell.window.page(SALE)
        assert isinstance(page, SalePage)
        return page

    @property
    def cart(self) -> CartView:
        """The sale as it is stored."""
        return carts.current(self.desk)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """(SKU, quantity in thousandths) of the stored sale."""
        return [(line.sku, line.quantity) for line in self.cart.lines]

    @property
    def message(self) -> str:
        """What the message bar of the sale says."""
        return self.page.messages.text

    @property
    def dialog(self) -> QDialog:
        """The small window in front."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog), "no dialog is open"
        return found

    @property
    def has_dialog(self) -> bool:
        return QApplication.activeModalWidget() is not None

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, at a person's speed."""
        self.clock.now += PERSON_MS
        QTest.keyClick(self._window(), key, modifier)
        self.pause()

    def type(self, text: str) -> None:
        """Letters and digits, at a person's speed."""
        for char in text:
            self.clock.now += PERSON_MS
            self._send(char)
        self.pause()

    def scan(self, code: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """A code, at a scanner's speed, with its key at the end."""
        self.clock.now += PERSON_MS
        for char in code:
            self.clock.now += SCANNER_MS
            self._send(char)
        if end is not None:
            self.clock.now += SCANNER_MS
            QTest.keyClick(self._window(), end)
        self.pause()

    def pause(self) -> None:
        """Long enough that held keys go on to where they were meant for."""
        self.clock.now += PERSON_MS
        self._wait(lambda: not self.shell.context.scanner.undecided)
        self._settle()

    def wait_for(self, check: Callable[[], bool]) -> None:
        """Until something that takes its time is there."""
        self._wait(check)
        self._settle()

    def click(self, widget: QWidget) -> None:
        """The left button in the middle of a widget."""
        assert widget.isVisible(), f"{widget.accessibleName() or widget} cannot be seen"
        assert widget.isEnabled(), f"{widget.accessibleName() or widget} is disabled"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self._settle()

    def click_row(self, view: QAbstractItemView, row: int, column: int = 0) -> None:
        """The left button on a row of a list or table."""
        model = view.model()
        assert model is not None
        rect: QRect = view.visualRect(model.index(row, column))
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center()
        )
        self._settle()

    def button(self, text: str, within: QWidget | None = None) -> QPushButton:
        """The button with a text, in the dialog in front or in the window."""
        place = within or QApplication.activeModalWidget() or self.shell.window
        found = [b for b in place.findChildren(QPushButton) if b.text() == text and b.isVisible()]
        assert len(found) == 1, f"{len(found)} buttons say {text}"
        return found[0]

    def tab(self, text: str) -> QToolButton:
        """The button of a page in the top bar."""
        found = [b for b in self.shell.window.findChildren(QToolButton) if b.text() == text]
        assert len(found) == 1, f"{len(found)} pages are called {text}"
        return found[0]

    def named(self, name: str) -> QPushButton:
        """The button with an accessible name, in the dialog in front."""
        found = [b for b in self.dialog.findChildren(QPushButton) if b.accessibleName() == name]
        assert len(found) == 1, f"{len(found)} buttons are called {name}"
        return found[0]

    def labels(self, within: QWidget | None = None) -> list[str]:
        """Every text that is shown in the dialog in front, or in the window."""
        place = within or QApplication.activeModalWidget() or self.shell.window
        said = [label.text() for label in place.findChildren(QLabel) if label.isVisible() and label.text()]
        for section in place.findChildren(Section):
            if section.isVisible():
                said += [section.title, section.side_text]
                said += [text for row in section.texts() for text in row if text]
        return said

    def _send(self, char: str) -> None:
        key = _KEYS.get(char) or getattr(Qt.Key, f"Key_{char.upper()}")
        shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self._window(), key, shift)

    def _window(self) -> QWindow:
        """Keys go to the window that is active, as from a keyboard."""
        widget = QApplication.activeModalWidget() or self.shell.window
        handle = widget.windowHandle()
        assert handle is not None
        return handle

    @property
    def ready(self) -> bool:
        """Whether the next scan or letter goes into the scan field."""
        return self.page.scan.edit.hasFocus() and not self.has_dialog

    def _settle(self) -> None:
        # The picture, what comes behind it, and the picture of that.
        for _turn in range(3):
            QApplication.processEvents()
        if QApplication.activeWindow() is None and not self.has_dialog:
            # Without a window manager nobody activates the window under a dialog that has closed.
            self.shell.window.activateWindow()
            QApplication.processEvents()
