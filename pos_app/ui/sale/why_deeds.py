"""Why a figure is what it is: of the open sale, and of one that is finished."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.i18n import _
from pos_app.ui.context import UiContext

if TYPE_CHECKING:
    from pos_app.domain.explanation import Explanation
    from pos_app.ui.sale.deeds import Deeds
    from pos_app.ui.sale.page import SalePage


class WhyDeeds:
    """What opens the window with the sums."""

    def __init__(self, context: UiContext, page: SalePage, deeds: Deeds) -> None:
        self._context, self._page, self._deeds = context, page, deeds

    def explain_cart(self, key: str = "") -> None:
        """The open sale from the figure `key` on, else from the selected line; with none open the last sale."""
        view = self._page.view
        if not view.lines:
            self.explain_last()
            return
        from pos_app.services import explaining

        found = self._context.operations.run(explaining.explain_cart)
        if found is not None:
            number = next((n for n, line in enumerate(view.lines, 1) if line.id == view.selected_id), 1)
            self._show(found, key or f"line:{number}")

    def explain_last(self) -> None:
        """The sale that was finished last."""
        from pos_app.services import sales

        last = self._context.operations.run(sales.last_sale)
        if last is None:
            self._context.notify(_("Nothing has been sold yet: there is nothing to explain."))
        else:
            self.explain_sale(last.number)

    def explain_sale(self, number: str) -> None:
        """A posted sale, from its rows."""
        from pos_app.services import explaining

        found = self._context.operations.run(explaining.explain_sale, number=number)
        if found is not None:
            self._show(found, "total")

    def _show(self, found: Explanation, key: str) -> None:
        from pos_app.ui.sale.dialogs.why import WhyDialog

        dialog = WhyDialog(self._context, found, key, self._page)
        dialog.queued.connect(self._deeds.print_waiting)
        dialog.saved.connect(self._on_saved)
        self._deeds.open(dialog)

    def _on_saved(self, path: Path) -> None:
        """Without a printer the sum is a file: show it, or say where it lies."""
        if self._deeds.open_file(path):
            self._context.notify(_("The sum is shown as a file."), "done")
        else:
            self._context.notify(_("The sum is in the file {file}.").format(file=path))
