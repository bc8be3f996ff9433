"""Forms: one helper builds every row with label, buddy, accessible name, description and place for an error."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPolygon, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_app.i18n import _

Value = str | bool
Editor = QLineEdit | QPlainTextEdit | QComboBox | QCheckBox
Shape = Literal["stacked", "beside"]
TOUCH = 44


class FormRow(QWidget):
    """A labelled editor. Stacked: label above; beside: label and description left, editor right."""

    def __init__(
        self, label: str, editor: Editor, *, description: str = "", shape: Shape = "stacked"
    ) -> None:
        super().__init__()
        self.editor = editor
        self.label = QLabel(label)
        self.label.setWordWrap(True)
        self.label.setBuddy(editor)
        self.label.setProperty("role", "label")
        self.description = QLabel(description)
        self.description.setWordWrap(True)
        self.description.setProperty("role", "muted")
        self.description.setVisible(bool(description))
        self.error = QLabel()
        self.error.setWordWrap(True)
        self.error.setProperty("role", "error")
        self.error.hide()
        name = label.replace("&", "")
        editor.setAccessibleName(name)
        editor.setAccessibleDescription(description)
        editor.setMinimumHeight(TOUCH)
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, editor.sizePolicy().verticalPolicy())
        if isinstance(editor, QCheckBox):
            # A tick says its own name, large enough to touch.
            editor.setText(label)
            self.label.hide()
        if shape == "stacked":
            self._stack()
        else:
            self._set_beside()

    def _stack(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for widget in (self.label, self.editor, self.description, self.error):
            column.addWidget(widget)
        column.addStretch(1)

    def _set_beside(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 4)
        grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self.description, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.editor, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.error, 2, 1)

    def show_error(self, sentence: str) -> None:
        """Say what is wrong beside the editor; "" takes it back. What was typed stays."""
        self.error.setText(_("Please check: {sentence}").format(sentence=sentence) if sentence else "")
        self.error.setVisible(bool(sentence))
        self.editor.setProperty("wrong", bool(sentence))
        self.editor.setAccessibleDescription(sentence or self.description.text())
        style = self.editor.style()
        style.unpolish(self.editor)
        style.polish(self.editor)

    def value(self) -> Value:
        """What stands in the editor: text, a choice's key, or a tick."""
        return read_value(self.editor)


class ChoiceBox(QComboBox):
    """A combo box whose arrow survives the style sheet, and that no passing mouse wheel changes."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The box, and a small triangle that says that there is more."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Text))
        x, y = self.width() - 20, self.height() // 2 - 2
        painter.drawPolygon(QPolygon([QPoint(x, y), QPoint(x + 9, y), QPoint(x + 4, y + 5)]))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Only the page scrolls."""
        event.ignore()


