"""Palettes as data, one style sheet, one font: light or dark, at any font size."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QIcon,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
    QStaticText,
    QTransform,
)
from PySide6.QtWidgets import QApplication

from pos_app.paths import resources_dir

MODES = ("system", "light", "dark")
SMALLEST, LARGEST = 90, 160
BASE_SIZE = 14
FAMILY = "Inter"
_MOST_TEXTS = 2_000
_MOST_DRAWN = 200

_SIZE = re.compile(r"px\((\d+)\)")
_COLOR = re.compile(r"@([a-z_]+)")
_ROLES = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "card",
    QPalette.ColorRole.AlternateBase: "card",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "card",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.Highlight: "brand",
    QPalette.ColorRole.HighlightedText: "on_brand",
    QPalette.ColorRole.PlaceholderText: "hint",
    QPalette.ColorRole.Link: "brand",
    QPalette.ColorRole.ToolTipBase: "ink",
    QPalette.ColorRole.ToolTipText: "card",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Accent: "brand",
}


@cache
def palette_colors(name: str) -> dict[str, str]:
    """The colours of the palette ``light`` or ``dark`` by what they are for."""
    with (resources_dir() / "themes" / f"{name}.toml").open("rb") as file:
        return {key: str(value) for key, value in tomllib.load(file).items()}


@cache
def _sheet_template() -> str:
    return (resources_dir() / "themes" / "window.qss").read_text(encoding="utf-8")


@cache
def _icon_source(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


class Theme(QObject):
    """The look in use. Painted widgets take `color`, `font` and `px` from it and repaint on `changed`."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: str = "system", scale: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._mode, self._scale = mode, scale
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, int], QFont] = {}
        self._metrics: dict[tuple[int, int], QFontMetrics] = {}
        self._texts: dict[tuple[str, int], QStaticText] = {}
        self._widths: dict[tuple[str, int, int], int] = {}
        self._drawn: dict[Hashable, QPixmap] = {}
        for weight in ("Regular", "SemiBold", "Bold"):
            QFontDatabase.addApplicationFont(str(resources_dir() / "fonts" / f"Inter-{weight}.ttf"))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.use(mode, scale)

    @property
    def dark(self) -> bool:
        """Whether the dark palette is in use."""
        if self._mode == "system":
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._mode == "dark"

    def use(self, mode: str, scale: int) -> None:
        """Switch to ``system``, ``light`` or ``dark`` with fonts at `scale` percent (90 to 160)."""
        self._mode = mode if mode in MODES else "system"
        self._scale = max(SMALLEST, min(LARGEST, scale))
        for kept in self._kept():
            kept.clear()
        self._app.setFont(self.font(BASE_SIZE))
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("hint"))
        self._app.setPalette(palette)
        self._app.setStyleSheet(self.sheet())
        self.changed.emit()

    def sheet(self) -> str:
        """The style sheet with this palette's colours and sizes filled in."""
        name = "dark" if self.dark else "light"
        mark = (resources_dir() / "themes" / f"check-{name}.svg").as_posix()
        colors = {**palette_colors(name), "check_mark": mark}
        sized = _SIZE.sub(lambda m: f"{self.px(int(m[1]))}px", _sheet_template())
        return _COLOR.sub(lambda m: colors[m[1]], sized)

    def color(self, token: str) -> QColor:
        """A colour of the palette by its name in resources/themes."""
        if token not in self._colors:
            self._colors[token] = QColor(palette_colors("dark" if self.dark else "light")[token])
        return self._colors[token]

    def px(self, size: int) -> int:
        """A size at 100 % as it is at the chosen font size."""
        return (size * self._scale + 50) // 100

    def font(self, size: int = BASE_SIZE, weight: int = 400) -> QFont:
        """The window's font at `size` (for 100 %), with digits of one width so that figures line up."""
        if (size, weight) not in self._fonts:
            font = QFont(FAMILY)
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight(weight))
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[size, weight] = font
        return self._fonts[size, weight]

    def metrics(self, size: int = BASE_SIZE, weight: int = 400) -> QFontMetrics:
        """How wide and high that font's letters are."""
        if (size, weight) not in self._metrics:
            self._metrics[size, weight] = QFontMetrics(self.font(size, weight))
        return self._metrics[size, weight]

    def laid_out(self, text: str, size: int = BASE_SIZE) -> QStaticText:
        """A text ready to be painted with `font(size)`: laying it out anew takes three times as long."""
        key = (text, size)
        if key not in self._texts:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            laid = QStaticText(text)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.prepare(QTransform(), self.font(size))
            self._texts[key] = laid
        return self._texts[key]

    def text_width(self, text: str, size: int = BASE_SIZE, weight: int = 400) -> int:
        """How many pixels a text takes in `font(size, weight)`; measured once."""
        key = (text, size, weight)
        if key not in self._widths:
            if len(self._widths) >= _MOST_TEXTS:
                self._widths.clear()
            self._widths[key] = self.metrics(size, weight).horizontalAdvance(text)
        return self._widths[key]

    def drawn(self, what: Hashable, draw: Callable[[], QPixmap]) -> QPixmap:
        """A small picture that many places show, drawn once for the palette and size in use."""
        if what not in self._drawn:
            if len(self._drawn) >= _MOST_DRAWN:
                self._drawn.clear()
            self._drawn[what] = draw()
        return self._drawn[what]

    def icon(self, name: str, token: str = "ink", size: int = 18) -> QIcon:
        """An icon of resources/icons drawn in a colour of the palette."""
        key = (name, token, size)
        if key not in self._icons:
            self._icons[key] = QIcon(self.pixmap(name, token, size))
        return self._icons[key]

    def pixmap(self, name: str, token: str = "ink", size: int = 18) -> QPixmap:
        """As `icon`, as a picture of `size` (for 100 %) at twice the resolution."""
        return self.drawn(("icon", name, token, size), lambda: self._pixmap(name, token, size))

    def _pixmap(self, name: str, token: str, size: int) -> QPixmap:
        from PySide6.QtSvg import QSvgRenderer

        source = _icon_source(name).replace("currentColor", self.color(token).name())
        side = self.px(size) * 2
        image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(source.encode())).render(painter)
        painter.end()
        image.setDevicePixelRatio(2)
        return QPixmap.fromImage(image)

    def _kept(self) -> tuple[dict[Any, Any], ...]:
        drawn = (self._texts, self._widths, self._drawn)
        return (self._icons, self._colors, self._fonts, self._metrics, *drawn)

    def _on_system_changed(self) -> None:
        if self._mode == "system":
            self.use(self._mode, self._scale)
