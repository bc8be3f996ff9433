"""The lines of the open sale as Qt's table model: one setter, the narrowest signals, no figures of its own."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_app import i18n
from pos_app.domain.money import Currency
from pos_app.i18n import _
from pos_app.services.cart_view import CartLineView
from pos_app.ui import format as show

QTY, ITEM, PRICE, DISCOUNT, TOTAL = range(5)
LINE_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


class CartModel(QAbstractTableModel):
    """Shows `CartLineView`s; `line(row)` gives the value behind a row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[CartLineView] = []
        self._currency = Currency("USD", 2)

    def set_lines(self, lines: tuple[CartLineView, ...], currency: Currency) -> None:
        """Show these lines; rows that stay keep their place, only what differs is announced."""
        if currency != self._currency:
            self.beginResetModel()
            self._currency, self._lines = currency, list(lines)
            self.endResetModel()
            return
        self._remove_missing({line.id for line in lines})
        kept = [line.id for line in self._lines]
        there = set(kept)
        if [line.id for line in lines if line.id in there] != kept:
            self.beginResetModel()
            self._lines = list(lines)
            self.endResetModel()
            return
        for row, line in enumerate(lines):
            if row >= len(self._lines) or self._lines[row].id != line.id:
                self.beginInsertRows(QModelIndex(), row, row)
                self._lines.insert(row, line)
                self.endInsertRows()
            elif self._lines[row] != line:
                self._lines[row] = line
                self.dataChanged.emit(self.index(row, QTY), self.index(row, TOTAL))

    def only_adds(self, lines: tuple[CartLineView, ...], currency: Currency) -> bool:
        """Whether these lines are the ones shown, unchanged, with more below."""
        shown = len(self._lines)
        return 0 < shown < len(lines) and currency == self._currency and list(lines[:shown]) == self._lines

    def _remove_missing(self, wanted: set[int]) -> None:
        for row in range(len(self._lines) - 1, -1, -1):
            if self._lines[row].id not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._lines[row]
                self.endRemoveRows()

    def line(self, row: int) -> CartLineView:
        """The value behind a row."""
        return self._lines[row]

    def row_of(self, line_id: int | None) -> int:
        """The row of a line, -1 if it is not there."""
        return next((row for row, line in enumerate(self._lines) if line.id == line_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt
        return 0 if parent.isValid() else 5

    def headerData(  # noqa: N802 - Qt
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Qty"), _("Item"), _("Price"), _("Discount"), _("Total"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == ITEM else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cell_text(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == ITEM:
            return line.description
        return None

    def cell_text(self, line: CartLineView, column: int) -> str:
        """What a cell says, also to a screen reader."""
        if column == QTY:
            return f"{show.quantity(line.quantity)} {show.unit(line.unit)}"
        if column == ITEM:
            return _("Return: {item}").format(item=line.description) if line.is_return else line.description
        if column == PRICE:
            return show.unit_price(line.unit_price, self._currency)
        if column == DISCOUNT:
            return line.discount_text
        return show.money(line.amount, self._currency)

    def note(self, line: CartLineView) -> str:
        """The second row of a line; that more is sold than there is goes first."""
        low = _("more than in stock") if line.low_stock else ""
        return show.joined(low, i18n.text(line.note) if line.note is not None else "")
