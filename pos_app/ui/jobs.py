"""Long work off the window's thread: progress, cancel, and the answer back on the window's thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from pos_app.errors import PosError

# How long a thread that works keeps the interpreter while another wants it. The window asks for it many times in one
# picture; with Python's 5 ms for each, a long job would make it crawl.
_USUAL_SECONDS, _MEANWHILE_SECONDS = sys.getswitchinterval(), 0.0005


class Cancelled(BaseException):
    """Raised inside a job at its next progress report after it was cancelled; services roll back."""


class Job(QObject):
    """A piece of work under way. `progressed(done, total)` reports, `finished(result)` or `failed(error)` ends it."""

    progressed = Signal(object, object)
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self.work = work
        self._stop = threading.Event()
        self._reported = (-1, -1)

    def cancel(self) -> None:
        """Ask the work to stop at its next progress report."""
        self._stop.set()

    def report(self, done: int, total: int = 0) -> None:
        """Called by the work, in its own thread; `total` 0 means not known."""
        if self._stop.is_set():
            raise Cancelled
        if (done, total) != self._reported:
            # Who only asks whether to stop says nothing new, often.
            self._reported = (done, total)
            self.progressed.emit(done, total)


class _Runner(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        job = self._job
        try:
            job.finished.emit(job.work())
        except PosError as error:
            job.failed.emit(error)
        except Cancelled:
            pass
        finally:
            # A bug goes on to the excepthook; whoever waits for the job must still hear of its end.
            job.ended.emit()


class Jobs(QObject):
    """Starts jobs on a small pool and keeps them alive until they end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._running: dict[Job, _Callbacks] = {}
        self.stopped = False

    def start(
        self,
        fn: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], None],
        on_error: Callable[[PosError], None],
        on_progress: Callable[[int, int], None] | None = None,
        **kwargs: Any,
    ) -> Job:
        """Run `fn` in a thread; with `on_progress` it also gets `progress=` to call with (done, total)."""
        job = Job(lambda: fn(*args, **kwargs))
        if on_progress is not None:
            job.work = lambda: fn(*args, progress=job.report, **kwargs)
        callbacks = _Callbacks(self, job, on_done, on_error, on_progress)
        self._running[job] = callbacks
        sys.setswitchinterval(_MEANWHILE_SECONDS)
        self._pool.start(_Runner(job))
        return job

    def forget(self, job: Job) -> None:
        """Called when a job has ended."""
        self._running.pop(job, None)
        if not self._running:
            sys.setswitchinterval(_USUAL_SECONDS)

    @property
    def busy(self) -> bool:
        """Whether any job is under way."""
        return bool(self._running)

    def stop(self) -> None:
        """Cancel what runs and wait for it: before the window goes away, which then hears of no result any more."""
        self.stopped = True
        for job in self._running:
            job.cancel()
        self._pool.waitForDone()


class _Callbacks(QObject):
    """Lives on the window's thread, so that Qt queues the job's signals to it."""

    def __init__(
        self,
        jobs: Jobs,
        job: Job,
        on_done: Callable[[Any], None],
        on_error: Callable[[PosError], None],
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        super().__init__(jobs)
        self._jobs, self._job = jobs, job
        self._on_done, self._on_error, self._on_progress = on_done, on_error, on_progress
        queued = Qt.ConnectionType.QueuedConnection
        job.finished.connect(self.take_result, queued)
        job.failed.connect(self.take_error, queued)
        job.progressed.connect(self.take_progress, queued)
        job.ended.connect(self.take_end, queued)

    def take_result(self, result: Any) -> None:
        if not self._jobs.stopped:
            # What a page does with it may begin new work, in a shop that is being closed.
            self._on_done(result)

    def take_error(self, error: PosError) -> None:
        if not self._jobs.stopped:
            self._on_error(error)

    def take_progress(self, done: int, total: int) -> None:
        if self._on_progress is not None and not self._jobs.stopped:
            self._on_progress(done, total)

    def take_end(self) -> None:
        self._jobs.forget(self._job)
        self.deleteLater()
