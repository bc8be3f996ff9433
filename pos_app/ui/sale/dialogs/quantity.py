"""How many of a line: by keys, or by a finger on the pad."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts
from pos_app.services.cart_view import CartLineView
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.num_pad import NumPad


class QuantityDialog(SaleDialog):
    """Sets the quantity of one line; `removal_asked`: the line shall go instead."""

    removal_asked = Signal()

    def __init__(self, context: UiContext, line: CartLineView, parent: QWidget) -> None:
        super().__init__(context, _("Quantity"), parent)
        self._line = line
        self.field = QLineEdit(show.quantity(abs(line.quantity)))
        self.field.setProperty("role", "amount")
        self.field.setMaxLength(40)
        self.field.selectAll()
        self.column.addLayout(
            labelled(
                _("{item}, in {unit}").format(item=line.description, unit=show.unit(line.unit)), self.field
            )
        )
        self.column.addWidget(NumPad(self.field))
        self.offer(_("Set quantity")).clicked.connect(self._on_confirmed)
        self.offer_instead(_("Remove line"), self.removal_asked.emit)
        self.setMinimumWidth(420)

    def _on_confirmed(self) -> None:
        try:
            quantity = entry.quantity(self.field.text(), self._line.unit)
        except PosError as error:
            self.fail(error)
            self.field.selectAll()
            return
        run_approved(
            self.context,
            self,
            carts.set_quantity,
            permission=Permission.PRICE_OVERRIDE,
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
            line_id=self._line.id,
            quantity=quantity,
        )
