"""What can be done with the till, from its own page and from the sale: each deed is one small window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from pos_app.domain.permissions import Permission
from pos_app.i18n import _
from pos_app.services import tills
from pos_app.services.changes import Changes
from pos_app.services.tills import TillState
from pos_app.ui.context import UiContext

if TYPE_CHECKING:
    from pos_app.services.till_closing import TillClosed
    from pos_app.ui.till.moving import Way

Then = Callable[[], object]


class TillDeeds(QObject):
    """Opens its windows over `place` by `show`; what comes after a deed is said in the message bar."""

    def __init__(
        self, context: UiContext, place: QWidget, show: Callable[[QDialog], None] = QDialog.open
    ) -> None:
        super().__init__(place)
        self._context, self._place, self._show = context, place, show
        self._asked_on: date | None = None

    def state(self) -> TillState | None:
        """How the till is now."""
        found: TillState | None = self._context.operations.run(tills.state)
        return found

    def open(self, then: Then | None = None, why: str = "") -> None:
        """Ask for the float and open a session, then go on with `then`."""
        from pos_app.ui.till.opening import OpenDialog

        dialog = OpenDialog(self._context, self._place, why)
        dialog.opened.connect(self._send)
        if then is not None:
            dialog.opened.connect(then)
        self._show(dialog)

    def count(self, then: Then | None = None) -> None:
        """Count and close; `then` once the result was read."""
        from pos_app.ui.till.closed import ClosedDialog
        from pos_app.ui.till.counting import CountDialog

        def closed(result: TillClosed) -> None:
            after = ClosedDialog(self._context, result, self._place)
            if then is not None:
                after.finished.connect(lambda _result: then())
            self._show(after)

        dialog = CountDialog(self._context, self._place)
        dialog.closed.connect(closed)
        self._show(dialog)

    def move(self, way: Way) -> None:
        """Put money into the drawer or take some out."""
        from pos_app.ui.till.moving import MoveDialog

        dialog = MoveDialog(self._context, way, self._place)
        dialog.moved.connect(lambda said: self._context.notify(said, "done"))
        dialog.moved.connect(lambda _said: self._send())
        self._show(dialog)

    def open_drawer(self) -> None:
        """Open the drawer without a sale."""
        from pos_app.services import drawer
        from pos_app.ui.approval import run_approved

        run_approved(
            self._context,
            self._place,
            drawer.open_drawer,
            permission=Permission.OPEN_DRAWER,
            show=self._show,
            on_done=self._on_drawer,
        )

    def _on_drawer(self, changes: Changes) -> None:
        self._send()
        if not changes.notices:
            self._context.notify(_("The drawer opens."), "done")

    def _send(self) -> None:
        """What the till's events made for the printer: the pulse that opens the drawer."""
        from pos_app.ui.till.z_papers import send_waiting

        send_waiting(self._context)

    def show_x(self) -> None:
        """The figures of the session so far."""
        from pos_app.services import till_reports
        from pos_app.ui.approval import run_approved
        from pos_app.ui.till.report_dialog import ReportDialog

        run_approved(
            self._context,
            self._place,
            till_reports.x_report,
            permission=Permission.VIEW_X,
            show=self._show,
            on_done=lambda report: self._show(ReportDialog(self._context, report, self._place)),
        )

    def when_open(self, sell: Then) -> None:
        """Do what needs an open till: a closed one is offered to be opened, one of an earlier day to be closed."""
        state = self.state()
        if state is None:
            return
        today = self._context.desk.business_date()
        if not state.is_open:
            self.open(sell, _("The till is closed. Open it, and the payment goes on."))
        elif state.of_earlier_day and self._asked_on != today:
            self._ask_about_earlier(state, today, sell)
        else:
            sell()

    def _ask_about_earlier(self, state: TillState, today: date, sell: Then) -> None:
        """Once a day: the session of an earlier day may go on, or be counted first."""
        from pos_app.ui.till.earlier_day import EarlierDayDialog

        def carry_on() -> None:
            self._asked_on = today
            sell()

        dialog = EarlierDayDialog(self._context, state, self._place)
        dialog.count_asked.connect(lambda: self.count(lambda: self.when_open(sell)))
        dialog.carry_on_asked.connect(carry_on)
        self._show(dialog)
