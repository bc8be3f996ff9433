"""What the person at the till can do with the open sale: each deed is one operation or one small window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from pos_app.domain.permissions import Permission
from pos_app.domain.quantity import ONE
from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.late import late
from pos_app.services import open_sale
from pos_app.services.cart_view import CartLineView, SaleCompleted, Scanned
from pos_app.services.changes import Area, changed
from pos_app.ui import actions, entry
from pos_app.ui.context import UiContext
from pos_app.ui.sale.credit_deeds import CreditDeeds
from pos_app.ui.sale.quote_deeds import QuoteDeeds
from pos_app.ui.sale.return_deeds import ReturnDeeds
from pos_app.ui.sale.why_deeds import WhyDeeds
from pos_app.ui.till.deeds import TillDeeds

if TYPE_CHECKING:
    from pos_app.services import carts, holding
    from pos_app.ui.sale.page import SalePage
else:
    carts, holding = late("pos_app.services", "carts", "holding")


def open_with_system(path: Path) -> bool:
    """Show a file in the program the system has for it; False if it has none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class Deeds(QObject):
    """Deeds on the cart of one sale page. `sold(SaleCompleted)` after a payment; `open_file` shows a file."""

    sold = Signal(object)

    def __init__(self, context: UiContext, page: SalePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._run = context.operations.run
        self.credit = CreditDeeds(context, page, self)
        self.returns = ReturnDeeds(context, page, self)
        self.quotes = QuoteDeeds(context, page, self)
        self.reasons = WhyDeeds(context, page, self)
        self.till = TillDeeds(context, page, self.open)
        self.open_file: Callable[[Path], bool] = open_with_system

    def by_name(self) -> dict[str, Callable[[], object]]:
        """The deeds that have a button and a key in `ui.actions`."""
        return {
            "hold": self.hold,
            "resume": self.resume,
            "return": self.returns.give_back,
            "reverse": self.returns.reverse,
            "discount": self.discount,
            "customer": self.find_customer,
            "new_customer": self.new_customer,
            "drawer": self.till.open_drawer,
            "reprint": self.reprint,
            "quote": self.quotes.start,
            "why": self.why,
            "gift_card": self.credit.sell,
            "without_code": self.sell_without_code,
        }

    def add(self, product_id: int, quantity_text: str = "") -> bool:
        """Add a product, `quantity_text` of it if that was typed; whether it worked."""
        try:
            quantity = entry.quantity(quantity_text) if quantity_text else ONE
        except PosError as error:
            self._context.operations.say_error(error)
            return False
        return self._run(carts.add_product, product_id=product_id, quantity=quantity) is not None

    def sell_without_code(self) -> None:
        """Open the window for something that is no product; words in the scan field are its name."""
        from pos_app.ui.sale.dialogs.without_code import WithoutCodeDialog

        words = self._page.scan.edit.text().strip()
        self._page.scan.edit.clear()
        self.open(WithoutCodeDialog(self._context, self._page, words))

    def select(self, line_id: int) -> None:
        """Make a line the one that the keys act on."""
        if line_id != self._page.view.selected_id:
            self._run(carts.select_line, line_id=line_id)
        self._page.focus_scan()

    def on_line(self, line_id: int, name: str) -> None:
        """Do to a line what one of its keys does; `name` as in `ui.actions`."""
        self.select(line_id)
        deeds: dict[str, Callable[[], object]] = {
            "quantity": self.ask_quantity,
            "more": lambda: self.count(1),
            "less": lambda: self.count(-1),
            "remove": self.remove,
            "price": self.price,
        }
        deeds[name]()

    def drop_coupon(self, code: str) -> None:
        """Take an offer out of the sale."""
        self._run(carts.drop_coupon, code=code)
        self._page.focus_scan()

    def count(self, by: int) -> None:
        """One more or one less of the selected line."""
        line = self._page.selected
        if line is not None:
            self._approved(carts.change_quantity, line_id=line.id, by=by * ONE)

    def set_quantity(self, line: CartLineView, text: str) -> bool:
        """Set a line's quantity as typed; whether that can be taken out of the field: done, or asked for."""
        try:
            quantity = entry.quantity(text, line.unit)
        except PosError as error:
            self._context.operations.say_error(error)
            return False
        refused: list[PosError] = []
        self._approved(carts.set_quantity, on_error=refused.append, line_id=line.id, quantity=quantity)
        for problem in refused:
            self._context.operations.say_error(problem)
        return not refused

    def _approved(self, fn: Callable[..., object], **kwargs: Any) -> None:
        """Run a service that may ask for an approval of what was done by hand to a line."""
        from pos_app.ui.approval import run_approved

        run_approved(
            self._context, self._page, fn, permission=Permission.PRICE_OVERRIDE, show=self.open, **kwargs
        )

    def remove(self) -> None:
        """Take the selected line out."""
        line = self._page.selected
        if line is not None:
            self._run(carts.remove_line, line_id=line.id)

    def take_pack(self, line_id: int) -> None:
        """Sell the pack instead of the singles."""
        self._run(carts.take_pack, line_id=line_id)
        self._page.focus_scan()

    def cancel(self) -> None:
        """Drop the open sale before it is paid."""
        if self._page.view.lines:
            self._run(holding.clear)
            self._context.notify(_("The sale was cancelled before it was paid."), "done")
        self._page.focus_scan()

    def ask_quantity(self) -> None:
        """Open the window for the selected line's quantity."""
        from pos_app.ui.sale.dialogs.quantity import QuantityDialog

        line = self._page.selected
        if line is not None:
            dialog = QuantityDialog(self._context, line, self._page)
            dialog.removal_asked.connect(self.remove)
            self.open(dialog)

    def hold(self) -> None:
        """Put the sale aside."""
        from pos_app.ui.sale.dialogs.hold import HoldDialog

        if self._page.view.lines:
            dialog = HoldDialog(self._context, self._page)
            dialog.cancel_asked.connect(self.cancel)
            self.open(dialog)

    def resume(self) -> None:
        """Take a waiting sale back."""
        from pos_app.ui.sale.dialogs.resume import ResumeDialog

        held = self._run(holding.held)
        if held:
            self.open(ResumeDialog(self._context, held, self._page))
        elif held is not None:
            self._context.notify(_("No sale is on hold."))

    def discount(self) -> None:
        """Give a discount by hand."""
        from pos_app.ui.sale.dialogs.discount import DiscountDialog

        view = self._page.view
        if view.lines:
            self.open(DiscountDialog(self._context, view, self._page.selected, self._page))

    def price(self) -> None:
        """Give the selected line another price."""
        from pos_app.ui.sale.dialogs.price import PriceDialog

        line = self._page.selected
        if line is not None:
            self.open(PriceDialog(self._context, line, self._page.view.currency, self._page))

    def why(self) -> None:
        """Explain every figure, beginning with the one that has the focus, else the selected line."""
        self.reasons.explain_cart(self._page.totals.focused_figure())

    def pay(self, card: str = "") -> None:
        """Take the money, once the till is open; `card` is a gift card or slip to begin with."""
        view = self._page.view
        if view.lines and view.priced is not None:
            self.till.when_open(lambda: self._pay(card))

    def _pay(self, card: str) -> None:
        from pos_app.ui.sale.dialogs.payment import PaymentDialog

        if self._run(open_sale.current) != self._page.view:
            # Others change prices too, and what is called out must be what is booked.
            self._context.hub.publish(changed(Area.CART))
        view = self._page.view
        if view.lines and view.priced is not None:
            dialog = PaymentDialog(self._context, view, self._page, card)
            dialog.completed.connect(self.settled)
            self.open(dialog)

    def find_customer(self) -> None:
        """Say whose sale this is."""
        from pos_app.ui.customers.finder import CustomerFinder

        self.open(CustomerFinder(self._context, self._page))

    def new_customer(self) -> None:
        """Enter a new customer without leaving the sale."""
        from pos_app.ui.customers.dialog import CustomerDialog

        self.open(CustomerDialog(self._context, parent=self._page))

    def reprint(self) -> None:
        """Print the last receipt once more, as a copy; without a printer, show it."""
        from pos_app.services import print_jobs, sales

        last = self._run(sales.last_sale)
        if last is None:
            self._context.notify(_("Nothing has been sold yet: there is no receipt."))
        elif not self.has_printer:
            self._show_receipt(last.number)
        elif self._run(print_jobs.queue_copy, number=last.number) is not None:
            self.print_waiting()
        self._page.focus_scan()

    @property
    def has_printer(self) -> bool:
        """Whether a receipt printer is set up."""
        return bool(self._context.settings().printer.target)

    def _show_receipt(self, number: str) -> None:
        from pos_app.services import print_jobs

        path = self._run(print_jobs.save_copy, number=number)
        if path is None:
            return
        if self.open_file(path):
            self._context.notify(_("Receipt {number} is shown as a file.").format(number=number), "done")
        else:
            text = _("Receipt {number} is in the file {file}.")
            self._context.notify(text.format(number=number, file=path))

    def say_unknown(self, code: str) -> None:
        """Nobody knows a code: say so, and offer to search or to add it."""
        self._page.messages.say(
            _("Nothing in this shop has the code {code}.").format(code=code),
            "warn",
            (
                (_("Search"), actions.ACTIONS["search_code"].keys, lambda: self._page.search_for(code)),
                (_("Add product"), actions.ACTIONS["add_code"].keys, lambda: self._add_product(code)),
            ),
        )

    def say_receipt(self, found: Scanned) -> None:
        """An old receipt was scanned: offer what one does with it."""
        number, customer = found.receipt, found.customer_id
        offers: list[tuple[str, str, Callable[[], object]]] = [
            (
                _("Take something back"),
                actions.ACTIONS["receipt_return"].keys,
                lambda: self.returns.give_back(number),
            ),
            (
                _("Why these figures?"),
                actions.ACTIONS["receipt_why"].keys,
                lambda: self.reasons.explain_sale(number),
            ),
        ]
        offers.append(
            (
                _("Cancel this sale"),
                actions.ACTIONS["receipt_reverse"].keys,
                lambda: self.returns.reverse(number),
            )
        )
        if customer is not None and customer != self._page.view.customer_id:
            offers.append(
                (
                    _("Its customer"),
                    actions.ACTIONS["receipt_customer"].keys,
                    lambda: self._run(carts.set_customer, customer_id=customer),
                )
            )
        self._page.messages.say(_("This is receipt {number}.").format(number=number), "info", offers)

    def _add_product(self, code: str) -> None:
        from pos_app.ui.products.dialog import ProductDialog

        dialog = ProductDialog(self._context, barcode=code, parent=self._page)
        # It was in the customer's hand: what was scanned goes on the sale.
        dialog.saved.connect(self.add)
        self.open(dialog)

    def settled(self, sale: SaleCompleted) -> None:
        """A document is stored: show its change, say what has no printer, print."""
        self._page.messages.dismiss()
        self.sold.emit(sale)
        if not self.has_printer and not self.credit.say_made(sale):
            text = _("No receipt printer is set up (Settings, Receipt printer). {key} shows the receipt.")
            self._context.notify(text.format(key=actions.key_cap("reprint")))
        self.print_waiting()

    def print_waiting(self) -> None:
        """Send what is to be printed in the background; the sale is stored already."""
        from pos_app.services import print_jobs

        self._context.operations.background(
            print_jobs.run_waiting, on_done=lambda _done: self._say_unprinted()
        )

    def _say_unprinted(self) -> None:
        """A receipt that did not come out is kept: say why, and offer to try again."""
        from pos_app.services import print_jobs

        state = self._run(print_jobs.state)
        if state is not None and state.failed:
            self._page.messages.say(
                state.error,
                "machine",
                ((_("Print again"), actions.ACTIONS["print_again"].keys, self._print_again),),
            )

    def _print_again(self) -> None:
        from pos_app.services import print_jobs

        self._run(print_jobs.retry_failed)
        self.print_waiting()

    def open(self, dialog: QDialog) -> None:
        """Show a small window; the scan field has the focus after it."""
        self._page.popup.hide()
        dialog.finished.connect(lambda _result: self._page.focus_scan())
        dialog.open()
