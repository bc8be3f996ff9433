"""Safety: the backups and whether they are good, a new one now, one brought back, and the day book verified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from pos_app import formats, i18n
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import backup_states, backups, settings
from pos_app.services.backup_files import BackupFile
from pos_app.services.backups import BackupMade
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.services.restore_preview import RestorePreview, preview
from pos_app.services.verify import VerifyReport, verify
from pos_app.ui.approval import run_approved
from pos_app.ui.backup_label import age_words
from pos_app.ui.context import UiContext
from pos_app.ui.till.restore_dialog import RestoreDialog
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table

# Reading a large backup takes seconds: the newest are looked at unasked, an older one when it is chosen.
_LOOKED_AT = 12
_WORDS = {"good": ("✓", "brand"), "damaged": ("!", "warn"), None: ("–", "mute")}


class SafetyView(QWidget):
    """Enter on a backup shows what restoring it would lose; nothing is changed before that is confirmed."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._looking = False
        theme = context.theme
        self.state = QLabel()
        self.second = ElidedLabel("")
        self.second.setProperty("role", "muted")
        self.now_button = KeyButton(theme, _("Back up now"), _("Alt B"), kind="primary")
        self.now_button.press_by("Alt+B")
        self.folder_button = KeyButton(theme, _("Second folder…"), _("Alt F"))
        self.folder_button.press_by("Alt+F")
        self.verify_button = KeyButton(theme, _("Verify the day book"), _("Alt V"))
        self.verify_button.press_by("Alt+V")
        self.other_button = KeyButton(theme, _("Other file…"), _("Alt O"))
        self.other_button.press_by("Alt+O")
        self.restore_button = KeyButton(theme, _("Restore…"), _("Enter"))
        self.table: Table[BackupFile] = Table(_columns(context), _("Backups"))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        self.setFocusProxy(self.table)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.state)
        words.addWidget(self.second)
        top.addLayout(words, 1)
        for button in (self.verify_button, self.folder_button, self.now_button):
            top.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.other_button)
        foot.addWidget(self.restore_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.bar)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.now_button.clicked.connect(self.back_up)
        self.folder_button.clicked.connect(self.choose_folder)
        self.verify_button.clicked.connect(self.verify)
        self.other_button.clicked.connect(self.choose_file)
        self.restore_button.clicked.connect(self.restore_chosen)
        self.table.doubleClicked.connect(lambda _index: self.restore_chosen())
        self._context.hub.follow(self, {Area.BACKUP, Area.SETTINGS}, self._on_changes)

    def reload(self) -> None:
        """Read the list again; the one chosen before stays chosen."""
        run = self._context.operations.run
        before = self.table.current_row()
        files = run(backups.listed) or []
        self.table.set_rows(files)
        places = [n for n, file in enumerate(files) if before is not None and file.path == before.path]
        if files:
            self.table.selectRow(places[0] if places else 0)
        self.restore_button.setEnabled(bool(files))
        age = run(backups.age)
        if age is not None:
            text, role = age_words(self._context.desk, age)
            self._say_in(self.state, text, role)
        self.second.setText(self._second_words())
        self._look_at(files[:_LOOKED_AT])

    def back_up(self) -> None:
        """Make a backup now, beside the selling."""
        self._begin(_("The backup is being made…"))
        self._context.operations.background(
            backups.back_up,
            gentle=True,
            on_done=self._on_made,
            on_error=self._on_failed,
            on_progress=self._on_progress,
        )

    def verify(self) -> None:
        """Check the whole day book, beside the selling."""
        self._begin(_("The day book is being read…"))
        self._context.operations.background(
            verify, on_done=self._on_verified, on_error=self._on_failed, on_progress=self._on_progress
        )

    def choose_folder(self) -> None:
        """Ask for the second folder; leaving the window keeps the one that is set."""
        now = self._context.settings().backup.folder
        chosen = QFileDialog.getExistingDirectory(self, _("Second folder for backups"), now)
        if chosen:
            self.use_folder(chosen)

    def use_folder(self, folder: str) -> None:
        """From now on every backup goes there too."""
        run_approved(
            self._context,
            self,
            settings.set_setting,
            permission=Permission.CHANGE_SETTINGS,
            key="backup.folder",
            value=str(Path(folder)) if folder else "",
        )

    def choose_file(self) -> None:
        """Ask for a backup that lies elsewhere."""
        chosen, _kind = QFileDialog.getOpenFileName(self, _("A backup"), "", _("Backups (*.db)"))
        if chosen:
            self.preview(Path(chosen))

    def restore_chosen(self) -> None:
        """Show what restoring the chosen backup would lose."""
        chosen = self.table.current_row()
        if chosen is not None:
            self.preview(chosen.path)

    def preview(self, file: Path) -> None:
        """Look at a backup and at the shop, then show the difference."""
        self._begin(_("The backup is being read…"))

        def look(desk: Desk) -> RestorePreview:
            return preview(desk.db.path.parent, file)

        self._context.operations.background(look, on_done=self._on_previewed, on_error=self._on_failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        """Enter looks at the chosen one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.restore_button.isEnabled():
            self.restore_chosen()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        """Catch up with what changed while the list was not to be seen; sticks come and go unseen."""
        super().showEvent(event)
        self.reload()

    @property
    def settled(self) -> bool:
        """Whether nothing is under way."""
        return self.now_button.isEnabled() and self.verify_button.isEnabled() and not self._looking

    def _begin(self, text: str) -> None:
        for button in self._buttons():
            button.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        self._say_in(self.said, text, "muted")

    def _end(self, text: str, role: str) -> None:
        for button in self._buttons():
            button.setEnabled(True)
        self.bar.hide()
        self._say_in(self.said, text, role)
        self.restore_button.setEnabled(bool(self.table.current_row()))
        if self.isVisible():
            self.table.setFocus()

    def _buttons(self) -> tuple[KeyButton, ...]:
        return self.now_button, self.verify_button, self.restore_button, self.other_button

    def _on_progress(self, done: int, total: int) -> None:
        # Pages and entries may be more than a progress bar counts.
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // total if total else 0)

    def _on_made(self, made: BackupMade) -> None:
        text = _("✓ The backup is made and was read back.")
        problems = " ".join(i18n.text(failure.message) for failure in made.failed)
        self._end(f"! {problems}" if problems else text, "warn" if problems else "ok")

    def _on_verified(self, report: VerifyReport) -> None:
        if report.ok:
            done = _("✓ Everything agrees: {entries} entries, {documents} documents.")
            entries, documents = formats.integer(report.entries), formats.integer(report.documents)
            self._end(done.format(entries=entries, documents=documents), "ok")
            return
        first = report.first
        assert first is not None
        place = _("entry {seq} of till {till}: ").format(seq=first.seq, till=first.till) if first.till else ""
        text = _("! The day book does not agree: {place}{problem} ({count} in all)")
        problem = i18n.text(first.message)
        self._end(text.format(place=place, problem=problem, count=report.problem_count), "warn")

    def _on_previewed(self, seen: RestorePreview) -> None:
        self._end("", "muted")
        RestoreDialog(self._context, seen, self).open()

    def _on_failed(self, error: PosError) -> None:
        self._end("! " + i18n.text(error.message), "warn")

    def _on_changes(self, _changes: Changes) -> None:
        if self.isVisible():
            self.reload()

    def _look_at(self, files: list[BackupFile]) -> None:
        """Read the newest backups one after the other, in the background."""
        waiting = [file for file in files if backup_states.known_state(file) is None]
        if not waiting or self._looking:
            return
        self._looking = True

        def done(_state: Any) -> None:
            self._looking = False
            self.table.viewport().update()
            self._look_at(waiting[1:])

        self._context.operations.background(
            backup_states.state_of,
            file=waiting[0],
            on_done=done,
            on_error=lambda _error: done(None),
            # With it the window can stop the reading when it closes.
            on_progress=lambda _done, _total: None,
        )

    def _second_words(self) -> str:
        folder = self._context.settings().backup.folder
        if not folder:
            return _("No second folder: a stick or another machine keeps a copy when this one dies.")
        there = _("Second folder: {folder}") if Path(folder).is_dir() else _("! Not there now: {folder}")
        return there.format(folder=folder)

    def _say_in(self, label: QLabel, text: str, role: str) -> None:
        label.setText(text)
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)


def _columns(context: UiContext) -> list[Column[BackupFile]]:
    def state(file: BackupFile) -> str:
        found = backup_states.known_state(file)
        words = {"good": _("good"), "damaged": _("damaged"), None: _("not read yet")}
        return f"{_WORDS[found][0]} {words[found]}"

    def color(file: BackupFile) -> QColor:
        return context.theme.color(_WORDS[backup_states.known_state(file)][1])

    def when(file: BackupFile) -> str:
        local = file.at.astimezone(context.desk.zone)
        return f"{formats.long_date(local.date())} {formats.clock(local)}"

    def size(file: BackupFile) -> str:
        return _("{size} KB").format(size=formats.integer(-(-file.size // 1000)))

    return [
        Column("at", _("When"), when, sample="21 Nov 2026 08:02"),
        Column("state", _("State"), state, sample=_("not read yet") + "  ", color=color),
        Column("size", _("Size"), size, sort=lambda file: file.size, sample="00,000,000 KB", right=True),
        Column("where", _("Where"), lambda file: str(file.folder), stretch=True),
    ]  # fmt: skip
