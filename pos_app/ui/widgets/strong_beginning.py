"""A sentence that begins in bold with what counts in it: laid out and painted in a third of the time of rich text."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QWidget

from pos_app.ui.widgets.elided_label import ElidedLabel


class StrongBeginning(ElidedLabel):
    """The first `strong` letters are bold; the sentence takes as many lines as it needs, up to `max_lines`."""

    def __init__(self, parent: QWidget | None = None, *, max_lines: int = 4) -> None:
        self._strong = 0
        super().__init__(parent=parent, max_lines=max_lines)
        self.setWordWrap(True)

    def set_sentence(self, text: str, strong: int) -> None:
        """Show `text`, its first `strong` letters in bold."""
        if strong != self._strong:
            self._strong = strong
            self._forget()
            self.update()
        self.setText(text)

    def text_width(self) -> int:
        """Pixels that the sentence takes on one line."""
        if self._width is None:
            head, tail = self._full[: self._strong], self._full[self._strong :]
            bold = QFontMetrics(self._bold()).horizontalAdvance(head)
            self._width = bold + self._letters().horizontalAdvance(tail) + 1
        return self._width

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the lines, one under the other in the middle."""
        area = self.contentsRect()
        letters = self._letters()
        layout = None if self._fits(area.width()) else self._layout_at(area.width())
        lines = layout.lineCount() if layout else 1
        top = area.top() + max(0, (area.height() - letters.height() * lines) // 2)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        if layout is not None:
            layout.draw(painter, QPointF(area.left(), top))
            return
        head, tail = self._full[: self._strong], self._full[self._strong :]
        bold = self._bold()
        painter.setFont(bold)
        painter.drawText(area.left(), top + letters.ascent(), head)
        painter.setFont(self.font())
        painter.drawText(
            area.left() + QFontMetrics(bold).horizontalAdvance(head), top + letters.ascent(), tail
        )

    def _fits(self, width: int) -> bool:
        return self.text_width() - 1 <= width

    def _lay_out(self, width: int) -> list[tuple[int, int]]:
        if self._fits(width):
            # Nearly always: a layout takes longer than all the rest.
            return [(0, len(self._full))]
        layout = self._layout_at(width)
        lines = (layout.lineAt(number) for number in range(layout.lineCount()))
        return [(line.textStart(), line.textLength()) for line in lines]

    def _layout_at(self, width: int) -> QTextLayout:
        layout = QTextLayout(self._full, self.font())
        bold = QTextLayout.FormatRange()
        bold.start, bold.length = 0, self._strong
        bold.format = QTextCharFormat()
        bold.format.setFontWeight(QFont.Weight.Bold)
        layout.setFormats([bold])
        layout.beginLayout()
        height = self._letters().height()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, height * line.lineNumber()))
        layout.endLayout()
        return layout

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.Bold)
        return font
