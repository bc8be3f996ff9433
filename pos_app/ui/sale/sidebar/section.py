"""A section below the fixed cards: a small head, rows, and on demand a one-line editor.

The whole section is one button, so that rows of 20 px are no small targets.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from pos_app.i18n import _
from pos_app.ui import format as shown
from pos_app.ui.sale.sidebar.pair_row import PairRow
from pos_app.ui.sale.sidebar.room import Block
from pos_app.ui.widgets.elided_label import ElidedLabel

Label = TypeVar("Label", bound=QLabel)
TOUCH = 44
ABOVE = 11
BELOW_HEAD = 7


class RowText(NamedTuple):
    """Left and right text of a row."""

    left: str
    right: str = ""


class Section(QWidget):
    """Title, count and rows. `activated`: the section was pressed; `adding`: its plus was."""

    activated = Signal()
    adding = Signal()

    def __init__(self, title: str, *, wanted: int, add_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._rows: list[PairRow] = []
        self._pool: list[PairRow] = []
        self._count = ""
        self._editor: QWidget | None = None
        self._under = QPushButton(self)
        self._under.setProperty("role", "section-button")
        self._under.clicked.connect(self.activated)
        self._title = _mute(ElidedLabel(title, self), "section-head")
        font = QFont(self._title.font())
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        self._title.setFont(font)
        self._side = _mute(QLabel(self), "section-count")
        self._rule = QFrame(self)
        self._rule.setProperty("role", "rule")
        self._plus = QToolButton(self)
        self._plus.setText("+")
        self._plus.setProperty("role", "plus")
        self._plus.setAccessibleName(add_name)
        self._plus.setToolTip(add_name)
        self._plus.setVisible(bool(add_name))
        self._plus.clicked.connect(self.adding)
        self.setTabOrder(self._under, self._plus)

    @property
    def button(self) -> QPushButton:
        """The button that the whole section is."""
        return self._under

    @property
    def plus(self) -> QToolButton:
        """The button that adds something."""
        return self._plus

    @property
    def side_text(self) -> str:
        """What the head says on its right: the count, and how many rows there was no room for."""
        return self._side.text()

    @property
    def summary(self) -> str:
        """Title and count in a few words: "Projects: 2 open"."""
        count = self._count or shown.integer(len(self._rows))
        return _("{section}: {count}").format(section=self._title.full_text(), count=count)

    def set_title(self, title: str) -> None:
        """Name the section; before its rows are set."""
        if title != self._title.full_text():
            self._title.setText(title)

    def texts(self) -> list[tuple[str, str]]:
        """The rows that are shown."""
        return [row.texts() for row in self._rows if not row.isHidden()]

    def set_rows(self, rows: Sequence[RowText], count: str) -> None:
        """Show `rows` and, in the head, `count` ("2 open")."""
        # Widgets are kept: making them anew costs more than all the rest of a change of customer.
        while len(self._pool) < len(rows):
            self._pool.append(PairRow(self))
        for row in self._pool[len(rows) :]:
            row.hide()
        self._rows = self._pool[: len(rows)]
        for row, text in zip(self._rows, rows, strict=True):
            row.set_texts(text.left, text.right)
        self._count = count
        spoken = ". ".join(" ".join(part for part in row if part) for row in rows)
        self._under.setAccessibleName(
            f"{self._title.full_text()}, {count}" if count else self._title.full_text()
        )
        self._under.setAccessibleDescription(spoken)
        self._plus.raise_()

    def set_editor(self, editor: QWidget | None) -> None:
        """Open an editor below the head, or close the one that is open."""
        if self._editor is not None:
            self._editor.setParent(None)
            self._editor.deleteLater()
        self._editor = editor
        if editor is not None:
            editor.setParent(self)
            editor.show()
        self.updateGeometry()

    def needs(self, width: int) -> Block:
        """Heights of head and rows at `width`."""
        rows = tuple(row.height_for(width) for row in self._rows)
        return Block(self._head() + self._editor_height(), rows, self._wanted, TOUCH)

    def place(self, at: QPoint, width: int, count: int | None) -> int:
        """Take the place at `at` with `count` rows (None: hidden); the height taken."""
        self.setVisible(count is not None)
        if count is None:
            return 0
        block = self.needs(width)
        height = block.height(count)
        self.setGeometry(at.x(), at.y(), width, height)
        self._place_head(width, len(self._rows) - count)
        top = block.head
        for index, row in enumerate(self._rows):
            row.setVisible(index < count)
            if index < count:
                row.setGeometry(0, top, width, block.rows[index])
                top += block.rows[index]
        if self._editor is not None:
            self._editor.setGeometry(0, self._head(), width, self._editor_height())
        self._under.setGeometry(-4, 0, width + 8, height)
        return height

    def sizeHint(self) -> QSize:  # noqa: N802
        """The head alone."""
        return QSize(200, self._head())

    def _head(self) -> int:
        return ABOVE + self._title.sizeHint().height() + BELOW_HEAD

    def _editor_height(self) -> int:
        return 0 if self._editor is None else self._editor.sizeHint().height() + 4

    def _place_head(self, width: int, hidden: int) -> None:
        line = self._title.sizeHint().height()
        right = width
        if not self._plus.isHidden():
            self._plus.setGeometry(width - TOUCH + 12, ABOVE + line // 2 - TOUCH // 2, TOUCH, TOUCH)
            right = width - TOUCH + 20
        more = _("{count} more").format(count=hidden) if hidden else ""
        self._side.setText(" · ".join(part for part in (self._count, more) if part))
        self._side.adjustSize()
        side = self._side.width()
        self._side.setGeometry(right - side, ABOVE, side, line)
        self._title.setGeometry(0, ABOVE, max(0, right - side - 8), line)
        self._rule.setGeometry(0, ABOVE + line + 2, width, 1)


def _mute(label: Label, role: str) -> Label:
    label.setProperty("role", role)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
