"""F3: find the customer by whatever they say first, without leaving the keyboard or the sale."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.i18n import _, ngettext
from pos_app.services import carts, customers
from pos_app.services.person_view import CustomerHit
from pos_app.ui import actions
from pos_app.ui.context import UiContext
from pos_app.ui.customers.columns import hit_columns, search_hints
from pos_app.ui.customers.dialog import CustomerDialog
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.search_field import SearchField
from pos_app.ui.widgets.table import Table
from pos_app.ui.widgets.typing_pause import TypingPause

MOST = 50
_GONE_MS = 400
# Longer than most people take between two letters, shorter than they take from the last one to Enter.
_AHEAD_MS = 90
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}


class CustomerFinder(SaleDialog):
    """Puts the customer chosen, or made from here, on the open sale."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, _("Find a customer"), parent)
        self.field = SearchField(search_hints())
        self.field.installEventFilter(self)
        self.table: Table[CustomerHit] = Table(hit_columns(), _("Customers found"))
        # The field keeps the focus: letters search, the arrow keys walk through the table.
        self.table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table.setMinimumHeight(44 * 4)
        self.table.clicked.connect(lambda _index: self.field.setFocus())
        self.table.doubleClicked.connect(lambda _index: self._on_choose())
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._said.setWordWrap(True)
        for widget in (self.field, self.table, self._said):
            self.column.addWidget(widget)
        cart = context.operations.run(carts.current)
        self._build_buttons(has_customer=cart is not None and cart.customer_id is not None)
        self._timer = TypingPause(context.scanner, self)
        context.scanner.let_through(self.field)
        self._timer.timeout.connect(self._search)
        self.field.textEdited.connect(self._on_edited)
        self._ahead = QTimer(self, singleShot=True, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._look_ahead)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._ahead.start())
        self.finished.connect(self._ahead.stop)
        context.scanner.accept_in(self, self._on_scanned)
        # Taking it apart would hold up the customer's sidebar, which is painted as it closes.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.finished.connect(lambda _result: QTimer.singleShot(_GONE_MS, self, self.deleteLater))
        self._say_count([])
        window = parent.window().size()
        self.resize(
            min(context.theme.px(840), window.width() - 24), min(context.theme.px(560), window.height() - 24)
        )

    def _build_buttons(self, *, has_customer: bool) -> None:
        self._choose = self.offer(_("Choose"))
        self._choose.clicked.connect(self._on_choose)
        new = KeyButton(self.context.theme, _("New customer"), actions.key_cap("new_customer"))
        new.setAutoDefault(False)
        new.clicked.connect(self._on_new)
        self._buttons.insertWidget(1, new)
        if has_customer:
            off = KeyButton(self.context.theme, _("Nobody"))
            off.setAccessibleDescription(_("Takes the customer off this sale"))
            off.setToolTip(_("Takes the customer off this sale"))
            off.setAutoDefault(False)
            off.clicked.connect(lambda: self._finish(None))
            self._buttons.insertWidget(2, off)
        shortcut = QShortcut(QKeySequence(actions.ACTIONS["new_customer"].keys), self)
        shortcut.activated.connect(self._on_new)

    @property
    def settled(self) -> bool:
        """Whether the list is what was typed."""
        return not self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrow keys in the field walk through the table."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self.table.step(step)
                return True
        return super().eventFilter(watched, event)

    def _on_edited(self) -> None:
        # Enter may come before the search has run.
        self._choose.setEnabled(True)
        self._ahead.stop()
        self._timer.after_key()

    def _search(self) -> None:
        self._timer.stop()
        text = self.field.text()
        hits = self.context.operations.run(customers.search, text=text, limit=MOST, on_error=self.fail)
        if hits is None:
            return
        self.say("")
        self.table.set_rows(hits)
        if hits:
            self.table.selectRow(0)
        self._say_count(hits)

    def _look_ahead(self) -> None:
        """Whoever rests on a row will choose it: what the sidebar then says of a regular takes long to work out."""
        hit = self.table.current_row()
        if hit is not None:
            # What is wrong now will be said when the customer is chosen.
            self.context.operations.run(
                customers.look_ahead, customer_id=hit.id, on_error=lambda _error: None
            )

    def _say_count(self, hits: list[CustomerHit]) -> None:
        self._choose.setEnabled(bool(hits))
        if not self.field.text().strip():
            self._said.setText(_("A few letters or digits are enough; a scanned card or receipt works too."))
        elif not hits:
            self._said.setText(_("Nobody found. “New customer” keeps what you typed."))
        elif len(hits) >= MOST:
            self._said.setText(_("The first {count}; one letter more finds fewer.").format(count=MOST))
        else:
            text = ngettext("{count} customer", "{count} customers", len(hits))
            self._said.setText(text.format(count=len(hits)))

    def _on_scanned(self, code: str) -> None:
        self.field.setText(code)
        self._search()
        if len(self.table.rows_model.rows()) == 1:
            self._on_choose()

    def _on_choose(self) -> None:
        if self._timer.isActive():
            # Enter right behind the last letter means what that letter finds.
            self._search()
        hit = self.table.current_row()
        if hit is not None:
            self._finish(hit.id)

    def _on_new(self) -> None:
        typed, parent = self.field.text().strip(), self.parentWidget()
        self.accept()
        if parent is not None:
            CustomerDialog(self.context, parent=parent, typed=typed).open()

    def _finish(self, customer_id: int | None) -> None:
        self.accept()
        self.context.operations.run(carts.set_customer, customer_id=customer_id)
        self.context.show_page("sale")
