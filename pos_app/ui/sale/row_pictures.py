"""Pictures of the rows of the cart: whatever has the table painted anew, a row is drawn only when it changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

from pos_app.services.cart_view import CartLineView
from pos_app.ui.sale.cart_delegate import CartDelegate


@dataclass(frozen=True, slots=True)
class Look:
    """What the picture of a row depends on besides its line: place and width of the cells, height, pixels a point."""

    columns: Sequence[tuple[int, int]]
    width: int
    height: int
    ratio: float


class RowPictures:
    """One picture a line, drawn on the card's own colour so that letters keep their sharpest edges."""

    def __init__(self, delegate: CartDelegate) -> None:
        self._delegate = delegate
        self._kept: dict[int, tuple[CartLineView, bool, Look, QPixmap]] = {}

    def of(self, line: CartLineView, selected: bool, look: Look, ground: QColor) -> QPixmap:
        """The row of a line."""
        kept = self._kept.get(line.id)
        if kept is not None and kept[1] == selected and kept[2] == look and kept[0] == line:
            return kept[3]
        picture = QPixmap(round(look.width * look.ratio), round(look.height * look.ratio))
        picture.setDevicePixelRatio(look.ratio)
        picture.fill(ground)
        painter = QPainter(picture)
        row = QRect(0, 0, look.width, look.height)
        self._delegate.paint_row(painter, row, look.columns, line, selected)
        painter.end()
        self._kept[line.id] = (line, selected, look, picture)
        return picture

    def keep_only(self, line_ids: Collection[int]) -> None:
        """Forget the pictures of lines that are not in sight."""
        for gone in self._kept.keys() - line_ids:
            del self._kept[gone]

    def forget(self) -> None:
        """Other colours, letters or language."""
        self._kept.clear()
