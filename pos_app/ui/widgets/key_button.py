"""A push button that shows its key: "Hold [F4]"."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_cap import key_cap_height, key_cap_width, paint_key_cap

_PADDING = 10


class KeyButton(QPushButton):
    """Text on the left, the key on the right; `stacked` puts the key under the text.

    Of kind ``bar`` it is flat, with the key first and the text in the colour `tone`.
    The key is shown only: the shortcut itself belongs to `ui.actions`. The accessible name is the text.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        key: str = "",
        *,
        kind: str = "",
        stacked: bool = False,
        size: int = 13,
        tone: str = "ink",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme, self._key, self._stacked, self._size = theme, key, stacked, size
        self._tone = tone
        if kind:
            self.setProperty("kind", kind)
        self.setAccessibleDescription(key)
        theme.changed.connect(self.updateGeometry)

    def press_by(self, keys: str) -> None:
        """Let `keys` press the button at once; Qt's own shortcut of a button would wait a tenth of a second."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.click)

    @property
    def key(self) -> str:
        """The key that is shown."""
        return self._key

    def set_key(self, key: str) -> None:
        """Show another key, "" for none."""
        if key != self._key:
            self._key = key
            self.setAccessibleDescription(key)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt
        width, height = self._content_size()
        return QSize(max(44, width + 2 * _PADDING), max(44, height + 14))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt
        return self.sizeHint()

    def _weight(self) -> int:
        return 600 if self._stacked or self.property("kind") == "primary" else 400

    def _metrics(self) -> QFontMetrics:
        return self._theme.metrics(self._size, self._weight())

    def _content_size(self) -> tuple[int, int]:
        metrics = self._metrics()
        text = self._theme.text_width(self.text().replace("&", ""), self._size, self._weight())
        if not self._key:
            return text, metrics.height()
        cap = key_cap_width(self._theme, self._key)
        if self._stacked:
            return max(text, cap), metrics.height() + key_cap_height(self._theme) + self._theme.px(4)
        return text + self._theme.px(6) + cap, metrics.height()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        primary = self.property("kind") == "primary" and self.isEnabled()
        token = "on_brand" if primary else "hint" if not self.isEnabled() else "ink"
        if self.property("kind") == "danger" and self.isEnabled():
            token = "danger"
        painter.setFont(self._theme.font(self._size, 600 if self._stacked or primary else 400))
        painter.setPen(self._theme.color(token))
        if self._stacked:
            self._paint_stacked(painter, primary)
        else:
            self._paint_row(painter, primary)

    def _paint_row(self, painter: QStylePainter, primary: bool) -> None:
        inside = self.rect().adjusted(_PADDING, 0, -_PADDING, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextHideMnemonic
        if self.property("kind") == "bar" and self._key:
            right = paint_key_cap(painter, self._theme, inside.left(), inside.center().y(), self._key)
            painter.setFont(self._theme.font(self._size))
            painter.setPen(self._theme.color(self._tone))
            painter.drawText(inside.adjusted(right - inside.left() + 4, 0, 0, 0), flags, self.text())
            return
        if not self._key:
            if self.property("kind") == "bar":
                painter.setPen(self._theme.color(self._tone))
            painter.drawText(inside, flags | Qt.AlignmentFlag.AlignHCenter, self.text())
            return
        left = inside.right() + 1 - key_cap_width(self._theme, self._key)
        room = left - inside.left() - self._theme.px(4)
        text = self.text()
        if self._theme.text_width(text, self._size, self._weight()) > room:
            text = self._metrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, flags | Qt.AlignmentFlag.AlignLeft, text)
        paint_key_cap(painter, self._theme, left, self.rect().center().y(), self._key, on_brand=primary)

    def _paint_stacked(self, painter: QStylePainter, primary: bool) -> None:
        height = self._content_size()[1]
        top = (self.height() - height) // 2
        line = QRect(0, top, self.width(), self._metrics().height())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextHideMnemonic
        painter.drawText(line, flags, self.text())
        cap = key_cap_width(self._theme, self._key)
        middle = line.bottom() + self._theme.px(4) + key_cap_height(self._theme) // 2
        paint_key_cap(painter, self._theme, (self.width() - cap) // 2, middle, self._key, on_brand=primary)
