"""The newest backup in the top bar: "✓ Backup 10:15", marked by word, shape and colour when it is old or missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QToolButton

from pos_app import formats
from pos_app.i18n import _
from pos_app.services import backups
from pos_app.services.backups import BackupAge
from pos_app.services.changes import Area
from pos_app.services.desk import Desk
from pos_app.ui.context import UiContext

EVERY_MS = 60_000


class BackupLabel(QToolButton):
    """Keeps itself current; a click leads to where backups are made and brought back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.setObjectName("Backup")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(_("Backups, and how to bring one back"))
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        context.hub.follow(self, {Area.BACKUP, Area.SETTINGS}, lambda _changes: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Look at the backups again; a practice till has none."""
        if self._context.desk.db.practice:
            self.hide()
            return
        found = self._context.operations.run(backups.age)
        if found is None:
            return
        text, role = age_words(self._context.desk, found)
        self.setText(text)
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)


def age_words(desk: Desk, age: BackupAge) -> tuple[str, str]:
    """What is said of the newest backup, and the role of its colour."""
    if age.at is None:
        return _("! No backup"), "warn"
    local = age.at.astimezone(desk.zone)
    today = local.date() == desk.local_now().date()
    when = formats.clock(local) if today else formats.short_date(local.date())
    if age.state == "old":
        return _("! Backup old: {when}").format(when=when), "warn"
    return _("✓ Backup {when}").format(when=when), "ok"
