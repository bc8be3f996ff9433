"""An X or a Z on the screen exactly as it prints, with the way to the printer."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.domain.till import TillReport
from pos_app.i18n import _
from pos_app.services.desk import Desk
from pos_app.ui.context import UiContext
from pos_app.ui.reports.preview import PdfPreview, can_preview
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.till.z_papers import has_printer, print_copy, send_waiting
from pos_app.ui.widgets.key_button import KeyButton


def report_pdf(desk: Desk, *, report: TillReport) -> bytes:
    """The paper as PDF."""
    from pos_app.printing.till_pdf import till_pdf

    return till_pdf(report, zone=desk.zone)


class ReportDialog(SaleDialog):
    """The arrow and page keys scroll; Ctrl+P prints."""

    def __init__(self, context: UiContext, report: TillReport, parent: QWidget) -> None:
        title = (
            _("Z {number}").format(number=report.number) if report.kind == "z" else _("X: the session so far")
        )
        super().__init__(context, title, parent)
        self._report = report
        self.pdf: bytes = context.operations.run(report_pdf, report=report) or b""
        self.preview = PdfPreview(title)
        if can_preview():
            self.column.addWidget(self.preview, 1)
        else:
            self.column.addWidget(QLabel(_("This installation cannot show it here; it can be printed.")))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        self.said.hide()
        self.column.addWidget(self.said)
        self.offer_close()
        self.print_button = KeyButton(context.theme, _("Print"), _("Ctrl P"))
        self.print_button.setAutoDefault(False)
        self.print_button.press_by("Ctrl+P")
        self.print_button.clicked.connect(self._on_print)
        self._buttons.insertWidget(0, self.print_button)
        # As wide as a roll of 80 mm, so that nothing is blown up.
        self.resize(max(460, self.minimumSizeHint().width()), 660)
        self.preview.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        """Only now is it known how wide the paper may be."""
        super().showEvent(event)
        if can_preview() and not self.preview.pages:
            self.preview.show_pdf(self.pdf)

    def _on_print(self) -> None:
        if not has_printer(self.context):
            self._say(_("No receipt printer is set up; name one under Settings, Receipt printer."))
        elif self._report.kind == "z":
            if print_copy(self.context, self._report.number):
                self._say(_("A copy goes to the printer."))
        else:
            self._print_x()

    def _print_x(self) -> None:
        from pos_app.services import till_printing

        if self.context.operations.run(till_printing.queue_x, report=self._report, on_error=self.fail):
            send_waiting(self.context)
            self._say(_("The X goes to the printer."))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()
