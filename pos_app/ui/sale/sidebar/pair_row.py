"""A row of a section: something on the left, what is known of it on the right."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.widgets.elided_label import ElidedLabel

GAP = 12
LEADING = 4
SHORT = 5


class PairRow(QWidget):
    """Both texts on one line where they fit, else the right one below; only then they elide.

    Beside a short right text, such as an amount, the left one elides instead: columns stay columns.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = ElidedLabel(parent=self)
        self._left.setProperty("role", "row")
        self._right = ElidedLabel(parent=self)
        self._right.setProperty("role", "muted-row")
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self, self._left, self._right):
            # The section below takes the press.
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_texts(self, left: str, right: str) -> None:
        """Show both; a right text that is empty takes no room."""
        if (left, right) != self.texts():
            self._left.setText(left)
            self._right.setText(right)
            self._right.setVisible(bool(right))
            self._place()

    def texts(self) -> tuple[str, str]:
        """Left and right text, whole."""
        return self._left.full_text(), self._right.full_text()

    def height_for(self, width: int) -> int:
        """One or two lines."""
        self._left.ensurePolished()
        self._right.ensurePolished()
        return self._line() * (1 if self._fits(width) else 2) + LEADING

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line for both."""
        return QSize(self._left.text_width() + GAP + self._right.text_width(), self._line() + LEADING)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the two texts."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another font may need another place."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._place()

    def _line(self) -> int:
        return max(self._left.sizeHint().height(), self._right.sizeHint().height())

    def _fits(self, width: int) -> bool:
        if not self._right.full_text():
            return True
        right = self._right.text_width()
        return right * SHORT <= width or self._left.text_width() + GAP + right <= width

    def _place(self) -> None:
        width, line = self.width(), self._line()
        top = LEADING // 2
        if self._fits(width):
            right = self._right.text_width() if self._right.full_text() else 0
            self._left.setGeometry(0, top, width - right - (GAP if right else 0), line)
            self._right.setGeometry(width - right, top, right, line)
        else:
            self._left.setGeometry(0, top, width, line)
            self._right.setGeometry(GAP, top + line, width - GAP, line)
