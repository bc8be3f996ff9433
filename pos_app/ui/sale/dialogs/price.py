"""Another price for a line, by hand and with its reason."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import overrides
from pos_app.services.cart_view import CartLineView
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.approval import reasons_for, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.num_pad import NumPad
from pos_app.ui.widgets.reason_field import ReasonField


class PriceDialog(SaleDialog):
    """An empty field takes the line back to its own price."""

    def __init__(self, context: UiContext, line: CartLineView, currency: Currency, parent: QWidget) -> None:
        super().__init__(context, _("Another price"), parent)
        self._line = line
        self.field = QLineEdit()
        self.field.setProperty("role", "amount")
        self.field.setMaxLength(20)
        self.field.setPlaceholderText(show.unit_price(line.unit_price, currency))
        self.reason = ReasonField(context.theme, _("Reason"), reasons_for(Permission.PRICE_OVERRIDE))
        item = QLabel(line.description)
        item.setWordWrap(True)
        self.column.addWidget(item)
        label = _("Price for one {unit} (empty: its own)").format(unit=show.unit(line.unit))
        row, left = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(20)
        left.addLayout(labelled(label, self.field))
        left.addWidget(NumPad(self.field))
        row.addLayout(left, 1)
        row.addWidget(self.reason, 1)
        self.column.addLayout(row)
        self.offer(_("Change the price")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(640)
        self.field.setFocus()

    def _on_confirmed(self) -> None:
        text = self.field.text().strip()
        try:
            price = entry.price(text) if text else None
        except PosError as error:
            self.fail(error)
            self.field.setFocus()
            self.field.selectAll()
            return
        self.say("")
        run_approved(
            self.context,
            self,
            overrides.set_price,
            permission=Permission.PRICE_OVERRIDE,
            reason=self.reason.text,
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
            line_id=self._line.id,
            unit_price=price,
        )
