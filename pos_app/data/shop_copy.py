"""Copies of a shop's file while the shop goes on, and the moves that put one shop in another's place.

The copy is SQLite's online backup of one snapshot: an open read transaction keeps what is sold meanwhile from
starting it over. It is read back before it gets its name, so a name stands for a whole, sound copy.
"""

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

from pos_app.data.db import BUSY_SECONDS, machine_errors
from pos_app.data.shop_file import look, quick_check
from pos_app.errors import MachineError

Progress = Callable[[int, int], None]
UNFINISHED = ".part"
_WAL, _SHARED = "-wal", "-shm"
_MEGABYTE_OF_PAGES = 256
_NICE = 10
# A sale's own commit waits behind what the copy has handed to the disk: never more than this at once.
_LONGEST_SYNC_SECONDS = timedelta(milliseconds=8).total_seconds()
# A step copies a quarter of a megabyte: some 12 MB a second at most.
_STEP_REST = timedelta(milliseconds=20)
_SHORTEST_REST_SECONDS = timedelta(milliseconds=4).total_seconds()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a till's chain: its last entry's number, hash and moment (UTC text)."""

    till: str
    seq: int
    hash: str
    at: str


@dataclass(frozen=True, slots=True)
class Copied:
    """What a snapshot held: each till's head, and the hash of the very first entry ("" where there is none)."""

    heads: tuple[Head, ...]
    first_hash: str


def copy_file(
    source: Path, target: Path, *, gentle: bool = False, progress: Progress | None = None
) -> Copied:
    """A consistent, checked copy of a file that may be in use; it replaces a file of the same name.

    `gentle` takes small steps with rests between them, for a window in which someone sells. `progress` gets
    (pages done, in all) and may raise to stop, also while the copy is read back: only then its last page is done.
    MachineErrors ``disk_full``, ``read_only``, ``backup_bad`` and the others of the database, ``folder_unusable``;
    a failed copy leaves nothing.
    """
    if gentle:
        return _behind_others(lambda: _copied(source, target, True, progress))
    return _copied(source, target, False, progress)


def _behind_others(work: Callable[[], Copied]) -> Copied:
    """Do it on a thread of its own that gives way to who sells, where the system knows priorities of threads."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1, initializer=_step_back) as pool:
        return pool.submit(work).result()


def _step_back() -> None:
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _copied(source: Path, target: Path, gentle: bool, progress: Progress | None) -> Copied:
    unfinished = target.with_name(target.name + UNFINISHED)
    told = _Told(progress)
    try:
        with machine_errors(), closing(_source(source)) as old:
            copied = snapshot(old)
            _copy(old, unfinished, gentle, told)
        require_sound(unfinished, copied, rest=Breath(told.again) if gentle else told.again)
        told.end()
        replace(unfinished, target)
    except OSError as error:
        raise _unusable(target.parent, error) from error
    finally:
        with contextlib.suppress(OSError):
            remove(unfinished)
    return copied


def snapshot(connection: sqlite3.Connection) -> Copied:
    """The heads of the snapshot that this begins: the connection stays in its read transaction."""
    connection.execute("BEGIN")
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"till", "journal"} <= tables:
        return Copied((), "")
    found = connection.execute(
        "SELECT j.till, j.seq, j.hash, j.at FROM till t JOIN journal j ON j.till = t.code"
        " AND j.seq = (SELECT max(seq) FROM journal WHERE till = t.code) ORDER BY t.code"
    ).fetchall()
    first = connection.execute("SELECT hash FROM journal ORDER BY id LIMIT 1").fetchone()
    return Copied(tuple(Head(*row) for row in found), str(first[0]) if first else "")


def read_heads(path: Path) -> Copied:
    """The heads of an existing file; MachineErrors as for every database."""
    with machine_errors(), closing(_source(path)) as connection:
        return snapshot(connection)


def require_sound(
    path: Path, expected: Copied | None = None, *, rest: Callable[[], None] | None = None
) -> None:
    """Open a copy and read all of it; MachineError ``backup_bad`` if it is not sound or not the one expected.

    `rest` as in `shop_file.quick_check`.
    """
    answer = quick_check(path, rest=rest)
    if answer != "ok":
        raise MachineError("backup_bad", "The backup could not be read back: {answer}.", answer=answer[:200])
    if expected is not None and read_heads(path) != expected:
        raise MachineError("backup_bad", "The backup does not hold what was backed up.")


def replace(source: Path, target: Path) -> None:
    """Give a finished file its name, in the place of another: after a power cut it is the one or the other."""
    _sync(source)
    source.replace(target)
    sync_folder(target.parent)


def remove(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    for name in (path.name, path.name + _WAL, path.name + _SHARED, path.name + "-journal"):
        path.with_name(name).unlink(missing_ok=True)


def beside(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database and that belong to it, where they are there."""
    return [found for end in (_WAL, _SHARED) if (found := path.with_name(path.name + end)).exists()]


