"""One line for the sections there is no room for: what they are, how much is in them, and the way there."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from pos_app.i18n import _
from pos_app.ui import format as shown
from pos_app.ui.widgets.elided_label import ElidedLabel

TOUCH = 44


class MoreLine(QPushButton):
    """A button in the look of a section."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "section-button")
        self._label = ElidedLabel(parent=self, max_lines=2)
        self._label.setProperty("role", "small")
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def words(self) -> str:
        """What the line says."""
        return self._label.full_text()

    def height_for(self, summaries: Sequence[str], width: int) -> int:
        """Never below what a finger needs."""
        self._label.ensurePolished()
        line = self._label.fontMetrics().height()
        two = self._label.fontMetrics().horizontalAdvance(_words(summaries)) > width
        return max(TOUCH, line * (2 if two else 1) + 4) if summaries else 0

    def show_summaries(self, summaries: Sequence[str], place: QRect) -> None:
        """Name the hidden sections at `place`."""
        self._label.setText(_words(summaries))
        self.setAccessibleName(_words(summaries))
        self.setGeometry(place)
        self._label.setGeometry(self.rect())


def _words(summaries: Sequence[str]) -> str:
    return _("more… {sections}").format(sections=shown.joined(*summaries))
