"""Work while no window of the shop is open: a small one says what is going on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from pos_app.domain.message import Message
from pos_app.errors import PosError
from pos_app.ui.operations import Kind, Leave

_LONG_ENOUGH_MS = 50


def work_meanwhile(work: Leave, saying: str) -> tuple[Message, Kind]:
    """Run `work` behind a small window; what to say afterwards, and as what.

    On this very thread: what is left of the closed window must not be cleared away by another one.
    """
    box = QWidget()
    # Its end is not the program's.
    box.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    box.setWindowTitle(saying)
    bar = QProgressBar()
    bar.setFormat(saying)
    bar.setMinimumWidth(420)
    bar.setMinimumHeight(44)
    column = QVBoxLayout(box)
    column.setContentsMargins(32, 32, 32, 32)
    column.addWidget(bar)
    box.show()

    def progress(done: int, total: int) -> None:
        bar.setRange(0, 1000)
        bar.setValue(1000 * done // total if total else 0)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, _LONG_ENOUGH_MS)

    progress(0, 1)
    try:
        return work(progress), "done"
    except PosError as error:
        return error.message, "machine"
    finally:
        box.close()
        box.deleteLater()
