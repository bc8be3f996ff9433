"""How long signing in takes: from Enter on the sign-in page to the sale under the hand of the next person.

python -m benchmarks.sign_in [TIMES]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_app.services import pins
from pos_app.services.desk import CLI
from pos_app.services.opening import counter_desk
from pos_app.services.setup import open_shop
from pos_app.ui.assembly import assemble

LIMIT_MS = 1000
PIN = "2468"


def main(times: int) -> None:
    """Sign the owner in that often, through the real window, and print median and worst beside the limit."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as name:
        database = open_shop(Path(name))
        desk = counter_desk(database)
        pins.set_pin(replace(desk, actor=CLI), staff_code="owner", pin=PIN)
        shell = assemble(app, desk)
        shell.window.show()
        app.processEvents()
        took, busy = [], []
        for _time in range(times):
            page = shell.gate.page
            page.pin.setText(PIN)
            start, worked = time.perf_counter(), time.process_time()
            page.enter.click()
            app.processEvents()
            took.append((time.perf_counter() - start) * 1000)
            busy.append((time.process_time() - worked) * 1000)
            assert not shell.gate.closed
            shell.gate.lock()
        shell.window.close()
        database.close()
    took.sort()
    sys.stdout.write(
        f"sign-in: median {statistics.median(took):.0f} ms, worst {took[-1]:.0f} ms of {times};"
        f" limit {LIMIT_MS} ms; processor time {statistics.median(busy):.0f} ms\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
