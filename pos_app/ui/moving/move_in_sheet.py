"""The sheet on which a shop moves in: the file above, what is read of it in the middle, keys and words below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.ui.context import UiContext
from pos_app.ui.moving.beginning import Beginning
from pos_app.ui.moving.columns_table import ColumnsTable
from pos_app.ui.moving.file_line import FileLine
from pos_app.ui.moving.findings import Finding
from pos_app.ui.moving.first_rows import FirstRows
from pos_app.ui.moving.one_job import OneJob
from pos_app.ui.moving.standing import Standing
from pos_app.ui.widgets.key_button import KeyButton


class MoveInSheet(QWidget):
    """The parts and their places; what they do is said by the view made of it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        theme = context.theme
        self.file = FileLine(context)
        self.beginning = Beginning(context)
        self.columns = ColumnsTable()
        self.first = FirstRows(context)
        self.findings = Finding(context)
        self.skip = QCheckBox(_("Import the good rows, write the others to a file"))
        self.points = QCheckBox(_("Past sales earn points"))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.job = OneJob(context)
        self.stop_button = KeyButton(theme, _("Stop"), _("Alt X"))
        self.back_button = KeyButton(theme, _("Columns"), _("Alt M"))
        self.rejects_button = KeyButton(theme, _("Open the rejects"), _("Alt R"))
        self.check_button = KeyButton(theme, _("Check"), _("Alt C"), kind="primary")
        self.import_button = KeyButton(theme, _("Import"), _("Alt I"), kind="primary")
        self._build()
        self.setAcceptDrops(True)

    def _build(self) -> None:
        reading = QWidget()
        halves = QVBoxLayout(reading)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(8)
        halves.addWidget(self.columns, 5)
        halves.addWidget(self.first, 4)
        self.stack = QStackedWidget()
        for part in (self.beginning, reading, self.findings):
            self.stack.addWidget(part)
        self.reading = reading
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.points)
        foot.addWidget(self.skip)
        for button in (
            self.stop_button,
            self.rejects_button,
            self.back_button,
            self.check_button,
            self.import_button,
        ):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.file)
        column.addWidget(self.stack, 1)
        column.addWidget(self.job)
        column.addLayout(foot)

    def say(self, text: str, role: str) -> None:
        """A sentence at the foot; `role` is its colour."""
        self.said.setText(text)
        if self.said.property("role") != role:
            self.said.setProperty("role", role)
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)

    def show_standing(self, now: Standing) -> None:
        """What can be pressed where it stands, with the part that is in front."""
        front = self.stack.currentWidget()
        reading, found = front is self.reading, front is self.findings
        self.file.set_first(not now.busy and (front is self.beginning or (now.imported and found)))
        self.file.setEnabled(not now.importing)
        self.columns.setEnabled(not now.importing)
        self.stop_button.setVisible(now.busy and now.under != "look")
        self.check_button.setVisible(now.complete and reading)
        self.check_button.setEnabled(not now.busy)
        self.back_button.setVisible(now.seen is not None and found)
        self.back_button.setEnabled(not now.busy)
        self.import_button.setVisible(now.checked and found)
        self.import_button.setEnabled(now.good and not now.busy)
        self.skip.setVisible(now.has_problems and found)
        self.points.setVisible(now.complete and self.file.kind_name == "sales" and reading)
        self.rejects_button.setVisible(now.has_rejects)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt
        """A file may be dropped here."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt
        """The first of what was dropped is chosen."""
        self.file.chosen.emit(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()
