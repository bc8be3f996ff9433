"""The figures of the sale: subtotal, discount, taxes, and the total, large."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from pos_app.domain.money import Currency
from pos_app.i18n import _
from pos_app.services.cart_view import CartView
from pos_app.ui import format as show
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.figure_label import FigureLabel

_WIDTH, _MARGIN, _GAP = 232, 14, 10
# Large letters must leave room for buttons and sidebar on a small screen.
_MOST = 313
_SIZES = (30, 27, 24, 21, 18)


class Totals(QFrame):
    """Grows by a row for every discount and tax there is. `asked(key)`: someone wants to know why a figure is so."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_MARGIN, 6, _MARGIN, 6)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._rows: list[tuple[ElidedLabel, FigureLabel]] = []
        self._shown: list[tuple[str, str, str] | None] = []
        self._total_word = QLabel(_("Total"))
        self._total = FigureLabel()
        self._total_size = 0
        for label in (self._total_word, self._total):
            label.setProperty("role", "big")
        self._last = QWidget()
        line = QHBoxLayout(self._last)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._total_word)
        line.addWidget(self._total, 1)
        self._offer(self._total_word, self._total)
        self._keys: dict[QLabel, str] = {self._total_word: "total", self._total: "total"}
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        width = min(self._theme.px(_WIDTH), _MOST)
        self._room = width - 2 * _MARGIN - 2
        self._total.setMinimumHeight(QFontMetrics(self._theme.font(_SIZES[0], 700)).height())
        self.setFixedWidth(width)
        self._total_size = 0
        self._fit_total()

    def _fit_total(self) -> None:
        """The largest letters in which the total fits: the card keeps its width, so that nothing beside it moves."""
        for size in _SIZES:
            metrics = QFontMetrics(self._theme.font(size, 700))
            texts = (self._total_word.text(), self._total.text())
            if sum(metrics.horizontalAdvance(text) for text in texts) + _GAP <= self._room:
                break
        if size != self._total_size:
            self._total_size = size
            for label in (self._total_word, self._total):
                label.setStyleSheet(f"font-size: {self._theme.px(size)}px;")

    def show_cart(self, view: CartView) -> None:
        """Show the figures of a cart."""
        rows, total = _figures(view), show.money(view.total, view.currency)
        self._make_room(len(rows))
        for number, (word, figure) in enumerate(self._rows):
            shown = rows[number] if number < len(rows) else None
            if shown == self._shown[number]:
                continue
            self._shown[number] = shown
            word.setVisible(shown is not None)
            figure.setVisible(shown is not None)
            if shown is not None:
                key, text, amount = shown
                self._keys[word] = self._keys[figure] = key
                word.setText(text)
                figure.setText(amount)
                figure.setAccessibleName(_("{name} {amount}").format(name=text, amount=amount))
        if total != self._total.text():
            self._total.setText(total)
            self._total.setAccessibleName(_("{name} {amount}").format(name=_("Total"), amount=total))
            self._fit_total()

    def _make_room(self, count: int) -> None:
        """Rows for so many figures, the total below them."""
        if len(self._rows) >= count:
            return
        while len(self._rows) < count:
            row = (ElidedLabel(), FigureLabel())
            for column, label in enumerate(row):
                label.setProperty("role", "figure")
                self._grid.addWidget(label, len(self._rows), column)
            self._offer(*row)
            self._rows.append(row)
            self._shown.append(None)
        self._grid.addWidget(self._last, len(self._rows), 0, 1, 2)

    def focused_figure(self) -> str:
        """The key of the figure that has the focus, "" for none."""
        return next((key for label, key in self._keys.items() if label.hasFocus()), "")

    def _offer(self, *labels: QLabel) -> None:
        """The figure can be asked for with the mouse, and with F11 where Tab has led."""
        for label in labels:
            label.setCursor(Qt.CursorShape.PointingHandCursor)
        labels[-1].setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt
        under = self.childAt(event.position().toPoint())
        while under is not None and under not in self._keys and under is not self:
            under = under.parentWidget()
        key = self._keys.get(under) if isinstance(under, QLabel) else None
        if key is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        else:
            self.asked.emit(key)


def _figures(view: CartView) -> list[tuple[str, str, str]]:
    """The rows above the total: the key of the figure, its name, its amount."""
    currency = view.currency
    rows = [("subtotal", _("Subtotal"), show.money(view.subtotal, currency))]
    if view.document_discount:
        text = view.document_discount_text or _("Discount")
        rows.append(("document_discount", text, show.money(-view.document_discount, currency)))
    if not view.taxes:
        rows.append(("tax", _("Tax"), show.money(0, currency)))
    codes = [t.tax.code for t in view.priced.taxes] if view.priced else [""] * len(view.taxes)
    for code, (name, rate, amount) in zip(codes, view.taxes, strict=True):
        rows.append((f"tax:{code}", *_tax_row(name, rate, amount, currency, view.taxes_included)))
    return rows


def _tax_row(name: str, rate: int | None, amount: int, currency: Currency, included: bool) -> tuple[str, str]:
    text = name if rate is None else _("{tax} {rate}").format(tax=name, rate=show.percent(rate, minimum=2))
    if included:
        text = _("incl. {tax}").format(tax=text)
    return text, show.money(amount, currency)
