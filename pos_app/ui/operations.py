"""Runs one service function for a key, click or scan, and says what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from pos_app import i18n
from pos_app.domain.message import Message
from pos_app.errors import MachineError, PosError
from pos_app.services import start_check
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.ui.change_hub import ChangeHub
from pos_app.ui.jobs import Job, Jobs

Kind = Literal["info", "done", "user", "machine", "bug"]
"""info: good to know; done: it worked; user: the person can put it right; machine: disk, lock; bug: ours."""

Leave = Callable[[Callable[[int, int], None]], Message]
"""Work that needs the shop's file for itself: it gets a progress callback and returns what is said afterwards."""


class Operations(QObject):
    """Calls services with the desk. Errors become one sentence, `Changes` go to the hub."""

    said = Signal(str, str)  # sentence, kind
    leaving = Signal()
    desk_changed = Signal()

    def __init__(self, desk: Desk, hub: ChangeHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._hub = hub
        self._jobs = Jobs(self)
        self.after: Leave | None = None

    @property
    def desk(self) -> Desk:
        """Who works here now, and in which till session."""
        return self._desk

    def use_desk(self, desk: Desk) -> None:
        """From now on, work as another person or in another till session."""
        self._desk = desk
        self.desk_changed.emit()

    def leave_for(self, work: Leave) -> None:
        """Close the window and its database for work that needs the shop's file for itself.

        Afterwards the window opens again and says the sentence that `work` returns, or its `PosError`.
        """
        self.after = work
        self.leaving.emit()

    @property
    def jobs(self) -> Jobs:
        """The jobs under way."""
        return self._jobs

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[PosError], None] | None = None,
        **kwargs: Any,
    ) -> Any:
        """`fn(desk, *args, **kwargs)` now; its result, or None after a `PosError`.

        The error is said in the message bar unless `on_error` takes it (a dialog shows it in place).
        Changes are published and their notices said before `on_done` is called with the result.
        """
        try:
            result = fn(self._desk, *args, **kwargs)
        except PosError as error:
            (on_error or self.say_error)(error)
            return None
        self._take(result, on_done)
        return result

    def background(
        self,
        fn: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[PosError], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        **kwargs: Any,
    ) -> Job:
        """As `run`, in a thread with a session of its own; `on_progress(done, total)` makes `fn` get `progress=`."""
        return self._jobs.start(
            fn,
            self._desk,
            *args,
            on_done=lambda result: self._take(result, on_done),
            on_error=on_error or self.say_error,
            on_progress=on_progress,
            **kwargs,
        )

    def notify(self, what: Message | str, kind: Kind = "info") -> None:
        """Say a sentence in the message bar."""
        self.said.emit(i18n.text(what) if isinstance(what, Message) else what, kind)

    def say_error(self, error: PosError) -> None:
        """Say an expected failure as the one sentence it brings."""
        if error.code == "database_damaged":
            start_check.suspect(self._desk.db.path.parent)
            error = MachineError(error.code, start_check.WHAT_TO_DO)
        if isinstance(error, MachineError):
            logging.getLogger("pos_app.ui").error("machine trouble: %s", error.code)
            self.notify(error.message, "machine")
        else:
            self.notify(error.message, "user")

    def _take(self, result: Any, on_done: Callable[[Any], None] | None) -> None:
        if isinstance(result, Changes):
            self._hub.publish(result)
            for notice in result.notices:
                self.notify(notice)
        if on_done is not None:
            on_done(result)
