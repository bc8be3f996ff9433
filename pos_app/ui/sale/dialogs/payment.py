"""Pay: exact cash by Enter, card for the rest by one key, a gift card by scanning it, or any mix of tenders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.credit import Account, payable
from pos_app.domain.credit_codes import read_code
from pos_app.domain.payment import Settlement, Tender, TenderType, cash_due, settle, too_much
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts, credits, refund_preview, sales
from pos_app.services.cart_view import CartView, SaleCompleted
from pos_app.services.changes import Area, changed
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.sale.dialogs.preparing import Preparing
from pos_app.ui.sale.dialogs.refund_lines import RefundLines
from pos_app.ui.sale.dialogs.tender_list import TenderList, tender_name
from pos_app.ui.sale.quick_amounts import quick_amounts
from pos_app.ui.till.closed_till import open_first
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.num_pad import NumPad

# Kind, its keys, how they are shown.
_Way = tuple[TenderType, str, str]
_WAYS: tuple[_Way, ...] = (
    ("card", "", "+"),
    ("cheque", "Alt+3", "Alt 3"),
    ("transfer", "Alt+4", "Alt 4"),
)
_CREDIT_WAYS: tuple[_Way, ...] = (("gift_card", "Alt+5", "Alt 5"), ("store_credit", "Alt+6", "Alt 6"))


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
    """`completed(SaleCompleted)` once the sale is stored; nothing is taken before.

    `card` is a gift card or store credit slip that is to pay as soon as the window is there.
    """

    completed = Signal(object)

    def __init__(self, context: UiContext, view: CartView, parent: QWidget, card: str = "") -> None:
        super().__init__(context, _("Pay"), parent)
        self._view = view
        self._rounding = context.settings().cash.rounding
        self._tenders: list[Tender] = []
        self._cards: dict[str, int] = {}
        self._own: Account | None = None
        self._ways: dict[TenderType, KeyButton] = {}
        self.amount = AmountEdit()
        self.amount.setProperty("role", "amount")
        self.amount.setMaxLength(20)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.card_asked.connect(lambda: self._take("card"))
        self.reference = QLineEdit()
        self.reference.setMaxLength(60)
        sides = QHBoxLayout()
        sides.setSpacing(20)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self._summary(), 1)
        self._goes_back = RefundLines()
        left.addWidget(self._goes_back)
        left.addLayout(self._buttons_for(_CREDIT_WAYS))
        sides.addLayout(left, 1)
        sides.addLayout(self._entry(), 1)
        self.column.addLayout(sides, 1)
        self._enter = self.offer("")
        self._enter.clicked.connect(self._on_entered)
        self.amount.textChanged.connect(lambda _text: self._show_rest())
        context.hub.follow(self, {Area.CART}, lambda _changes: self._on_cart_changed())
        context.scanner.accept_in(self, self._take_scan)
        self.resize(780, 560)
        self._read_store_credit()
        self._show()
        self._remember_total()
        self._preparing = Preparing(context, self)
        self.amount.setFocus()
        if card:
            QTimer.singleShot(0, self, lambda: self._take_card(card))

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
        column.addLayout(labelled(_("Reference (card slip, cheque or gift card number)"), self.reference))
        column.addLayout(self._buttons_for(_WAYS))
        return column

    def _buttons_for(self, ways: tuple[_Way, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for kind, keys, cap in ways:
            button = KeyButton(self.context.theme, tender_name(kind), cap)
            button.setAutoDefault(False)
            if keys:
                button.press_by(keys)
            button.clicked.connect(lambda _checked=False, kind=kind: self._take(kind))
            self._ways[kind] = button
            row.addWidget(button, 1)
        return row

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
        """Take the amount that was typed, or all that is due."""
        reference = "" if kind == "cash" else self.reference.text().strip()
        if kind in ("gift_card", "store_credit"):
            self._take_credit(kind, reference)
        else:
            self._add(lambda: Tender(kind, self._typed(kind), reference))

    def _on_entered(self) -> None:
        """Enter takes cash, unless it stands behind the number of a gift card or slip."""
        code = self.reference.text().strip()
        if read_code(code) is not None:
            self._take_card(code)
        elif self._as_proposed:
            self._complete([])
        else:
            self._take("cash")

    @property
    def _as_proposed(self) -> bool:
        """Whether Enter gives back as the four lines say: nothing else was typed or chosen."""
        return self._view.total < 0 and not self._tenders and not self.amount.text().strip()

    def _take_scan(self, code: str) -> None:
        """Cards pay; goods go to the sale, as from everywhere."""
        if read_code(code) is not None:
            self._take_card(code)
        else:
            self.context.scanner.scanned.emit(code)

    def _take_credit(self, kind: TenderType, code: str) -> None:
        """Gift card or store credit by its key: the code that was typed, or the customer's own credit."""
        if code:
            self._take_card(code)
        elif kind == "store_credit" and self._view.total < 0:
            # Onto the customer's credit; for nobody a slip is made with the sale.
            self._add(lambda: Tender(kind, self._typed(kind)))
        elif kind == "store_credit" and self._own is not None:
            self._take_account(self._own)
        else:
            self.say(_("Scan the card or slip, or type its number as the reference."))
            self.reference.setFocus()

    def _take_card(self, code: str) -> None:
        account = self.context.operations.run(
            credits.look_up, code=code, customer_id=self._view.customer_id, on_error=self.fail
        )
        if account is not None:
            self._take_account(account)

    def _take_account(self, account: Account) -> None:
        self._cards[account.code] = account.balance
        self._add(lambda: Tender(account.kind, self._pays(account), account.code))

    def _pays(self, account: Account) -> int:
        """What was typed, or as much as the card has and the sale needs."""
        if self._view.total < 0:
            return self._typed(account.kind)
        typed = self._typed(account.kind) if self.amount.text().strip() else None
        used = sum(t.amount for t in self._tenders if t.reference == account.code)
        return payable(account, self._due(account.kind), typed, self._view.currency, used=used)

    def _add(self, make: Callable[[], Tender]) -> None:
        """Take one more tender, and finish if that settles the sale."""
        try:
            tender = make()
            rest = self._due(tender.type)
            if tender.type != "cash" and abs(tender.amount) > abs(rest) > 0:
                # Said of what is left and of this tender, not of the sums; cash taken before gives no change for it.
                raise too_much(tender.amount, rest, self._view.currency)
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

    def _changed_elsewhere(self) -> bool:
        """Whether the sale comes to another total than is shown, by a price say; then the new one is shown."""
        view = self.context.operations.run(carts.current, on_error=self.fail)
        if view is None or not view.lines or view.total == self._view.total:
            return False
        self.context.hub.publish(changed(Area.CART))
        total = show.money(abs(view.total), view.currency)
        self.say(_("A price was changed meanwhile: the sale comes to {total} now.").format(total=total))
        self.amount.setFocus()
        return True

    def _complete(self, tenders: list[Tender]) -> None:
        if self._changed_elsewhere():
            return

        def done(result: SaleCompleted) -> None:
            self.completed.emit(result)
            self.accept()

        def wrong(error: PosError) -> None:
            open_first(self.context, self, error, lambda: self._complete(tenders), self.fail)

        prepared = self._preparing.sale
        self.context.operations.run(
            sales.complete_cart, tenders=tenders, prepared=prepared, on_done=done, on_error=wrong
        )

    def _on_removed(self, number: int) -> None:
        del self._tenders[number]
        self._show()
        self.amount.setFocus()

    def _on_cart_changed(self) -> None:
        """A scan went to the sale while this is open: what is due has changed."""
        view = self.context.operations.run(carts.current)
        if view is not None and view.lines:
            self._view = view
            self._read_store_credit()
            self._show()
            self._remember_total()

    def _remember_total(self) -> None:
        """The customer has seen it: a line that leaves the sale from now on is audited."""
        self.context.operations.run(carts.total_shown, total=self._view.total, on_error=self.fail)

    def _read_store_credit(self) -> None:
        """Whether the sale's customer has store credit to pay with."""
        customer = self._view.customer_id
        found = self.context.operations.run(credits.balance_of, customer_id=customer) if customer else None
        self._own = found if found is not None and found.balance else None
        text = tender_name("store_credit")
        if self._own is not None:
            text = _("Store credit {amount}").format(
                amount=show.money(self._own.balance, self._view.currency)
            )
        self._ways["store_credit"].setText(text)
        self._ways["store_credit"].updateGeometry()

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
        self._list.show_tenders(self._tenders, currency, self._left())
        self._show_quick(self._due("cash"))
        self._show_rest()
        returns = any(line.is_return for line in view.lines)
        preview = self.context.operations.run(refund_preview.of_cart, on_error=self.fail) if returns else None
        self._goes_back.show_preview(preview)

    def _left(self) -> dict[str, int]:
        """What stays on each card that was taken."""
        used = {code: sum(t.amount for t in self._tenders if t.reference == code) for code in self._cards}
        return {code: balance - used[code] for code, balance in self._cards.items()}

    def _show_rest(self) -> None:
        """Due, or the change as soon as more than that was typed."""
        due, text = self._due("cash"), self.amount.text().strip()
        try:
            typed = entry.amount(text, self._view.currency) if text else 0
        except PosError:
            typed = 0
        exact = _("Cash {amount}").format(amount=show.money(abs(due), self._view.currency))
        self._enter.setText(_("Give back") if self._as_proposed else exact if not text else _("Cash"))
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
