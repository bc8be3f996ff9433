"""How long it takes from a key to the picture: the key is sent to the real window, the clock stops when it is painted.

A stroke ends when the event loop comes round after a widget was painted while it held what was waited for. By then
Qt has painted everything of the window that was to be painted, and has handed the picture to the display.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from pos_app.ui.scanner import KeyClock

_LAST = -1_000
_END = QEvent.Type(QEvent.registerEventType())
_KEYS = {"*": "Asterisk", "+": "Plus", "-": "Minus", ".": "Period", ",": "Comma", " ": "Space", "/": "Slash"}


@dataclass(frozen=True, slots=True)
class Stroke:
    """One action in milliseconds until painted: since the key was sent, since it reached its field, processor time.

    They differ where keys are held back until it is clear whether a scanner types them: `sent` holds that wait,
    `delivered` begins after it. Both hold every other wait; `busy` holds none.
    """

    sent: float
    delivered: float
    busy: float

    def __add__(self, other: Stroke) -> Stroke:
        """Two strokes that are one action."""
        return Stroke(self.sent + other.sent, self.delivered + other.delivered, self.busy + other.busy)


class Hands(KeyClock):
    """When keys are pressed: a scanner's 3 ms after each other, a person's 140 ms, however busy the machine is.

    The keys of a real scanner carry the time of their press; without this, a machine that halts for 40 ms between two
    keys would turn a scan into typing.
    """

    def __init__(self) -> None:
        self.now = 1_000
        self.scanning = False

    def stamp(self, event: QKeyEvent) -> int:
        """The moment of the last key."""
        return self.now

    def waited(self, since: int, gap: int) -> bool:
        """Nobody waits in the middle of a scan."""
        return not self.scanning


HANDS = Hands()
SCANNER_MS, PERSON_MS = 3, 140


class NotPaintedError(RuntimeError):
    """What was waited for was not painted in time."""


class _Watch(QObject):
    """Sees the painting of one widget, and the arrival of a key at another."""

    def __init__(self, ready: Callable[[], bool], field: QWidget | None) -> None:
        super().__init__()
        self._ready, self._field = ready, field
        self._target: QWidget | None = None
        self._seen = False
        self._turns = 0
        self.loop = QEventLoop()
        self.arrived = 0
        self.ended = self.ended_busy = 0

    def watch(self, target: QWidget) -> None:
        """From now on, see this widget painted; of a list or table, what scrolls in it."""
        self._target = target.viewport() if isinstance(target, QAbstractScrollArea) else target
        self._target.installEventFilter(self)

    def end_after(self, turns: int) -> None:
        """End after everything that is to be done now, and after what that brings along."""
        self._turns = turns
        # Below the priority of updates, which Qt posts low.
        QCoreApplication.postEvent(self, QEvent(_END), _LAST)

    def leave(self) -> None:
        """See nothing any more."""
        for widget in (self._target, self._field):
            if widget is not None and isValid(widget):
                widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        kind = event.type()
        if kind == QEvent.Type.Paint:
            if not self._seen and watched is self._target and self._ready():
                self._seen = True
                # Handled after the painting of the whole window, of which this is a part.
                QCoreApplication.postEvent(self, QEvent(_END), Qt.EventPriority.HighEventPriority.value)
        elif kind == QEvent.Type.KeyPress and not self.arrived and watched is self._field:
            self.arrived = time.perf_counter_ns()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == _END:
            if self._turns:
                self.end_after(self._turns - 1)
                return True
            self.ended, self.ended_busy = time.perf_counter_ns(), time.process_time_ns()
            self.loop.quit()
            return True
        return super().event(event)


def stroke(
    send: Callable[[], object],
    target: QWidget | Callable[[], QWidget],
    ready: Callable[[], bool],
    field: QWidget | None = None,
    *,
    timeout_ms: int = 20_000,
) -> Stroke:
    """Send a key and wait until `target` is painted while `ready()` holds.

    `ready` is asked when the paint event arrives, and must be false before the key. A `target` given as a function is
    a window that the key opens; without a display it is painted while it is shown, so the clock stops when the event
    loop has nothing left to do. `field` is where the key goes.
    """
    watch = _Watch(ready, field)
    if isinstance(target, QWidget):
        watch.watch(target)
    if field is not None:
        field.installEventFilter(watch)
    late = QTimer(singleShot=True, interval=timeout_ms)
    late.timeout.connect(watch.loop.quit)
    late.start()
    try:
        busy, sent = time.process_time_ns(), time.perf_counter_ns()
        send()
        if not isinstance(target, QWidget):
            target()
            watch.end_after(2)
        if not watch.ended:
            watch.loop.exec()
    finally:
        late.stop()
        watch.leave()
    if not watch.ended:
        raise NotPaintedError(f"nothing was painted within {timeout_ms} ms")
    since = watch.arrived or sent
    return Stroke((watch.ended - sent) / 1e6, (watch.ended - since) / 1e6, (watch.ended_busy - busy) / 1e6)


def pause(milliseconds: int) -> None:
    """Let the window do what it does while nobody touches it."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(check: Callable[[], bool], timeout_ms: int = 20_000) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + timeout_ms / 1000
    while not check():
        if time.monotonic() > end:
            raise NotPaintedError("what was waited for did not happen")
        pause(2)


def press(
    key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, after: int = PERSON_MS
) -> None:
    """One key to the window that is active, as from a keyboard, so many milliseconds after the last one."""
    HANDS.now += after
    widget = QApplication.activeModalWidget() or QApplication.activeWindow()
    handle = None if widget is None else widget.window().windowHandle()
    if handle is None:
        raise NotPaintedError("no window is active")
    QTest.keyClick(handle, key, modifier)


def type_char(char: str, *, after: int = PERSON_MS) -> None:
    """One letter, digit or sign to the window that is active; what no keyboard has a key for comes as its text."""
    key = getattr(Qt.Key, f"Key_{_KEYS.get(char, char.upper())}", None)
    if key is not None:
        shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier.NoModifier
        press(key, shift, after=after)
        return
    widget = QApplication.focusWidget()
    if widget is None:
        raise NotPaintedError("nothing has the focus")
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, char, Qt.KeyboardModifier.NoModifier
    )


def scan_all_but_end(code: str) -> None:
    """The code of a scan, without the key that ends it."""
    HANDS.now += PERSON_MS
    HANDS.scanning = True
    for char in code:
        type_char(char, after=SCANNER_MS)


def end_scan() -> None:
    """The Enter straight behind a code: with it the scanner has said everything, and the clock begins."""
    HANDS.scanning = False
    press(Qt.Key.Key_Return, after=SCANNER_MS)
