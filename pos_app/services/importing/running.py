"""Whether an import is under way in some process: it holds a lock on a small file beside the shop's, which goes with it
whatever ends the process."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def marked(folder: Path, run_id: int) -> Iterator[None]:
    """Mark an import as under way. Where files cannot be locked it goes unmarked: that keeps nobody from importing."""
    path = _mark(folder, run_id)
    try:
        file = path.open("ab")
    except OSError:
        yield
        return
    with file:
        with suppress(OSError):
            _lock(file)
        try:
            yield
        finally:
            file.close()
            with suppress(OSError):
                path.unlink()


def is_running(folder: Path, run_id: int) -> bool:
    """Whether an import is under way, here or in another process; what a dead one left is taken away."""
    path = _mark(folder, run_id)
    try:
        file = path.open("r+b")
    except OSError:
        return False
    with file:
        try:
            _lock(file)
        except OSError:
            return True
    with suppress(OSError):
        path.unlink()
    return False


def _mark(folder: Path, run_id: int) -> Path:
    return folder / f"import-{run_id}.running"