def sync_folder(folder: Path) -> None:
    """Make new names in a folder last; systems that cannot open folders do so by themselves."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _copy(old: sqlite3.Connection, unfinished: Path, gentle: bool, told: "_Told") -> None:
    remove(unfinished)
    # Python says why a file cannot be made (read-only, gone, no right); SQLite only that it cannot be opened.
    unfinished.touch()
    with closing(sqlite3.connect(unfinished, timeout=BUSY_SECONDS, isolation_level=None)) as new:
        # Nothing but this program sees the unfinished file, and a half one is thrown away: no journal, no
        # waiting for the disk; what must last is handed over by `_Rests` or at the end.
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=OFF", "synchronous=OFF"):
            new.execute(f"PRAGMA {pragma}")
        if gentle:
            rests = _Rests(unfinished, told)
            old.backup(new, pages=_MEGABYTE_OF_PAGES // 4, progress=rests.after_step)
        else:
            old.backup(new, pages=16 * _MEGABYTE_OF_PAGES, progress=told.after_step)
        # The copy of a database in WAL mode would otherwise grow files of its own beside it.
        new.execute("PRAGMA journal_mode=DELETE")


class _Told:
    """Who is told how far a copy is: as good as done until it was read back."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done, self._total = 0, 1

    def after_step(self, _status: int, remaining: int, total: int) -> None:
        self._done, self._total = min(total - remaining, total - 1), total
        self.again()

    def again(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)

    def end(self) -> None:
        self._done = self._total
        self.again()


def asked(progress: Progress | None) -> Callable[[], None] | None:
    """Asks whether to stop where nobody knows how far it is."""
    return None if progress is None else lambda: progress(0, 0)


class Breath:
    """Called now and then, rests twice as long as it was not called: most of the time belongs to who sells.

    `first` is called before each rest, and may raise to stop.
    """

    def __init__(self, first: Callable[[], None] | None = None) -> None:
        self._first = first
        self._begun = monotonic()

    def __call__(self, least: timedelta = timedelta(0)) -> None:
        if self._first is not None:
            self._first()
        sleep(max(_SHORTEST_REST_SECONDS, least.total_seconds(), 2 * (monotonic() - self._begun)))
        self._begun = monotonic()


class _Rests:
    """After some steps the copy is handed to the disk, then the copying rests."""

    def __init__(self, path: Path, told: _Told) -> None:
        self._path, self._told = path, told
        self._steps, self._until_sync = 0, 4
        self._breath = Breath()

    def after_step(self, status: int, remaining: int, total: int) -> None:
        self._told.after_step(status, remaining, total)
        self._steps += 1
        if self._steps < self._until_sync:
            return
        # Not faster than any disk takes: what is written in a burst has to be paid for by the sales after it.
        due = self._steps * _STEP_REST
        self._steps = 0
        before = monotonic()
        _sync(self._path)
        took = monotonic() - before
        if took > _LONGEST_SYNC_SECONDS:
            self._until_sync = max(1, self._until_sync // 2)
        else:
            self._until_sync = min(8, self._until_sync * 2)
        self._breath(due)


def _source(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise MachineError("database_missing", "The shop's data file cannot be opened; is its folder there?")
    return look(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(folder: Path, error: OSError) -> MachineError:
    return MachineError(
        "folder_unusable",
        "The folder {folder} cannot be used: {reason}.",
        folder=str(folder),
        reason=error.strerror or str(error),
    )
