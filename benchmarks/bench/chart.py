"""The ratios as a picture: one bar a figure, the limit as a line, the verdict in words and in colour."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter, QPen

from benchmarks.bench.figures import Figure
from pos_app.paths import resources_dir

WIDTH, ROW, HEAD, FOOT, NAMES, RIGHT = 1280, 34, 86, 52, 400, 190
MOST = 2.0
GOOD, BAD, INK, MUTE, LINE = "#1d7a46", "#b3261e", "#1b1d21", "#5c6470", "#1b1d21"


def draw(path: Path, figures: Sequence[Figure], subtitle: str) -> None:
    """Write the chart as PNG; a bar past twice the limit is cut, and says by how much it is over."""
    if QGuiApplication.instance() is None:
        QGuiApplication(["bench"])
    image = QImage(WIDTH, HEAD + ROW * len(figures) + FOOT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    family = _family()
    try:
        _heading(painter, family, subtitle)
        for row, figure in enumerate(figures):
            _bar(painter, family, HEAD + row * ROW, figure)
        _limit(painter, family, HEAD + ROW * len(figures))
    finally:
        painter.end()
    image.save(str(path))


def _family() -> str:
    for font in sorted((resources_dir() / "fonts").glob("*.ttf")):
        added = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))
        if added:
            return str(added[0])
    return QFont().family()


def _font(family: str, size: int, *, bold: bool = False) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def _heading(painter: QPainter, family: str, subtitle: str) -> None:
    painter.setPen(QColor(INK))
    painter.setFont(_font(family, 22, bold=True))
    painter.drawText(QRect(24, 16, WIDTH - 48, 30), Qt.AlignmentFlag.AlignLeft, "Measured by limit")
    painter.setPen(QColor(MUTE))
    painter.setFont(_font(family, 14))
    painter.drawText(QRect(24, 46, WIDTH - 48, 24), Qt.AlignmentFlag.AlignLeft, subtitle)


def _bar(painter: QPainter, family: str, top: int, figure: Figure) -> None:
    middle = Qt.AlignmentFlag.AlignVCenter
    color = QColor(GOOD if figure.passed else BAD)
    painter.setPen(QColor(INK))
    painter.setFont(_font(family, 14))
    painter.drawText(QRect(24, top, NAMES - 36, ROW), middle | Qt.AlignmentFlag.AlignRight, figure.title)
    long = min(figure.ratio, MOST) * _unit()
    painter.fillRect(QRectF(NAMES, top + 7, long, ROW - 14), color)
    verdict = f"{figure.ratio:.2f} · {'pass' if figure.passed else 'MISS'}"
    if figure.ratio > MOST:
        verdict += " →"
    painter.setPen(color)
    painter.setFont(_font(family, 14, bold=True))
    # Beside the bar, never across the line of the limit.
    place = QRect(NAMES + int(max(long, _unit())) + 10, top, RIGHT, ROW)
    painter.drawText(place, middle | Qt.AlignmentFlag.AlignLeft, verdict)


def _limit(painter: QPainter, family: str, bottom: int) -> None:
    at = NAMES + _unit()
    painter.setPen(QPen(QColor(LINE), 2))
    painter.drawLine(int(at), HEAD - 4, int(at), bottom + 4)
    painter.setFont(_font(family, 14))
    painter.drawText(QRect(int(at) - 60, bottom + 8, 120, 22), Qt.AlignmentFlag.AlignHCenter, "limit (1.00)")


def _unit() -> float:
    """Pixels for a ratio of one."""
    return (WIDTH - NAMES - RIGHT) / MOST
