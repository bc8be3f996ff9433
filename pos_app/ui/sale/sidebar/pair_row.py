"""A row of a section: something on the left, what is known of it on the right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter

from pos_app.ui.theme import Theme

GAP = 12
LEADING = 4
SHORT = 5
SIZE = 13


class PairRow:
    """Both texts on one line where they fit, else the right one below; only then they elide.

    Beside a short right text, such as an amount, the left one elides instead: columns stay columns. No widget of
    its own: the section paints its rows, for showing and painting three widgets a row is what takes time.
    """

    def __init__(self, theme: Theme, left: str, right: str) -> None:
        self._theme = theme
        self.left, self.right = left, right

    def height_for(self, width: int) -> int:
        """One or two lines."""
        return self._line() * (1 if self._fits(width) else 2) + LEADING

    def cut(self, width: int) -> bool:
        """Whether a text is elided."""
        return any(self._wide(text) - 1 > place.width() for text, place, _right in self._parts(width))

    def paint(self, painter: QPainter, top: int, width: int) -> None:
        """Paint the row at the left edge, `width` wide."""
        painter.setFont(self._theme.font(SIZE))
        for text, place, right in self._parts(width):
            laid = self._theme.laid_out(text, SIZE)
            if laid.size().width() > place.width():
                metrics = self._theme.metrics(SIZE)
                laid = self._theme.laid_out(
                    metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width()), SIZE
                )
            left = place.right() + 1 - laid.size().width() if right else place.left()
            painter.setPen(self._theme.color("mute" if right else "ink"))
            painter.drawStaticText(QPointF(left, top + place.top()), laid)

    def _line(self) -> int:
        return self._theme.metrics(SIZE).height()

    def _wide(self, text: str) -> int:
        return self._theme.text_width(text, SIZE) + 1

    def _fits(self, width: int) -> bool:
        if not self.right:
            return True
        right = self._wide(self.right)
        return right * SHORT <= width or self._wide(self.left) + GAP + right <= width

    def _parts(self, width: int) -> list[tuple[str, QRect, bool]]:
        """The texts with their places, and whether they stand at the right."""
        line, top = self._line(), LEADING // 2
        if not self.right:
            return [(self.left, QRect(0, top, width, line), False)]
        if not self._fits(width):
            below = QRect(GAP, top + line, width - GAP, line)
            return [(self.left, QRect(0, top, width, line), False), (self.right, below, True)]
        right = self._wide(self.right)
        return [
            (self.left, QRect(0, top, width - right - GAP, line), False),
            (self.right, QRect(width - right, top, right, line), True),
        ]
