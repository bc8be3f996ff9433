"""While the window is open: a clock that was moved is said and noted, once for each time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from pos_app.services import clock_watch
from pos_app.services.clock_watch import ClockWatch
from pos_app.ui.operations import Operations

EVERY_MS = 10_000


class ClockTimer(QObject):
    """Looks at the clock every ten seconds."""

    def __init__(self, operations: Operations, parent: QObject, watch: ClockWatch | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._watch = watch or ClockWatch()
        timer = QTimer(self)
        timer.setInterval(EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Look now."""
        jump = self._watch.check()
        if jump is not None:
            self._operations.run(clock_watch.note_jump, jump=jump)
