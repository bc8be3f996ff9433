"""What may come a picture later: the line that was scanned is painted before what only stands beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

_TURN = QEvent.Type(QEvent.registerEventType())
# Qt posts its painting at `Qt.LowEventPriority`, -1.
_BEHIND_PAINTING = -100


class NextPicture(QObject):
    """Does one thing once everything that waits to be painted is painted, however often it is asked before.

    A key or a scan that came meanwhile is served first.
    """

    def __init__(self, act: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._act = act
        self._asked = False

    def ask(self) -> None:
        """Do it behind the picture that comes now."""
        if not self._asked:
            self._asked = True
            QCoreApplication.postEvent(self, QEvent(_TURN), _BEHIND_PAINTING)

    def event(self, event: QEvent) -> bool:
        if event.type() != _TURN:
            return super().event(event)
        QTimer.singleShot(0, self, self._do)
        return True

    def _do(self) -> None:
        self._asked = False
        self._act()
