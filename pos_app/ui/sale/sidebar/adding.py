"""A one-line editor inside the sidebar: Enter keeps what was typed, Esc leaves it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pos_app.i18n import _


class OneLineEditor(QWidget):
    """A line with its meaning as hint. `entered` carries the text, `left` says that nothing is wanted."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit()
        self._field.setAccessibleName(name)
        self._field.setAccessibleDescription(hint)
        self._field.setPlaceholderText(hint)
        self._field.setMinimumHeight(44)
        self._field.returnPressed.connect(self._on_return_pressed)
        self._save = QPushButton(_("Keep"))
        self._save.setMinimumHeight(44)
        self._save.setAccessibleName(_("Keep: {what}").format(what=name))
        self._save.clicked.connect(self._on_return_pressed)
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._field, 1)
        line.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._error)
        self.setFocusProxy(self._field)

    def show_error(self, sentence: str) -> None:
        """Say below the line what is wrong; what was typed stays."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Line and, if there is one, error."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), 44))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _on_return_pressed(self) -> None:
        text = self._field.text().strip()
        if text:
            self.entered.emit(text)
        else:
            self.left.emit()
