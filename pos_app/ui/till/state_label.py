"""The counter and its till in the top bar: "Counter 1 · open 08:02"."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from pos_app.i18n import _
from pos_app.services import tills
from pos_app.services.changes import Area
from pos_app.services.opening import counter_name
from pos_app.ui.context import UiContext
from pos_app.ui.till.words import state_words

_MINUTE_MS = 60_000


class TillStateLabel(QLabel):
    """Keeps itself current."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        context.hub.follow(self, {Area.TILL, Area.SETTINGS}, lambda _changes: self.refresh())
        # At midnight an open till becomes one of an earlier day, without anybody doing anything.
        timer = QTimer(self, interval=_MINUTE_MS)
        timer.timeout.connect(self.refresh)
        timer.start()
        self.refresh()

    def refresh(self) -> None:
        """Read the till again."""
        state = self._context.operations.run(tills.state)
        if state is None:
            return
        desk = self._context.desk
        text, role = state_words(desk, state)
        self.setText(_("{counter} · {state}").format(counter=counter_name(desk), state=text))
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
