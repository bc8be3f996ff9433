"""The quotes that are open, found by whatever is known of them; words find old ones too."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.i18n import _, ngettext
from pos_app.services import quotes
from pos_app.services.quote_values import QuoteHit
from pos_app.ui import format as shown
from pos_app.ui.context import UiContext
from pos_app.ui.customers.columns import iso_date
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.widgets.search_field import SearchField
from pos_app.ui.widgets.table import Column, Table

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}


class QuoteList(SaleDialog):
    """The field keeps the focus: letters search, the arrow keys walk. `chosen(number)` on Enter or a scan."""

    chosen = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(context, _("Quotes"), parent)
        self._today = context.desk.business_date()
        self.field = SearchField((_("Number, customer, company, project or note"), _("Search")))
        self.field.installEventFilter(self)
        self.field.textEdited.connect(lambda _text: self._search())
        self.table: Table[QuoteHit] = Table(self._columns(), _("Quotes found"))
        self.table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table.clicked.connect(lambda _index: self.field.setFocus())
        self.table.doubleClicked.connect(lambda _index: self._on_confirmed())
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        for widget in (self.field, self.table, self._said):
            self.column.addWidget(widget)
        self._open = self.offer(_("Compare with today"))
        self._open.clicked.connect(self._on_confirmed)
        context.scanner.accept_in(self, self._on_scanned)
        window = parent.window().size()
        self.resize(
            min(context.theme.px(980), window.width() - 24), min(context.theme.px(520), window.height() - 24)
        )
        self._search()
        self.field.setFocus()

    def _columns(self) -> list[Column[QuoteHit]]:
        return [
            Column("number", _("Number"), lambda hit: hit.number, sample="Q-00000"),
            Column("customer", _("Customer"), _customer, sample="Maria Kowalski", stretch=True),
            Column("project", _("Project"), lambda hit: hit.project, sample="Deck, spring 2000"),
            Column(
                "total",
                _("Total"),
                lambda hit: shown.money(hit.total, hit.currency),
                sort=lambda hit: hit.total,
                sample="00,000.00",
                right=True,
            ),
            Column(
                "until",
                _("Until"),
                self._until,
                sort=lambda hit: iso_date(hit.expires_on),
                sample="ended 28 Sep 2000",
            ),
            Column(
                "age", _("Made"), self._age, sort=lambda hit: iso_date(hit.made_on), sample="000 days ago"
            ),
        ]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrow keys in the field walk through the table."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self.table.step(step)
                return True
        return super().eventFilter(watched, event)

    def _search(self) -> None:
        text = self.field.text().strip()
        hits = self.context.operations.run(
            quotes.list_quotes, text=text, open_only=not text, on_error=self.fail
        )
        if hits is None:
            return
        self.table.set_rows(hits)
        if hits:
            self.table.selectRow(0)
        self._open.setEnabled(bool(hits))
        if not hits:
            words = _("No quote found.") if text else _("No quote is open; a word finds old ones.")
        else:
            words = ngettext("{count} quote", "{count} quotes", len(hits)).format(count=len(hits))
        self._said.setText(words)

    def _until(self, hit: QuoteHit) -> str:
        if hit.state == "sold":
            return _("sold, {receipt}").format(receipt=hit.receipt)
        day = shown.long_day(hit.expires_on)
        return _("ended {date}").format(date=day) if hit.state == "expired" else day

    def _age(self, hit: QuoteHit) -> str:
        days = (self._today - date.fromisoformat(hit.made_on)).days
        if days < 1:
            return _("today")
        return ngettext("{count} day ago", "{count} days ago", days).format(count=days)

    def _on_scanned(self, code: str) -> None:
        self.field.setText(code)
        self._search()
        if len(self.table.rows_model.rows()) == 1:
            self._on_confirmed()

    def _on_confirmed(self) -> None:
        hit = self.table.current_row()
        if hit is not None:
            self.accept()
            self.chosen.emit(hit.number)


def _customer(hit: QuoteHit) -> str:
    return shown.joined(hit.customer, hit.company) or _("No name")
