"""The person's column: fixed cards first and last, sections between them as many rows as fit."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QWidget

from pos_app.ui.sale.sidebar.more_line import MoreLine
from pos_app.ui.sale.sidebar.room import rows_that_fit
from pos_app.ui.sale.sidebar.section import Section

GAP, TIGHT_GAP = 10, 6
# How far cards can fold: 1 one line for what explains, 2 no keys and chips, 3 only what must be seen.
MOST_FOLDED = 3


class PersonColumn(QWidget):
    """`top` cards and the `last` one never give way, they only fold; `sections` do, in their order.

    Sections without room are named in the `more` line.
    """

    def __init__(
        self,
        top: Sequence[QWidget],
        sections: Sequence[Section],
        last: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._top, self._sections, self._last = tuple(top), tuple(sections), last
        self._folded = 0
        self.more = MoreLine()
        self.more.hide()
        for widget in (*top, *sections, self.more, last):
            widget.setParent(self)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as in the picture; the height is what there is."""
        return QSize(400, 600)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Sections may vanish and the cards fold, so nothing forces the window."""
        return QSize(200, 200)

    def event(self, event: QEvent) -> bool:
        """Cards that change their need ask by LayoutRequest."""
        if event.type() == QEvent.Type.LayoutRequest:
            # Unfolding here would ask again, without end.
            self._settle(self._folded)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another size, another number of rows."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place everything for the present size, folded no further than needed."""
        self._settle(0)

    def _settle(self, level: int) -> None:
        width = self.width()
        if width <= 0:
            return
        heights = self._fold(level, width)
        while self._rest(heights) < self._least(width) and self._folded < MOST_FOLDED:
            heights = self._fold(self._folded + 1, width)
        self._place(heights, width)

    def _fold(self, level: int, width: int) -> list[int]:
        """Heights of the cards that are shown, the last one's at the end (0: hidden)."""
        self._folded = level
        for card in (*self._top, self._last):
            fold = getattr(card, "fold", None)
            if fold is not None:
                fold(level, width)
        return [0 if card.isHidden() else _height(card, width) for card in (*self._top, self._last)]

    @property
    def _gap(self) -> int:
        return TIGHT_GAP if self._folded else GAP

    def _rest(self, heights: Sequence[int]) -> int:
        """What the cards leave of the height."""
        taken = sum(height + self._gap for height in heights if height)
        return self.height() - taken + (0 if heights[-1] else self._gap)

    def _least(self, width: int) -> int:
        """Every section in one line, or their bare heads if that is less."""
        heads = sum(section.needs(width).height(0) for section in self._sections)
        return min(heads, self._more_height(self._sections, width))

    def _more_height(self, hidden: Sequence[Section], width: int) -> int:
        return self.more.height_for([section.summary for section in hidden], width)

    def _place(self, heights: Sequence[int], width: int) -> None:
        y = 0
        for card, height in zip(self._top, heights, strict=False):
            if height:
                card.setGeometry(0, y, width, height)
                y += height + self._gap
        y = max(0, y - self._gap)
        y = self._place_sections(y, self._rest(heights), width)
        last = heights[-1]
        if last:
            # Below the sections while there is room, else at the very bottom: it never leaves the screen.
            self._last.setGeometry(0, min(y + self._gap, self.height() - last), width, last)

    def _place_sections(self, y: int, room: int, width: int) -> int:
        blocks = [section.needs(width) for section in self._sections]
        counts = rows_that_fit(room, blocks)
        hidden = [s for s, count in zip(self._sections, counts, strict=True) if count is None]
        if hidden:
            line = self._more_height(self._sections, width)
            counts = rows_that_fit(room - line, blocks)
            hidden = [s for s, count in zip(self._sections, counts, strict=True) if count is None]
        for section, count in zip(self._sections, counts, strict=True):
            y += section.place(QPoint(0, y), width, count)
        self.more.setVisible(bool(hidden))
        if hidden:
            height = self._more_height(hidden, width)
            self.more.show_summaries([section.summary for section in hidden], QRect(0, y, width, height))
            y += height
        return y


def _height(widget: QWidget, width: int) -> int:
    # What changed deep inside would else be known only after the next round of events.
    for layout in reversed(widget.findChildren(QLayout)):
        layout.activate()
    fitted = widget.heightForWidth(width) if widget.hasHeightForWidth() else -1
    return fitted if fitted >= 0 else widget.sizeHint().height()
