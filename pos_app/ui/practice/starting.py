"""The practice till is a program of its own, so that nothing it does can reach the shop that is open here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QProcess

from pos_app.i18n import _
from pos_app.ui.context import UiContext
from pos_app.ui.widgets.key_button import KeyButton

Launch = Callable[[str, Sequence[str]], bool]


def command_line(data_dir: Path) -> list[str]:
    """The program and its words that open the practice till of a folder's shop."""
    # Packaged, the program is one file; else Python runs the package.
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-m", "pos_app"]
    return [*program, "--data-dir", str(data_dir.resolve()), "practice"]


def launch(program: str, words: Sequence[str]) -> bool:
    """Start a program that lives on when this one ends; whether it started."""
    return bool(QProcess.startDetached(program, list(words))[0])


def practice_button(context: UiContext, start: Launch = launch) -> KeyButton:
    """A button that opens the practice till in a window of its own."""
    button = KeyButton(context.theme, _("Practice till"))

    def on_clicked() -> None:
        program, *words = command_line(context.desk.db.path.parent)
        if start(program, words):
            context.notify(_("The practice till opens in a window of its own."), "done")
        else:
            context.notify(_("The practice till cannot be started from here; run: pos-app practice."), "user")

    button.clicked.connect(on_clicked)
    return button
