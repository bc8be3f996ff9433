"""The card with the open sale: its lines, or the change still due, and the bars at its foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.i18n import _
from pos_app.services.cart_view import CartView, SaleCompleted
from pos_app.ui import format as show
from pos_app.ui.actions import key_cap
from pos_app.ui.sale.cart_table import CartTable
from pos_app.ui.sale.dialogs.tender_list import tender_name
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_button import KeyButton


class CartCard(QFrame):
    """While the sale has no lines, the last change stays large in its place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Cart")
        self.table = CartTable(theme)
        self.change = ChangePanel()
        self._empty = QLabel(_("Scan the first item, or type what the customer wants."))
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.reprint = KeyButton(theme, _("Reprint"), key_cap("reprint"))
        self.reprint.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._idle = QStackedLayout()
        self._idle.addWidget(self.change)
        self._idle.addWidget(self._empty)
        self._pause = self._between_sales()
        # Above the table, which stays once it was needed: the first scan of every sale need not lay it out anew.
        self.table.hide()
        place = QGridLayout()
        place.addWidget(self.table, 0, 0)
        place.addWidget(self._pause, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addLayout(place, 1)

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar under the lines."""
        self._column.addWidget(bar)

    def get_ready(self) -> None:
        """Lay the table out before the first line needs it."""
        self.table.show()

    def show_cart(self, view: CartView) -> None:
        """Show the lines; an empty sale shows the last change, or what to do."""
        self.table.show_cart(view)
        if view.lines:
            self.change.forget()
            self.table.show()
        self._idle.setCurrentWidget(self.change if self.change.shown else self._empty)
        self._pause.setVisible(not view.lines)

    def show_change(self, sale: SaleCompleted, currency: Currency) -> None:
        """Keep the change of a sale large until the next line."""
        self.change.show_sale(sale, currency)
        self._idle.setCurrentWidget(self.change)
        self._pause.show()

    def _between_sales(self) -> QWidget:
        """The last change, or what to do; and the way to the last receipt."""
        place = QWidget()
        place.setObjectName("BetweenSales")
        place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        policy = place.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        place.setSizePolicy(policy)
        column = QVBoxLayout(place)
        column.setContentsMargins(12, 12, 12, 12)
        column.addLayout(self._idle, 1)
        column.addWidget(self.reprint, 0, Qt.AlignmentFlag.AlignHCenter)
        return place


class ChangePanel(QWidget):
    """The change of the last sale, its total and receipt number."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = False
        self._word, self._figure, self._rest = QLabel(), QLabel(), QLabel()
        self._word.setProperty("role", "title")
        self._figure.setProperty("role", "giant")
        self._rest.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (self._word, self._figure, self._rest):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(1)

    @property
    def text(self) -> str:
        """The figure that is shown, "" for none."""
        return self._figure.text() if self.shown else ""

    def show_sale(self, sale: SaleCompleted, currency: Currency) -> None:
        """Show what to give back, or that nothing is to be given back."""
        self.shown = True
        if sale.total < 0:
            # Only cash is handed over: what went back to a card or as store credit must not be paid out twice.
            cash = sum(tender.amount for tender in sale.tenders if tender.type == "cash")
            self._word.setText(_("Give back in cash"))
            self._figure.setText(show.money(-cash, currency))
        elif sale.change:
            self._word.setText(_("Change"))
            self._figure.setText(show.money(sale.change, currency))
        else:
            self._word.setText(_("Paid, no change"))
            self._figure.setText(show.money(sale.paid, currency))
        total = show.money(sale.total, currency)
        receipt = _("Receipt {number} · total {total}").format(number=sale.number, total=total)
        self._rest.setText(show.joined(*_elsewhere(sale, currency), receipt))

    def forget(self) -> None:
        """The next sale has begun."""
        self.shown = False


def _elsewhere(sale: SaleCompleted, currency: Currency) -> list[str]:
    """Where money of a return went that is not handed over: "Card 17.03"."""
    if sale.total >= 0:
        return []
    return [
        f"{tender_name(tender.type)} {show.money(-tender.amount, currency)}"
        for tender in sale.tenders
        if tender.type != "cash"
    ]
