"""After the count: over or short in large words, the number of the Z, and whether it was printed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from pos_app.i18n import _, ngettext
from pos_app.services.changes import Area
from pos_app.services.till_closing import TillClosed
from pos_app.ui import format as shown
from pos_app.ui.context import UiContext
from pos_app.ui.sale.dialogs.base import SaleDialog
from pos_app.ui.till.words import over_short
from pos_app.ui.till.z_papers import has_printer, print_state, send_waiting, show_z
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.key_button import KeyButton


class ClosedDialog(SaleDialog):
    """Nothing is decided here: the session is closed and its Z stored."""

    def __init__(self, context: UiContext, closed: TillClosed, parent: QWidget) -> None:
        super().__init__(context, _("The till is closed: Z {number}").format(number=closed.z_number), parent)
        self._closed = closed
        currency = context.settings().shop.currency
        text, role = over_short(closed.over_short, currency)
        self.verdict = QLabel(text)
        self.verdict.setProperty("role", "huge")
        self.verdict.setProperty("tone", role)
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card = Card()
        card.column.setContentsMargins(24, 18, 24, 18)
        card.column.addWidget(self.verdict)
        figures = QFormLayout()
        figures.setHorizontalSpacing(24)
        for word, amount in ((_("Counted"), closed.counted), (_("Expected"), closed.expected)):
            figure = QLabel(shown.money(amount, currency))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            figures.addRow(QLabel(word), figure)
        card.column.addLayout(figures)
        self.column.addWidget(card)
        self._say_held(closed.held)
        self.printed = QLabel()
        self.printed.setWordWrap(True)
        self.column.addWidget(self.printed)
        self.offer_close()
        self.show_button = KeyButton(context.theme, _("Show the Z"), "Alt S")
        self.show_button.setAutoDefault(False)
        self.show_button.press_by("Alt+S")
        self.show_button.clicked.connect(lambda _checked=False: show_z(context, closed.z_number, self))
        self._buttons.insertWidget(0, self.show_button)
        self.setMinimumWidth(520)
        context.hub.follow(self, {Area.PRINTING}, lambda _changes: self._tell_printed())
        if has_printer(context):
            send_waiting(context)
        self._tell_printed()

    def _say_held(self, held: int) -> None:
        if held:
            text = ngettext("! {count} sale is still on hold.", "! {count} sales are still on hold.", held)
            said = QLabel(text.format(count=held))
            said.setProperty("role", "warn")
            said.setWordWrap(True)
            self.column.addWidget(said)

    def _tell_printed(self) -> None:
        text, role = print_state(self.context)
        self.printed.setText(text)
        self.printed.setProperty("role", role)
        self.printed.style().unpolish(self.printed)
        self.printed.style().polish(self.printed)
        if self.isVisible():
            self._grow()
