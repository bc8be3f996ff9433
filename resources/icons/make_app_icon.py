"""Makes `app.png` (256 px) and `app.ico` (for Windows) from `app.svg`: run with PySide6 and Pillow installed."""

import os
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
SIZES = [16, 24, 32, 48, 64, 128, 256]


def make() -> None:
    """Renders the drawing once at its full size; Pillow scales it for the smaller entries of the .ico."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication([])
    picture = QImage(256, 256, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(str(HERE / "app.svg")).render(painter)
    painter.end()
    picture.save(str(HERE / "app.png"))
    Image.open(HERE / "app.png").save(HERE / "app.ico", sizes=[(size, size) for size in SIZES])
    app.quit()


if __name__ == "__main__":
    make()
