"""Plan the open sale while its payment window is open, so that Enter finds it ready."""

from __future__ import annotations

import logging

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog

from pos_app.errors import PosError
from pos_app.services import sales
from pos_app.ui.context import UiContext

# First the window is painted; then somebody who counts coins leaves time to plan again what others have changed.
_SOON_MS, _AGAIN_MS = 30, 400


class Preparing:
    """`sale` is what was prepared last, None where nothing could be; whether it still holds the service sees."""

    def __init__(self, context: UiContext, window: QDialog) -> None:
        self.sale: sales.Prepared | None = None
        self._context = context
        QTimer.singleShot(_SOON_MS, window, self._prepare)
        self._again = QTimer(window, interval=_AGAIN_MS)
        self._again.timeout.connect(self._prepare)
        self._again.start()
        window.finished.connect(self._again.stop)

    def _prepare(self) -> None:
        if self._again.isActive():
            self.sale = self._context.operations.run(sales.prepare, kept=self.sale, on_error=_note)


def _note(error: PosError) -> None:
    # Whoever pays is told; until then it is in nobody's way.
    logging.getLogger("pos_app.ui").warning("preparing a sale: %s", error.code)
