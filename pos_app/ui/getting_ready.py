"""What is done once the window is painted: it can be used by then, and what the first customer needs comes in steps."""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from pos_app.services import opening
from pos_app.ui.context import UiContext

# In the order in which a sale needs them. A key that comes in between is served first.
_SOON = (
    "pos_app.services.products",
    "pos_app.services.customers",
    "pos_app.services.sales",
    "pos_app.ui.customers.finder",
    "pos_app.ui.sale.dialogs.payment",
    "pos_app.ui.approval",
)
_BETWEEN_MS = 5


class _Painted(QObject):
    def __init__(self, widget: QWidget, act: Callable[[], None]) -> None:
        super().__init__(widget)
        self._act = act
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._act)
        return False


def when_painted(widget: QWidget, act: Callable[[], None]) -> None:
    """Call `act` once a widget was painted for the first time."""
    _Painted(widget, act)


def get_ready(context: UiContext, window: QWidget) -> None:
    """Import what the first sale needs, one after the other; then what was made stays for good.

    Nobody has to wait for it, and the collector need not look at it during a sale.
    """
    desk = context.operations.desk
    steps: list[Callable[[], object]] = [lambda name=name: import_module(name) for name in _SOON]  # type: ignore[misc]
    steps += [lambda: context.operations.run(opening.get_ready)]
    steps += [lambda: opening.prepare_some(desk), _settle]
    timer = QTimer(window, interval=_BETWEEN_MS)

    def go_on() -> None:
        # Statements are got ready a few at a time.
        if steps[0]() is not True:
            steps.pop(0)
        if not steps:
            timer.stop()
            timer.deleteLater()

    timer.timeout.connect(go_on)
    timer.start()


def _settle() -> None:
    gc.collect()
    gc.freeze()
