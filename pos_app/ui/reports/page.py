"""The reports page: the daily customer report of a day, seen, saved and printed."""

from datetime import date
from pathlib import Path
from tempfile import gettempdir

from PySide6.QtCore import QDate, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.printing.papers import Sheet, sheet_of
from pos_app.services import reports
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.ui.context import UiContext
from pos_app.ui.jobs import Job
from pos_app.ui.reports.preview import PdfPreview, can_preview
from pos_app.ui.widgets.day_field import DayField
from pos_app.ui.widgets.key_button import KeyButton


def report_pdf(desk: Desk, *, day: date, paper: Sheet) -> bytes:
    """The daily customer report as PDF; runs in a job."""
    from pos_app.printing.daily_report_pdf import daily_report_pdf

    return daily_report_pdf(reports.daily_report(desk, day=day), page=paper)


class ReportsPage(QWidget):
    """Choose a day; the report is made in the background and shown as it will print."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pdf = b""
        self._job: Job | None = None
        self._stale = True
        self.day = DayField(_qdate(context.desk.business_date()), _("Day of the report"))
        self.day.setMaximumDate(_qdate(context.desk.business_date()))
        self.setFocusProxy(self.day)
        theme = context.theme
        self.earlier = KeyButton(theme, _("Day before"))
        self.later = KeyButton(theme, _("Day after"))
        self.save = KeyButton(theme, _("Save PDF…"))
        self.print = KeyButton(theme, _("Open to print"), kind="primary")
        self.preview = PdfPreview(_("Daily customer report"))
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self.earlier.clicked.connect(lambda: self.day.setDate(self.day.date().addDays(-1)))
        self.later.clicked.connect(lambda: self.day.setDate(self.day.date().addDays(1)))
        self.day.dateChanged.connect(lambda _day: self.make())
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)
        context.hub.follow(self, {Area.SALE, Area.CUSTOMER, Area.OFFER}, self._on_changes)

    def _build(self) -> None:
        title = QLabel(_("Daily customer report"))
        title.setProperty("role", "title")
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (title, self.earlier, self.day, self.later):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.save)
        line.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self._said)
        column.addWidget(self.preview, 1)

    @property
    def pdf(self) -> bytes:
        """The report that is shown, b"" while it is being made."""
        return self._pdf

    @property
    def chosen_day(self) -> date:
        """The day whose report is shown."""
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def make(self) -> None:
        """Make the report of the chosen day anew; an older job that still runs is given up."""
        if self._job is not None:
            self._job.cancel()
        self._stale = False
        self._pdf = b""
        self._enable()
        self._say(_("The report is being made…"))
        paper = sheet_of(self._context.settings().shop.phone_region)
        day = self.chosen_day
        self._job = self._context.operations.background(
            report_pdf,
            day=day,
            paper=paper,
            on_done=lambda pdf: self._on_made(day, pdf),
            on_error=self._on_failed,
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """A report that is no longer right is made anew when it is looked at."""
        super().showEvent(event)
        self.day.setMaximumDate(_qdate(self._context.desk.business_date()))
        if self._stale:
            self.make()

    def _on_changes(self, _changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self.make()

    def _on_made(self, day: date, pdf: bytes) -> None:
        if day != self.chosen_day:
            return
        self._pdf = pdf
        self._enable()
        if can_preview():
            self._say("")
            self.preview.show_pdf(pdf)
        else:
            self._say(_("The report is ready to be saved or opened; this installation cannot show it here."))

    def _on_failed(self, error: PosError) -> None:
        self._say("")
        self.preview.show_pdf(b"")
        self._context.operations.say_error(error)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _enable(self) -> None:
        for button in (self.save, self.print):
            button.setEnabled(bool(self._pdf))
        self.later.setEnabled(self.day.date() < self.day.maximumDate())

    def _file_name(self) -> str:
        return f"customers-{self.chosen_day.isoformat()}.pdf"

    def _on_save(self) -> None:
        dialog = QFileDialog(self, _("Save the report"), self._file_name(), _("PDF files (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> bool:
        """Write the report shown to a file; says how it went and answers whether it did."""
        from pos_app.printing.targets import write_file

        def write(_desk: Desk) -> bool:
            write_file(path, self._pdf)
            return True

        if not self._context.operations.run(write):
            return False
        self._context.notify(_("Saved as {path}.").format(path=path), "done")
        return True

    def _on_print(self) -> None:
        path = Path(gettempdir()) / self._file_name()
        if self.write(path) and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._context.notify(
                _("No program on this computer shows PDF files; the report lies at {path}.").format(
                    path=path
                ),
                "user",
            )


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
