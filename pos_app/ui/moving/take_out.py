"""The shop written to files: one kind or everything, into a folder, that moves in again to the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app import formats, i18n
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import N_, _, ngettext
from pos_app.services.approvals import Approval
from pos_app.services.exporting import SETTINGS_FILE, ExportedFile, ExportReport, export
from pos_app.ui.context import UiContext
from pos_app.ui.moving import words
from pos_app.ui.moving.leave import with_leave
from pos_app.ui.moving.one_job import OneJob
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.form import ChoiceBox
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table

_WHAT = {"all": N_("Everything"), **words.KINDS, "daybook": N_("The day book")}


class TakeOutView(QWidget):
    """Choose what and where; the files stand there whole, or as they were before."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.folder: Path | None = None
        theme = context.theme
        self.what = ChoiceBox()
        self.what.setMinimumHeight(44)
        self.what.setMinimumWidth(200)
        self.what.setAccessibleName(_("What is taken out"))
        for key, text in _WHAT.items():
            self.what.addItem(_(text), key)
        self.place = ElidedLabel(_("No folder is chosen."))
        self.folder_button = KeyButton(theme, _("Choose folder…"), _("Alt F"))
        self.go_button = KeyButton(theme, _("Take out"), _("Alt E"), kind="primary")
        self.stop_button = KeyButton(theme, _("Stop"), _("Alt X"))
        self.open_button = KeyButton(theme, _("Open the folder"), _("Alt O"))
        self.table: Table[ExportedFile] = Table(_columns(), _("Files"))
        self.job = OneJob(context)
        self.said = QLabel(
            _(
                "What is taken out can be moved in again, here or into a new shop. “Everything” also writes the "
                "settings, and records of what a table cannot carry."
            )
        )
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        self.setFocusProxy(self.what)
        self._build()
        for button, keys, act in (
            (self.folder_button, "Alt+F", self.ask),
            (self.go_button, "Alt+E", self.start),
            (self.stop_button, "Alt+X", self.job.cancel),
            (self.open_button, "Alt+O", self.open_folder),
        ):
            button.press_by(keys)
            button.clicked.connect(act)
        self._enable()

    def _build(self) -> None:
        label = QLabel(_("Take out"))
        label.setProperty("role", "label")
        label.setBuddy(self.what)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(label)
        line.addWidget(self.what)
        line.addWidget(self.place, 1)
        line.addWidget(self.folder_button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.said, 1)
        for button in (self.stop_button, self.open_button, self.go_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addWidget(self.job)
        column.addLayout(foot)

    @property
    def settled(self) -> bool:
        """Whether nothing is under way."""
        return not self.job.busy

    def ask(self) -> None:
        """Let a person choose a folder."""
        dialog = QFileDialog(self, _("Where the files go"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.use_folder(Path(name)))
        dialog.open()

    def use_folder(self, folder: Path) -> None:
        """Write into this folder."""
        self.folder = folder
        self.place.setText(str(folder))
        self._enable()
        self.go_button.setFocus()

    def start(self) -> None:
        """Write the files; who may not needs someone who may."""
        with_leave(self._context, self, Permission.EXPORT_DATA, self._go)

    def _go(self, approval: Approval) -> None:
        if self.folder is None:
            return
        self.table.set_rows([])
        self.job.begin(
            export,
            on_done=self._on_done,
            on_failed=self._on_failed,
            on_stopped=lambda: self._end(
                _("Stopped; the files that were there before are as they were."), "muted"
            ),
            kind=str(self.what.currentData()),
            folder=self.folder,
            approval=approval,
        )
        self._end(_("The files are being written; the till can be used meanwhile."), "muted")
        if self.isVisible():
            # The button that was pressed is locked now, and the keys would go to the next thing in the window.
            self.stop_button.setFocus()

    def open_folder(self) -> None:
        """Show the folder in whatever shows folders here."""
        if self.folder is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder))):
            self._context.notify(_("The files lie in {path}.").format(path=self.folder))

    def _on_done(self, report: ExportReport) -> None:
        self.table.set_rows(report.files)
        at_stop = self.stop_button.hasFocus()
        text = ngettext(
            "✓ {count} file is in {folder}.", "✓ {count} files are in {folder}.", len(report.files)
        )
        done = text.format(count=len(report.files), folder=self.folder)
        if any(file.path.name == SETTINGS_FILE for file in report.files):
            follows = _(
                "A new shop reads settings.toml first (pos-app settings import), then the CSV files in the order of "
                "“Move in”; the .jsonl files are records for other programs."
            )
            done = f"{done} {follows}"
        self._end(done, "ok")
        if at_stop:
            self.open_button.setFocus()

    def _on_failed(self, error: PosError) -> None:
        self._end("! " + i18n.text(error.message), "warn")

    def _end(self, text: str, role: str) -> None:
        self.said.setText(text)
        if self.said.property("role") != role:
            self.said.setProperty("role", role)
            self.said.style().unpolish(self.said)
            self.said.style().polish(self.said)
        self._enable()

    def _enable(self) -> None:
        busy = self.job.busy
        self.what.setEnabled(not busy)
        self.folder_button.setEnabled(not busy)
        self.go_button.setEnabled(not busy and self.folder is not None)
        self.stop_button.setVisible(busy)
        self.open_button.setVisible(bool(self.table.rows_model.rows()) and not busy)


def _columns() -> list[Column[ExportedFile]]:
    def rows(file: ExportedFile) -> Any:
        return file.rows

    return [
        Column("name", _("File"), lambda file: file.path.name, stretch=True),
        Column("rows", _("Rows"), lambda file: formats.integer(file.rows), sort=rows, sample="10,000,000", right=True),
    ]  # fmt: skip
