"""How many pieces of one note or coin: digits only, Enter and the arrow keys go from one to the next."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

_NEXT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
MOST_DIGITS = 6


class PieceField(QLineEdit):
    """`stepped(by)` asks for the next or the last field; `entered` says that it came to hold the focus."""

    stepped = Signal(int)
    entered = Signal()

    def __init__(self, value: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = value
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(MOST_DIGITS)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self))
        self.setPlaceholderText("0")
        self.setMinimumHeight(44)

    @property
    def pieces(self) -> int:
        """What was entered, 0 for nothing."""
        return int(self.text() or 0)

    def show_pieces(self, pieces: int) -> None:
        """Show a number that is stored already; nothing is said."""
        self.setText(str(pieces) if pieces else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        key = Qt.Key(event.key())
        if key in _NEXT and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.stepped.emit(1)
        elif key == Qt.Key.Key_Up:
            self.stepped.emit(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt
        super().focusInEvent(event)
        self.selectAll()
        self.entered.emit()
