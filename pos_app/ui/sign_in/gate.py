"""Who may use the window: covers it with the sign-in page and puts whoever signs in at the desk.

The open sale is stored as it is and waits for whoever comes next; windows that are open are left as by Esc.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog

from pos_app.services import sign_in
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Actor
from pos_app.ui.context import UiContext
from pos_app.ui.main_window import SALE, MainWindow
from pos_app.ui.sign_in.idle import IdleClock, IdleWatch

if TYPE_CHECKING:
    from pos_app.ui.sign_in.page import SignInPage


class SignInGate(QObject):
    """Made with the window; `start` asks who is there where that is required."""

    def __init__(
        self, app: QApplication, context: UiContext, window: MainWindow, clock: IdleClock | None = None
    ) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._page: SignInPage | None = None
        self._before = context.desk.actor
        self.watch = IdleWatch(app, self, clock)
        self.watch.idle.connect(self._on_idle)
        context.hub.follow(window, {Area.SETTINGS, Area.STAFF}, self._on_changes)
        self._watch_again()

    @property
    def page(self) -> SignInPage:
        """The sign-in page, made when it is first needed."""
        if self._page is None:
            from pos_app.ui.sign_in.page import SignInPage

            self._page = SignInPage(self._context)
            self._page.signed_in.connect(self._on_signed_in)
            self._page.left.connect(self._on_left)
        return self._page

    @property
    def closed(self) -> bool:
        """Whether the sign-in page covers the window."""
        return self._window.covered

    def start(self) -> None:
        """Ask who is there, unless nobody has to sign in."""
        if self._context.operations.run(sign_in.required):
            self._cover(can_leave=False)

    def lock(self) -> None:
        """Sign out, by key or by a click on the name; where PINs protect nothing, another person can be chosen."""
        if not self.closed:
            self._cover(can_leave=not self._context.operations.run(sign_in.locks))

    def _on_idle(self) -> None:
        if not self.closed and self._context.operations.run(sign_in.locks):
            self._cover(can_leave=False)
        elif not self.closed:
            self._watch_again()

    def _cover(self, *, can_leave: bool) -> None:
        if self._context.desk.actor != sign_in.NOBODY:
            self._before = self._context.desk.actor
        close_dialogs(self._window)
        if not can_leave:
            self._sit(sign_in.NOBODY)
        page = self.page
        self._context.scanner.divert(page.on_scan)
        self._window.cover(page)
        page.prepare(can_leave=can_leave)
        page.give_focus()

    def _on_signed_in(self, actor: Actor) -> None:
        same = actor.code == self._before.code
        self._sit(actor)
        self._uncover(self._window.shown if same else SALE)

    def _on_left(self) -> None:
        self._uncover(self._window.shown)

    def _uncover(self, name: str) -> None:
        self.page.rest()
        self._context.scanner.divert(None)
        self._window.uncover()
        self._watch_again()
        self._context.show_page(name)

    def _sit(self, actor: Actor) -> None:
        operations = self._context.operations
        operations.use_desk(replace(operations.desk, actor=actor))

    def _watch_again(self) -> None:
        self.watch.restart(self._context.settings().till.lock_minutes)

    def _on_changes(self, changes: Changes) -> None:
        if self.closed:
            return
        if changes.areas & {Area.STAFF, Area.SETTINGS} and any(
            str(changed).startswith("staff.") for changed in changes.ids
        ):
            self._look_again()
        self._watch_again()

    def _look_again(self) -> None:
        """Another name or role of whoever is here counts at once; who is locked out or has left is signed out."""
        now = self._context.operations.run(sign_in.again)
        if now is None:
            self._cover(can_leave=False)
        elif now != self._context.desk.actor:
            self._sit(now)


def close_dialogs(window: MainWindow) -> None:
    """Leave every menu and window over the main one as Esc would, the topmost first."""
    while (menu := QApplication.activePopupWidget()) is not None:
        menu.close()
        if QApplication.activePopupWidget() is menu:
            break
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.reject() if isinstance(dialog, QDialog) else dialog.close()
        if QApplication.activeModalWidget() is dialog:
            break
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and other.isWindow():
            other.close()
