"""A product's own lower prices in its form: seen, added and taken out at once."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.domain.message import msg
from pos_app.domain.money import parse_decimal
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import promotions
from pos_app.services.changes import Area
from pos_app.services.promotion_form import PromotionForm
from pos_app.services.promotions import PromotionView
from pos_app.ui import format as shown
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.entry import plain_number
from pos_app.ui.products import promotion_words as words
from pos_app.ui.products.texts import PRICE_DIGITS, QUANTITY_DIGITS
from pos_app.ui.sale.dialogs.base import labelled
from pos_app.ui.widgets.key_button import KeyButton


class OwnPrices(QWidget):
    """Level prices, quantity breaks and promotions of one product. What is added or taken out is stored at once."""

    def __init__(self, context: UiContext, product_id: int, sku: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._product_id, self._sku = context, product_id, sku
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        title = QLabel(_("Prices for levels and quantities"))
        title.setProperty("role", "section")
        column.addWidget(title)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)
        self.level, self.least, self.price = QLineEdit(), QLineEdit(), QLineEdit()
        self.level.setPlaceholderText(_("everyone"))
        self.least.setPlaceholderText(_("any"))
        self.add_button = KeyButton(context.theme, _("Add price"))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self._on_add)
        line = QHBoxLayout()
        line.setSpacing(16)
        for text, field, stretch in (
            (_("For the price level"), self.level, 3),
            (_("From quantity"), self.least, 2),
            (_("Price"), self.price, 2),
        ):
            field.setMinimumHeight(44)
            line.addLayout(labelled(text, field), stretch)
        line.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        column.addWidget(self._error)
        self.remove_buttons: dict[str, KeyButton] = {}
        context.hub.follow(self, {Area.PRODUCT}, lambda _changes: self.reload())
        self.reload()

    @property
    def problem(self) -> str:
        """The sentence that is shown."""
        return self._error.text() if not self._error.isHidden() else ""

    def reload(self) -> None:
        """Show the product's prices as they are now."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.remove_buttons = {}
        run = self._context.operations.run
        for view in run(promotions.listed, product_id=self._product_id) or []:
            self._rows.addWidget(self._row(view))
        completer = QCompleter(QStringListModel(run(promotions.levels) or [], self.level), self.level)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.level.setCompleter(completer)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter adds the price and does not save the whole form."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._on_add()
            return
        super().keyPressEvent(event)

    def _row(self, view: PromotionView) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        label = QLabel(_sentence(self._context, view))
        label.setWordWrap(True)
        remove = KeyButton(self._context.theme, _("Take out"))
        remove.setAutoDefault(False)
        remove.setAccessibleName(_("Take out {price}").format(price=label.text()))
        remove.clicked.connect(lambda _checked=False, code=view.code: self._on_remove(code))
        self.remove_buttons[view.code] = remove
        line.addWidget(label, 1)
        line.addWidget(remove)
        return row

    def _on_add(self) -> None:
        self._say("")
        try:
            form = PromotionForm(
                kind="price",
                sku=self._sku,
                level=self.level.text(),
                least_quantity=_number(self.least.text(), QUANTITY_DIGITS) or 0,
                price=_number(self.price.text(), PRICE_DIGITS),
            )
        except PosError as error:
            self._say(i18n.text(error.message))
            return
        run_approved(
            self._context,
            self,
            promotions.add,
            permission=Permission.CHANGE_PROMOTIONS,
            form=form,
            on_done=lambda _saved: self._on_added(),
            on_error=lambda error: self._say(i18n.text(error.message)),
        )

    def _on_remove(self, code: str) -> None:
        permission = Permission.CHANGE_PROMOTIONS
        run_approved(self._context, self, promotions.remove, permission=permission, code=code)

    def _on_added(self) -> None:
        for field in (self.level, self.least, self.price):
            field.clear()
        self.level.setFocus()

    def _say(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))


def _number(text: str, digits: int) -> int | None:
    return parse_decimal(plain_number(text), digits, msg("Number")) if text.strip() else None


def _sentence(context: UiContext, view: PromotionView) -> str:
    """ "Trade · from 100 ea · 0.12 · until 31 Jan 2027"."""
    form = view.form
    least = words.from_quantity(form, view.unit)
    dates = words.when(form) if form.starts_on or form.ends_on else ""
    price = words.what(form, context.settings().shop.currency)
    ended = words.state(view) if view.state != "running" else ""
    return shown.joined(
        words.for_whom(form),
        _("from {quantity}").format(quantity=least) if least else "",
        price,
        dates,
        ended,
    )
