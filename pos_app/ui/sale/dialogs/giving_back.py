"""Take something back by its receipt: scan or type the number, say how many of each line."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from pos_app.domain.money import Currency
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import carts, receipts, refund_preview
from pos_app.services.receipts import RefundableLine, RefundableSale
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.sale.dialogs.refund_lines import RefundLines
from pos_app.ui.widgets.key_button import KeyButton


class ReturnDialog(SaleDialog):
    """Lines of a receipt become return lines of the open sale; scans go to the receipt's number here."""

    def __init__(self, context: UiContext, receipt: str, parent: QWidget) -> None:
        super().__init__(context, _("Take something back"), parent)
        self._sale: RefundableSale | None = None
        self._fields: list[tuple[RefundableLine, QLineEdit]] = []
        self.number = QLineEdit(receipt)
        self.number.setMaxLength(40)
        self.column.addLayout(labelled(_("Receipt: scan it or type its number"), self.number))
        self._grid_holder = QScrollArea()
        self._grid_holder.setWidgetResizable(True)
        self._grid_holder.setAccessibleName(_("Lines of the receipt"))
        self.column.addWidget(self._grid_holder, 1)
        self._goes_back = RefundLines()
        self.column.addWidget(self._goes_back)
        self._do = self.offer(_("Find"))
        self._do.clicked.connect(self._on_confirmed)
        self.number.textEdited.connect(lambda _text: self._forget())
        context.scanner.accept_in(self, self._take_scan)
        self.resize(680, 560)
        self.number.setFocus()
        if receipt:
            QTimer.singleShot(0, self, self._find)

    def _take_scan(self, code: str) -> None:
        self.number.setText(code)
        self._find()

    def _forget(self) -> None:
        self._sale, self._fields = None, []
        self._grid_holder.setWidget(QWidget())
        self._do.setText(_("Find"))
        self._goes_back.show_preview(None)

    def _on_confirmed(self) -> None:
        if self._sale is None:
            self._find()
        else:
            self._give_back(self._sale)

    def _find(self) -> None:
        self._forget()
        self.say("")
        sale = self.context.operations.run(receipts.refundable, number=self.number.text(), on_error=self.fail)
        if sale is None:
            self.number.setFocus()
            self.number.selectAll()
        elif not sale.anything_left:
            self.say(_("Nothing of receipt {number} is left to take back.").format(number=sale.number))
        else:
            self._sale = sale
            self._show_lines(sale)
            self._do.setText(_("Take back"))

    def _show_lines(self, sale: RefundableSale) -> None:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(12)
        currency = Currency(sale.currency, sale.exponent)
        for row, line in enumerate(line for line in sale.lines if line.left > 0):
            text = QLabel(line.description)
            text.setWordWrap(True)
            left = _("{left} of {quantity} {unit} left").format(
                left=show.quantity(line.left),
                quantity=show.quantity(line.quantity),
                unit=show.unit(line.unit),
            )
            note = QLabel(show.joined(left, show.money(line.gross_left, currency)))
            note.setProperty("role", "small")
            field = QLineEdit()
            field.setPlaceholderText("0")
            field.setMaxLength(20)
            field.setFixedWidth(self.context.theme.px(90))
            field.setAccessibleName(_("How many of {item} go back").format(item=line.description))
            every = KeyButton(self.context.theme, _("All"))
            every.setAutoDefault(False)
            every.setAccessibleName(_("All of {item}").format(item=line.description))
            every.clicked.connect(
                lambda _checked=False, field=field, line=line: field.setText(show.quantity(line.left))
            )
            grid.addWidget(text, 2 * row, 0)
            grid.addWidget(note, 2 * row + 1, 0)
            grid.addWidget(field, 2 * row, 1, 2, 1)
            grid.addWidget(every, 2 * row, 2, 2, 1)
            field.textChanged.connect(lambda _text: self._tell())
            self._fields.append((line, field))
        grid.setRowStretch(grid.rowCount(), 1)
        self._grid_holder.setWidget(inner)
        self._fields[0][1].setFocus()

    def _wanted(self) -> list[tuple[RefundableLine, int]]:
        """Lines with what was typed, in thousandths; errors of `entry.quantity`."""
        return [
            (line, entry.quantity(field.text(), line.unit))
            for line, field in self._fields
            if field.text().strip() not in ("", "0")
        ]

    def _tell(self) -> None:
        """Say what would go back with what is typed so far; half a number says nothing."""
        self.say("")
        preview = None
        try:
            wanted = [(line.line, quantity) for line, quantity in self._wanted()]
        except PosError:
            wanted = []
        if wanted and self._sale is not None:
            preview = self.context.operations.run(
                refund_preview.of_cart, receipt=self._sale.number, quantities=wanted, on_error=self.fail
            )
        self._goes_back.show_preview(preview)

    def _give_back(self, sale: RefundableSale) -> None:
        try:
            wanted = self._wanted()
        except PosError as error:
            self.fail(error)
            return
        if not wanted:
            self.say(_("Say how many go back."))
            return
        for line, quantity in wanted:
            done = self.context.operations.run(
                carts.add_return,
                receipt=sale.number,
                line=line.line,
                quantity=quantity,
                on_error=lambda error: self.fail(error),
            )
            if done is None:
                return
        self.accept()
