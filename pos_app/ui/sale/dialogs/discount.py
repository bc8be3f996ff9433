"""A discount by hand: on the line or on the whole sale, in percent or as an amount."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts
from pos_app.services.cart_view import CartLineView, CartView
from pos_app.ui import entry
from pos_app.ui.approval import reasons_for, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.num_pad import NumPad
from pos_app.ui.widgets.reason_field import ReasonField


class DiscountDialog(SaleDialog):
    """An empty field takes the discount off again."""

    def __init__(
        self, context: UiContext, view: CartView, line: CartLineView | None, parent: QWidget
    ) -> None:
        super().__init__(context, _("Discount"), parent)
        self._view, self._line = view, line
        self._on_line = self._choice(_("This line"), "Alt+L")
        self._on_sale = self._choice(_("Whole sale"), "Alt+S")
        self._by_percent = self._choice(_("Percent"), "Alt+P")
        self._by_amount = self._choice(_("Amount"), "Alt+A")
        self._groups = [
            self._group(self._on_line, self._on_sale),
            self._group(self._by_percent, self._by_amount),
        ]
        self.field = QLineEdit()
        self.field.setProperty("role", "amount")
        self.field.setMaxLength(40)
        self.reason = ReasonField(context.theme, _("Reason"), reasons_for(Permission.DISCOUNT_OVER_LIMIT))
        row, left = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(20)
        left.addLayout(labelled(_("Discount (empty: none)"), self.field))
        left.addWidget(NumPad(self.field))
        row.addLayout(left, 1)
        row.addWidget(self.reason, 1)
        self.column.addLayout(row)
        self.offer(_("Give discount")).clicked.connect(self._on_confirmed)
        self._on_line.setEnabled(line is not None)
        (self._on_line if line is not None else self._on_sale).setChecked(True)
        self._by_percent.setChecked(True)
        self.field.setFocus()
        self.setMinimumWidth(640)

    def _choice(self, text: str, keys: str) -> KeyButton:
        button = KeyButton(self.context.theme, text, keys.replace("+", " "))
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.press_by(keys)
        return button

    def _group(self, *buttons: KeyButton) -> QButtonGroup:
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(8)
        for button in buttons:
            group.addButton(button)
            row.addWidget(button, 1)
            button.clicked.connect(lambda _checked=False: self.field.setFocus())
        self.column.addLayout(row)
        return group

    def _on_confirmed(self) -> None:
        try:
            values = self._values()
        except PosError as error:
            self.fail(error)
            self.field.selectAll()
            return

        self.say("")
        percent, amount = values
        line = self._line if self._on_line.isChecked() else None
        give = carts.discount_cart if line is None else partial(carts.discount_line, line_id=line.id)
        run_approved(
            self.context,
            self,
            give,
            permission=Permission.DISCOUNT_OVER_LIMIT,
            reason=self.reason.text,
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
            percent=percent,
            amount=amount,
        )

    def _values(self) -> tuple[int | None, int | None]:
        text = self.field.text().strip()
        if not text:
            return None, None
        if self._by_percent.isChecked() or text.endswith("%"):
            return entry.percent(text), None
        return None, entry.amount(text, self._view.currency)
