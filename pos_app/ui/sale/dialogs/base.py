"""What every small window of the sale shares: a heading, one sentence for what is wrong, Enter and Esc."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.ui.context import UiContext
from pos_app.ui.widgets.key_button import KeyButton


class SaleDialog(QDialog):
    """Enter does it, Esc leaves everything as it was. `column` takes the content."""

    def __init__(self, context: UiContext, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(12)
        heading = QLabel(title)
        heading.setProperty("role", "title")
        outer.addWidget(heading)
        self.column = QVBoxLayout()
        self.column.setSpacing(10)
        outer.addLayout(self.column, 1)
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        outer.addWidget(self._error)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        outer.addLayout(self._buttons)

    def offer(self, text: str) -> KeyButton:
        """Add the Esc button and the one for Enter; the latter is returned."""
        leave = KeyButton(self.context.theme, _("Back"), _("Esc"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        do = KeyButton(self.context.theme, text, _("Enter"), kind="primary")
        do.setDefault(True)
        self._buttons.addWidget(leave)
        self._buttons.addStretch(1)
        self._buttons.addWidget(do)
        return do

    def offer_close(self) -> KeyButton:
        """Add the one button of a window in which nothing is decided: Enter and Esc both press it."""
        close = KeyButton(self.context.theme, _("Close"), _("Enter · Esc"), kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self._buttons.addStretch(1)
        self._buttons.addWidget(close)
        return close

    def offer_instead(self, text: str, act: Callable[[], object]) -> KeyButton:
        """Add a button for the other way out, after `offer`: the dialog closes and `act` is called."""
        button = KeyButton(self.context.theme, text, kind="danger")
        button.setAutoDefault(False)
        button.clicked.connect(self.reject)
        button.clicked.connect(lambda _checked=False: act())
        self._buttons.insertWidget(1, button)
        return button

    def offer_other(self, text: str, keys: str, act: Callable[[], object]) -> KeyButton:
        """Add a button with its keys for another way to the same, after `offer`: this closes, and `act` is called."""
        button = KeyButton(self.context.theme, text, keys.replace("+", " "))
        button.setAutoDefault(False)
        button.press_by(keys)
        button.clicked.connect(self.reject)
        button.clicked.connect(lambda _checked=False: act())
        self._buttons.insertWidget(1, button)
        return button

    def refuse_scans(self) -> None:
        """Let no scan change the sale behind this window: that it was not taken is said."""
        self.context.scanner.accept_in(self, self._on_refused)

    def _on_refused(self, _code: str) -> None:
        self.say(_("What was scanned was not taken; finish here first, or leave with Esc."))

    def say(self, sentence: str) -> None:
        """Say what is wrong, "" for nothing."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        if self.isVisible():
            self._grow()

    def fail(self, error: PosError) -> None:
        """Say an expected failure; the dialog stays open with what was typed."""
        self.say(i18n.text(error.message))

    @property
    def problem(self) -> str:
        """The sentence that is shown."""
        return self._error.text() if not self._error.isHidden() else ""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        """As high as what wraps needs, and as wide as what does not.

        Qt opens no window higher than two thirds of the screen, and cuts the rest; a minimum width that was set
        makes it forget what the content needs.
        """
        layout, parent = self.layout(), self.parentWidget()
        if layout is None or parent is None:
            return
        layout.activate()
        room = parent.window().size()
        width = max(self.width(), min(layout.totalMinimumSize().width(), room.width()))
        height = max(self.height(), min(layout.totalHeightForWidth(width), room.height()))
        if (width, height) != (self.width(), self.height()):
            self.resize(width, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        # A key held down must not confirm what it just opened.
        if event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)


def labelled(text: str, field: QLineEdit) -> QVBoxLayout:
    """A field under its label; the label names it for screen readers too."""
    column = QVBoxLayout()
    column.setSpacing(3)
    label = QLabel(text)
    label.setProperty("role", "small")
    label.setBuddy(field)
    field.setAccessibleName(text)
    column.addWidget(label)
    column.addWidget(field)
    return column
