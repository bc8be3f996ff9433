"""The sale page: what is scanned, typed or touched becomes one operation, and the scan field gets the focus back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.errors import PosError
from pos_app.i18n import _, ngettext
from pos_app.late import late
from pos_app.services import open_sale
from pos_app.services.cart_view import CartLineView, CartView, Scanned
from pos_app.services.changes import Area, Changes
from pos_app.ui import actions, entry
from pos_app.ui.context import UiContext
from pos_app.ui.sale.action_bar import ActionBar
from pos_app.ui.sale.cart_card import CartCard
from pos_app.ui.sale.coupon_bar import CouponBar
from pos_app.ui.sale.deeds import Deeds
from pos_app.ui.sale.esc_order import EscOrder
from pos_app.ui.sale.missed_words import MissedWords
from pos_app.ui.sale.next_picture import NextPicture
from pos_app.ui.sale.pack_bar import PackBar
from pos_app.ui.sale.scan_field import ScanField
from pos_app.ui.sale.search_popup import SearchPopup
from pos_app.ui.sale.sidebar.sidebar import PERSON_AREAS, Sidebar
from pos_app.ui.sale.till_line import TillLine
from pos_app.ui.sale.totals import Totals
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from pos_app.services import carts, products
    from pos_app.services.products import ProductHit
else:
    carts, products = late("pos_app.services", "carts", "products")

_HITS = 20


class SalePage(QWidget):
    """Scan field, cart, totals and actions; the customer's sidebar stands beside it.

    `customer_wanted(id)`: someone asked for the page of the customer.
    """

    customer_wanted = Signal(object)

    def __init__(self, context: UiContext, sidebar: Sidebar) -> None:
        super().__init__()
        self._context = context
        self._view: CartView | None = None
        self.deeds = Deeds(context, self)
        self.scan = ScanField(context.theme, context.scanner)
        self.card = CartCard(context.theme)
        self.pack = PackBar(context.theme, self.deeds.take_pack, self.focus_scan)
        self.coupons = CouponBar(context.theme, self.deeds.drop_coupon)
        self.till_line = TillLine(context)
        self.messages = MessageBar(context.theme)
        self.totals = Totals(context.theme)
        self.buttons = ActionBar(context.theme, self.deeds.by_name())
        self.pay = KeyButton(
            context.theme, _("Pay"), actions.key_cap("pay"), kind="primary", stacked=True, size=20
        )
        self.popup = SearchPopup(context.theme, self)
        self.esc = EscOrder(((self.pack, self.pack), (self.messages, self.messages)), self)
        self.missed = MissedWords(self._keep_missed, self)
        self._beside = NextPicture(self._show_beside, self)
        self._sidebar = sidebar
        self._arrange()
        self._connect()
        self._install_keys()
        self.refresh()
        self._say_if_restored()

    @property
    def view(self) -> CartView:
        """The cart as it is shown."""
        if self._view is None:
            self.refresh()
        assert self._view is not None
        return self._view

    @property
    def selected(self) -> CartLineView | None:
        """The line that the keys act on."""
        view = self.view
        return next((line for line in view.lines if line.id == view.selected_id), None)

    def focus_scan(self) -> None:
        """Where the focus belongs after every action."""
        self.scan.edit.setFocus()

    def search_for(self, text: str) -> None:
        """Put words into the scan field, ready to be changed."""
        self.scan.edit.setText(text)
        self.scan.edit.selectAll()
        self.focus_scan()

    def show_message(self, text: str, kind: str) -> None:
        """Say a sentence at the foot of the cart."""
        self.messages.say(text, kind)

    def refresh(self) -> None:
        """Show the cart as it is stored."""
        view = self._context.operations.run(open_sale.current)
        if view is None:
            return
        before, self._view = self._view, view
        if before is not None:
            self.missed.sale_changed(before, view)
        self.card.show_cart(view)
        self.totals.show_cart(view)
        self.pack.set_hint(view.pack_hint)
        if before is None:
            self._show_beside()
        else:
            self._beside.ask()
        if view.problem is not None:
            self.messages.say(i18n.text(view.problem), "user")
        elif before is not None and view.warnings and view.warnings != before.warnings:
            self.messages.say(i18n.text(view.warnings[-1]), "warn")

    def _show_beside(self) -> None:
        """What nobody waits for with a scan; the keys count from the refresh on."""
        view = self.view
        self.buttons.show_held(view.held)
        self.pack.show_hint()
        self.coupons.show_coupons(view.coupons)
        self.pay.setEnabled(bool(view.lines) and view.priced is not None)
        for name in ("hold", "discount"):
            self.buttons.button(name).setEnabled(bool(view.lines))

    def make_cards(self) -> None:
        """Make what the first line and the first customer show."""
        self.card.get_ready()
        self._sidebar.make_cards()

    def put_on_top(self, strip: QWidget) -> None:
        """Put a strip above the scan field."""
        self._left.insertWidget(0, strip)

    def take_scan(self, code: str) -> None:
        """A code from the scanner, wherever the focus was; a quantity typed before it counts."""
        self.missed.left_standing(self.scan.search_text())
        self._context.show_page("sale")
        self._look_up(code, self.scan.quantity_text())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt
        """It has the room of the window: asked, every sentence on it would be broken anew with each change."""
        return False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        super().showEvent(event)
        self.focus_scan()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt
        super().resizeEvent(event)
        self.popup.hide()

    def _arrange(self) -> None:
        self.card.add_bar(self.coupons)
        self.card.add_bar(self.pack)
        self.card.add_bar(self.till_line)
        self.card.add_bar(self.messages)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.buttons, 1)
        foot.addWidget(self.totals)
        foot.addWidget(self.pay)
        self.pay.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.pay.setFixedWidth(140)
        left = QVBoxLayout()
        left.setContentsMargins(16, 12, 12, 12)
        left.setSpacing(10)
        left.addWidget(self.scan)
        left.addWidget(self.card, 1)
        left.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._sidebar)
        self._left = left

    def _connect(self) -> None:
        context, edit = self._context, self.scan.edit
        context.scanner.let_through(edit)
        context.scanner.scanned.connect(self.take_scan)
        context.hub.follow(
            self,
            {Area.CART, Area.CUSTOMER, Area.STOCK, Area.PRODUCT, Area.SETTINGS},
            self._on_changes,
        )
        self.scan.searched.connect(self._on_searched)
        edit.entered.connect(self._on_entered)
        edit.escaped.connect(self._on_escaped)
        edit.stepped.connect(self._on_stepped)
        edit.counted.connect(self.deeds.count)
        edit.quantity_asked.connect(self.deeds.ask_quantity)
        edit.removal_asked.connect(self.deeds.remove)
        edit.cancel_asked.connect(self.deeds.cancel)
        self.popup.chosen.connect(self._on_chosen)
        self.card.table.picked.connect(self.deeds.select)
        self.card.table.asked.connect(self.deeds.on_line)
        self.pay.setFocusPolicy(edit.focusPolicy().TabFocus)
        self.pay.clicked.connect(lambda _checked=False: self._pay())
        self.card.reprint.clicked.connect(lambda _checked=False: self.deeds.reprint())
        self.totals.asked.connect(self.deeds.reasons.explain_cart)
        self.messages.said.connect(lambda: self.esc.newest(self.messages))
        self.messages.closed.connect(self.focus_scan)
        self._sidebar.page_requested.connect(self.customer_wanted)
        self.deeds.sold.connect(lambda sale: self.card.show_change(sale, self.view.currency))

    def _install_keys(self) -> None:
        for name, act in {**self.deeds.by_name(), "pay": self._pay, "pack": self.pack.take}.items():
            actions.install(self, name, act)
        actions.install(self, "cancel_sale", self.deeds.cancel)
        actions.install(self, "price", self.deeds.price)

    def _pay(self) -> None:
        self.missed.flush()
        self.deeds.pay()

    def _keep_missed(self, words: str, line_id: int, grown: bool) -> None:
        from pos_app.services import synonyms

        if synonyms.worth_keeping(words):
            self._context.operations.run(
                synonyms.missed,
                words=words,
                after_line=line_id - 1,
                grown_line=line_id if grown else 0,
            )

    def _say_if_restored(self) -> None:
        count = len(self.view.lines)
        if count:
            text = ngettext(
                "This sale was open when the program ended; its {count} line is here again.",
                "This sale was open when the program ended; its {count} lines are here again.",
                count,
            )
            self.messages.say(text.format(count=count), "warn")

    def _on_changes(self, changes: Changes) -> None:
        self.refresh()
        # The sidebar reads everything again by itself when the person has changed.
        if not changes.areas & PERSON_AREAS:
            self._sidebar.show_cart(self.view)

    def _on_searched(self, text: str) -> None:
        # None where it failed: then nobody knows.
        hits = self._context.operations.run(products.search, text=text, limit=_HITS) if text else []
        place = self.scan.geometry()
        self.popup.show_hits(hits or [], self.view.currency, QRect(place))
        self.missed.searched(text, bool(hits) or hits is None)

    def _on_entered(self) -> None:
        text = self.scan.edit.text().strip()
        if not text:
            return
        hit = self.popup.current if self.popup.moved else None
        if hit is not None:
            self._on_chosen(hit)
        elif self.scan.quantity_text() and not self.scan.search_text():
            self._set_typed_quantity()
        else:
            self._look_up(self.scan.search_text(), self.scan.quantity_text())

    def _set_typed_quantity(self) -> None:
        line = self.selected
        if line is not None and self.deeds.set_quantity(line, self.scan.quantity_text()):
            self.scan.clear()

    def _look_up(self, code: str, quantity_text: str) -> None:
        """Ask the services what `code` is; words that are no code take the best product found."""
        try:
            quantity = entry.quantity(quantity_text) if quantity_text else None
        except PosError as error:
            self._context.operations.say_error(error)
            return
        self.messages.dismiss()
        found = self._context.operations.run(carts.scan, code=code, quantity=quantity)
        if found is None:
            self.scan.edit.selectAll()
        elif found.outcome == "unknown" and (hit := self._best_for(code)) is not None:
            self._on_chosen(hit)
        else:
            if found.outcome == "unknown" and self.scan.search_text() == code:
                self.missed.entered(code)
            self.scan.clear()
            self._report(found, code)
        self.focus_scan()

    def _best_for(self, words: str) -> ProductHit | None:
        """The highlighted product for words that were typed; Enter may come before they were searched for."""
        if self.scan.search_text() != words:
            return None
        self.scan.search_now()
        return self.popup.current

    def _report(self, found: Scanned, code: str) -> None:
        if found.outcome == "unknown":
            QApplication.beep()
            self.deeds.say_unknown(code)
        elif found.outcome == "receipt":
            self.deeds.say_receipt(found)
        elif found.outcome == "quote":
            self.deeds.quotes.show(found.quote)
        elif found.account is not None:
            self.deeds.credit.say(found.account)

    def _on_chosen(self, hit: ProductHit) -> None:
        text = self.scan.quantity_text()
        self.missed.chosen(self.scan.search_text())
        if self.deeds.add(hit.id, text):
            self.scan.clear()
        self.focus_scan()

    def _on_escaped(self) -> None:
        """Esc takes back the last thing that opened: list and text, then the newest bar."""
        if self.scan.edit.text():
            self.scan.clear()
        else:
            self.esc.escape()

    def _on_stepped(self, by: int) -> None:
        if self.popup.isVisible():
            self.popup.step(by)
            return
        line_id = self.card.table.neighbour(self.view.selected_id, by)
        if line_id is not None:
            self.deeds.select(line_id)
