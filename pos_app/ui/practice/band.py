"""The band over every page of the practice till."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from pos_app.i18n import _
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.elided_label import ElidedLabel


class PracticeBand(QFrame):
    """Says in words and colour that nothing here is real; the words stay when the window is small."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("PracticeBand")
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 3, 16, 3)
        row.setSpacing(12)
        row.addWidget(QLabel(_("PRACTICE")))
        rest = ElidedLabel(
            _("Nothing here is a sale: the shop's books, stock, printer and drawer stay as they are.")
        )
        row.addWidget(rest, 1)
        last = QLabel(_("PRACTICE"))
        last.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(last)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt
        """Never what makes a window wider."""
        return QSize(200, super().minimumSizeHint().height())
