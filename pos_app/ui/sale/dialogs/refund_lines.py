"""The four lines that say what a return will do, before Enter does it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.refund_preview import RefundPreview


class RefundLines(QFrame):
    """Money back, points, reward or coupon, gift card; hidden while there is nothing to tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(_("What goes back"))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        self._rows = [QLabel() for _number in range(4)]
        for number, row in enumerate(self._rows):
            row.setWordWrap(True)
            row.setProperty("role", "muted" if number else "strong")
            column.addWidget(row)
        self.hide()

    def show_preview(self, preview: RefundPreview | None) -> None:
        """Show the four sentences; None shows nothing."""
        if preview is not None:
            for row, message in zip(self._rows, preview.lines, strict=True):
                row.setText(i18n.text(message))
        self.setVisible(preview is not None)
