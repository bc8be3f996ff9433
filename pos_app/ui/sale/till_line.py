"""One discreet line under the cart while the till is closed, or open since an earlier day."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from pos_app.i18n import _
from pos_app.services import tills
from pos_app.services.changes import Area
from pos_app.ui.actions import key_cap
from pos_app.ui.context import UiContext
from pos_app.ui.till.words import time_of


class TillLine(QLabel):
    """Hidden while there is nothing to say."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.setProperty("role", "till-line")
        self.setWordWrap(True)
        context.hub.follow(self, {Area.TILL, Area.SALE}, lambda _changes: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Read the till again."""
        state = self._context.operations.run(tills.state)
        if state is None:
            return
        text = ""
        if not state.is_open:
            text = _("○ The till is closed; {key} opens it before the payment.").format(key=key_cap("pay"))
        elif state.of_earlier_day:
            text = _("! The till is open since {time}; it was not counted.").format(
                time=time_of(self._context.desk, state.opened_at)
            )
        self.setText(text)
        self.setVisible(bool(text))
