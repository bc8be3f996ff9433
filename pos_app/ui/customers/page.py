"""The customers page: search on the left, everything about one of them on the right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.services import carts, customers
from pos_app.services.changes import Area, Changes
from pos_app.services.person_view import CustomerHit
from pos_app.ui.context import UiContext
from pos_app.ui.customers.columns import hit_columns, search_hints
from pos_app.ui.customers.detail import CustomerDetail
from pos_app.ui.customers.dialog import CustomerDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.search_field import SearchField
from pos_app.ui.widgets.table import Table
from pos_app.ui.widgets.typing_pause import TypingPause

MOST = 50
_AREAS = frozenset({Area.CUSTOMER, Area.SALE, Area.OFFER})


class CustomersPage(QWidget):
    """Search, table, detail. `show_customer` opens one from elsewhere."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = False
        self.field = SearchField(search_hints())
        self.setFocusProxy(self.field)
        self.new_button = KeyButton(context.theme, _("New customer"))
        self.new_button.clicked.connect(self._on_new)
        self.table: Table[CustomerHit] = Table(hit_columns(narrow=True), _("Customers found"))
        self.table.set_sortable()
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._on_row_changed())
        self.detail = CustomerDetail(context)
        self.detail.edit_pressed.connect(self._on_edit)
        self.detail.sale_pressed.connect(self._on_put_on_sale)
        self._hint = QLabel(_("Search for a customer: a few letters or digits are enough."))
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self._timer = TypingPause(context.scanner, self)
        context.scanner.let_through(self.field)
        self._timer.timeout.connect(self.search)
        self.field.textEdited.connect(lambda _text: self._timer.after_key())
        self.field.returnPressed.connect(self._on_return_pressed)
        context.hub.follow(self, _AREAS, self._on_changes)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.field)
        left.addWidget(self.table, 1)
        left.addWidget(self.new_button)
        right = QWidget()
        self._stack = QStackedLayout(right)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self.detail)
        both = QHBoxLayout(self)
        both.setContentsMargins(16, 12, 16, 12)
        both.setSpacing(16)
        both.addLayout(left, 3)
        both.addWidget(right, 8)

    def show_customer(self, customer_id: int) -> None:
        """Open one customer, whatever was searched before."""
        if self.detail.show_customer(customer_id):
            self._stack.setCurrentWidget(self.detail)

    def search(self) -> None:
        """Show who fits what was typed; the one who is open stays open if still there."""
        self._timer.stop()
        hits = self._context.operations.run(customers.search, text=self.field.text(), limit=MOST)
        self.table.set_rows(hits or [])

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what changed while the page was not to be seen."""
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def _on_changes(self, _changes: Changes) -> None:
        self._stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        self._stale = False
        open_one = self.detail.customer_id
        if self.field.text().strip():
            self.search()
        if open_one is not None:
            self.show_customer(open_one)

    def _on_row_changed(self) -> None:
        hit = self.table.current_row()
        if hit is not None and hit.id != self.detail.customer_id:
            self.show_customer(hit.id)

    def _on_return_pressed(self) -> None:
        if self._timer.isActive():
            self.search()
        self.table.step(1)
        if self.table.current_row() is not None:
            self.table.setFocus()

    def _on_new(self) -> None:
        typed = self.field.text().strip()
        dialog = CustomerDialog(self._context, parent=self, typed=typed, for_sale=False)
        dialog.saved.connect(self.show_customer)
        dialog.open()

    def _on_edit(self, customer_id: int) -> None:
        CustomerDialog(self._context, parent=self, customer_id=customer_id).open()

    def _on_put_on_sale(self, customer_id: int) -> None:
        self._context.operations.run(carts.set_customer, customer_id=customer_id)
        self._context.show_page("sale")
