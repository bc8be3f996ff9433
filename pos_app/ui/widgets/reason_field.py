"""Why: a line of text, with the usual reasons one touch or key away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.widgets.flow import FlowLayout
from pos_app.ui.widgets.key_button import KeyButton

_MOST = 200


class ReasonField(QWidget):
    """`edit` takes any text; Alt and a digit writes a usual reason into it: `taken`. `usual` are ready texts."""

    taken = Signal()

    def __init__(self, theme: Theme, label: str, usual: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setMaxLength(_MOST)
        self.edit.setAccessibleName(label)
        title = QLabel(label)
        title.setProperty("role", "small")
        title.setBuddy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(title)
        column.addWidget(self.edit)
        holder = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        flow = FlowLayout(holder, spacing=6)
        for number, text in enumerate(usual, 1):
            button = KeyButton(theme, text, f"Alt {number}")
            button.setAutoDefault(False)
            button.press_by(f"Alt+{number}")
            button.clicked.connect(lambda _checked=False, text=text: self.take(text))
            flow.addWidget(button)
        column.addSpacing(4)
        column.addWidget(holder)
        column.addStretch(1)

    @property
    def text(self) -> str:
        """What was entered."""
        return self.edit.text().strip()

    def take(self, text: str) -> None:
        """Write a reason into the field, where more can be added."""
        self.edit.setText(text)
        self.edit.setFocus()
        self.taken.emit()
