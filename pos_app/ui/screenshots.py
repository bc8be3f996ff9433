"""Pictures of the real window without a display: for the demo, the README and for looking at."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.services.desk import Desk
from pos_app.ui.assembly import assemble
from pos_app.ui.main_window import SALE
from pos_app.ui.sale.page import SalePage

SIZES = ((1366, 768), (1920, 1080))
MODES = ("light", "dark")


def _without_platform_noise(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """The platform without a display says of every window that it cannot ask a window manager."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(text + "\n")


def paint(app: QApplication, desk: Desk, out: Path) -> list[Path]:
    """The sale page at both sizes, light and dark; returns the files."""
    out.mkdir(parents=True, exist_ok=True)
    before = qInstallMessageHandler(_without_platform_noise)
    try:
        return _paint_all(app, desk, out)
    finally:
        qInstallMessageHandler(before)


def _paint_all(app: QApplication, desk: Desk, out: Path) -> list[Path]:
    written = []
    for mode in MODES:
        shell = assemble(app, desk, mode=mode, ask_who=False)
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
