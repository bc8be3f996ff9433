"""The person's column: fixed cards first and last, sections between them as many rows as fit."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.sale.sidebar.room import rows_that_fit
from pos_app.ui.sale.sidebar.section import Section

GAP = 10


class PersonColumn(QWidget):
    """`top` cards and the `last` one never give way; `sections` do, in their order."""

    def __init__(
        self,
        top: Sequence[QWidget],
        sections: Sequence[Section],
        last: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._top, self._sections, self._last = tuple(top), tuple(sections), last
        for widget in (*top, *sections, last):
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
            self.arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another size, another number of rows."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place everything for the present size."""
        width = self.width()
        if width <= 0:
            return
        last_height = 0 if self._last.isHidden() else _height(self._last, width) + GAP
        y = 0
        for card in self._top:
            if card.isHidden():
                continue
            height = _height(card, width)
            card.setGeometry(0, y, width, height)
            y += height + GAP
        y = max(0, y - GAP)
        blocks = [section.needs(width) for section in self._sections]
        for section, count in zip(
            self._sections, rows_that_fit(self.height() - y - last_height, blocks), strict=True
        ):
            y += section.place(QPoint(0, y), width, count)
        if last_height:
            # Below the sections while there is room, else at the very bottom: it never leaves the screen.
            top = min(y + GAP, self.height() - last_height + GAP)
            self._last.setGeometry(0, top, width, last_height - GAP)


def _height(widget: QWidget, width: int) -> int:
    layout = widget.layout()
    if layout is not None:
        layout.activate()
    fitted = widget.heightForWidth(width) if widget.hasHeightForWidth() else -1
    return fitted if fitted >= 0 else widget.sizeHint().height()
