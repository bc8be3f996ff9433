"""The best matches under the scan field, while someone types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pos_app.domain.money import Currency
from pos_app.i18n import _
from pos_app.ui import format as show
from pos_app.ui.theme import Theme

if TYPE_CHECKING:
    from pos_app.services.products import ProductHit

HIT_ROLE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_MOST_ROWS = 9


class HitModel(QAbstractListModel):
    """Products found, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[ProductHit] = []
        self._texts: dict[int, tuple[str, str]] = {}
        self._currency = Currency("USD", 2)

    def set_hits(self, hits: list[ProductHit], currency: Currency) -> None:
        """Show what was found."""
        self.beginResetModel()
        self._hits, self._currency = hits, currency
        self._texts = {}
        self.endResetModel()

    def hit(self, row: int) -> ProductHit:
        """The product of a row."""
        return self._hits[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == HIT_ROLE:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return show.joined(hit.name, self.place(hit), self.price(hit))
        return None

    def texts(self, row: int) -> tuple[str, str]:
        """What the row of a product says besides its name: place and price."""
        if row not in self._texts:
            hit = self._hits[row]
            self._texts[row] = self.place(hit), self.price(hit)
        return self._texts[row]

    def place(self, hit: ProductHit) -> str:
        """Where it lies and how many there are: "A4-12 · 23 ea"."""
        stock = _("{quantity} {unit} in stock").format(
            quantity=show.quantity(hit.on_hand), unit=show.unit(hit.unit)
        )
        return show.joined(hit.sku, hit.bin, stock)

    def price(self, hit: ProductHit) -> str:
        """The list price."""
        return show.unit_price(hit.price * 100, self._currency)


class _HitDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: HitModel) -> None:
        super().__init__(model)
        self._theme, self._model = theme, model
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        fonts = self._theme.font(14), self._theme.font(12)
        self._letters = (*fonts, QFontMetrics(fonts[0]), QFontMetrics(fonts[1]))

    def sizeHint(  # noqa: N802 - Qt
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, row_height(self._theme))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, row = self._theme, index.row()
        hit, (place, price) = self._model.hit(row), self._model.texts(row)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        inside = rect.adjusted(14, 0, -14, 0)
        name_font, small_font, metrics, small_metrics = self._letters
        painter.setFont(name_font)
        painter.setPen(theme.color("ink"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, price)
        middle = inside.center().y()
        text = inside.adjusted(0, 0, -metrics.horizontalAdvance(price) - 16, 0)
        upper = QRect(text.left(), middle - theme.px(19), text.width(), theme.px(20))
        lower = QRect(text.left(), middle + theme.px(1), text.width(), theme.px(17))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = metrics.elidedText(hit.name, Qt.TextElideMode.ElideRight, upper.width())
        painter.drawText(upper, left, name)
        painter.setFont(small_font)
        painter.setPen(theme.color("mute"))
        place = small_metrics.elidedText(place, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, left, place)


def row_height(theme: Theme) -> int:
    """High enough for two rows of text, and for a finger."""
    return max(44, theme.px(46))


class SearchPopup(QFrame):
    """Floats over the cart; the focus stays in the scan field. `chosen(hit)`: Enter or a click."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("Popup")
        self._page = parent
        self._theme = theme
        self._moved = False
        self._model = HitModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_HitDelegate(theme, self._model))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(_("Products found"))
        self.list.clicked.connect(lambda index: self.chosen.emit(self._model.hit(index.row())))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.addWidget(self.list)
        self.hide()

    def show_hits(self, hits: list[ProductHit], currency: Currency, below: QRect) -> None:
        """Show what was found under the rectangle `below`; nothing found hides it."""
        self._moved = False
        if not hits and not self._model.rowCount():
            return
        self._model.set_hits(hits, currency)
        if not hits:
            self.hide()
            return
        height = min(len(hits), _MOST_ROWS) * row_height(self._theme) + 14
        room = self._page.height() - below.bottom() - 12
        self.setGeometry(below.left(), below.bottom() + 4, below.width(), min(height, room))
        self.list.setCurrentIndex(self._model.index(0))
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Highlight the next or the previous product."""
        self._moved = True
        row = max(0, min(self._model.rowCount() - 1, self.list.currentIndex().row() + by))
        self.list.setCurrentIndex(self._model.index(row))

    @property
    def current(self) -> ProductHit | None:
        """The highlighted product, None while nothing is shown."""
        row = self.list.currentIndex().row()
        return self._model.hit(row) if self.isVisible() and row >= 0 else None

    @property
    def moved(self) -> bool:
        """Whether someone chose a row with the arrow keys."""
        return self._moved and self.isVisible()
