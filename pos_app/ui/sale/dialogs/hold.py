"""Put the sale aside, with a name to find it again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.i18n import _
from pos_app.services import holding
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled


class HoldDialog(SaleDialog):
    """Enter holds at once; name and note help when several wait. `cancel_asked`: drop the sale instead."""

    cancel_asked = Signal()

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, _("Hold the sale"), parent)
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.note = QLineEdit()
        self.note.setMaxLength(300)
        self.column.addLayout(labelled(_("Name (may stay empty)"), self.name))
        self.column.addLayout(labelled(_("Note"), self.note))
        self.offer(_("Hold")).clicked.connect(self._on_confirmed)
        self.offer_instead(_("Cancel the sale"), self.cancel_asked.emit)
        self.setMinimumWidth(460)

    def _on_confirmed(self) -> None:
        self.context.operations.run(
            holding.hold,
            name=self.name.text(),
            note=self.note.text(),
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
        )
