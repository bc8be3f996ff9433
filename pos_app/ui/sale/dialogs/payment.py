"""Pay: exact cash by Enter, card for the rest by one key, or any mix of cash, card, cheque and transfer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.payment import Settlement, Tender, TenderType, cash_due, settle
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts, sales
from pos_app.services.cart_view import CartView, SaleCompleted
from pos_app.services.changes import Area
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.sale.dialogs.tender_list import TenderList, tender_name
from pos_app.ui.sale.quick_amounts import quick_amounts
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.num_pad import NumPad

_WAYS: tuple[tuple[TenderType, str, str], ...] = (
    ("card", "", "+"),
    ("cheque", "Alt+3", "Alt 3"),
    ("transfer", "Alt+4", "Alt 4"),
)


class AmountEdit(QLineEdit):
    """The amount; its plus key means "the rest by card", which no amount begins with."""

    card_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        if event.text() == "+":
            if not event.isAutoRepeat():
                self.card_asked.emit()
        else:
            super().keyPressEvent(event)


class PaymentDialog(SaleDialog):
    """`completed(SaleCompleted)` once the sale is stored; nothing is taken before."""

    completed = Signal(object)

    def __init__(self, context: UiContext, view: CartView, parent: QWidget) -> None:
        super().__init__(context, _("Pay"), parent)
        self._view = view
        self._rounding = context.settings().cash.rounding
        self._tenders: list[Tender] = []
        self.amount = AmountEdit()
        self.amount.setProperty("role", "amount")
        self.amount.setMaxLength(20)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.card_asked.connect(lambda: self._take("card"))
        self.reference = QLineEdit()
        self.reference.setMaxLength(60)
        sides = QHBoxLayout()
        sides.setSpacing(20)
        sides.addWidget(self._summary(), 1)
        sides.addLayout(self._entry(), 1)
        self.column.addLayout(sides, 1)
        self._enter = self.offer("")
        self._enter.clicked.connect(lambda: self._take("cash"))
        self.amount.textChanged.connect(lambda _text: self._show_rest())
        context.hub.follow(self, {Area.CART}, lambda _changes: self._on_cart_changed())
        self.resize(760, 560)
        self._show()
        self.amount.setFocus()

    def _summary(self) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(18, 14, 18, 14)
        self._total_word, self._total = QLabel(), QLabel()
        self._total.setProperty("role", "huge")
        self._cash_note = QLabel()
        self._cash_note.setProperty("role", "muted")
        self._list = TenderList(self.context.theme)
        self._list.removed.connect(self._on_removed)
        self._rest_word, self._rest = QLabel(), QLabel()
        for widget in (self._total_word, self._total, self._cash_note):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self._list)
        column.addStretch(1)
        column.addWidget(self._rest_word)
        column.addWidget(self._rest)
        return card

    def _entry(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(labelled(_("Amount (empty: all that is due)"), self.amount))
        self._quick = QHBoxLayout()
        self._quick.setSpacing(8)
        column.addLayout(self._quick)
        column.addWidget(NumPad(self.amount))
        column.addLayout(labelled(_("Reference (card slip, cheque number)"), self.reference))
        ways = QGridLayout()
        ways.setSpacing(8)
        for number, (kind, keys, cap) in enumerate(_WAYS):
            button = KeyButton(self.context.theme, tender_name(kind), cap)
            button.setAutoDefault(False)
            if keys:
                button.press_by(keys)
            button.clicked.connect(lambda _checked=False, kind=kind: self._take(kind))
            ways.addWidget(button, 0, number)
        column.addLayout(ways)
        return column

    def _settlement(self, tenders: list[Tender]) -> Settlement:
        return settle(self._view.total, tenders, self._rounding, self._view.currency)

    def _due(self, kind: TenderType) -> int:
        """What is due now by a kind of tender, in minor units: cash is rounded, the others exact."""
        if kind == "cash":
            cash = sum(t.amount for t in self._tenders if t.type == "cash")
            other = sum(t.amount for t in self._tenders if t.type != "cash")
            return cash_due(self._view.total, other, self._rounding) - cash
        return self._view.total - sum(t.amount for t in self._tenders)

    def _take(self, kind: TenderType) -> None:
        """Take the amount that was typed, or all that is due, and finish if that settles the sale."""
        try:
            amount = self._typed(kind)
            tender = Tender(kind, amount, "" if kind == "cash" else self.reference.text().strip())
            settlement = self._settlement([*self._tenders, tender])
        except PosError as error:
            self.fail(error)
            self.amount.selectAll()
            self.amount.setFocus()
            return
        self.say("")
        if settlement.due == 0:
            self._complete([*self._tenders, tender])
            return
        self._tenders.append(tender)
        self.amount.clear()
        self.reference.clear()
        self._show()
        self.amount.setFocus()

    def _typed(self, kind: TenderType) -> int:
        text = self.amount.text().strip()
        if not text:
            return self._due(kind)
        amount = entry.amount(text, self._view.currency)
        return -abs(amount) if self._view.total < 0 else amount

    def _complete(self, tenders: list[Tender]) -> None:
        def done(result: SaleCompleted) -> None:
            self.completed.emit(result)
            self.accept()

        self.context.operations.run(sales.complete_cart, tenders=tenders, on_done=done, on_error=self.fail)

    def _on_removed(self, number: int) -> None:
        del self._tenders[number]
        self._show()
        self.amount.setFocus()

    def _on_cart_changed(self) -> None:
        """A scan went to the sale while this is open: what is due has changed."""
        view = self.context.operations.run(carts.current)
        if view is not None and view.lines:
            self._view = view
            self._show()

    def _show(self) -> None:
        view, currency = self._view, self._view.currency
        back = view.total < 0
        self._total_word.setText(_("To give back") if back else _("To pay"))
        self._total.setText(show.money(abs(view.total), currency))
        rounded = view.cash_total != view.total
        self._cash_note.setText(
            _("in cash {amount}").format(amount=show.money(abs(view.cash_total), currency))
        )
        self._cash_note.setVisible(rounded)
        self._list.show_tenders(self._tenders, currency)
        self._show_quick(self._due("cash"))
        self._show_rest()

    def _show_rest(self) -> None:
        """Due, or the change as soon as more than that was typed."""
        due, text = self._due("cash"), self.amount.text().strip()
        try:
            typed = entry.amount(text, self._view.currency) if text else 0
        except PosError:
            typed = 0
        exact = _("Cash {amount}").format(amount=show.money(abs(due), self._view.currency))
        self._enter.setText(exact if not text else _("Cash"))
        change = typed - due if due > 0 else 0
        word, figure, role = (_("Change"), change, "change") if change > 0 else (_("Due"), abs(due), "due")
        self._rest_word.setText(word)
        self._rest.setText(show.money(figure, self._view.currency))
        self._rest.setProperty("role", role)
        self._rest.style().unpolish(self._rest)
        self._rest.style().polish(self._rest)

    def _show_quick(self, due: int) -> None:
        while (item := self._quick.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for amount in quick_amounts(due, self._view.currency):
            button = KeyButton(
                self.context.theme, show.money(amount, self._view.currency), kind="quick", size=16
            )
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, amount=amount: self._take_cash(amount))
            self._quick.addWidget(button)

    def _take_cash(self, amount: int) -> None:
        self.amount.setText(show.money(amount, self._view.currency))
        self._take("cash")
