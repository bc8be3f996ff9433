"""One job at a time for a view: a bar that shows how far it is, and an end that is heard of however it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar

from pos_app.errors import PosError
from pos_app.i18n import _
from pos_app.ui.context import UiContext
from pos_app.ui.jobs import Job


class OneJob(QProgressBar):
    """A new job calls the one before off; `busy` while one is under way."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._job: Job | None = None
        self._on_stopped: Callable[[], None] | None = None
        self.setTextVisible(False)
        self.setFixedHeight(6)
        self.setAccessibleName(_("Progress"))
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def begin(
        self,
        fn: Callable[..., Any],
        *,
        on_done: Callable[[Any], None],
        on_failed: Callable[[PosError], None],
        on_stopped: Callable[[], None],
        **options: Any,
    ) -> None:
        """Start `fn(desk, progress=…, **options)`; one of the three is called on the window's thread."""
        self.cancel()

        def take(result: Any, then: Callable[[Any], None]) -> None:
            if self._job is job:
                self._end()
                then(result)

        self.setRange(0, 0)
        self.show()
        job = self._context.operations.background(
            fn,
            on_done=lambda result: take(result, on_done),
            on_error=lambda error: take(error, on_failed),
            on_progress=lambda done, total: self._on_progress(job, done, total),
            **options,
        )
        self._job, self._on_stopped = job, on_stopped
        # To a method: a window that has gone hears no more of it.
        job.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask what is under way to stop."""
        if self._job is not None:
            self._job.cancel()

    def _on_ended(self) -> None:
        """A job that brought neither result nor error was stopped."""
        if self._job is not None and self.sender() is self._job and self._on_stopped is not None:
            self._end()
            self._on_stopped()

    def _end(self) -> None:
        self._job = None
        self.hide()

    def _on_progress(self, job: Job, done: int, total: int) -> None:
        if self._job is job:
            # Bytes of a large file are more than a progress bar counts.
            self.setRange(0, 1000 if total else 0)
            self.setValue(1000 * done // total if total else 0)
