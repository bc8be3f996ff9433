"""The table of the open sale. It shows and selects; keys are taken by the scan field, which keeps the focus."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from pos_app.i18n import _
from pos_app.services.cart_view import CartView
from pos_app.ui.sale.cart_delegate import CartDelegate
from pos_app.ui.sale.cart_model import DISCOUNT, ITEM, PRICE, QTY, TOTAL, CartModel
from pos_app.ui.sale.row_pictures import Look, RowPictures
from pos_app.ui.theme import Theme

_WIDTHS = {QTY: 92, PRICE: 96, DISCOUNT: 140, TOTAL: 104}
# What the figures do with where large letters leave the name of the item no room.
_NARROWEST = {QTY: 74, PRICE: 72, DISCOUNT: 84, TOTAL: 84}
_ITEM = 220
# As round as the card in the style sheet.
_CORNER = 8


class CartTable(QTableView):
    """`picked(line_id)`: a line was touched; `asked(line_id, action)`: its quantity, or one of its keys, was."""

    picked = Signal(object)
    asked = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        # PySide looks through all its classes for the first widget that Qt made: 35 ms that a start can do without.
        place = QWidget()
        place.setAutoFillBackground(True)
        place.setBackgroundRole(QPalette.ColorRole.Base)
        self.setViewport(place)
        self._selected: int | None = None
        self._model = CartModel(self)
        self._delegate = CartDelegate(theme, self._model, self)
        self._pictures = RowPictures(self._delegate)
        self._model.modelReset.connect(self._pictures.forget)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Lines of the sale"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # One of its own: with the table's, choosing another row would have the header painted anew.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(ITEM, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def lines(self) -> CartModel:
        """The model behind the table."""
        return self._model

    def show_cart(self, view: CartView) -> None:
        """Show the lines of a cart and bring its selected line into sight."""
        before = self._model.rowCount()
        if self.isVisible() and self._model.only_adds(view.lines, view.currency):
            self._add(view, before)
        else:
            self._model.set_lines(view.lines, view.currency)
        self._selected = view.selected_id
        row = self._model.row_of(view.selected_id)
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.selectRow(row)
            self.scrollTo(self._model.index(row, ITEM))

    def _add(self, view: CartView, before: int) -> None:
        """Qt would paint the whole table for rows that are added below: only they are new."""
        bar, place, head = self.verticalScrollBar(), self.viewport(), self.horizontalHeader()
        room = (bar.value(), place.size())
        still = (self, place, head, head.viewport())
        for widget in still:
            widget.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, True)
        try:
            self._model.set_lines(view.lines, view.currency)
            self.executeDelayedItemsLayout()
        finally:
            for widget in still:
                widget.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, False)
        if (bar.value(), place.size()) != room:
            head.viewport().update()
            place.update()
            return
        for row in range(before, self._model.rowCount()):
            top = self.rowViewportPosition(row)
            place.update(0, top, place.width(), self.rowHeight(row))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt
        painter = QPainter(self.viewport())
        area, place = event.region(), self.viewport().rect()
        top, bottom = area.boundingRect().top(), area.boundingRect().bottom()
        columns = tuple((self.columnViewportPosition(n), self.columnWidth(n)) for n in range(TOTAL + 1))
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        ratio = self.viewport().devicePixelRatioF()
        ground = self._theme.color("card")
        first = self.rowAt(max(0, top))
        for number in range(first, self._model.rowCount()) if first >= 0 else ():
            row = QRect(0, self.rowViewportPosition(number), place.width(), self.rowHeight(number))
            if row.top() > bottom:
                break
            if not area.intersects(row):
                continue
            line, selected = self._model.line(number), number in chosen
            if row.bottom() > place.bottom() - _CORNER:
                # In the card's round corners its border shows through.
                self._delegate.paint_row(painter, row, columns, line, selected)
            else:
                look = Look(columns, row.width(), row.height(), ratio)
                painter.drawPixmap(row.topLeft(), self._pictures.of(line, selected, look, ground))
        painter.end()
        self._forget_unseen(place)

    def _forget_unseen(self, place: QRect) -> None:
        first, last = self.rowAt(0), self.rowAt(place.bottom())
        count = self._model.rowCount()
        last = count - 1 if last < 0 else last
        seen = range(first, last + 1) if 0 <= first <= last < count else ()
        self._pictures.keep_only({self._model.line(number).id for number in seen})

    def neighbour(self, line_id: int | None, step: int) -> int | None:
        """The line `step` rows further, None past the ends."""
        row = self._model.row_of(line_id) + step
        return self._model.line(row).id if 0 <= row < self._model.rowCount() else None

    def _fit(self) -> None:
        self._pictures.forget()
        self._share_out()
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self.horizontalHeader().setFixedHeight(self._theme.px(32))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt
        super().resizeEvent(event)
        self._share_out()
        lost = event.oldSize().height() - event.size().height()
        if lost > 0 and (row := self._model.row_of(self._selected)) >= 0:
            # A bar came up below: the line that was just scanned must not vanish behind it.
            self.executeDelayedItemsLayout()
            self.scrollTo(self._model.index(row, ITEM))

    def _share_out(self) -> None:
        """The figures' columns give the item what it lacks, each in the measure that it can spare something."""
        px = self._theme.px
        wide, narrow = sum(map(px, _WIDTHS.values())), sum(map(px, _NARROWEST.values()))
        lacks = min(max(0, px(_ITEM) + wide - self.viewport().width()), wide - narrow)
        for column, width in _WIDTHS.items():
            spare = px(width) - px(_NARROWEST[column])
            self.setColumnWidth(column, px(width) - spare * lacks // (wide - narrow))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        line = self._model.line(index.row())
        selected = self._selected == line.id
        key = ""
        if index.column() == ITEM and selected:
            key = self._delegate.key_at(self.visualRect(index), line, place)
        elif index.column() == QTY and selected:
            key = "quantity"
        if key:
            self.asked.emit(line.id, key)
        else:
            self.picked.emit(line.id)
