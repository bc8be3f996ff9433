"""A new PIN is typed twice, for nobody sees it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from pos_app.i18n import _
from pos_app.ui.sale.dialogs.base import labelled
from pos_app.ui.widgets.pin_field import PinField


class NewPinFields:
    """Two fields, added to a column."""

    def __init__(self, column: QVBoxLayout) -> None:
        self.fields = [self._add(column, _("New PIN, 4 to 10 digits")), self._add(column, _("Once more"))]

    def _add(self, column: QVBoxLayout, label: str) -> QLineEdit:
        field = PinField()
        column.addLayout(labelled(label, field))
        return field

    def pin(self, say: Callable[[str], None]) -> str | None:
        """The PIN where both say the same; else None, and the focus goes where something is missing."""
        first, second = self.fields
        empty = first if not first.text() else second
        if not empty.text():
            empty.setFocus()
            return None
        if first.text() == second.text():
            return first.text()
        say(_("The two are not the same; please type the new PIN again."))
        for field in self.fields:
            field.clear()
        first.setFocus()
        return None
