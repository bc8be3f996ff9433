"""Which of the bars under the cart answers to Esc: the one that came last, and only that one says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class EscBar(Protocol):
    """A bar that Esc can put away."""

    def claim_esc(self, mine: bool) -> None:
        """Show the key only while it is this bar that the key puts away."""

    def escape(self) -> None:
        """What the key does."""


class EscOrder(QObject):
    """Watches bars appear and go away."""

    def __init__(self, bars: Sequence[tuple[QWidget, EscBar]], parent: QObject) -> None:
        super().__init__(parent)
        self._bars = dict(bars)
        self._shown: list[QWidget] = []
        for widget, _bar in bars:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        if event.type() == QEvent.Type.ShowToParent:
            self.newest(watched)
        elif event.type() == QEvent.Type.HideToParent:
            self._shown = [widget for widget in self._shown if widget is not watched]
            self._tell()
        return super().eventFilter(watched, event)

    def newest(self, watched: QObject) -> None:
        """A bar has something new to say."""
        self._shown = [widget for widget in self._shown if widget is not watched]
        self._shown += [widget for widget in self._bars if widget is watched]
        self._tell()

    def escape(self) -> None:
        """Put the newest bar away; nothing happens where there is none."""
        if self._shown:
            self._bars[self._shown[-1]].escape()

    def _tell(self) -> None:
        for widget, bar in self._bars.items():
            bar.claim_esc(bool(self._shown) and self._shown[-1] is widget)
