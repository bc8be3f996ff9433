"""Open the till: the float that lies in the drawer, Enter; a clock that went back is asked about."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos_app import formats, i18n
from pos_app.domain.message import Day
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import till_moves, tills
from pos_app.ui import entry
from pos_app.ui import format as shown
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.num_pad import NumPad


class OpenDialog(SaleDialog):
    """What was counted last is proposed. `opened` once the session is stored; Esc opens nothing."""

    opened = Signal()

    def __init__(self, context: UiContext, parent: QWidget, why: str = "") -> None:
        super().__init__(context, _("Open the till"), parent)
        self._currency = context.settings().shop.currency
        if why:
            said = QLabel(why)
            said.setWordWrap(True)
            self.column.addWidget(said)
        self.amount = QLineEdit()
        self.amount.setProperty("role", "amount")
        self.amount.setMaxLength(20)
        proposed = context.operations.run(till_moves.proposed_float)
        self.amount.setText(shown.money(proposed or 0, self._currency))
        self.column.addLayout(labelled(_("Float: the money in the drawer now"), self.amount))
        self.column.addWidget(NumPad(self.amount))
        self.offer(_("Open")).clicked.connect(lambda: self._open())
        self.setMinimumWidth(420)
        self.amount.selectAll()
        self.amount.setFocus()

    def _open(self, *, on_last_date: bool = False, confirm_clock: bool = False) -> None:
        try:
            amount = entry.amount(self.amount.text().strip() or "0", self._currency)
        except PosError as error:
            self._on_wrong(error)
            return
        self.say("")
        run_approved(
            self.context,
            self,
            tills.open_till,
            permission=Permission.CONFIRM_CLOCK if confirm_clock else Permission.OPEN_TILL,
            on_done=lambda _opened: self._on_done(),
            on_error=self._on_wrong,
            amount=amount,
            on_last_date=on_last_date,
            confirm_clock=confirm_clock,
        )

    def _on_done(self) -> None:
        self.accept()
        self.opened.emit()

    def _on_wrong(self, error: PosError) -> None:
        if error.code == "clock_behind":
            dialog = ClockDialog(self.context, error, self)
            dialog.last_date_chosen.connect(lambda: self._open(on_last_date=True))
            dialog.clock_confirmed.connect(lambda: self._open(confirm_clock=True))
            dialog.open()
            return
        self.fail(error)
        self.amount.selectAll()
        self.amount.setFocus()


class ClockDialog(SaleDialog):
    """The clock is behind the till's last date: `last_date_chosen` or `clock_confirmed`; Esc leaves time to set it."""

    last_date_chosen = Signal()
    clock_confirmed = Signal()

    def __init__(self, context: UiContext, error: PosError, parent: QWidget) -> None:
        super().__init__(context, _("Is the clock right?"), parent)
        said = QLabel(i18n.text(error.message))
        said.setWordWrap(True)
        self.column.addWidget(said)
        advice = QLabel(
            _("With the later date, sales carry it until the clock has passed it; receipts keep their order.")
        )
        advice.setProperty("role", "muted")
        advice.setWordWrap(True)
        self.column.addWidget(advice)
        last = error.message.named_values().get("last")
        date = formats.long_date(last.day) if isinstance(last, Day) else ""
        self.offer(_("Go on with {date}").format(date=date)).clicked.connect(self._on_last_date)
        self.offer_other(_("The clock is right"), "Alt+C", self.clock_confirmed.emit)
        self.setMinimumWidth(560)

    def _on_last_date(self) -> None:
        self.accept()
        self.last_date_chosen.emit()
