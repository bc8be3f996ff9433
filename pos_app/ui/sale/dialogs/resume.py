"""The sales that wait: who, how old, how much."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from pos_app.i18n import _, ngettext
from pos_app.services import holding
from pos_app.services.cart_view import HeldCart
from pos_app.ui import format as show
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog


class ResumeDialog(SaleDialog):
    """The newest is chosen already: F5, Enter takes it back."""

    def __init__(self, context: UiContext, held: list[HeldCart], parent: QWidget) -> None:
        super().__init__(context, _("Resume a sale"), parent)
        self._held = held
        self.list = QListWidget()
        self.list.setAccessibleName(_("Sales on hold"))
        for cart in held:
            item = QListWidgetItem(self._row(cart))
            item.setSizeHint(QSize(0, context.theme.px(60 if cart.note else 48)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(lambda _item: self._on_confirmed())
        self.column.addWidget(self.list, 1)
        self.offer(_("Resume")).clicked.connect(self._on_confirmed)
        self.resize(560, 380)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, cart: HeldCart) -> str:
        currency = self.context.settings().shop.currency
        lines = ngettext("{count} line", "{count} lines", cart.lines).format(count=cart.lines)
        name = show.joined(cart.name, cart.customer) or _("No name")
        row = show.joined(name, lines, self._age(cart.started_at), show.money(cart.total, currency))
        return f"{row}\n{cart.note}" if cart.note else row

    def _age(self, started_at: str) -> str:
        started = datetime.fromisoformat(started_at)
        now = self.context.desk.local_now().replace(tzinfo=None)
        minutes = max(0, int((now - started).total_seconds()) // 60)
        if minutes < 60:
            return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
        hours = minutes // 60
        if hours < 24:
            return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
        return ngettext("{count} day ago", "{count} days ago", hours // 24).format(count=hours // 24)

    def _on_confirmed(self) -> None:
        row = self.list.currentRow()
        if row < 0:
            return
        self.context.operations.run(
            holding.resume,
            cart_id=self._held[row].id,
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
        )
