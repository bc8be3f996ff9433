"""Make a quote of the open sale: for how long, and what to write on it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos_app.errors import UserError
from pos_app.i18n import _, ngettext
from pos_app.services import quotes
from pos_app.services.cart_view import CartView
from pos_app.services.quote_values import QuoteMade
from pos_app.ui import format as shown
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog, labelled


class QuoteDialog(SaleDialog):
    """Enter makes it as it stands. `made(QuoteMade)` when it is stored."""

    made = Signal(object)

    def __init__(self, context: UiContext, view: CartView, parent: QWidget) -> None:
        super().__init__(context, _("Make a quote"), parent)
        lines = ngettext("{count} line", "{count} lines", len(view.lines)).format(count=len(view.lines))
        what = QLabel(shown.joined(lines, shown.money(view.total, view.currency)))
        what.setProperty("role", "strong")
        self.days = QLineEdit(str(context.settings().quotes.days))
        self.days.setMaxLength(4)
        self.note = QLineEdit()
        self.note.setMaxLength(quotes.MOST_NOTE)
        terms = QLabel(_("A quote reserves nothing. The sale is put away; the quote brings it back."))
        terms.setProperty("role", "muted")
        terms.setWordWrap(True)
        self.column.addWidget(what)
        self.column.addLayout(labelled(_("Days it holds"), self.days))
        self.column.addLayout(labelled(_("Note on the quote (may stay empty)"), self.note))
        self.column.addWidget(terms)
        self.offer(_("Make the quote")).clicked.connect(self._on_confirmed)
        self.days.selectAll()
        self.days.setFocus()
        self.setMinimumWidth(460)

    def _on_confirmed(self) -> None:
        text = self.days.text().strip()
        if text and not (text.isascii() and text.isdigit()):
            self.fail(UserError("bad_days", "“{text}” is not a number of days.", text=text))
            self.days.selectAll()
            return
        self.context.operations.run(
            quotes.make_quote,
            days=int(text) if text else None,
            note=self.note.text(),
            on_done=self._on_done,
            on_error=self.fail,
        )

    def _on_done(self, made: QuoteMade) -> None:
        self.accept()
        self.made.emit(made)
