"""What a restore would lose, before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app import formats, i18n
from pos_app.domain.message import Message, msg
from pos_app.domain.permissions import Permission
from pos_app.i18n import _
from pos_app.services import restoring
from pos_app.services.approvals import Granted
from pos_app.services.backup_files import as_backup
from pos_app.services.desk import Actor, from_utc_text
from pos_app.services.restore_preview import RestorePreview, told
from pos_app.services.restoring import RestoredBy
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.operations import Leave
from pos_app.ui.sale.dialogs.base import SaleDialog

MOST_HEIGHT = 320


class RestoreDialog(SaleDialog):
    """Enter asks for the owner's permission, then closes the shop, puts the backup in place and opens it again."""

    def __init__(self, context: UiContext, seen: RestorePreview, parent: QWidget) -> None:
        super().__init__(context, _("Restore the backup of {when}").format(when=made_at(seen)), parent)
        self._seen = seen
        # It would be lost at once, without being told.
        self.refuse_scans()
        sentences = told(seen)
        heading = _("This would be lost:") if not seen.loses_nothing else ""
        if heading:
            self.column.addWidget(_label(heading, "small"))
        self.losses = [_label(i18n.text(sentence)) for sentence in sentences]
        self.column.addWidget(_rolling(self.losses))
        kept = _(
            "The present file is not deleted: it is set aside, and can be restored like a backup. Receipts, Zs and"
            " quotes go on after the last number that was given."
        )
        self.column.addWidget(_label(kept, "muted"))
        self.confirm = self.offer(_("Restore this backup"))
        self.confirm.clicked.connect(self._on_confirmed)
        self.setMinimumWidth(620)

    def _on_confirmed(self) -> None:
        run_approved(
            self.context,
            self,
            restoring.authorise,
            permission=Permission.RESTORE,
            on_done=self._on_granted,
            on_error=self.fail,
        )

    def _on_granted(self, granted: Granted) -> None:
        actor: Actor = self.context.desk.actor
        work = restore_work(self.context.desk.db.path.parent, self._seen.file, actor, granted)
        self.accept()
        self.context.operations.leave_for(work)


def restore_work(data_dir: Path, file: Path, actor: Actor, granted: Granted) -> Leave:
    """What is done while the window is closed; returns what the new window says."""

    def work(progress: Callable[[int, int], None]) -> Message:
        by = RestoredBy(actor, granted.by, granted.reason)
        done = restoring.restore(data_dir, file=file, by=by, progress=progress)
        return msg("The backup of {when} is the shop now.", when=made_at(done.seen))

    return work


def made_at(seen: RestorePreview) -> str:
    """When a backup was made, as the list of backups says it; of another file the time of its last entry."""
    listed = as_backup(seen.file)
    if listed is not None:
        return formats.date_time(listed.at.astimezone())
    return formats.date_time(from_utc_text(seen.at).astimezone()) if seen.at else "?"


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def _rolling(labels: list[QLabel]) -> QScrollArea:
    """As tall as its lines, up to a limit: many tills may have lost something."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for label in labels:
        column.addWidget(label)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(inner)
    area.setMinimumHeight(min(MOST_HEIGHT, inner.sizeHint().height() + 8))
    return area
