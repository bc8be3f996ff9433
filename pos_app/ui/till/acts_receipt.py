"""The receipt that an act is about, with every sum in it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.i18n import _
from pos_app.services import explaining
from pos_app.ui.context import UiContext
from pos_app.ui.till import z_papers


def show(context: UiContext, number: str, line_no: int | None, parent: QWidget) -> None:
    """Open the window with the sums of a receipt, at a line of it where there is one."""
    from pos_app.ui.sale.dialogs.why import WhyDialog

    found = context.operations.run(explaining.explain_sale, number=number)
    if found is None:
        return
    dialog = WhyDialog(context, found, f"line:{line_no}" if line_no else "total", parent)
    dialog.queued.connect(lambda: z_papers.send_waiting(context))
    dialog.saved.connect(
        lambda path: context.notify(_("The sum is in the file {file}.").format(file=path), "done")
    )
    dialog.open()
