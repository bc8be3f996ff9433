"""The offer that will print on this receipt, with its reason, and offers the person still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.cart_view import CartView
from pos_app.ui.sale.sidebar.dated_text import DatedText
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from pos_app.services.person_view import OfferView, PersonView

_GAP = 6


class OfferCard(Card):
    """Both kinds of offer. `use_pressed` carries the code of one that the person holds."""

    use_pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("dashed", parent)
        self._code = ""
        self._printed = DatedText()
        self._reason = ElidedLabel(max_lines=2)
        self._reason.setProperty("role", "small")
        self._held = QWidget()
        line = QHBoxLayout(self._held)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_GAP)
        self._held_text = DatedText()
        self._use = KeyButton(theme, _("Use it now"))
        self._use.clicked.connect(lambda: self.use_pressed.emit(self._code))
        line.addWidget(self._held_text, 1)
        line.addWidget(self._use)
        for widget in (self._printed, self._reason, self._held):
            self.column.addWidget(widget)

    def show_person(self, person: PersonView, cart: CartView | None) -> None:
        """Show the offers of `person`; hidden without any."""
        self._show_printed(person.offer)
        used = cart.coupons if cart is not None else ()
        held = next((offer for offer in person.open_offers if offer.code and offer.code not in used), None)
        self._code = held.code if held is not None else ""
        self._held.setVisible(held is not None)
        if held is not None:
            self._held_text.set_offer(_("Has an offer:"), held, strong=False)
        self.setVisible(person.offer is not None or held is not None)

    def fold(self, level: int, width: int) -> None:
        """From 1 on one line of reason and shorter names, at last no reason; the date always stays."""
        self.set_tight(level >= 1)
        self._reason.set_max_lines(1 if level >= 1 else 2)
        self._reason.setVisible(not self._printed.isHidden() and level < 3)
        inside = width - 2 * (self.column.contentsMargins().left() + self.frameWidth())
        lines = max(2, 4 - level)
        if not self._printed.isHidden():
            self._printed.fit(inside, lines)
        if not self._held.isHidden():
            self._held_text.fit(inside - self._use.sizeHint().width() - _GAP, lines)

    def _show_printed(self, offer: OfferView | None) -> None:
        for widget in (self._printed, self._reason):
            widget.setVisible(offer is not None)
        if offer is None:
            return
        self._printed.set_offer(_("Prints on this receipt:"), offer, strong=True)
        reason = i18n.text(offer.reason)
        self._reason.setText(reason if offer.where in reason else f"{reason} {offer.where}")
