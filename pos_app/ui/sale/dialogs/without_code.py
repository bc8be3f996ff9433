"""Sell something that is no product of the shop: a key cut, a favour, what has lost its label."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts
from pos_app.ui import entry
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.num_pad import NumPad


class WithoutCodeDialog(SaleDialog):
    """What it is, its price and how many; it is taxed as most goods are."""

    def __init__(self, context: UiContext, parent: QWidget, text: str = "") -> None:
        super().__init__(context, _("Something without a code"), parent)
        self.what, self.price, self.quantity = QLineEdit(text), QLineEdit(), QLineEdit("1")
        self.what.setMaxLength(200)
        for field in (self.price, self.quantity):
            field.setProperty("role", "amount")
            field.setMaxLength(20)
        self.column.addLayout(labelled(_("What it is"), self.what))
        row, left = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(20)
        left.addLayout(labelled(_("Price for one"), self.price))
        left.addLayout(labelled(_("How many"), self.quantity))
        left.addStretch(1)
        row.addLayout(left, 1)
        row.addWidget(NumPad(self.price), 1)
        self.column.addLayout(row)
        self.offer(_("Add to the sale")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(560)
        (self.price if text else self.what).setFocus()

    def _on_confirmed(self) -> None:
        if self.what.text().strip() and not self.price.text().strip():
            self.price.setFocus()
            return
        try:
            price, quantity = entry.price(self.price.text()), entry.quantity(self.quantity.text())
        except PosError as error:
            self.fail(error)
            return
        self.context.operations.run(
            carts.add_custom,
            description=self.what.text(),
            unit_price=price,
            quantity=quantity,
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
        )
