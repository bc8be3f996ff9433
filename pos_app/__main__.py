"""Entry point: reads `--data-dir` and `--version`, and imports only what the rest of the line needs."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from pos_app import __version__


def split_data_dir(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Takes `--data-dir DIR` (or `=DIR`) out of the line, before or after the command; None if not given.

    After a bare `--` everything belongs to the command. A missing DIR gives an empty string.
    """
    data_dir: str | None = None
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return data_dir, [*rest, word, *words]
        if word == "--data-dir":
            data_dir = next(words, "")
        elif word.startswith("--data-dir="):
            data_dir = word.partition("=")[2]
        else:
            rest.append(word)
    return data_dir, rest


def open_window(data_dir: Path) -> int:
    """Runs the checkout window on a data folder until it is closed."""
    from pos_app.app import run_window

    return run_window(data_dir)


def open_practice(data_dir: Path, anew: bool) -> int:
    """Runs the practice till of a data folder until its window is closed."""
    from pos_app.app import run_practice

    return run_practice(data_dir, anew)


def paint_window(data_dir: Path, out: Path) -> list[Path]:
    """Paints the window without a display; returns the pictures written to `out`."""
    from pos_app.app import paint_window as paint

    return paint(data_dir, out)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command line and returns its exit code; without a command, the checkout window."""
    if getattr(sys, "frozen", False) and sys.argv[1:2] and sys.argv[1].startswith("-"):
        # The built program started again as a worker process of its own (`verify` of a long book).
        from multiprocessing import freeze_support

        freeze_support()
    data_dir_text, rest = split_data_dir(sys.argv[1:] if arguments is None else arguments)
    if rest[:1] == ["--version"]:
        sys.stdout.write(f"pos-app {__version__}\n")
        return 0
    if data_dir_text == "":
        sys.stderr.write("--data-dir needs a folder.\n")
        return 2
    from pos_app.paths import default_data_dir

    data_dir = Path(data_dir_text).expanduser() if data_dir_text else default_data_dir()
    if not rest:
        return open_window(data_dir)
    # What imports make stays: looking for rubbish in it takes a quarter of a command's start.
    gc.disable()
    from pos_app.cli import app
    from pos_app.cli.common import Surroundings

    gc.enable()
    return app.run(
        rest, Surroundings(data_dir, data_dir_text is not None, open_window, paint_window, open_practice)
    )


if __name__ == "__main__":
    sys.exit(main())
