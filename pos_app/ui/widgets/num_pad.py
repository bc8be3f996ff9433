"""Digits for fingers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from pos_app import formats
from pos_app.i18n import _

_KEYS = ("7", "8", "9", "4", "5", "6", "1", "2", "3", "0", ".", "←")


class NumPad(QWidget):
    """Types into one field, which keeps the focus; whole numbers and PINs need no decimal mark."""

    def __init__(self, field: QLineEdit, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(parent)
        self._field = field
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        mark = formats.money(0, 1)[1:-1]
        for number, key in enumerate(_KEYS):
            if whole and key == ".":
                continue
            text = mark if key == "." else key
            button = QPushButton(text)
            button.setProperty("kind", "digit")
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(_("Delete the last digit") if key == "←" else text)
            button.clicked.connect(lambda _checked=False, text=text: self._press(text))
            grid.addWidget(button, number // 3, number % 3, 1, 2 if whole and key == "0" else 1)

    def aim(self, field: QLineEdit) -> None:
        """Type into another field from now on."""
        self._field = field

    def _press(self, text: str) -> None:
        if text == "←":
            self._field.backspace()
        else:
            self._field.insert(text)
        self._field.setFocus()
