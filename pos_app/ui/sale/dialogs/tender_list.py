"""What was handed over so far, while a sale is paid in several ways."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pos_app.domain.money import Currency
from pos_app.domain.payment import Tender
from pos_app.i18n import _, pgettext
from pos_app.ui import format as show
from pos_app.ui.theme import Theme


def tender_name(kind: str) -> str:
    """The word for a kind of tender."""
    words = {
        "cash": pgettext("tender", "Cash"),
        "card": pgettext("tender", "Card"),
        "cheque": pgettext("tender", "Cheque"),
        "transfer": pgettext("tender", "Transfer"),
        "gift_card": pgettext("tender", "Gift card"),
        "store_credit": pgettext("tender", "Store credit"),
        "account": pgettext("tender", "On account"),
    }
    return words.get(kind, kind)


def _text(tender: Tender, currency: Currency, left: Mapping[str, int]) -> str:
    """The tender in a row: a card by its last characters, with what stays on it."""
    if tender.reference not in left:
        return show.joined(tender_name(tender.type), tender.reference)

    from pos_app.domain.credit_codes import masked

    name = f"{tender_name(tender.type)} {masked(tender.reference)}"
    stays = _("{amount} left on it").format(amount=show.money(left[tender.reference], currency))
    return show.joined(name, stays)


class TenderList(QWidget):
    """A row for each tender with a button to take it back; `removed(position)`."""

    removed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._rows: list[QWidget] = []

    def show_tenders(self, tenders: list[Tender], currency: Currency, left: Mapping[str, int]) -> None:
        """Show the tenders in their order; `left` is what stays on the cards among them, by code."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [self._row(number, tender, currency, left) for number, tender in enumerate(tenders)]
        for row in self._rows:
            self._column.addWidget(row)

    def _row(self, number: int, tender: Tender, currency: Currency, left: Mapping[str, int]) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(_text(tender, currency, left)), 1)
        amount = QLabel(show.money(tender.amount, currency))
        amount.setProperty("role", "strong")
        row.addWidget(amount)
        take_back = QPushButton(self._theme.icon("x", "mute"), "")
        take_back.setAutoDefault(False)
        take_back.setFixedSize(44, 44)
        take_back.setAccessibleName(_("Take back {tender}").format(tender=tender_name(tender.type)))
        take_back.clicked.connect(lambda: self.removed.emit(number))
        row.addWidget(take_back)
        return widget
