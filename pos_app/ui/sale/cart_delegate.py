"""Paints a line of the cart in two rows: quantity and unit, item and note, price, discount, total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pos_app.services.cart_view import CartLineView
from pos_app.ui import format as show
from pos_app.ui.actions import key_cap
from pos_app.ui.sale.cart_model import DISCOUNT, ITEM, QTY, CartModel
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_cap import key_cap_width, paint_key_cap

PADDING = 12
_TOP = 8
_GAP = 4
_MOST = 2_000
_HINTS = ("quantity", "more", "less", "remove")
# Shown where the note leaves room for it.
_MORE = ("price",)


class CartDelegate(QStyledItemDelegate):
    """Rows are high enough for a finger at any font size."""

    def __init__(self, theme: Theme, model: CartModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._shown: dict[tuple[str, int, int], str] = {}
        theme.changed.connect(self._forget)

    def row_height(self) -> int:
        """51 at the usual font size, as two rows of text with air around them."""
        return max(44, 2 * _TOP + self._first_height() + self._between() + self._second_height() - 1)

    def sizeHint(  # noqa: N802 - Qt
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, self.row_height())

    def paint_row(
        self,
        painter: QPainter,
        row: QRect,
        columns: Sequence[tuple[int, int]],
        line: CartLineView,
        selected: bool,
    ) -> None:
        """A whole line at once, for the view's own way asks the style sheet about every cell.

        `columns` are the left edges and widths of the cells.
        """
        if selected:
            painter.fillRect(row, self._theme.color("selection"))
        painter.setPen(self._theme.color("row_line"))
        painter.drawLine(row.bottomLeft(), row.bottomRight())
        for column, (left, width) in enumerate(columns):
            rect = QRect(left, row.top(), width, row.height())
            inside = rect.adjusted(PADDING, _TOP, -PADDING, 0)
            first = QRect(inside.left(), inside.top(), inside.width(), self._first_height())
            if column == QTY:
                self._paint_quantity(painter, first, line)
            elif column == ITEM:
                self._paint_item(painter, inside, first, line, selected)
            elif column == DISCOUNT:
                self._text(painter, first, line.discount_text, 12, "mute", right=True)
            else:
                self._text(painter, first, self._model.cell_text(line, column), 14, "ink", right=True)

    def _first_height(self) -> int:
        return self._theme.px(19)

    def _between(self) -> int:
        return self._theme.px(2)

    def _second_height(self) -> int:
        return self._theme.px(15)

    def _text(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        size: int,
        token: str,
        *,
        right: bool = False,
    ) -> None:
        if not text:
            return
        laid = self._theme.laid_out(text, size)
        if laid.size().width() > rect.width():
            laid = self._theme.laid_out(self._elided(text, size, rect.width()), size)
        painter.setFont(self._theme.font(size))
        painter.setPen(self._theme.color(token))
        left = rect.right() + 1 - laid.size().width() if right else rect.left()
        top = rect.top() + (rect.height() - self._theme.metrics(size).height()) // 2
        painter.drawStaticText(QPointF(left, top), laid)

    def _elided(self, text: str, size: int, width: int) -> str:
        """The text as it fits; measured once, for a line is painted many times."""
        key = (text, size, width)
        if key not in self._shown:
            if len(self._shown) >= _MOST:
                self._shown.clear()
            metrics = self._theme.metrics(size)
            self._shown[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return self._shown[key]

    def _forget(self) -> None:
        self._shown.clear()

    def _paint_quantity(self, painter: QPainter, rect: QRect, line: CartLineView) -> None:
        unit = show.unit(line.unit)
        self._text(painter, rect, unit, 12, "mute", right=True)
        left = rect.adjusted(-PADDING, 0, -self._theme.text_width(unit, 12) - self._theme.px(4), 0)
        self._text(painter, left, show.quantity(line.quantity), 14, "ink", right=True)

    def _paint_item(
        self, painter: QPainter, inside: QRect, first: QRect, line: CartLineView, selected: bool
    ) -> None:
        self._text(painter, first, self._model.cell_text(line, ITEM), 14, "ink")
        second = self._second_row(inside)
        note, width = self._note(second, line, selected)
        token = "warn" if line.low_stock else "mute"
        self._text(painter, QRect(second.left(), second.top(), width, second.height()), note, 12, token)
        if selected:
            for name, rect in self._keys(second, width if note else 0):
                paint_key_cap(painter, self._theme, rect.left(), rect.center().y(), key_cap(name))

    def key_at(self, cell: QRect, line: CartLineView, place: QPoint) -> str:
        """Which key of a selected line's second row is under the finger, "" for none; see `ui.actions`."""
        second = self._second_row(cell.adjusted(PADDING, _TOP, -PADDING, 0))
        note, width = self._note(second, line, selected=True)
        for name, rect in self._keys(second, width if note else 0):
            # The whole height of the row counts: a key is too small for a finger.
            if rect.left() - _GAP // 2 <= place.x() <= rect.right() + _GAP // 2:
                return name
        return ""

    def _second_row(self, inside: QRect) -> QRect:
        # A key is higher than its row: it must not cut off the tails of the letters above.
        top = inside.top() + self._first_height() + self._between()
        return QRect(inside.left(), top, inside.width(), self._second_height())

    def _note(self, second: QRect, line: CartLineView, selected: bool) -> tuple[str, int]:
        """The note and the width it gets: the keys of a selected line have their room first."""
        note = self._model.note(line)
        room = self._room(_HINTS) if selected else 0
        # One pixel more than measured: eliding rounds down.
        width = self._theme.text_width(note, 12) + 1
        return note, min(width, second.width() - room)

    def _room(self, names: tuple[str, ...]) -> int:
        return sum(key_cap_width(self._theme, key_cap(name)) + _GAP for name in names) + 8

    def _keys(self, second: QRect, note_width: int) -> Iterator[tuple[str, QRect]]:
        """The keys of a selected line with their places."""
        left = second.left() + note_width + (8 if note_width else 0)
        more = _MORE if second.right() - left > self._room(_HINTS + _MORE) else ()
        for name in _HINTS + more:
            width = key_cap_width(self._theme, key_cap(name))
            yield name, QRect(left, second.top(), width, second.height())
            left += width + _GAP
