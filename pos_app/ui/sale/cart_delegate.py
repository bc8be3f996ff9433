"""Paints a line of the cart in two rows: quantity and unit, item and note, price, discount, total."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pos_app.services.cart_view import CartLineView
from pos_app.ui import format as show
from pos_app.ui.actions import key_cap
from pos_app.ui.sale.cart_model import DISCOUNT, ITEM, LINE_ROLE, QTY, CartModel
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_cap import key_cap_width, paint_key_cap

PADDING = 12
_TOP = 8
_HINTS = ("quantity", "more", "less", "remove")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CartDelegate(QStyledItemDelegate):
    """Rows are high enough for a finger at any font size."""

    def __init__(self, theme: Theme, model: CartModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    def row_height(self) -> int:
        """51 at the usual font size, as two rows of text with air around them."""
        return max(44, 2 * _TOP + self._first_height() + self._second_height() + 1)

    def sizeHint(  # noqa: N802 - Qt
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, self.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line: CartLineView = index.data(LINE_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, self._theme.color("selection"))
        painter.setPen(self._theme.color("row_line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inside = rect.adjusted(PADDING, _TOP, -PADDING, 0)
        first = QRect(inside.left(), inside.top(), inside.width(), self._first_height())
        if index.column() == QTY:
            self._paint_quantity(painter, first, line)
        elif index.column() == ITEM:
            self._paint_item(painter, inside, first, line, selected)
        elif index.column() == DISCOUNT:
            self._text(painter, first, line.discount_text, 12, "mute", _RIGHT)
        else:
            self._text(painter, first, self._model.cell_text(line, index.column()), 14, "ink", _RIGHT)
        painter.restore()

    def _first_height(self) -> int:
        return self._theme.px(19)

    def _second_height(self) -> int:
        return self._theme.px(15)

    def _text(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        size: int,
        token: str,
        flags: Qt.AlignmentFlag,
    ) -> None:
        font = self._theme.font(size)
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, flags, shown)

    def _paint_quantity(self, painter: QPainter, rect: QRect, line: CartLineView) -> None:
        unit = show.unit(line.unit)
        metrics = QFontMetrics(self._theme.font(12))
        self._text(painter, rect, unit, 12, "mute", _RIGHT)
        left = rect.adjusted(-PADDING, 0, -metrics.horizontalAdvance(unit) - self._theme.px(4), 0)
        self._text(painter, left, show.quantity(line.quantity), 14, "ink", _RIGHT)

    def _paint_item(
        self, painter: QPainter, inside: QRect, first: QRect, line: CartLineView, selected: bool
    ) -> None:
        self._text(painter, first, self._model.cell_text(line, ITEM), 14, "ink", _LEFT)
        top = first.bottom() + 1
        second = QRect(inside.left(), top, inside.width(), self._second_height())
        caps = [key_cap(name) for name in _HINTS]
        room = sum(key_cap_width(self._theme, cap) + 4 for cap in caps) + 8 if selected else 0
        note = self._model.note(line)
        token = "warn" if line.low_stock else "mute"
        width = QFontMetrics(self._theme.font(12)).horizontalAdvance(note)
        # One pixel more than measured: eliding rounds down.
        shown = min(width + 1, second.width() - room)
        self._text(painter, QRect(second.left(), top, shown, second.height()), note, 12, token, _LEFT)
        if selected:
            left = second.left() + shown + (8 if note else 0)
            for cap in caps:
                left = paint_key_cap(painter, self._theme, left, second.center().y(), cap) + 4
