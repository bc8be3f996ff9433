"""The real window on the file of a shop, put together as the program does it, without a display."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QDialog

import pos_app.ui  # noqa: F401  keeps Python 3.11 alive: see there
from benchmarks.bench.painted import HANDS, pause, until
from pos_app.data.db import Database
from pos_app.services import holding, tills
from pos_app.services.desk import CLI, Desk
from pos_app.services.opening import counter_desk, in_session
from pos_app.services.settings import change_settings
from pos_app.services.setup import open_shop
from pos_app.ui.assembly import Shell, assemble
from pos_app.ui.main_window import SALE
from pos_app.ui.sale.page import SalePage

SETTLED_MS = 150
"""Longer than every pause the window makes of its own: scanner, search, the sidebar's second look."""


class Window:
    """A shop's window: open till, empty sale. `close` it when done."""

    def __init__(self, folder: Path) -> None:
        found = QApplication.instance()
        self.app = found if isinstance(found, QApplication) else QApplication(["bench"])
        self.database: Database = open_shop(folder, create=False)
        desk = counter_desk(self.database)
        # The copy would be backed up after its first minute, in the middle of what is measured (see backup.py).
        change_settings(replace(desk, actor=CLI), {"backup": {"minutes": 0}})
        if tills.state(desk).session_id is None:
            tills.open_till(desk, amount=10_000)
        holding.clear(desk)
        self.shell: Shell = assemble(self.app, in_session(desk), key_clock=HANDS, ask_who=False)
        window = self.shell.window
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        until(lambda: QApplication.activeWindow() is window)
        # As the program does after its first picture.
        gc.collect()
        gc.freeze()
        self.settle()

    @property
    def desk(self) -> Desk:
        """The desk of the window."""
        return self.shell.context.desk

    @property
    def page(self) -> SalePage:
        """The sale page."""
        page = self.shell.window.page(SALE)
        assert isinstance(page, SalePage)
        return page

    @property
    def dialog(self) -> QDialog | None:
        """The small window in front."""
        found = QApplication.activeModalWidget()
        return found if isinstance(found, QDialog) else None

    def settle(self) -> None:
        """Until everything that the window does by itself is done, and the keys go to it again."""
        pause(SETTLED_MS)
        if self.dialog is None and QApplication.activeWindow() is None:
            # Without a window manager nobody activates the window under a dialog that has closed.
            self.shell.window.activateWindow()
            pause(5)

    def clear(self) -> None:
        """An empty sale for nobody, shown."""
        while (dialog := self.dialog) is not None:
            dialog.reject()
            pause(5)
        self.page.scan.clear()
        self.shell.context.operations.run(holding.clear)
        self.settle()
        self.page.focus_scan()

    def close(self) -> None:
        """Close window and file."""
        self.shell.window.close()
        self.database.close()
