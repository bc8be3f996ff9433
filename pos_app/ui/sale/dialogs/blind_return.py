"""Take something back without receipt or name: which product, how many, and why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.permissions import Permission
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.services import blind_returns, products, refund_preview
from pos_app.services.blind_returns import Worth
from pos_app.services.products import ProductHit
from pos_app.ui import entry
from pos_app.ui import format as show
from pos_app.ui.approval import reasons_for, run_approved
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled
from pos_app.ui.sale.dialogs.refund_lines import RefundLines
from pos_app.ui.widgets.num_pad import NumPad
from pos_app.ui.widgets.reason_field import ReasonField
from pos_app.ui.widgets.table import Column, Table

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}


class BlindReturnDialog(SaleDialog):
    """First the product, by scan or search; then its worth, the quantity and the reason. Nothing is done before."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, _("Take back without receipt or name"), parent)
        self._chosen: Worth | None = None
        self.words = QLineEdit()
        self.words.setMaxLength(120)
        self.words.installEventFilter(self)
        self.words.textEdited.connect(lambda _text: self._search())
        self.column.addLayout(labelled(_("Product: scan it, or type its name, code or size"), self.words))
        self.table: Table[ProductHit] = Table(self._columns(), _("Products found"))
        self.table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table.clicked.connect(lambda _index: self._take_row())
        self.column.addWidget(self.table, 1)
        self._goes_back = RefundLines()
        self._details = self._make_details()
        self.column.addWidget(self._details, 1)
        self._do = self.offer(_("Choose"))
        self._do.clicked.connect(self._on_confirmed)
        context.scanner.accept_in(self, self._on_scanned)
        window = parent.window().size()
        self.resize(
            min(context.theme.px(760), window.width() - 24), min(context.theme.px(600), window.height() - 24)
        )
        self._search()
        self.words.setFocus()

    def _columns(self) -> list[Column[ProductHit]]:
        currency = self.context.settings().shop.currency
        return [
            Column(
                "name", _("Name"), lambda hit: hit.name, sample="Silicone sealant, bathroom", stretch=True
            ),
            Column("sku", _("SKU"), lambda hit: hit.sku, sample="SCREW-T25-00"),
            Column("bin", _("Bin"), lambda hit: hit.bin, sample="A00-00"),
            Column(
                "price",
                _("List price"),
                lambda hit: show.unit_price(hit.price * 100, currency),
                sample="0,000.00",
                right=True,
            ),
        ]

    def _make_details(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        self._worth = QLabel()
        self._worth.setWordWrap(True)
        column.addWidget(self._worth)
        self.quantity = QLineEdit("1")
        self.quantity.setProperty("role", "amount")
        self.quantity.setMaxLength(20)
        self.quantity.textChanged.connect(lambda _text: self._tell())
        self.reason = ReasonField(self.context.theme, _("Reason"), reasons_for(Permission.BLIND_RETURN))
        left, row = QVBoxLayout(), QHBoxLayout()
        left.addLayout(labelled(_("How many go back"), self.quantity))
        left.addWidget(NumPad(self.quantity))
        row.setSpacing(20)
        row.addLayout(left, 1)
        right = QVBoxLayout()
        right.addWidget(self.reason)
        right.addStretch(1)
        right.addWidget(self._goes_back)
        row.addLayout(right, 1)
        column.addLayout(row)
        column.addStretch(1)
        return holder

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        """Arrow keys in the field walk through the table."""
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and self._chosen is None:
                self.table.step(step)
                return True
        return super().eventFilter(watched, event)

    def _search(self) -> None:
        """Back to choosing: what is typed finds products."""
        self.say("")
        self._show_chosen(None)
        text = self.words.text().strip()
        hits = self.context.operations.run(products.search, text=text, on_error=self.fail) or []
        self.table.set_rows(hits)
        if hits:
            self.table.selectRow(0)
        elif text:
            self.say(_("No product found."))

    def _on_scanned(self, code: str) -> None:
        self.words.setText(code)
        self._search()
        self.say("")
        self._choose(code=code)

    def _take_row(self) -> None:
        hit = self.table.current_row()
        if hit is None:
            self.say(_("Say which product comes back."))
            self.words.setFocus()
            return
        self._choose(product_id=hit.id)

    def _choose(self, *, product_id: int = 0, code: str = "") -> None:
        found = self.context.operations.run(
            blind_returns.worth, product_id=product_id, code=code, on_error=self.fail
        )
        self._show_chosen(found)
        if found is None:
            self.words.setFocus()
            return
        self.say("")
        self.words.setText(found.name)
        self._worth.setText(self._words_of(found))
        self.quantity.setText("1")
        self.quantity.setFocus()
        self.quantity.selectAll()
        self._tell()

    def _words_of(self, found: Worth) -> str:
        values = {
            "item": found.sku or found.name,
            "price": show.unit_price(found.unit_price, self.context.settings().shop.currency),
            "unit": show.unit(found.unit),
            "receipt": found.receipt,
        }
        if found.receipt:
            text = _(
                "{item}: {price} for 1 {unit}, the lowest price of the last 30 days (receipt {receipt})."
            )
            return text.format(**values)
        text = _(
            "{item}: {price} for 1 {unit}. Not sold in the last 30 days; this is the lowest price of today."
        )
        return text.format(**values)

    def _show_chosen(self, found: Worth | None) -> None:
        self._chosen = found
        self.table.setVisible(found is None)
        self._details.setVisible(found is not None)
        self._do.setText(_("Choose") if found is None else _("Take back"))
        if found is None:
            self._goes_back.show_preview(None)

    def _tell(self) -> None:
        """Say what would go back; half a number says nothing."""
        self.say("")
        preview = None
        try:
            quantity = entry.quantity(self.quantity.text(), self._chosen.unit) if self._chosen else 0
        except PosError:
            quantity = 0
        if self._chosen is not None and quantity > 0:
            blind = [(self._chosen.product_id, quantity)]
            preview = self.context.operations.run(refund_preview.of_cart, blind=blind, on_error=self.fail)
        self._goes_back.show_preview(preview)

    def _on_confirmed(self) -> None:
        if self._chosen is None:
            self._take_row()
            return
        try:
            quantity = entry.quantity(self.quantity.text(), self._chosen.unit)
        except PosError as error:
            self.fail(error)
            self.quantity.setFocus()
            self.quantity.selectAll()
            return
        if not self.reason.text:
            self.say(_("Say why, in a few words.") if self.reason.edit.hasFocus() else "")
            self.reason.edit.setFocus()
            return
        run_approved(
            self.context,
            self,
            blind_returns.add_blind_return,
            permission=Permission.BLIND_RETURN,
            reason=self.reason.text,
            on_done=lambda _changes: self.accept(),
            on_error=self.fail,
            product_id=self._chosen.product_id,
            quantity=quantity,
        )
