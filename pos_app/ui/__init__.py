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


def _import_plainly() -> None:
    """Undo PySide6's look at every import.

    It reads the source of each module imported after it, to see whether that uses its `__feature__` names, and keeps
    what it has read: half a millisecond and the size of the file for each of some hundred modules. Nobody here uses
    these names.
    """
    import builtins

    import PySide6.QtCore  # noqa: F401  which sets the hook

    before = getattr(builtins, "__orig_import__", None)
    if before is not None:
        builtins.__import__ = before


_import_plainly()
if sys.version_info < (3, 12):
    _keep_singletons_alive()
