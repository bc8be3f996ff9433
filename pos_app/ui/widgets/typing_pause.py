"""When to search: as soon as a key has been taken, and for a scanner's burst of keys once it pauses."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from pos_app.ui.scanner import Scanner

# Longer than a scanner takes between two keys, too short for a person to notice.
_BURST_MS = 12


class TypingPause(QTimer):
    """Runs out (`timeout`) once after the keys that are there have been taken."""

    def __init__(self, scanner: Scanner, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self._scanner = scanner

    def after_key(self) -> None:
        """The text has changed."""
        self.start(_BURST_MS if self._scanner.hurried else 0)
