"""One start in a process of its own: the program on a shop, or a bare window with the same libraries imported.

    python -m benchmarks.bench.start_child ours FOLDER
    python -m benchmarks.bench.start_child bare MODULES.json

Prints one line of JSON when the window is painted and has the keys: moment (monotonic clock) and processor time, then,
after the window has rested, what the process holds in memory; for the program also what it had imported.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

REST_MS = 1_500


def main(kind: str, argument: str) -> int:
    """Start one of the two and print what it took."""
    return _ours(argument) if kind == "ours" else _bare(argument)


def _ours(folder: str) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    # The program makes it in the same way; here it must be there first, for the timer.
    app = QApplication([sys.argv[0]])
    QTimer.singleShot(0, lambda: _watch_ours(app))
    from pos_app.__main__ import main as start

    return start(["--data-dir", folder])


def _watch_ours(app: object) -> None:
    """The event loop runs: the window was shown before it began, and is painted by its first turn."""
    from PySide6.QtWidgets import QApplication

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.sale.page import SalePage

    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    page = window.page("sale")
    assert isinstance(page, SalePage)
    window.activateWindow()
    _when_painted(page.scan.edit, lambda: _say(window, _libraries()), page.scan.edit)


def _bare(path: str) -> int:
    import contextlib
    import importlib
    import json
    from pathlib import Path

    for name in json.loads(Path(path).read_text("utf-8")):
        # Some live only inside what made them, as the signatures of PySide6 do.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([sys.argv[0]])
    window = QMainWindow()
    window.resize(1366, 768)
    window.showMaximized()
    window.activateWindow()
    _when_painted(window, lambda: _say(window, []), None)
    return int(app.exec())


def _when_painted(widget: object, done: object, focus: object) -> None:
    """Call `done` once the event loop comes round after `widget` was painted and `focus` has the keys."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QWidget

    assert isinstance(widget, QWidget)
    assert callable(done)

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt
            if event.type() == QEvent.Type.Paint and (focus is None or focus.hasFocus()):  # type: ignore[attr-defined]
                widget.removeEventFilter(self)
                QTimer.singleShot(0, done)
            return False

    watch = Watch(widget)
    widget.installEventFilter(watch)
    widget.update()


def _say(window: object, libraries: list[str]) -> None:
    """What start-up took, now; what it holds, after a rest. Then the program is closed as a person closes it."""
    import json
    import time

    from PySide6.QtCore import QTimer

    said = {"moment": time.monotonic_ns(), "busy": time.process_time_ns(), "libraries": libraries}

    def close() -> None:
        said["kib"] = _resident_kib()
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        window.close()  # type: ignore[attr-defined]

    QTimer.singleShot(REST_MS, close)


def _libraries() -> list[str]:
    """Every module imported by now that is not the program's own, in the order of its import."""
    own = ("pos_app", "benchmarks", "__main__", "__mp_main__")
    return [
        name
        for name, module in list(sys.modules.items())
        if name.split(".")[0] not in own
        and getattr(getattr(module, "__spec__", None), "name", None) == name
        and not name.startswith(("_", "sitecustomize", "usercustomize"))
    ]


def _resident_kib() -> int:
    """Resident memory of this process in KiB."""
    from pathlib import Path

    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
