"""Taking back at the counter: parts of a receipt into the sale, or a whole sale cancelled after it was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.i18n import _
from pos_app.services.cart_view import SaleCompleted
from pos_app.ui.context import UiContext

if TYPE_CHECKING:
    from pos_app.ui.sale.deeds import Deeds
    from pos_app.ui.sale.page import SalePage


class ReturnDeeds:
    """What can be done with receipts of one sale page."""

    def __init__(self, context: UiContext, page: SalePage, deeds: Deeds) -> None:
        self._context, self._page, self._deeds = context, page, deeds

    def give_back(self, receipt: str = "") -> None:
        """Take something back by its receipt, or from what the sale's customer bought."""
        from pos_app.ui.sale.dialogs.giving_back import ReturnDialog

        dialog = ReturnDialog(self._context, receipt, self._page)
        dialog.blind_asked.connect(self._without_receipt)
        self._deeds.open(dialog)

    def _without_receipt(self) -> None:
        from pos_app.ui.sale.dialogs.blind_return import BlindReturnDialog

        self._deeds.open(BlindReturnDialog(self._context, self._page))

    def reverse(self, number: str = "") -> None:
        """Cancel a paid sale, the last one of this till without a number."""
        from pos_app.services import reversing, sales
        from pos_app.ui.sale.dialogs.reversing import ReverseDialog

        if not number:
            last = self._context.operations.run(sales.last_sale)
            if last is None:
                self._context.notify(_("Nothing has been sold yet: there is no receipt."))
                return
            number = last.number
        preview = self._context.operations.run(reversing.preview_reversal, number=number)
        if preview is None:
            self._page.focus_scan()
            return
        dialog = ReverseDialog(self._context, number, preview, self._page)
        dialog.completed.connect(lambda sale: self._on_reversed(number, sale))
        self._deeds.open(dialog)

    def _on_reversed(self, number: str, sale: SaleCompleted) -> None:
        self._deeds.settled(sale)
        text = _("Sale {number} is cancelled by receipt {reversal}.")
        self._context.notify(text.format(number=number, reversal=sale.number), "done")
