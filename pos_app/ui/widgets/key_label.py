"""The picture of a key beside a field."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_cap import key_cap_height, key_cap_width, paint_key_cap


class KeyLabel(QWidget):
    """Shows one key."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._key = theme, key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt
        return QSize(key_cap_width(self._theme, self._key) + 1, key_cap_height(self._theme) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt
        painter = QPainter(self)
        paint_key_cap(painter, self._theme, 0, self.rect().center().y(), self._key)