class Form(QWidget):
    """Rows by name in a grid of `columns`; `changed` names the row that a person touched."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, columns: int = 1, shape: Shape = "stacked") -> None:
        super().__init__(parent)
        self._columns = columns
        self._shape: Shape = shape
        self._rows: dict[str, FormRow] = {}
        self._next = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def text(
        self, name: str, label: str, value: str = "", *, description: str = "", hint: str = "", span: int = 1
    ) -> QLineEdit:
        """A line of text."""
        editor = QLineEdit(value)
        editor.setPlaceholderText(hint)
        editor.textEdited.connect(lambda _text: self.changed.emit(name))
        self._add(name, FormRow(label, editor, description=description, shape=self._shape), span)
        return editor

    def lines(
        self, name: str, label: str, value: str = "", *, description: str = "", span: int = 1
    ) -> QPlainTextEdit:
        """A few lines of text; Tab goes on to the next row."""
        editor = QPlainTextEdit(value)
        editor.setTabChangesFocus(True)
        editor.setFixedHeight(max(66, editor.fontMetrics().height() * 3 + 14))
        editor.textChanged.connect(lambda: self.changed.emit(name))
        self._add(name, FormRow(label, editor, description=description, shape=self._shape), span)
        return editor

    def choice(
        self,
        name: str,
        label: str,
        options: Sequence[tuple[str, str]],
        value: str = "",
        *,
        description: str = "",
        span: int = 1,
    ) -> QComboBox:
        """One of `options`: key and text. A value that is none of them is shown and kept."""
        editor = ChoiceBox()
        for key, text in options:
            editor.addItem(text, key)
        if editor.findData(value) < 0:
            editor.addItem(value, value)
        editor.setCurrentIndex(editor.findData(value))
        editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        editor.setMinimumContentsLength(8)
        editor.activated.connect(lambda _index: self.changed.emit(name))
        self._add(name, FormRow(label, editor, description=description, shape=self._shape), span)
        return editor

    def tick(
        self, name: str, label: str, value: bool = False, *, description: str = "", span: int = 1
    ) -> QCheckBox:
        """Yes or no."""
        editor = QCheckBox()
        editor.setChecked(value)
        editor.clicked.connect(lambda _checked: self.changed.emit(name))
        self._add(name, FormRow(label, editor, description=description, shape=self._shape), span)
        return editor

    def heading(self, text: str) -> None:
        """A title over the rows that follow."""
        title = QLabel(text)
        title.setProperty("role", "section")
        self._begin_line()
        self._grid.addWidget(title, self._next // self._columns, 0, 1, self._columns)
        self._next += self._columns

    def widget(self, widget: QWidget, *, span: int = 1) -> None:
        """Something that is no row, in the next free place."""
        self._place(widget, span)

    def side_by_side(self, *names: str) -> None:
        """Put rows that were just added into one line in which hidden ones leave no hole."""
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        for name in names:
            layout.addWidget(self._rows[name], 1)
        self._begin_line()
        self._place(line, self._columns)

    def row(self, name: str) -> FormRow:
        """The row called `name`."""
        return self._rows[name]

    def names(self) -> tuple[str, ...]:
        """Names of all rows in order."""
        return tuple(self._rows)

    def value(self, name: str) -> Value:
        """What stands in the row called `name`."""
        return self._rows[name].value()

    def texts(self) -> dict[str, str]:
        """All texts and choices by name, without ticks."""
        found = {name: row.value() for name, row in self._rows.items()}
        return {name: value for name, value in found.items() if isinstance(value, str)}

    def set_value(self, name: str, value: Value) -> None:
        """Put `value` into the row without reporting a change by a person."""
        write_value(self._rows[name].editor, value)

    def show_error(self, name: str, sentence: str) -> bool:
        """Say it beside the row called `name` and go there; False if there is no such row."""
        if name not in self._rows:
            return False
        row = self._rows[name]
        row.show_error(sentence)
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def clear_errors(self) -> None:
        """Take all errors back."""
        for row in self._rows.values():
            if not row.error.isHidden():
                row.show_error("")

    def _add(self, name: str, row: FormRow, span: int) -> None:
        self._rows[name] = row
        self._place(row, span)

    def _place(self, widget: QWidget, span: int) -> None:
        span = min(span, self._columns)
        if self._next % self._columns + span > self._columns:
            self._begin_line()
        line, column = divmod(self._next, self._columns)
        self._grid.addWidget(widget, line, column, 1, span)
        self._next += span

    def _begin_line(self) -> None:
        self._next += -self._next % self._columns


def read_value(editor: Editor) -> Value:
    """What stands in an editor: text, a choice's key, or a tick."""
    if isinstance(editor, QLineEdit):
        return editor.text()
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    return editor.isChecked()


def write_value(editor: Editor, value: Value) -> None:
    """Put `value` into an editor silently."""
    blocked = editor.blockSignals(True)
    if isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(str(value))))
    elif isinstance(editor, QLineEdit):
        editor.setText(str(value))
    else:
        editor.setPlainText(str(value))
    editor.blockSignals(blocked)
