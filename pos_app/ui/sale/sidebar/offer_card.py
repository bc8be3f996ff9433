"""The offer that will print on this receipt, with its reason, and offers the person still holds."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.cart_view import CartView
from pos_app.services.person_view import OfferView, PersonView
from pos_app.ui import format as shown
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.key_button import KeyButton


class OfferCard(Card):
    """Both kinds of offer. `use_pressed` carries the code of one that the person holds."""

    use_pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("dashed", parent)
        self._code = ""
        self._printed = QLabel()
        self._printed.setTextFormat(Qt.TextFormat.RichText)
        self._printed.setWordWrap(True)
        self._printed.setProperty("role", "row")
        self._reason = ElidedLabel(max_lines=2)
        self._reason.setProperty("role", "small")
        self._held = QWidget()
        line = QHBoxLayout(self._held)
        line.setContentsMargins(0, 0, 0, 0)
        self._held_text = ElidedLabel(max_lines=2)
        self._held_text.setProperty("role", "row")
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
            self._held_text.setText(_("Has an offer: {offer}").format(offer=offer_text(held)))
        self.setVisible(person.offer is not None or held is not None)

    def _show_printed(self, offer: OfferView | None) -> None:
        for widget in (self._printed, self._reason):
            widget.setVisible(offer is not None)
        if offer is None:
            return
        caption = _("Prints on this receipt:")
        self._printed.setText(f"<b>{_escaped(caption)}</b> {_escaped(offer_text(offer))}")
        reason = i18n.text(offer.reason)
        self._reason.setText(reason if offer.where in reason else f"{reason} {offer.where}")


def offer_text(offer: OfferView) -> str:
    """ "15% off a T25 bit set until 19 Dec"."""
    text = i18n.text(offer.text)
    return _("{offer} until {day}").format(offer=text, day=shown.day(offer.until)) if offer.until else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
