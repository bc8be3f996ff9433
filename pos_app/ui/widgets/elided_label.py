"""A label that shows as much of its text as fits, ends in "…" and tells the rest in its tooltip."""

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextLine
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """Plain text over at most `max_lines` lines; narrower than its text it elides instead of clipping."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, max_lines: int = 1) -> None:
        super().__init__(parent)
        self._max_lines = max_lines
        self._full = ""
        # Measuring is what layouts ask for most.
        self._width: int | None = None
        self._metrics: QFontMetrics | None = None
        self._laid: dict[int, list[tuple[int, int]]] = {}
        self._shown: tuple[int, list[str]] | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(max_lines > 1)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show `text`; an assistive program always hears it whole."""
        if text == self._full:
            return
        self._full = text
        self._forget()
        super().setText(text)
        self.setAccessibleName(text)
        self._update_tooltip()

    def set_max_lines(self, lines: int) -> None:
        """Take at most `lines` lines from now on."""
        if lines == self._max_lines:
            return
        self._max_lines = lines
        self._forget()
        policy = self.sizePolicy()
        policy.setHeightForWidth(lines > 1)
        self.setSizePolicy(policy)
        self._update_tooltip()
        self.updateGeometry()
        self.update()

    def full_text(self) -> str:
        """The whole text, elided or not."""
        return self._full

    def text_width(self) -> int:
        """Pixels that the text takes on one line."""
        if self._width is None:
            self._width = self._letters().horizontalAdvance(self._full) + 1
        return self._width

    def is_elided(self) -> bool:
        """Whether a part of the text does not fit at the present size."""
        return bool(self._full) and self._lines_needed(self.contentsRect().width()) > self._max_lines

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line as wide as the text."""
        self.ensurePolished()
        margins = self.contentsMargins()
        height = self._letters().height() + margins.top() + margins.bottom()
        return QSize(self.text_width() + margins.left() + margins.right(), height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for the ellipsis and a few letters."""
        self.ensurePolished()
        hint = self.sizeHint()
        least = self._letters().averageCharWidth() * 5
        return QSize(min(hint.width(), least), hint.height())

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Only a label of several lines grows when it gets narrower."""
        return self._max_lines > 1

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Height of the lines needed at `width`, at most `max_lines`."""
        self.ensurePolished()
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        lines = min(self._max_lines, max(1, self._lines_needed(inner)))
        return lines * self._letters().height() + margins.top() + margins.bottom()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Another font has other widths."""
        self._forget()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Whether the tooltip is needed depends on the width."""
        super().resizeEvent(event)
        self._update_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the lines, the last one elided."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        shown = self._broken(area.width())
        height = self._letters().height()
        top = area.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(0, (area.height() - height * len(shown)) // 2)
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        for index, line in enumerate(shown):
            box = QRect(area.left(), top + index * height, area.width(), height)
            painter.drawText(box, int(across | Qt.AlignmentFlag.AlignVCenter), line)

    def _broken(self, width: int) -> list[str]:
        """The lines as they are shown, the last one elided where it has to be."""
        if self._shown is None or self._shown[0] != width:
            self._shown = (width, self._break(width))
        return self._shown[1]

    def _break(self, width: int) -> list[str]:
        lines = self._layout_lines(width)
        kept = lines[: self._max_lines]
        if not kept:
            return []
        start, _length = kept[-1]
        texts = [self._full[begin : begin + length].strip() for begin, length in kept[:-1]]
        rest = self._full[start:].strip()
        if self._max_lines == 1 and self.text_width() - 1 <= width:
            return [rest]
        return [*texts, self._letters().elidedText(rest, Qt.TextElideMode.ElideRight, width)]

    def _lines_needed(self, width: int) -> int:
        if self._max_lines == 1:
            return 1 if self.text_width() - 1 <= width else 2
        return len(self._layout_lines(width))

    def _layout_lines(self, width: int) -> list[tuple[int, int]]:
        if self._max_lines == 1:
            return [(0, len(self._full))] if self._full else []
        if width not in self._laid:
            self._laid[width] = self._lay_out(width)
        return self._laid[width]

    def _lay_out(self, width: int) -> list[tuple[int, int]]:
        # A text layout knows lines only by their own separator.
        layout = QTextLayout(self._full.replace("\n", "\u2028"), self.font())
        layout.beginLayout()
        lines: list[tuple[int, int]] = []
        while (line := _next_line(layout)) is not None:
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, 0))
            lines.append((line.textStart(), line.textLength()))
        layout.endLayout()
        return lines

    def _letters(self) -> QFontMetrics:
        if self._metrics is None:
            self._metrics = QFontMetrics(self.font())
        return self._metrics

    def _forget(self) -> None:
        self._width = self._metrics = self._shown = None
        self._laid = {}

    def _update_tooltip(self) -> None:
        tip = self._full if self.is_elided() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)


def _next_line(layout: QTextLayout) -> QTextLine | None:
    line = layout.createLine()
    return line if line.isValid() else None
