"""Quotes at the counter: make one of the open sale, find one, and turn it into a sale."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.i18n import _
from pos_app.ui import actions
from pos_app.ui import format as shown
from pos_app.ui.context import UiContext

if TYPE_CHECKING:
    from pos_app.services.quote_values import QuoteMade
    from pos_app.ui.sale.deeds import Deeds
    from pos_app.ui.sale.page import SalePage


class QuoteDeeds:
    """What can be done with quotes from one sale page."""

    def __init__(self, context: UiContext, page: SalePage, deeds: Deeds) -> None:
        self._context, self._page, self._deeds = context, page, deeds

    def start(self) -> None:
        """With a sale open make a quote of it, with none find one; a sale that came from a quote shows that one."""
        view = self._page.view
        if view.quote:
            self.show(view.quote)
        elif view.lines:
            self.make()
        else:
            self.find()

    def make(self) -> None:
        """Ask how long the quote holds, and make it."""
        from pos_app.ui.sale.dialogs.quote_making import QuoteDialog

        dialog = QuoteDialog(self._context, self._page.view, self._page)
        dialog.made.connect(self._on_made)
        self._deeds.open(dialog)

    def find(self) -> None:
        """List the open quotes; all of them are searched."""
        from pos_app.services import quotes
        from pos_app.ui.sale.dialogs.quote_list import QuoteList

        if not self._context.operations.run(quotes.list_quotes, open_only=False):
            self._context.notify(_("There is no quote yet; {key} makes one of a sale.").format(key="F8"))
            return
        dialog = QuoteList(self._context, self._page)
        dialog.chosen.connect(self.show)
        self._deeds.open(dialog)

    def show(self, number: str) -> None:
        """A quote beside today's prices."""
        from pos_app.services.quote_taking import compare
        from pos_app.ui.sale.dialogs.quote_comparing import QuoteComparing

        found = self._context.operations.run(compare, number=number)
        if found is None:
            return
        dialog = QuoteComparing(self._context, found, self._page, in_sale=self._page.view.quote == number)
        dialog.print_asked.connect(lambda: self.print(number))
        dialog.sheet_asked.connect(lambda: self.show_sheet(number))
        dialog.new_asked.connect(self.make)
        self._deeds.open(dialog)

    def print(self, number: str) -> None:
        """The quote on the receipt printer; without one, as a sheet."""
        from pos_app.services import quote_printing

        if not self._deeds.has_printer:
            self.show_sheet(number)
        elif self._context.operations.run(quote_printing.queue_quote, number=number) is not None:
            self._deeds.print_waiting()

    def show_sheet(self, number: str) -> None:
        """The quote as a sheet, in the program that the system has for PDF files."""
        from pos_app.services import quote_printing

        path: Path | None = self._context.operations.run(quote_printing.save_quote, number=number)
        if path is not None and not self._deeds.open_file(path):
            text = _("Quote {number} is in the file {file}.")
            self._context.notify(text.format(number=number, file=path))

    def _on_made(self, made: QuoteMade) -> None:
        currency = self._page.view.currency
        text = _("Quote {number} for {total} holds until {date}.").format(
            number=made.number, total=shown.money(made.total, currency), date=shown.long_day(made.until)
        )
        again = (
            _("Show the sheet"),
            actions.ACTIONS["show_quote"].keys,
            lambda: self.show_sheet(made.number),
        )
        self.print(made.number)
        self._page.messages.say(text, "done", (again,))
