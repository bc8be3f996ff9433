"""A field to search in that says what it finds, in as many words as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.ui.actions import is_deed

TOUCH = 44
# What the style keeps free around the text.
AROUND = 24


class SearchField(QLineEdit):
    """`hints`, the longest first; a screen reader always hears the first."""

    def __init__(self, hints: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = tuple(hints)
        self.setMinimumHeight(TOUCH)
        self.setAccessibleName(self._hints[0])
        self._choose()

    def event(self, event: QEvent) -> bool:
        """Keys of the page are for the page, also where the desktop has another use for them in a field."""
        if is_deed(event):
            event.ignore()
            return False
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, other words."""
        super().resizeEvent(event)
        self._choose()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another font too."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_hints"):
            self._choose()

    def _choose(self) -> None:
        metrics, room = self.fontMetrics(), self.width() - AROUND
        fitting = [hint for hint in self._hints if metrics.horizontalAdvance(hint) <= room]
        self.setPlaceholderText(fitting[0] if fitting else self._hints[-1])
