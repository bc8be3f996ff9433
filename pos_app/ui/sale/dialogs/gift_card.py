"""Sell a gift card: how much goes on it, and which card if it is one that is there already."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos_app.domain.credit import Account, name_of
from pos_app.domain.money import Currency
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.i18n import text as sentence
from pos_app.services import cart_gift_cards, credits
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.widgets.num_pad import NumPad


class GiftCardDialog(SaleDialog):
    """A scan goes to the card's field; left empty, a new card is made when the sale is paid."""

    def __init__(self, context: UiContext, currency: Currency, parent: QWidget, card: str = "") -> None:
        super().__init__(context, _("Gift card"), parent)
        self._currency = currency
        self.amount = QLineEdit()
        self.amount.setProperty("role", "amount")
        self.amount.setMaxLength(20)
        self.card = QLineEdit(card)
        self.card.setMaxLength(40)
        self._known = QLabel()
        self._known.setProperty("role", "small")
        self.column.addLayout(labelled(_("Amount on the card"), self.amount))
        self.column.addWidget(NumPad(self.amount))
        self.column.addLayout(labelled(_("Card to top up (empty: a new one)"), self.card))
        self.column.addWidget(self._known)
        self.offer(_("Add to the sale")).clicked.connect(self._on_confirmed)
        context.scanner.accept_in(self, self._take_scan)
        self.setMinimumWidth(420)
        self.amount.setFocus()
        if card:
            self._look_up()

    def _take_scan(self, code: str) -> None:
        self.card.setText(code)
        self._look_up()
        self.amount.setFocus()

    def _look_up(self) -> None:
        """Say what is on the card."""
        self.say("")
        found: Account | None = self.context.operations.run(
            credits.look_up, code=self.card.text(), on_error=self.fail
        )
        self._known.setText(
            _("{card}: {amount} on it").format(
                card=sentence(name_of(found.kind, found.code)),
                amount=show.money(found.balance, self._currency),
            )
            if found
            else ""
        )

    def _on_confirmed(self) -> None:
        try:
            amount = entry.amount(self.amount.text().strip(), self._currency)
        except PosError as error:
            self.fail(error)
            self.amount.setFocus()
            self.amount.selectAll()
            return
        self.context.operations.run(
            cart_gift_cards.add_gift_card,
            amount=amount,
            code=self.card.text(),
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
        )
