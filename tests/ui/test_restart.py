"""Power cuts and second starts: real processes, killed for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.at_counter import AtCounter
from tests.ui.shop import MARIA

ROOT = Path(__file__).parent.parent.parent

# Rings up in a window of its own with real keys, says when the second line shows, and waits to be killed.
_RINGS_UP = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from pos_app.services.setup import open_shop
from pos_app.ui.assembly import assemble
from tests.ui.at_counter import AtCounter, FakeClock
from tests.ui.shop import BARCODES, CHAIN, SEALANT, counter

def wait(check, **_more):
    while not check():
        app.processEvents()

app = QApplication([])
desk = counter(open_shop(Path(sys.argv[1])))
clock = FakeClock()
shell = assemble(app, desk, mode="light", key_clock=clock)
shell.window.show()
shell.window.activateWindow()
app.processEvents()
at = AtCounter(shell, desk, clock, wait)
at.scan("C0012")
at.scan(BARCODES[SEALANT])
at.type("3.4*")
at.scan(BARCODES[CHAIN])
at.type("half a wo")
print("rung up", flush=True)
time.sleep(60)
"""


def _started(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_in_the_middle_of_a_sale_loses_nothing(
    shop_dir: Path, open_counter: Callable[..., AtCounter]
) -> None:
    process = _started(["-c", _RINGS_UP, str(shop_dir)])
    assert process.stdout is not None
    line = process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    _out, errors = process.communicate()
    assert line == "rung up\n", errors
    assert process.returncode == -signal.SIGKILL

    at = open_counter()
    assert at.lines == [("SEAL-W", 1000), ("CHAIN5", 3400)]
    assert at.cart.customer_id == MARIA
    assert at.message == "This sale was open when the program ended; its 2 lines are here again."
    assert at.page.card.table.lines.rowCount() == 2
    assert at.ready


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_a_second_start_says_so_and_raises_the_first_window(shop_dir: Path, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    from pos_app.ui.single import OneWindow

    first = OneWindow(shop_dir)
    assert first.take()
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    first.listen(window)

    second = _started(["-m", "pos_app", "--data-dir", str(shop_dir)])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    _out, errors = second.communicate()
    assert second.returncode == 1
    assert f"The shop in {shop_dir} is open already" in errors
    assert "Traceback" not in errors
    assert not window.isMinimized()


def test_the_lock_of_a_killed_program_is_free(shop_dir: Path) -> None:
    from pos_app.ui.single import OneWindow

    holder = _started(
        [
            "-c",
            "import sys, time; from pathlib import Path; from pos_app.ui.single import OneWindow\n"
            "one = OneWindow(Path(sys.argv[1])); print(one.take(), flush=True); time.sleep(60)",
            str(shop_dir),
        ]
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    assert not OneWindow(shop_dir).take()
    holder.kill()
    holder.communicate()
    assert OneWindow(shop_dir).take()
