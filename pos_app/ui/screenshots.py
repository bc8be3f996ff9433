"""Pictures of the real window without a display: for the demo, the README and for looking at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.services.desk import Desk
from pos_app.ui.assembly import assemble
from pos_app.ui.main_window import SALE
from pos_app.ui.sale.page import SalePage

SIZES = ((1366, 768), (1920, 1080))
MODES = ("light", "dark")


def paint(app: QApplication, desk: Desk, out: Path) -> list[Path]:
    """The sale page at both sizes, light and dark; returns the files."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for mode in MODES:
        shell = assemble(app, desk, mode=mode)
        sale = shell.window.page(SALE)
        if isinstance(sale, SalePage):
            # That the sale was open before is worth a sentence to a person, not to a picture.
            sale.messages.dismiss()
        for width, height in SIZES:
            shell.window.resize(width, height)
            shell.window.show()
            written.append(grab(shell.window, out / f"window-{width}x{height}-{mode}.png"))
        shell.window.close()
        shell.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return written


def grab(widget: QWidget, path: Path) -> Path:
    """Paint a widget as it is now into a PNG."""
    for _round in range(3):
        QCoreApplication.processEvents()
    widget.grab().save(str(path))
    return path
