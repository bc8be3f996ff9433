"""While the window is open: a backup after each close of the till, and every so many minutes if something changed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from pos_app.errors import PosError
from pos_app.services import backups
from pos_app.services.backups import BackupFailure, BackupMade
from pos_app.services.changes import Area, Changes
from pos_app.ui.context import UiContext

LOOK_MS = 15_000
MINUTE_MS = 60_000


class BackupWatch(QObject):
    """One backup at a time, in the background and gently; a place that fails is told once, until it works again."""

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        # What was changed before the window opened may be in no backup either.
        self._changed, self._busy, self._first = True, False, True
        self._told: set[Path] = set()
        self._since = QElapsedTimer()
        self._since.start()
        context.hub.changed.connect(self._on_changed)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Make a backup if it is time for one; a shop that has none, or an old one, does not wait for its minutes."""
        minutes, elapsed = self._context.settings().backup.minutes, self._since.elapsed()
        if not minutes or not self._changed or elapsed < MINUTE_MS:
            return
        first, self._first = self._first, False
        if elapsed >= minutes * MINUTE_MS or (first and self._is_old()):
            self.back_up()

    def back_up(self) -> None:
        """Make a backup now, unless one is under way."""
        if self._busy:
            return
        self._busy, self._changed = True, False
        self._since.restart()
        self._context.operations.background(
            backups.back_up,
            gentle=True,
            on_done=self._on_made,
            on_error=self._on_error,
            # With it the window can stop the copy when it closes.
            on_progress=lambda _done, _total: None,
        )

    def _is_old(self) -> bool:
        age = self._context.operations.run(backups.age)
        return age is not None and age.state != "fresh"

    def _on_changed(self, changes: Changes) -> None:
        if changes.areas - {Area.BACKUP, Area.PRINTING}:
            self._changed = True
        if Area.TILL in changes.areas and _closed(changes):
            self.back_up()

    def _on_made(self, made: BackupMade) -> None:
        self._busy = False
        failed = {failure.folder for failure in made.failed}
        for failure in made.failed:
            if failure.folder not in self._told:
                self._context.notify(failure.message, "machine")
                self._context.operations.run(backups.note_failure, failure=failure)
        self._told = failed

    def _on_error(self, error: PosError) -> None:
        self._busy, self._changed = False, True
        if error.code == "backup_running":
            return
        own = self._context.desk.db.path.parent
        if own not in self._told:
            self._context.notify(error.message, "machine")
            failure = BackupFailure(own, error.message)
            self._context.operations.run(backups.note_failure, failure=failure)
        self._told.add(own)
        self._context.hub.publish(Changes(frozenset({Area.BACKUP})))


def _closed(changes: Changes) -> bool:
    """Whether the till was closed; what closes it is not imported before it is needed."""
    from pos_app.services.till_closing import TillClosed

    return isinstance(changes, TillClosed)
