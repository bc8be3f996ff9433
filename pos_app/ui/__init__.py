"""The window. Qt lives here and nowhere else."""

import sys


def _keep_singletons_alive() -> None:
    """PySide6 6.12 hands out None, True and False without counting the reference.

    From Python 3.12 on these live for ever. In 3.11 their count falls with every call into Qt, and at zero (after
    some ten minutes of painting) the interpreter aborts. So they start with more than can ever be used up.
    """
    import ctypes

    for value in (None, True, False):
        ctypes.c_ssize_t.from_address(id(value)).value += 1 << 48


if sys.version_info < (3, 12):
    _keep_singletons_alive()
