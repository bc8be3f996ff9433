"""A label for a figure that changes with every scan: it asks for another place only when it gets longer or shorter."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class FigureLabel(QLabel):
    """Plain text on one line, at the right. Qt's own label has the whole window laid out anew at every text.

    Digits are all of one width, so a text of as many characters has the place that it needs already.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt
        """Show `text`."""
        if text == self._figure:
            return
        longer = len(text) != len(self._figure) or self._width(text) > self.contentsRect().width()
        self._figure = text
        if longer:
            self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What is shown."""
        return self._figure

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt
        self.ensurePolished()
        margins = self.contentsMargins()
        height = QFontMetrics(self.font()).height()
        return QSize(
            self._width(self._figure) + margins.left() + margins.right(),
            height + margins.top() + margins.bottom(),
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.contentsRect(), flags, self._figure)
        painter.end()

    def _width(self, text: str) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(text)
