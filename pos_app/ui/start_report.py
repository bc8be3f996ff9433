"""What was wrong with the shop's file at the start, and what is missing now."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.start_check import StartReport
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog


class StartReportDialog(SaleDialog):
    """Says it once; the same text lies beside the file that was set aside."""

    def __init__(self, context: UiContext, report: StartReport, parent: QWidget) -> None:
        super().__init__(context, _("The shop's file"), parent)
        for sentence in report.sentences:
            label = QLabel(i18n.text(sentence))
            label.setWordWrap(True)
            self.column.addWidget(label)
        self.offer_close()
        self.setMinimumWidth(620)
