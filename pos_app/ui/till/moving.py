"""Money put into the drawer or taken out of it without a sale: how much, and why."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import tills
from pos_app.services.approvals import Approval
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.ui import entry
from pos_app.ui import format as shown
from pos_app.ui.approval import reasons_for, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.num_pad import NumPad
from pos_app.ui.widgets.reason_field import ReasonField

Way = Literal["in", "out"]
_NEEDED = {"in": Permission.CASH_IN, "out": Permission.CASH_OUT}


class MoveDialog(SaleDialog):
    """`moved(sentence)` once it is stored."""

    moved = Signal(str)

    def __init__(self, context: UiContext, way: Way, parent: QWidget) -> None:
        super().__init__(context, _("Cash in") if way == "in" else _("Cash out"), parent)
        self._way: Way = way
        self._currency = context.settings().shop.currency
        self.amount = QLineEdit()
        self.amount.setProperty("role", "amount")
        self.amount.setMaxLength(20)
        self.reason = ReasonField(context.theme, _("Reason"), reasons_for(_NEEDED[way]))
        label = _("Put into the drawer") if way == "in" else _("Taken out of the drawer")
        row, left = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(20)
        left.addLayout(labelled(label, self.amount))
        left.addWidget(NumPad(self.amount))
        row.addLayout(left, 1)
        row.addWidget(self.reason, 1)
        self.column.addLayout(row)
        self.offer(_("Book it")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(640)
        self.amount.setFocus()

    def _on_confirmed(self) -> None:
        text = self.amount.text().strip()
        try:
            amount = entry.amount(text, self._currency)
        except PosError as error:
            self.fail(error)
            self.amount.selectAll()
            self.amount.setFocus()
            return
        if not self.reason.text:
            # Enter in the amount goes on to the reason.
            self.say(_("Say why, in a few words.") if self.reason.edit.hasFocus() else "")
            self.reason.edit.setFocus()
            return
        self.say("")
        self._book(amount, self.reason.text)

    def _book(self, amount: int, reason: str) -> None:
        book = tills.cash_in if self._way == "in" else tills.cash_out

        def move(desk: Desk, *, approval: Approval | None) -> Changes:
            return book(desk, amount=amount, reason=reason, approval=approval)

        figure = shown.money(amount, self._currency)
        said = _("{amount} put into the drawer: {reason}.") if self._way == "in" else _(
            "{amount} taken out of the drawer: {reason}."
        )  # fmt: skip

        def done(_changes: Changes) -> None:
            self.accept()
            self.moved.emit(said.format(amount=figure, reason=reason))

        run_approved(
            self.context, self, move, permission=_NEEDED[self._way], reason=reason, on_done=done,
            on_error=self.fail,
        )  # fmt: skip
