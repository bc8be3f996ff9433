"""The field that has the focus after every action: scans, words to search for, and the keys of the line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from pos_app.i18n import _
from pos_app.ui.actions import is_deed, key_cap
from pos_app.ui.scanner import Scanner
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_label import KeyLabel
from pos_app.ui.widgets.typing_pause import TypingPause

LONGEST = 120


class ScanEdit(QLineEdit):
    """A line edit whose keys mean the line of the sale while it is empty."""

    stepped = Signal(int)
    entered = Signal()
    escaped = Signal()
    counted = Signal(int)
    quantity_asked = Signal()
    removal_asked = Signal()
    cancel_asked = Signal()

    def event(self, event: QEvent) -> bool:
        """Keys of the sale are for the sale, also where the desktop has another use for them in a field."""
        if is_deed(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        key, plain = event.key(), not self._modified(event)
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit()
        elif plain and key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif not self.text() and event.matches(QKeySequence.StandardKey.Cut):
            # Shift+Del is also a name for "cut", which a line edit keeps for itself.
            if event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
                self.cancel_asked.emit()
        elif not self.text() and self._takes_line_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _takes_line_key(self, event: QKeyEvent) -> bool:
        if event.text() == "*":
            self.quantity_asked.emit()
        elif event.text() == "+":
            self.counted.emit(1)
        elif event.text() in ("-", "−"):
            self.counted.emit(-1)
        elif event.key() == Qt.Key.Key_Delete and not self._modified(event):
            if not event.isAutoRepeat():
                self.removal_asked.emit()
        else:
            return False
        return True

    @staticmethod
    def _modified(event: QKeyEvent) -> bool:
        return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)


class ScanField(QFrame):
    """The field with its key. `searched(text)` follows typing, "" when there is nothing to search."""

    searched = Signal(str)

    def __init__(self, theme: Theme, scanner: Scanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Scan")
        self._theme = theme
        self.edit = ScanEdit()
        self.edit.setMaxLength(LONGEST)
        self.edit.setPlaceholderText(_("Scan, or type a name, what it is for, code, size or bin"))
        self.edit.setAccessibleName(_("Scan or search"))
        self.edit.setAccessibleDescription(key_cap("scan"))
        self.setFocusProxy(self.edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(KeyLabel(theme, key_cap("scan")))
        self._timer = TypingPause(scanner, self)
        self._timer.timeout.connect(lambda: self.searched.emit(self.search_text()))
        self.edit.textChanged.connect(self._on_changed)
        theme.changed.connect(self._fit)
        self._fit()

    def search_text(self) -> str:
        """What to search for: the text without a quantity in front, "" while that alone is there."""
        before, star, after = self.edit.text().partition("*")
        return (
            after.strip()
            if star and before.strip().replace(",", ".").replace(".", "").isdigit()
            else (self.edit.text().strip())
        )

    def quantity_text(self) -> str:
        """The quantity typed in front ("3" of "3*"), "" if none."""
        before, star, _after = self.edit.text().partition("*")
        digits = before.strip().replace(",", ".")
        return digits if star and digits.replace(".", "").isdigit() else ""

    def search_now(self) -> None:
        """Search for what is there, if that has not been done yet."""
        if self._timer.isActive():
            self._timer.stop()
            self.searched.emit(self.search_text())

    def clear(self) -> None:
        """Empty the field without a search."""
        self.edit.clear()
        self._timer.stop()
        self.searched.emit("")

    def _on_changed(self, text: str) -> None:
        if text:
            self._timer.after_key(text)
        else:
            self._timer.stop()
            self.searched.emit("")

    def _fit(self) -> None:
        self.setFixedHeight(max(46, self._theme.px(32)))
