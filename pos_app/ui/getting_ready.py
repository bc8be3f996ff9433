"""What is done once the window is painted: it can be used by then, and what the first customer needs comes in steps."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from pos_app.services import opening
from pos_app.ui.context import UiContext
from pos_app.ui.main_window import SALE, MainWindow

# In the order in which a sale needs them, what they import before them: no step may take long. A key that comes in
# between is served first.
_SCAN = (
    "pos_app.domain.prices",
    "pos_app.services.price_offers",
    "pos_app.services.draft_values",
    "pos_app.services.packs",
    "pos_app.services.cart_drafts",
    "pos_app.services.carts",
    "pos_app.data.search.scripts",
    "pos_app.data.search.spelling",
    "pos_app.data.search",
)
_TABLES = (
    "pydantic_core",
    "annotated_types",
    "pydantic",
    "pydantic._internal._fields",
    "pydantic.json_schema",
    "pydantic._internal._model_construction",
    "sqlmodel",
)
_SALE = (
    "pos_app.services.audit",
    "pos_app.services.product_form",
    "pos_app.services.products",
    "pos_app.services.person_view",
    "pos_app.domain.offers",
    "pos_app.services.offers",
    "pos_app.domain.prompts",
    "pos_app.services.customers",
    "pos_app.services.receipts",
    "pos_app.services.quotes",
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


def get_ready(context: UiContext, window: MainWindow) -> None:
    """Import and make what the first sale needs, one after the other.

    Nobody has to wait for it, and whoever looks for rubbish later need not look at it.
    """
    desk, making = context.operations.desk, opening.make_tables()
    steps: list[Callable[[], object]] = [_meet_widgets, *_imports(_SCAN), partial(_make_cards, window)]
    steps += [
        *(partial(_try_import, name) for name in _TABLES),
        partial(next, making, False),
        *_imports(_SALE),
    ]
    steps.append(partial(opening.prepare_some, desk))
    timer = QTimer(window, interval=_BETWEEN_MS)

    def go_on() -> None:
        if not steps:
            timer.stop()
            timer.deleteLater()
            return
        # Taken out before it is done: one that fails is not tried for ever.
        step = steps.pop(0)
        # Tables are made, and statements got ready, a few at a time.
        if step() is True:
            steps.insert(0, step)
        # All of it stays, and is hardly ever rubbish: nobody need look through it later, nor now.
        gc.freeze()

    timer.timeout.connect(go_on)
    timer.start()


def _imports(names: tuple[str, ...]) -> list[Callable[[], object]]:
    return [partial(import_module, name) for name in names]


def _try_import(name: str) -> None:
    # Parts of a library that another release of it may lack: then they come with the next step.
    with suppress(ImportError):
        import_module(name)


def _meet_widgets() -> None:
    # PySide looks through all its classes for the first widget that Qt made.
    QScrollArea().viewport()


def _make_cards(window: MainWindow) -> None:
    from pos_app.ui.sale.page import SalePage

    page = window.page(SALE)
    if isinstance(page, SalePage):
        page.make_cards()
