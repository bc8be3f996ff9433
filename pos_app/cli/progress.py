"""A progress bar on a terminal, and nothing where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from pos_app.formats import integer

_WIDTH = 30
_EVERY = 0.1


def reading_bar() -> Callable[[int, int], None] | None:
    """As `progress_bar` for bytes of a file that is read: only the bar, which what comes next draws over."""
    if not sys.stderr.isatty():
        return None
    drawn = 0.0

    def draw(done: int, total: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        if now - drawn >= _EVERY and total:
            drawn = now
            filled = min(_WIDTH, _WIDTH * done // total)
            sys.stderr.write(f"\r[{'▒' * filled}{'·' * (_WIDTH - filled)}]")
            sys.stderr.flush()

    return draw


def clear_bar() -> None:
    """Take a bar that did not come to its end off the line."""
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * (_WIDTH + 2) + "\r")
        sys.stderr.flush()


def progress_bar() -> Callable[[int, int], None] | None:
    """A callback that draws (done, in all) on standard error; None where that is no terminal."""
    if not sys.stderr.isatty():
        return None
    drawn = 0.0

    def draw(done: int, total: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        if done < total and now - drawn < _EVERY:
            return
        drawn = now
        filled = _WIDTH * done // total if total else _WIDTH
        line = f"\r[{'█' * filled}{'·' * (_WIDTH - filled)}] {integer(done)} / {integer(total)}"
        sys.stderr.write(line + ("\n" if done >= total else ""))
        sys.stderr.flush()

    return draw
