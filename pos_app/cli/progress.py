"""A progress bar on a terminal, and nothing where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from pos_app.formats import integer

_WIDTH = 30
_EVERY = 0.1
# So many letters of a bar stand on the line on which something else may come next.
_standing = 0


def progress_bar(*, counted: bool = True) -> Callable[[int, int], None] | None:
    """A callback that draws (done, in all) on standard error; None where that is no terminal.

    What is not `counted`, the bytes of a file that is read, has neither figures nor an end: the next bar draws over it.
    """
    if not sys.stderr.isatty():
        return None
    drawn = 0.0

    def draw(done: int, total: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        ended = counted and done >= total
        if ended or (total and now - drawn >= _EVERY):
            drawn = now
            figures = f" {integer(done)} / {integer(total)}" if counted else ""
            _write(_bar(done, total, "█" if counted else "▒") + figures, ended)

    return draw


def clear_bar() -> None:
    """Take a bar that did not come to its end off the line."""
    if _standing:
        _write("", ended=False)
        sys.stderr.write("\r")
        sys.stderr.flush()


def _bar(done: int, total: int, sign: str) -> str:
    filled = min(_WIDTH, _WIDTH * done // total) if total else _WIDTH
    return f"[{sign * filled}{'·' * (_WIDTH - filled)}]"


def _write(line: str, ended: bool) -> None:
    """Put a line in the place of the one that stands there."""
    global _standing
    sys.stderr.write("\r" + line.ljust(_standing) + ("\n" if ended else ""))
    sys.stderr.flush()
    _standing = 0 if ended else len(line)
