"""A section below the fixed cards: a small head, rows, and on demand a one-line editor.

The whole section is one button, so that rows of 20 px are no small targets. The button paints what the section says:
labels for it would be most of what the sidebar has to show, to lay out and to paint for another customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from pos_app.i18n import _
from pos_app.ui import format as shown
from pos_app.ui.sale.sidebar.pair_row import PairRow
from pos_app.ui.sale.sidebar.room import Block
from pos_app.ui.theme import Theme

TOUCH = 44
ABOVE = 11
BELOW_HEAD = 7
HEAD_SIZE, HEAD_WEIGHT = 12, 600
_BESIDE = 4


class RowText(NamedTuple):
    """Left and right text of a row."""

    left: str
    right: str = ""


class _Under(QPushButton):
    """The button that the section is: it paints the section's texts over its own ground."""

    def __init__(self, section: Section) -> None:
        super().__init__(section)
        self._section = section

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt
        super().paintEvent(event)
        painter = QPainter(self)
        painter.translate(-self.x(), 0)
        self._section.paint(painter)
        painter.end()


class Section(QWidget):
    """Title, count and rows. `activated`: the section was pressed; `adding`: its plus was."""

    activated = Signal()
    adding = Signal()

    def __init__(
        self, theme: Theme, title: str, *, wanted: int, add_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wanted = wanted
        self._rows: list[PairRow] = []
        # How many of them are shown, and where they begin.
        self._fitting, self._top = 0, 0
        self._title, self._count, self._side = title, "", ""
        self._editor: QWidget | None = None
        self._under = _Under(self)
        self._under.setProperty("role", "section-button")
        self._under.clicked.connect(self.activated)
        self._plus = QToolButton(self)
        self._plus.setText("+")
        self._plus.setProperty("role", "plus")
        self._plus.setAccessibleName(add_name)
        self._plus.setToolTip(add_name)
        self._plus.setVisible(bool(add_name))
        self._plus.clicked.connect(self.adding)
        self.setTabOrder(self._under, self._plus)
        theme.changed.connect(self._under.update)

    @property
    def button(self) -> QPushButton:
        """The button that the whole section is."""
        return self._under

    @property
    def plus(self) -> QToolButton:
        """The button that adds something."""
        return self._plus

    @property
    def title(self) -> str:
        """The name of the section."""
        return self._title

    @property
    def side_text(self) -> str:
        """What the head says on its right: the count, and how many rows there was no room for."""
        return self._side

    @property
    def summary(self) -> str:
        """Title and count in a few words: "Projects: 2 open"."""
        count = self._count or shown.integer(len(self._rows))
        return _("{section}: {count}").format(section=self._title, count=count)

    def set_title(self, title: str) -> None:
        """Name the section; before its rows are set."""
        self._title = title

    def texts(self) -> list[tuple[str, str]]:
        """The rows that are shown."""
        return [(row.left, row.right) for row in self._rows[: self._fitting]]

    def cut_texts(self) -> list[str]:
        """What is shown of the head and the rows, and does not fit."""
        cut = [row.left for row in self._rows[: self._fitting] if row.cut(self.width())]
        title = QFontMetrics(self._head_font()).horizontalAdvance(self._title)
        return cut if title <= self._head_places()[0].width() else [self._title, *cut]

    def set_rows(self, rows: Sequence[RowText], count: str) -> None:
        """Show `rows` and, in the head, `count` ("2 open")."""
        self._rows = [PairRow(self._theme, text.left, text.right) for text in rows]
        self._count = count
        spoken = ". ".join(" ".join(part for part in row if part) for row in rows)
        self._under.setAccessibleName(f"{self._title}, {count}" if count else self._title)
        self._under.setAccessibleDescription(spoken)
        self._under.update()

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
        self._fitting = count or 0
        if count is None:
            return 0
        block = self.needs(width)
        height = block.height(count)
        self.setGeometry(at.x(), at.y(), width, height)
        hidden = len(self._rows) - count
        more = _("{count} more").format(count=hidden) if hidden else ""
        self._side = " · ".join(part for part in (self._count, more) if part)
        self._top = block.head
        line = self._letters().height()
        if not self._plus.isHidden():
            self._plus.setGeometry(width - TOUCH + 12, ABOVE + line // 2 - TOUCH // 2, TOUCH, TOUCH)
        if self._editor is not None:
            self._editor.setGeometry(0, self._head(), width, self._editor_height())
        self._under.setGeometry(-_BESIDE, 0, width + 2 * _BESIDE, height)
        self._under.update()
        return height

    def paint(self, painter: QPainter) -> None:
        """Paint head and rows; the section's button does it."""
        title, side = self._head_places()
        font = self._head_font()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.color("mute"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        words = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, flags, words)
        painter.setFont(self._theme.font(HEAD_SIZE, HEAD_WEIGHT))
        painter.drawText(side, flags, self._side)
        painter.fillRect(0, title.bottom() + 3, self.width(), 1, self._theme.color("line"))
        top = self._top
        for row in self._rows[: self._fitting]:
            row.paint(painter, top, self.width())
            top += row.height_for(self.width())

    def sizeHint(self) -> QSize:  # noqa: N802
        """The head alone."""
        return QSize(200, self._head())

    def _head(self) -> int:
        return ABOVE + self._letters().height() + BELOW_HEAD

    def _editor_height(self) -> int:
        return 0 if self._editor is None else self._editor.sizeHint().height() + 4

    def _head_places(self) -> tuple[QRect, QRect]:
        """Where the title and what stands beside it are painted."""
        line, right = self._letters().height(), self.width()
        if not self._plus.isHidden():
            right = self.width() - TOUCH + 20
        wide = self._letters().size(0, self._side).width()
        return QRect(0, ABOVE, max(0, right - wide - 8), line), QRect(right - wide, ABOVE, wide, line)

    def _head_font(self) -> QFont:
        font = QFont(self._theme.font(HEAD_SIZE, HEAD_WEIGHT))
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        return font

    def _letters(self) -> QFontMetrics:
        return self._theme.metrics(HEAD_SIZE, HEAD_WEIGHT)
