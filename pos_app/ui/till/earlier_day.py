"""A new day, and the till is still open from an earlier one: count and close it, or carry on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.i18n import _
from pos_app.services.tills import TillState
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.till.words import moment_of


class EarlierDayDialog(SaleDialog):
    """`count_asked` or `carry_on_asked`; Esc does neither, and the sale stays as it was."""

    count_asked = Signal()
    carry_on_asked = Signal()

    def __init__(self, context: UiContext, state: TillState, parent: QWidget) -> None:
        super().__init__(context, _("The till was not closed"), parent)
        text = _(
            "It is open since {moment}. Count and close it now to begin a new day, or carry on: "
            "then both days come onto one Z, each with its own sums."
        )
        said = QLabel(text.format(moment=moment_of(context.desk, state.opened_at)))
        said.setWordWrap(True)
        self.column.addWidget(said)
        self.offer(_("Count and close")).clicked.connect(self._on_count)
        self.offer_other(_("Carry on"), "Alt+C", self.carry_on_asked.emit)
        self.setMinimumWidth(560)

    def _on_count(self) -> None:
        self.accept()
        self.count_asked.emit()
