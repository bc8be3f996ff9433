"""The window is a shell: top bar, one page at a time, and a place to say things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.services.changes import Area, Changes
from pos_app.ui import actions
from pos_app.ui.context import UiContext
from pos_app.ui.top_bar import TopBar, practice_name
from pos_app.ui.widgets.message_bar import MessageBar

SALE = "sale"


@runtime_checkable
class SaysThings(Protocol):
    """A page with a place of its own for messages."""

    def show_message(self, text: str, kind: str) -> None: ...


class MainWindow(QMainWindow):
    """Pages are made when they are first shown; `factories` has them by name in the order of the top bar.

    One without a text is not in the bar: it is reached from the settings, and belongs to them.
    """

    def __init__(
        self, context: UiContext, factories: dict[str, tuple[str, Callable[[UiContext], QWidget]]]
    ) -> None:
        super().__init__()
        self.setObjectName("Ground")
        self._context, self._factories = context, factories
        self._pages: dict[str, QWidget] = {}
        self._name = ""
        self._unsaid: list[tuple[str, str]] = []
        self._show_title()
        self._in_bar = {name: text for name, (text, _make) in factories.items() if text}
        self.top = TopBar(context, self._in_bar, self.show_help)
        self._stack = QStackedWidget()
        self._messages = MessageBar(context.theme)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if context.desk.db.practice:
            from pos_app.ui.practice.band import PracticeBand

            column.addWidget(PracticeBand(context.theme))
        column.addWidget(self.top)
        column.addWidget(self._stack, 1)
        column.addWidget(self._messages)
        self._front = QStackedWidget()
        self._front.addWidget(self._body)
        self.setCentralWidget(self._front)
        context.operations.said.connect(self._on_said)
        context.operations.leaving.connect(self.close)
        context.hub.follow(self, {Area.SETTINGS}, self._on_settings)
        # On the body: nothing that covers it lets these keys through.
        actions.install(self._body, "help", self.show_help)
        actions.install(self._body, "scan", lambda: context.show_page(SALE))
        actions.install(self._body, "next_page", lambda: self._turn(1))
        actions.install(self._body, "last_page", lambda: self._turn(-1))

    def page(self, name: str) -> QWidget:
        """A page by its name, made now if it was not shown before."""
        if name not in self._pages:
            _text, make = self._factories[name]
            self._pages[name] = make(self._context)
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    @property
    def shown(self) -> str:
        """The name of the page in front."""
        return self._name

    def show_page(self, name: str) -> None:
        """Bring a page to the front and give it the focus."""
        page = self.page(name)
        if name != self._name:
            self._name = name
            self._messages.dismiss()
            self._stack.setCurrentWidget(page)
            self.top.mark(name if name in self._in_bar else "settings")
        focus = getattr(page, "focus_scan", None)
        (focus or page.setFocus)()

    def _turn(self, by: int) -> None:
        """The page beside the one in front; after the last one comes the first."""
        names = list(self._in_bar)
        now = self._name if self._name in names else "settings"
        self._context.show_page(names[(names.index(now) + by) % len(names)])

    @property
    def covered(self) -> bool:
        """Whether something stands before top bar and pages."""
        return self._front.currentWidget() is not self._body

    def cover(self, front: QWidget) -> None:
        """Put a widget before top bar and pages, which stay as they are but can be neither seen nor reached."""
        self._front.addWidget(front)
        self._front.setCurrentWidget(front)

    def uncover(self) -> None:
        """Top bar and pages again, and what was said while nobody could read it."""
        self._front.setCurrentWidget(self._body)
        # After whoever uncovers the window has brought a page to the front.
        QTimer.singleShot(0, self, self._say_waiting)

    def _say_waiting(self) -> None:
        if self.covered:
            return
        unsaid, self._unsaid = self._unsaid, []
        for text, kind in unsaid:
            self._on_said(text, kind)

    def lock_by(self, lock: Callable[[], object]) -> None:
        """What signs the person out: by its key, and by a click on the name."""
        actions.install(self._body, "lock", lock)
        self.top.person.clicked.connect(lock)

    def show_help(self) -> None:
        """Every key there is."""
        from pos_app.ui.help_dialog import HelpDialog

        HelpDialog(self._context, self).open()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt
        """The open sale is stored already; only jobs under way are waited for."""
        # A backup takes seconds to stop, at its low priority; a window that stays meanwhile looks like one that hangs.
        self.hide()
        self._context.operations.jobs.stop()
        super().closeEvent(event)

    def _on_said(self, text: str, kind: str) -> None:
        if self.covered:
            # Good news would be gone before anyone has signed in.
            self._unsaid.append((text, kind))
            return
        page = self._pages.get(self._name)
        if isinstance(page, SaysThings):
            page.show_message(text, kind)
        else:
            self._messages.say(text, kind)

    def _on_settings(self, _changes: Changes) -> None:
        self._show_title()

    def _show_title(self) -> None:
        name = self._context.settings().shop.name
        self.setWindowTitle(practice_name(name) if self._context.desk.db.practice else name)


def page_texts() -> dict[str, str]:
    """The names of the pages as the top bar shows them."""
    return {
        SALE: _("Sale"),
        "customers": _("Customers"),
        "products": _("Products"),
        "till": _("Till"),
        "reports": _("Reports"),
        "settings": _("Settings"),
        "moving": "",
    }
