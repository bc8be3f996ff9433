"""Cancel a sale after it was paid: what goes back is shown first, Enter makes the reversing document."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.domain.permissions import Permission
from pos_app.i18n import _
from pos_app.services import reversing
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.refund_preview import RefundPreview
from pos_app.ui.approval import reasons_for, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.sale.dialogs.refund_lines import RefundLines
from pos_app.ui.till.closed_till import open_first
from pos_app.ui.widgets.reason_field import ReasonField


class ReverseDialog(SaleDialog):
    """`completed(SaleCompleted)` once the reversing document is stored; the sale itself stays as it is."""

    completed = Signal(object)

    def __init__(self, context: UiContext, number: str, preview: RefundPreview, parent: QWidget) -> None:
        title = _("Cancel sale {number}").format(number=number)
        super().__init__(context, title, parent)
        self._number = number
        said = QLabel(_("Everything that is left of it goes back to where it was paid from."))
        said.setWordWrap(True)
        self.column.addWidget(said)
        lines = RefundLines()
        lines.show_preview(preview)
        self.column.addWidget(lines)
        self.reason = ReasonField(context.theme, _("Reason"), reasons_for(Permission.REVERSE_SALE))
        self.column.addWidget(self.reason)
        self.offer(_("Give it all back")).clicked.connect(self._on_confirmed)
        self.setMinimumWidth(560)
        self.reason.edit.setFocus()

    def _on_confirmed(self) -> None:
        if not self.reason.text:
            self.say(_("Say why, in a few words."))
            self.reason.edit.setFocus()
            return
        self._reverse()

    def _reverse(self) -> None:
        run_approved(
            self.context,
            self,
            reversing.reverse_sale,
            permission=Permission.REVERSE_SALE,
            reason=self.reason.text,
            on_done=self._on_done,
            on_error=lambda error: open_first(self.context, self, error, self._reverse, self.fail),
            number=self._number,
        )

    def _on_done(self, sale: SaleCompleted) -> None:
        self.completed.emit(sale)
        self.accept()
