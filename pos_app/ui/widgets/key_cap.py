"""Small pictures of keys, painted wherever a key can be used instead of the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from pos_app.ui.theme import Theme

_SIZE = 11


def key_cap_width(theme: Theme, key: str) -> int:
    """How wide the picture of `key` is."""
    return max(theme.px(18), theme.text_width(key, _SIZE) + theme.px(12))


def key_cap_height(theme: Theme) -> int:
    """How high every picture of a key is."""
    return theme.px(19)


def paint_key_cap(
    painter: QPainter, theme: Theme, left: int, middle: int, key: str, *, on_brand: bool = False
) -> int:
    """Paint `key` with its left edge at `left`, centred on `middle`; returns its right edge."""
    width, height = key_cap_width(theme, key), key_cap_height(theme)
    top = middle - height // 2
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    cap = theme.drawn(
        ("key cap", width, on_brand, ratio), lambda: _frame(theme, width, height, ratio, on_brand=on_brand)
    )
    painter.drawPixmap(left, top, cap)
    painter.setFont(theme.font(_SIZE))
    painter.setPen(theme.color("on_brand_soft" if on_brand else "mute"))
    text = theme.laid_out(key, _SIZE)
    size = text.size()
    painter.drawStaticText(
        QPointF(left + (width - size.width()) / 2, top + (height - int(size.height()) + 1) // 2), text
    )
    return left + width


def _frame(theme: Theme, width: int, height: int, ratio: float, *, on_brand: bool) -> QPixmap:
    """A key without its name: the round edges cost far more than the letters, and many keys have them alike."""
    picture = QPixmap(round(width * ratio), round((height + 1) * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    rect = QRect(0, 0, width, height)
    ground = QColor(Qt.GlobalColor.transparent) if on_brand else theme.color("key")
    edge = theme.color("on_brand_line" if on_brand else "line")
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(edge)
    if not on_brand:
        painter.drawRoundedRect(rect.adjusted(0, 0, 0, 1), 4, 4)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(rect.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.end()
    return picture
