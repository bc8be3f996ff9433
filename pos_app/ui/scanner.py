"""Recognises a barcode scanner by its speed, wherever the focus is.

A scanner types like a keyboard, only faster than any person. Keys are held back until it is clear who types:
when the next one takes longer than the gap, they go on to where they were meant for; a quick run that ends
with the suffix is a scan and never reaches an amount field or a button.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_app.ui.key_positions import position_char

_SUFFIXES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)
_NOT_TYPING = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_PLAUSIBLE = re.compile(r"[A-Za-z0-9 ./+$%*:_-]+")


@dataclass(frozen=True, slots=True)
class ScanRules:
    """How this shop's scanner types: longest pause between keys, shortest codes, prefix, key at the end."""

    gap_ms: int = 35
    shortest: int = 4
    shortest_without_suffix: int = 8
    prefix: str = ""
    suffix: Literal["enter", "tab", "any", "none"] = "any"


class KeyClock:
    """When keys were pressed, in milliseconds. Queued keys keep the time of their press, not of their arrival."""

    def stamp(self, event: QKeyEvent) -> int:
        """The moment a key was pressed."""
        return event.timestamp() or time.monotonic_ns() // 1_000_000

    def waited(self, since: int, gap: int) -> bool:
        """Whether the gap has passed since a stamp, asked when the timer for it has run out."""
        return True


@dataclass(slots=True)
class _Held:
    window: QWindow
    event: QKeyEvent


class Scanner(QObject):
    """Watches the keys of every window of the program; emits `scanned(code)` for the sale."""

    scanned = Signal(str)

    def __init__(self, app: QApplication, clock: KeyClock | None = None) -> None:
        super().__init__(app)
        self.rules = ScanRules()
        self.clock = clock or KeyClock()
        self._held: list[_Held] = []
        self._text: list[str] = []
        self._places: list[str] = []
        self._last = 0
        self._replaying = False
        self._open_fields: list[QLineEdit] = []
        self._field: QLineEdit | None = None
        self._field_before = ""
        self._receivers: dict[QWidget, Callable[[str], None]] = {}
        self._diverted: Callable[[str], None] | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        app.focusWindowChanged.connect(self._watch)

    def let_through(self, field: QLineEdit) -> None:
        """Keys for `field` are not held back: letters show at once, and a scan takes its own out again."""
        self._open_fields.append(field)
        field.destroyed.connect(lambda: self._open_fields.remove(field))

    def accept_in(self, dialog: QWidget, receive: Callable[[str], None]) -> None:
        """While `dialog` is the active window scans go to it; in any other dialog they go to the sale."""
        self._receivers[dialog] = receive
        dialog.destroyed.connect(lambda: self._receivers.pop(dialog, None))

    def divert(self, receive: Callable[[str], None] | None) -> None:
        """Let every scan go there, whatever window is active, until None is given."""
        self._diverted = receive

    @property
    def hurried(self) -> bool:
        """Whether keys follow each other as fast as only a scanner types them."""
        return len(self._text) > 1

    @property
    def undecided(self) -> bool:
        """Whether keys are held back, or counted, because it is not clear yet who types."""
        return bool(self._text)

    def expects(self, gap: int) -> bool:
        """Whether a run of keys goes on: less than so many milliseconds have passed since its last one."""
        return bool(self._text) and not self.clock.waited(self._last, gap)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        """Windows see keys before any widget does."""
        if self._replaying or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return self._on_release(watched, event)
        return self._on_press(watched, event)

    def _on_press(self, window: QWindow, event: QKeyEvent) -> bool:
        now = self.clock.stamp(event)
        if self._text and now - self._last > self.rules.gap_ms:
            self._finish_without_suffix()
        key = Qt.Key(event.key())
        if self._text and key in _MODIFIERS:
            return self._hold(window, event)
        if _types_a_character(event):
            if not self._text:
                self._begin()
            self._text.append(event.text())
            self._places.append(position_char(event))
            self._last = now
            self._timer.start(self.rules.gap_ms)
            return self._hold(window, event)
        if (
            self._text
            and key in _SUFFIXES
            and self._is_suffix(key)
            and len(self._text) >= self.rules.shortest
        ):
            self._complete()
            return True
        self._release_held()
        return False

    def _on_release(self, window: QWindow, event: QKeyEvent) -> bool:
        return bool(self._held) and self._hold(window, event)

    def _begin(self) -> None:
        focus = QApplication.focusWidget()
        self._field = focus if isinstance(focus, QLineEdit) and focus in self._open_fields else None
        self._field_before = self._field.text() if self._field is not None else ""

    def _hold(self, window: QWindow, event: QKeyEvent) -> bool:
        if self._field is not None:
            return False
        self._held.append(_Held(window, event.clone()))
        return True

    def _is_suffix(self, key: Qt.Key) -> bool:
        if self.rules.suffix in ("any", "none"):
            return True
        return (key == Qt.Key.Key_Tab) == (self.rules.suffix == "tab")

    def _on_timeout(self) -> None:
        if not self.clock.waited(self._last, self.rules.gap_ms):
            self._timer.start(self.rules.gap_ms)
            return
        # Keys that came while the window was busy stand in the queue behind this timer: let them in first.
        stamp = self._last
        QTimer.singleShot(0, self, lambda: self._finish_if_quiet(stamp))

    def _finish_if_quiet(self, stamp: int) -> None:
        if self._text and self._last == stamp and not self._timer.isActive():
            self._finish_without_suffix()

    def _finish_without_suffix(self) -> None:
        if len(self._text) >= self.rules.shortest_without_suffix:
            self._complete()
        else:
            self._release_held()

    def _complete(self) -> None:
        code = self._decoded()
        field, before = self._field, self._field_before
        self._forget()
        if field is not None:
            field.setText(before)
        active = QApplication.activeWindow()
        receive = self._receivers.get(active) if active is not None else None
        (self._diverted or receive or self.scanned.emit)(code)

    def _decoded(self) -> str:
        """What was scanned: as typed if that can be a code, else by the places of the keys."""
        code = "".join(self._text)
        if not _PLAUSIBLE.fullmatch(code) and all(self._places):
            code = "".join(self._places)
        return code.removeprefix(self.rules.prefix).strip()

    def _release_held(self) -> None:
        """A person typed: the keys go on to where they were meant for, in their order."""
        held = self._held
        self._forget()
        self._replaying = True
        try:
            for item in held:
                QCoreApplication.sendEvent(item.window, item.event)
        finally:
            self._replaying = False

    def _forget(self) -> None:
        self._timer.stop()
        self._held, self._text, self._places, self._field = [], [], [], None


def _types_a_character(event: QKeyEvent) -> bool:
    text = event.text()
    return (
        len(text) == 1
        and text.isprintable()
        and not event.isAutoRepeat()
        and not event.modifiers() & _NOT_TYPING
    )
