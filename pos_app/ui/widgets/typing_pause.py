"""When to search: as soon as a key has been taken, and for a scanner's burst of keys once it pauses.

A search at the first digit of every code would open and close the list under the field with every scan.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, QTimerEvent

from pos_app.ui.scanner import Scanner

# Longer than a scanner takes between two keys, too short for a person to notice.
_BURST_MS = 12


class TypingPause(QTimer):
    """Runs out (`timeout`) once after the keys that are there have been taken."""

    def __init__(self, scanner: Scanner, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self._scanner = scanner

    def after_key(self, text: str = "") -> None:
        """The text has changed, to `text` where codes are scanned: a digit alone is what a scan begins with."""
        begins = len(text) == 1 and text.isdigit()
        self.start(_BURST_MS if begins or self._scanner.hurried else 0)

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 - Qt
        """On a machine that is behind with the keys, time goes by as they were pressed."""
        if self.interval() and self._scanner.expects(_BURST_MS):
            self.start(_BURST_MS)
        else:
            super().timerEvent(event)
