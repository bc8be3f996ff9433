"""Composition root of the window: log, one window a shop, database, theme, and what happens when something breaks."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pos_app import i18n, log
from pos_app.errors import MachineError, PosError, UserError
from pos_app.i18n import _
from pos_app.paths import resources_dir
from pos_app.system_check import display_problem, qt_problem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from pos_app.data.db import Database
    from pos_app.domain.message import Message
    from pos_app.services.desk import Desk
    from pos_app.services.start_check import StartReport
    from pos_app.ui.assembly import Shell
    from pos_app.ui.operations import Kind, Leave
    from pos_app.ui.single import OneWindow

USER, MACHINE = 1, 3
_IDLE_MS = 20_000
_REST_MS = 1_500
_HALF_A_DAY_MS = 12 * 60 * 60 * 1000


def run_window(data_dir: Path) -> int:
    """Opens the shop in a folder and runs the window until it is closed; the exit code of the program."""
    # What start-up makes stays: looking for rubbish in it takes a tenth of the time. Taken up again once it is shown.
    gc.disable()
    app = _application()
    if app is None:
        return MACHINE
    chosen_dir = _first_start(app, data_dir)
    if chosen_dir is None:
        return 0
    from pos_app.services.setup import open_shop

    return _open_and_run(app, chosen_dir, lambda: open_shop(chosen_dir))


def run_practice(data_dir: Path, anew: bool = False) -> int:
    """Opens the practice till of the shop in a folder, with `anew` from the beginning; the exit code of the program."""
    gc.disable()
    app = _application()
    if app is None:
        return MACHINE
    from pos_app.services.practice.opening import folder_of, open_practice
    from pos_app.services.setup import shop_exists

    if not shop_exists(data_dir):
        return _refuse(
            app, UserError("no_shop", "There is no shop in the folder {folder}.", folder=str(data_dir))
        )
    # Whatever is wrong with a practice file, a new one is made: no backup comes back.
    return _open_and_run(app, folder_of(data_dir), lambda: open_practice(data_dir, anew=anew), check=False)


def _application() -> QApplication | None:
    """Qt's application; None, with the reason on the terminal, where no window can be shown."""
    # Who names a platform without a display wants it: tests, and pictures for the documentation.
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    problem = qt_problem() or (display_problem() if chosen not in ("offscreen", "minimal") else None)
    if problem is not None:
        sys.stderr.write(i18n.text(problem) + "\n")
        return None
    from PySide6.QtWidgets import QApplication

    import pos_app.ui  # noqa: F401  before everything else: from here on imports are cheap again

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([sys.argv[0]])
    app.setApplicationName("pos-app")
    return app


def _open_and_run(
    app: QApplication, folder: Path, open_: Callable[[], Database], *, check: bool = True
) -> int:
    """One window for the file in `folder`, which `open_` opens once no other window has it; a shop's is checked."""
    from pos_app.ui.single import OneWindow

    log_file = log.set_up(folder)
    try:
        one = OneWindow(folder)
        if not one.take():
            one.raise_other()
            raise _already_open(folder)
        from pos_app.services import start_check

        report = start_check.check(folder, window=True) if check else None
        return _run(app, open_, one, log_file, report)
    except PosError as error:
        return _refuse(app, error)


def _first_start(app: QApplication, data_dir: Path) -> Path | None:
    """The folder of the shop to open, asked about where there is none yet; None to leave. Nothing is made unasked."""
    from pos_app.services.first_start import waits_for_set_up

    if not waits_for_set_up(data_dir):
        return data_dir
    from pos_app.ui.first_start.dialog import ask

    return ask(app, data_dir)


def _run(
    app: QApplication,
    open_: Callable[[], Database],
    one: OneWindow,
    log_file: Path,
    report: StartReport | None,
) -> int:
    """The window until it is closed for good: work that needs the file for itself is done between two windows."""
    if report is not None:
        from pos_app.services import start_check

        sys.stderr.write(start_check.as_text(report))
    say: tuple[Message | None, Kind] = (None, "info")
    while True:
        code, work = _open_window(app, open_(), one, log_file, report, say)
        if work is None:
            return code
        from pos_app.ui.waiting import work_meanwhile

        _clear_away()
        report, say = None, work_meanwhile(work, _("The shop's data are being restored…"))


