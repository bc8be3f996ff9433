"""Boxes that group what belongs together."""

from typing import Literal

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

CardKind = Literal["card", "soft", "dashed"]


class Card(QFrame):
    """A box with a column in it; `kind` chooses fill and border of the theme."""

    def __init__(self, kind: CardKind = "card", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", kind)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 9, 12, 9)
        self.column.setSpacing(2)

    def set_tight(self, tight: bool) -> None:
        """Less air above and below where room is short."""
        above = 5 if tight else 9
        if self.column.contentsMargins().top() != above:
            self.column.setContentsMargins(12, above, 12, above)


class Line(QFrame):
    """A thin rule between things."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")
        self.setFixedHeight(1)
