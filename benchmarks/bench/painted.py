"""How long it takes from a key to the picture: the key is sent to the real window, the clock stops when it is painted.

A stroke ends when the event loop comes round after a widget was painted while it held what was waited for. By then
Qt has painted everything of the window that was to be painted, and has handed the picture to the display.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

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


class NotPaintedError(RuntimeError):
    """What was waited for was not painted in time."""


class _Watch(QObject):
    """Sees the painting of one widget, and the arrival of a key at another."""

    def __init__(self, target: QWidget, ready: Callable[[], bool], field: QWidget | None) -> None:
        super().__init__()
        self._target, self._ready, self._field = target, ready, field
        self._seen = False
        self.loop = QEventLoop()
        self.arrived = 0
        self.ended = self.ended_busy = 0

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
            self.ended, self.ended_busy = time.perf_counter_ns(), time.process_time_ns()
            self.loop.quit()
            return True
        return super().event(event)


def stroke(
    send: Callable[[], object],
    target: QWidget,
    ready: Callable[[], bool],
    field: QWidget | None = None,
    *,
    timeout_ms: int = 20_000,
) -> Stroke:
    """Send a key and wait until `target` (of a list or table: what scrolls) is painted while `ready()` holds.

    `ready` is asked when the paint event arrives, and must be false before the key; `field` is where the key goes.
    """
    if isinstance(target, QAbstractScrollArea):
        target = target.viewport()
    watch = _Watch(target, ready, field)
    target.installEventFilter(watch)
    if field is not None:
        field.installEventFilter(watch)
    late = QTimer(singleShot=True, interval=timeout_ms)
    late.timeout.connect(watch.loop.quit)
    late.start()
    try:
        busy, sent = time.process_time_ns(), time.perf_counter_ns()
        send()
        if not watch.ended:
            watch.loop.exec()
    finally:
        late.stop()
        target.removeEventFilter(watch)
        if field is not None:
            field.removeEventFilter(watch)
    if not watch.ended:
        raise NotPaintedError(f"{type(target).__name__} was not painted within {timeout_ms} ms")
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


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key to the window that is active, as from a keyboard."""
    widget = QApplication.activeModalWidget() or QApplication.activeWindow()
    handle = None if widget is None else widget.window().windowHandle()
    if handle is None:
        raise NotPaintedError("no window is active")
    QTest.keyClick(handle, key, modifier)


def type_char(char: str) -> None:
    """One letter, digit or sign to the window that is active; what no keyboard has a key for comes as its text."""
    key = getattr(Qt.Key, f"Key_{_KEYS.get(char, char.upper())}", None)
    if key is not None:
        shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier.NoModifier
        press(key, shift)
        return
    widget = QApplication.focusWidget()
    if widget is None:
        raise NotPaintedError("nothing has the focus")
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, char, Qt.KeyboardModifier.NoModifier
    )


def scan(code: str) -> None:
    """A code and its Enter, one key straight after the other, as a scanner sends them."""
    scan_without_end(code)
    press(Qt.Key.Key_Return)


def scan_without_end(code: str) -> None:
    """A code without the Enter that ends it: what is measured begins with that key."""
    for char in code:
        type_char(char)
