"""A discount by hand: on the line or on the whole sale, in percent or as an amount."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts
from pos_app.services.cart_view import CartLineView, CartView
from pos_app.ui import entry
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.num_pad import NumPad


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
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.column.addLayout(labelled(_("Discount (empty: none)"), self.field))
        self.column.addWidget(NumPad(self.field))
        self.column.addLayout(labelled(_("Reason"), self.reason))
        self.offer(_("Give discount")).clicked.connect(self._on_confirmed)
        self._on_line.setEnabled(line is not None)
        (self._on_line if line is not None else self._on_sale).setChecked(True)
        self._by_percent.setChecked(True)
        self._on_sale.toggled.connect(self.reason.setEnabled)
        self.reason.setEnabled(self._on_sale.isChecked())
        self.field.setFocus()
        self.setMinimumWidth(420)

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

        def done(_changes: object) -> None:
            self.accept()

        run = self.context.operations.run
        percent, amount = values
        if self._on_line.isChecked() and self._line is not None:
            run(
                carts.discount_line,
                line_id=self._line.id,
                percent=percent,
                amount=amount,
                on_done=done,
                on_error=self.fail,
            )
        else:
            run(
                carts.discount_cart,
                percent=percent,
                amount=amount,
                reason=self.reason.text(),
                on_done=done,
                on_error=self.fail,
            )

    def _values(self) -> tuple[int | None, int | None]:
        text = self.field.text().strip()
        if not text:
            return None, None
        if self._by_percent.isChecked() or text.endswith("%"):
            return entry.percent(text), None
        return None, entry.amount(text, self._view.currency)