def _clear_away() -> None:
    """Let go of a window that was closed, here and now: a collector on another thread must not find it."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    gc.collect()


def _open_window(
    app: QApplication,
    database: Database,
    one: OneWindow,
    log_file: Path,
    report: StartReport | None,
    say: tuple[Message | None, Kind],
) -> tuple[int, Leave | None]:
    """One window on the open shop until it is closed: the exit code, and the work it was closed for."""
    from PySide6.QtGui import QIcon

    from pos_app.services import start_check
    from pos_app.services.opening import counter_desk
    from pos_app.ui.assembly import assemble
    from pos_app.ui.getting_ready import get_ready, when_painted

    data_dir = database.path.parent
    start_check.mark_running(data_dir)
    try:
        shell = assemble(app, counter_desk(database))
        _catch_bugs(shell, log_file)
        _rest_when_idle(shell)
        _count_anew_when_quiet(shell)
        window = shell.window
        window.resize(1366, 768)
        window.setWindowIcon(QIcon(str(resources_dir() / "icons" / "app.png")))
        window.showMaximized()
        first_page = app.property("first_page")
        if first_page:
            app.setProperty("first_page", None)
            window.show_page(str(first_page))
        one.listen(window)
        if report is not None:
            from pos_app.ui.start_report import StartReportDialog

            StartReportDialog(shell.context, report, window).open()
        if say[0] is not None:
            shell.context.notify(say[0], say[1])
        when_painted(window, lambda: get_ready(shell.context, window))
        code = int(app.exec())
        work = shell.context.operations.after
        window.deleteLater()
        return code, work
    finally:
        # A window may be closed before it had time for that.
        gc.enable()
        sys.excepthook = sys.__excepthook__
        database.close()
        start_check.mark_closed(data_dir)


def paint_window(data_dir: Path, out: Path) -> list[Path]:
    """Paints the window of a shop without a display; the pictures written to `out`."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([sys.argv[0]])
    from pos_app.services.opening import counter_desk
    from pos_app.services.setup import open_shop
    from pos_app.ui.screenshots import paint

    database = open_shop(data_dir, create=False)
    try:
        return paint(app, counter_desk(database), out)
    finally:
        database.close()


def _already_open(data_dir: Path) -> PosError:
    return UserError(
        "already_open",
        "The shop in {folder} is open already; its window was brought to the front.",
        folder=str(data_dir),
    )


def _refuse(app: QApplication, error: PosError) -> int:
    """Says why no window opens, on the terminal and, where there is one, on the screen."""
    sentence = i18n.text(error.message)
    sys.stderr.write(sentence + "\n")
    logging.getLogger("pos_app").warning("no window: %s", error.code)
    if app.platformName() not in ("offscreen", "minimal") and error.code != "already_open":
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.critical(None, "pos-app", sentence)
    return MACHINE if isinstance(error, MachineError) else USER


def _catch_bugs(shell: Shell, log_file: Path) -> None:
    """A bug is logged with its traceback and said in one sentence; the sale on the disk stays as it was."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            shell.window.close()
            return
        logging.getLogger("pos_app.ui").error("a bug", exc_info=(kind, error, trace))
        text = _("The program made a mistake. What was stored is safe; details are in {path}.")
        shell.context.operations.notify(text.format(path=log_file), "bug")

    sys.excepthook = hook


def _rest_when_idle(shell: Shell) -> None:
    """Moves the write-ahead log into the file while nobody does anything, so that no sale has to wait for it.

    Not while somebody pays or is asked anything: the next key may be the one that commits, and both want the disk.
    """
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def rest() -> None:
        if QApplication.activeModalWidget() is not None:
            timer.start()
        else:
            shell.context.operations.background(_checkpoint)

    timer = QTimer(shell.window, singleShot=True, interval=_REST_MS)
    shell.context.hub.changed.connect(lambda _changes: timer.start())
    timer.timeout.connect(rest)
    timer.start()


def _count_anew_when_quiet(shell: Shell) -> None:
    """Counts in the background once the window rests, and again while it stays open over days."""
    from PySide6.QtCore import QTimer

    def count() -> None:
        from pos_app.services import start_check
        from pos_app.services.upkeep import count_anew

        shell.context.operations.background(count_anew)
        # With progress the window can stop the reading when it closes.
        shell.context.operations.background(start_check.look_deeper, on_progress=lambda _done, _total: None)

    QTimer.singleShot(_IDLE_MS, shell.window, count)
    again = QTimer(shell.window)
    again.setInterval(_HALF_A_DAY_MS)
    again.timeout.connect(count)
    again.start()


def _checkpoint(desk: Desk) -> None:
    try:
        desk.db.checkpoint()
    except PosError as error:
        logging.getLogger("pos_app").warning("checkpoint: %s", error.code)
