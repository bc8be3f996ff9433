"""One shop's file in the place of another, so that a kill at any instant leaves the one or the other, whole."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pos_app.data import shop_copy
from pos_app.data.db import machine_errors
from pos_app.data.shop_copy import Copied
from pos_app.errors import MachineError, UserError

_LOCK = "restore.lock"
_PATIENCE_SECONDS = 2


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Only one program puts a shop's file in place at a time; the system frees the lock of one that was killed.

    MachineError ``restore_running``; those of the database if the folder cannot be written.
    """
    with machine_errors(), closing(sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise MachineError(
                "restore_running", "Another program is restoring this shop right now."
            ) from error
        yield


@contextmanager
def alone(path: Path) -> Iterator[Copied]:
    """Hold a sound file so that no other program can open it, and say its heads; its log is in it, and gone.

    UserError ``shop_in_use`` where another one has it open; the errors of the database otherwise.
    """
    with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            # Leaving the log needs the file for oneself: any other open connection refuses it.
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            held = shop_copy.snapshot(connection)
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                with machine_errors():
                    raise
            raise _in_use() from error
        except sqlite3.DatabaseError:
            with machine_errors():
                raise
        if mode != "delete":
            raise _in_use()
        if os.name == "nt":
            # Windows moves no file that is open.
            connection.close()
        yield held


def put_in_place(new: Path, path: Path, aside: Path | None) -> None:
    """Give a finished file the shop's name; the file that had it goes into the folder `aside`, with its log.

    Until the very last step the old file has its name, from then on the new one.
    """
    if aside is not None and path.exists():
        aside.mkdir(parents=True, exist_ok=True)
        _keep(path, aside.joinpath(path.name))
    if aside is not None:
        for log in shop_copy.beside(path):
            # A log that stayed would be read into the new file.
            aside.mkdir(parents=True, exist_ok=True)
            shutil.copy2(log, aside.joinpath(log.name))
        shop_copy.sync_folder(aside)
    for log in shop_copy.beside(path):
        log.unlink()
    shop_copy.replace(new, path)


def drop_second_names(path: Path, aside: Path) -> None:
    """Undo what a kill left: a file set aside that is still the shop's own."""
    with contextlib.suppress(OSError):
        for found in aside.glob(f"*/{path.name}"):
            if path.exists() and found.samefile(path):
                found.unlink()
                with contextlib.suppress(OSError):
                    found.parent.rmdir()


def _keep(path: Path, target: Path) -> None:
    """A second name for a file, or a copy where the disk knows no second names."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)


def _in_use() -> UserError:
    return UserError("shop_in_use", "Another window or program has this shop open; close it, then try again.")
