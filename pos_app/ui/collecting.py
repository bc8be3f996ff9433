"""Python's rubbish is looked for on the window's thread alone, and while nobody is at the keys.

By itself, the interpreter looks in whatever thread has just made one object too many. A job in the background would
then take apart widgets, which only the window's thread may do, and the program would be gone in the middle of a sale.
It also looks at any moment, between a scan and its line too.
"""

from __future__ import annotations

import gc
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

TICK_MS = 250
# A start makes a hundred thousand objects that stay: by then they are frozen, and a look does not stop at each.
_FIRST_MS = 2_000
# So many new objects are worth a look when nobody is at the keys, and so many at any moment.
_SOME, _MANY = 1_000, 20_000
# After so many looks at what is new, everything is looked at: in a pause of that many ticks, or at any moment.
_LOOKS, _MANY_LOOKS = 20, 400
_PAUSE = 8
_TOUCHES = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
})  # fmt: skip


class Rubbish(Protocol):
    """What a `Collector` asks of the interpreter's `gc`."""

    def disable(self) -> None: ...
    def collect(self, generation: int = 2) -> int: ...
    def get_count(self) -> tuple[int, int, int]: ...


class Collector(QObject):
    """Collects from a timer for as long as its window lives; nothing else does from then on."""

    def __init__(self, app: QApplication, parent: QObject, rubbish: Rubbish = gc) -> None:
        super().__init__(parent)
        self._rubbish = rubbish
        self._quiet = 0
        rubbish.disable()
        app.focusWindowChanged.connect(self._watch)
        for window in app.topLevelWindows():
            self._watch(window)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)
        QTimer.singleShot(_FIRST_MS, self, self._timer.start)

    def tick(self) -> None:
        """A quarter of a second is over: collect what is worth it now."""
        new, _young, looks = self._rubbish.get_count()
        self._quiet += 1
        paused = self._quiet > _PAUSE
        if looks >= (_LOOKS if paused else _MANY_LOOKS):
            self._rubbish.collect()
        elif new >= (_SOME if self._quiet > 1 else _MANY):
            self._rubbish.collect(1)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        """Windows see everything that is done before any widget does."""
        if event.type() in _TOUCHES:
            self._quiet = 0
        return False
