"""Take something back: by its receipt, or without it from what the sale's customer bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import cart_returns, carts, receipts, refund_preview
from pos_app.services.cart_returns import Bought
from pos_app.services.receipts import RefundableSale
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.approval import run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.sale.dialogs.refund_lines import RefundLines
from pos_app.ui.widgets.key_button import KeyButton


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that can go back: `note` is what stands under its description."""

    receipt: str
    line: int
    description: str
    note: str
    unit: str
    left: int


class ReturnDialog(SaleDialog):
    """Lines that go back become return lines of the open sale; scans go to the receipt's number here.

    `blind_asked`: there is neither a receipt nor a name.
    """

    blind_asked = Signal()

    def __init__(self, context: UiContext, receipt: str, parent: QWidget) -> None:
        super().__init__(context, _("Take something back"), parent)
        view = context.operations.run(carts.current)
        self._customer = view.customer_id if view is not None else None
        self._fields: list[tuple[_Row, QLineEdit]] = []
        self.number = QLineEdit(receipt)
        self.number.setMaxLength(40)
        label = _("Receipt: scan it or type its number")
        if self._customer is not None:
            label = _("Receipt: scan it or type its number; or words for what the customer bought")
        self.column.addLayout(labelled(label, self.number))
        self._grid_holder = QScrollArea()
        self._grid_holder.setWidgetResizable(True)
        self._grid_holder.setAccessibleName(_("Lines of the receipt"))
        # Tab goes from the number straight to the quantities.
        self._grid_holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._grid_holder, 1)
        self._goes_back = RefundLines()
        self.column.addWidget(self._goes_back)
        self._do = self.offer(_("Find"))
        self._do.clicked.connect(self._on_confirmed)
        self.offer_other(_("Without receipt or name"), "Alt+B", self.blind_asked.emit)
        self.number.textEdited.connect(lambda _text: self._forget())
        context.scanner.accept_in(self, self._take_scan)
        self.resize(680, 560)
        if not receipt:
            self._list_bought("")
        self.number.setFocus()
        if receipt:
            QTimer.singleShot(0, self, self._find)

    def _take_scan(self, code: str) -> None:
        self.number.setText(code)
        self._find()

    def _forget(self) -> None:
        self._fields = []
        self._grid_holder.setWidget(QWidget())
        self._do.setText(_("Find"))
        self._goes_back.show_preview(None)

    def _on_confirmed(self) -> None:
        if self._fields:
            self._give_back()
        else:
            self._find()

    def _find(self) -> None:
        self._forget()
        self.say("")
        text = self.number.text().strip()
        sale = self.context.operations.run(
            receipts.refundable, number=text, on_error=lambda error: self._on_unknown(text, error)
        )
        if sale is None:
            return
        if not sale.anything_left:
            self.say(_("Nothing of receipt {number} is left to take back.").format(number=sale.number))
            return
        self._show_rows(self._rows_of(sale))
        self._fields[0][1].setFocus()

    def _on_unknown(self, text: str, error: PosError) -> None:
        """No receipt: perhaps words for something the customer bought."""
        if self._list_bought(text):
            self._fields[0][1].setFocus()
        else:
            self.fail(error)
            self.number.setFocus()
            self.number.selectAll()

    def _list_bought(self, words: str) -> bool:
        if self._customer is None:
            return False
        found = self.context.operations.run(
            cart_returns.bought_by, customer_id=self._customer, words=words, on_error=self.fail
        )
        if not found:
            return False
        self._show_rows([self._row_of(item) for item in found])
        return True

    def _rows_of(self, sale: RefundableSale) -> list[_Row]:
        currency, rows = Currency(sale.currency, sale.exponent), []
        for line in sale.lines:
            left = _("{left} of {quantity} {unit} left").format(
                left=show.quantity(line.left),
                quantity=show.quantity(line.quantity),
                unit=show.unit(line.unit),
            )
            note = show.joined(left, show.money(line.gross_left, currency))
            if line.left > 0:
                rows.append(_Row(sale.number, line.line, line.description, note, line.unit, line.left))
        return rows

    def _row_of(self, item: Bought) -> _Row:
        left = _("{left} {unit} left").format(left=show.quantity(item.left), unit=show.unit(item.unit))
        amount = show.money(item.gross_left, self.context.settings().shop.currency)
        note = show.joined(show.long_day(item.day), item.receipt, left, amount)
        return _Row(item.receipt, item.line, item.description, note, item.unit, item.left)

    def _show_rows(self, rows: Sequence[_Row]) -> None:
        self._fields = []
        order: list[QWidget] = [self.number]
        inner, card = QWidget(), QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        grid = QGridLayout(card)
        grid.setContentsMargins(14, 8, 8, 8)
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        for number, row in enumerate(rows):
            text = QLabel(row.description)
            text.setWordWrap(True)
            note = QLabel(row.note)
            note.setProperty("role", "small")
            field = QLineEdit()
            field.setPlaceholderText("0")
            field.setMaxLength(20)
            field.setFixedWidth(self.context.theme.px(90))
            field.setAccessibleName(_("How many of {item} go back").format(item=row.description))
            every = KeyButton(self.context.theme, _("All"))
            every.setAutoDefault(False)
            every.setAccessibleName(_("All of {item}").format(item=row.description))
            every.clicked.connect(
                lambda _checked=False, field=field, row=row: field.setText(show.quantity(row.left))
            )
            at = 3 * number
            if number:
                between = QFrame()
                between.setProperty("role", "line")
                grid.addWidget(between, at, 0, 1, 3)
            grid.addWidget(text, at + 1, 0, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(note, at + 2, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, at + 1, 1, 2, 1)
            grid.addWidget(every, at + 1, 2, 2, 1)
            field.textChanged.connect(lambda _text: self._tell())
            self._fields.append((row, field))
            order += [field, every]
        self._grid_holder.setWidget(inner)
        # Made after the buttons, they would come after them.
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._do.setText(_("Take back"))

    def _wanted(self) -> list[tuple[str, int, int]]:
        """(Receipt, line, thousandths) of what was typed; errors of `entry.quantity`."""
        return [
            (row.receipt, row.line, entry.quantity(field.text(), row.unit))
            for row, field in self._fields
            if field.text().strip() not in ("", "0")
        ]

    def _tell(self) -> None:
        """Say what would go back with what is typed so far; half a number says nothing."""
        self.say("")
        preview = None
        try:
            wanted = self._wanted()
        except PosError:
            wanted = []
        if wanted:
            preview = self.context.operations.run(refund_preview.of_cart, back=wanted, on_error=self.fail)
        self._goes_back.show_preview(preview)

    def _give_back(self) -> None:
        try:
            wanted = self._wanted()
        except PosError as error:
            self.fail(error)
            return
        if not wanted:
            self.say(_("Say how many go back."))
            self._fields[0][1].setFocus()
            return
        run_approved(
            self.context,
            self,
            cart_returns.add_returns,
            permission=Permission.LATE_RETURN,
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
            back=wanted,
        )
