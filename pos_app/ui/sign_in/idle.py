"""How long nobody has touched the program: no key, mouse, touch or scan in any of its windows."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        # A shortcut takes the press before any window sees it.
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)
# Counts on while the machine sleeps, where the system has such a clock: a lid closed for the night is no activity.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", None)


class IdleClock:
    """Milliseconds that only ever grow."""

    def now(self) -> int:
        """Milliseconds since some moment."""
        return (time.monotonic_ns() if _CLOCK is None else time.clock_gettime_ns(_CLOCK)) // 1_000_000


class IdleWatch(QObject):
    """Emits `idle` once nothing has happened for `minutes`; 0 never. `restart` begins anew."""

    idle = Signal()

    def __init__(self, app: QApplication, parent: QObject, clock: IdleClock | None = None) -> None:
        super().__init__(parent)
        self._clock = clock or IdleClock()
        self._limit = 0
        self._last = self._clock.now()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.check)
        app.focusWindowChanged.connect(self._watch)
        for window in app.topLevelWindows():
            self._watch(window)

    def restart(self, minutes: int) -> None:
        """Watch for so many minutes from now on."""
        self._limit = minutes * 60_000
        self._last = self._clock.now()
        self._timer.stop()
        if self._limit:
            self._timer.start(self._limit)

    def check(self) -> bool:
        """Whether the time is over, which is emitted; else look again when it may be."""
        if not self._limit:
            return False
        left = self._last + self._limit - self._clock.now()
        if left > 0:
            self._timer.start(left)
            return False
        self._limit = 0
        self._timer.stop()
        self.idle.emit()
        return True

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        """Windows see everything that is done before any widget does."""
        if self._limit and event.type() in _SIGNS_OF_LIFE:
            # A timer sleeps with the machine: the first touch after the night must not pass as activity.
            if self.check():
                return True
            self._last = self._clock.now()
        return False
