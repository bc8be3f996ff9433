"""What is done once the window is painted ends, whatever happens in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from pos_app.errors import MachineError
from pos_app.services import opening
from pos_app.services.desk import Desk
from pos_app.ui import getting_ready
from tests.ui.at_counter import AtCounter


def test_a_last_step_that_fails_is_told_once(
    at: AtCounter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_desk: Desk) -> bool:
        raise MachineError("disk", "The disk is gone.")

    monkeypatch.setattr(opening, "prepare_some", fail)
    window = at.shell.window
    others = set(window.findChildren(QTimer))
    with qtbot.capture_exceptions() as seen:
        getting_ready.get_ready(at.shell.context, window)
        at.wait_for(lambda: bool(seen))
        at.wait_for(lambda: set(window.findChildren(QTimer)) <= others)
    assert [kind for kind, _error, _trace in seen] == [MachineError]
