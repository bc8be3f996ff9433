"""What sells finds the till closed: offer to open it, and go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_app import i18n
from pos_app.errors import PosError
from pos_app.ui.context import UiContext


def open_first(
    context: UiContext,
    parent: QWidget,
    error: PosError,
    again: Callable[[], object],
    fail: Callable[[PosError], None],
) -> None:
    """For ``till_closed`` ask for the float and do it `again`; any other error goes to `fail`. Esc does nothing."""
    if error.code != "till_closed":
        fail(error)
        return
    from pos_app.ui.till.opening import OpenDialog

    dialog = OpenDialog(context, parent, i18n.text(error.message))
    dialog.opened.connect(again)
    dialog.open()
