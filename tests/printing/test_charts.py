"""Charts: one drawing for paper and window."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from pos_app.printing.charts import BAR, Bar, bar_chart, drawing_svg

BARS = [Bar(1, 4), Bar(0, 0), Bar(2, 4, above="50%", below="now")]


def test_bars_are_in_proportion_and_inside() -> None:
    drawing = bar_chart(BARS, 300, 100)
    rects = [shape for shape in drawing.contents if type(shape).__name__ == "Rect"]
    assert [rect.height for rect in rects] == [rects[0].height, 2 * rects[0].height]
    left, bottom, right, top = drawing.getBounds()
    assert left >= 0
    assert bottom >= 0
    assert right <= 300
    assert top <= 100


def test_a_chart_of_nothing_is_only_its_line() -> None:
    assert len(bar_chart([], 300, 100).contents) == 1


def test_the_window_shows_the_same_picture(qapp: object) -> None:
    svg = drawing_svg(bar_chart(BARS, 300, 100))
    assert b"InterTabular" not in svg
    assert b"font-family: Inter" in svg
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(300, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    # The last bar stands in the right third, the unknown middle one is missing.
    shown, meant = image.pixelColor(250, 80), QColor(BAR)
    # The SVG writer knows colours only in whole percent.
    for part in ("red", "green", "blue"):
        assert abs(getattr(shown, part)() - getattr(meant, part)()) <= 3
    assert image.pixelColor(150, 80) == QColor("white")
