"""Small rounded words and initials. The word carries the meaning, the colour only helps."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pos_app.ui.theme import Theme

# Larger letters need their room for the name.
LARGEST = 56
ChipKind = Literal["plain", "gold", "good", "warn"]


class Chip(QLabel):
    """One short text in a rounded box; `kind` chooses the colours of the theme."""

    def __init__(self, text: str = "", kind: ChipKind = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "chip" if kind == "plain" else f"chip-{kind}")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Avatar(QLabel):
    """The initials of a person in a circle; the name stands beside it, so it is only decoration."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        side = min(self._theme.px(44), LARGEST)
        self.setFixedSize(side, side)
        # A radius above half the side would make the style sheet draw a square.
        self.setStyleSheet(
            f"background: {self._theme.color('brand_soft').name()}; color: {self._theme.color('brand').name()};"
            f" border-radius: {side // 2}px; font-weight: 700;"
        )
