"""Is the shop's file sound? Looked at when it is opened; a damaged or missing one gives way to the last good backup.

The usual start reads the header alone. After an unclean end (a mark that was not taken away, a log that was left,
damage met while selling) all of the file is read before the window opens; otherwise once a day, in the background.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pos_app import i18n
from pos_app.data import shop_copy, shop_file, shop_swap
from pos_app.data.db import FILE_NAME
from pos_app.domain.message import Message, msg
from pos_app.errors import MachineError, PosError
from pos_app.services.backup_files import FOLDER, INTENT, BackupFile, found_in
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk, system_clock

# What brings a backup back is imported where one is: every start of the window comes by here.
if TYPE_CHECKING:
    from pos_app.services.restore_preview import RestorePreview
    from pos_app.services.restoring import Clock, Restored

RUNNING, _SUSPECT, _CHECKED, REPORT = "running", "suspect", "checked", "report.txt"
Trouble = Literal["damaged", "missing"]
WHAT_TO_DO = msg(
    "The shop's file is damaged. Close the program and start it again: it then brings back the last good backup."
)


@dataclass(frozen=True, slots=True)
class StartReport:
    """What was wrong, what was done about it, and what is missing now, a sentence each."""

    trouble: Trouble
    sentences: tuple[Message, ...]
    set_aside: Path | None
    file: Path | None
    seen: RestorePreview | None


def check(data_dir: Path, *, window: bool = False, clock: Clock = system_clock) -> StartReport | None:
    """Look at the shop in a folder before it is opened; None where all is well.

    With `window` the caller is the only window of the shop, so marks of another one are of a dead one. A file that
    cannot be mended, because no backup is good, is left as it is.
    """
    path = data_dir / FILE_NAME
    if not data_dir.is_dir():
        return None
    own = found_in([data_dir / FOLDER])
    trouble = _trouble(path, has_backups=bool(own), window=window)
    if trouble is None:
        if (data_dir / INTENT).exists():
            # Another program may be in the middle of it.
            with suppress(PosError), shop_swap.one_at_a_time(data_dir):
                from pos_app.services.restoring import finish_interrupted

                finish_interrupted(data_dir, clock=clock)
        return None
    if not window and _window_lives(data_dir):
        return None
    report = _bring_back(data_dir, own, trouble, clock)
    for mark in (RUNNING, _SUSPECT):
        with suppress(OSError):
            (data_dir / mark).unlink(missing_ok=True)
    return report


def mark_running(data_dir: Path) -> None:
    """The window is open from now on; a mark that nobody takes away tells of an unclean end."""
    with suppress(OSError):
        (data_dir / RUNNING).write_text(str(os.getpid()), "utf-8")
        (data_dir / _SUSPECT).unlink(missing_ok=True)


def mark_closed(data_dir: Path) -> None:
    """The window has closed its database as it should."""
    with suppress(OSError):
        (data_dir / RUNNING).unlink(missing_ok=True)


def suspect(data_dir: Path) -> None:
    """Damage was met: the next start reads all of the file, however this one ends."""
    with suppress(OSError):
        (data_dir / _SUSPECT).touch()


def look_deeper(desk: Desk, *, progress: shop_copy.Progress | None = None) -> Changes:
    """Read all of the file once a day, in the background; the notice says what to do if it is damaged.

    `progress` may raise to stop: the next start begins again.
    """
    data_dir = desk.db.path.parent
    stamp, today = data_dir / _CHECKED, desk.local_now().date().isoformat()
    with suppress(OSError):
        if stamp.is_file() and stamp.read_text("utf-8") == today:
            return Changes()
    try:
        rest = shop_copy.Breath(shop_copy.asked(progress))
        sound = shop_file.quick_check(desk.db.path, rest=rest) == "ok"
    except MachineError as error:
        if error.code != "database_damaged":
            raise
        sound = False
    if not sound:
        suspect(data_dir)
        return Changes(notices=(WHAT_TO_DO,))
    with suppress(OSError):
        stamp.write_text(today, "utf-8")
    return Changes()


def _trouble(path: Path, *, has_backups: bool, window: bool) -> Trouble | None:
    if not path.exists():
        return "missing" if has_backups else None
    unclean = _unclean(path, window)
    try:
        mark = shop_file.read_mark(path)
        if mark.is_empty:
            # A file without a table beside backups is no new shop.
            return "damaged" if has_backups else None
        if not mark.is_shop or not unclean:
            # Another program's file is nobody's damage: opening it says so.
            return None
        answer = shop_file.quick_check(path)
    except MachineError as error:
        if error.code != "database_damaged":
            return None
        return "damaged"
    return None if answer == "ok" else "damaged"


def _unclean(path: Path, window: bool) -> bool:
    """Whether the last end was none: power cut, kill, or damage met."""
    if path.with_name(_SUSPECT).exists():
        return True
    if not window:
        # While a window is open its mark and its log are there by right.
        return False
    logs = [log for log in shop_copy.beside(path) if log.name.endswith("-wal")]
    return path.with_name(RUNNING).exists() or any(log.stat().st_size for log in logs)


def _window_lives(data_dir: Path) -> bool:
    """Whether the window that left its mark still runs; unknown counts as yes."""
    try:
        process = int((data_dir / RUNNING).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if os.name == "nt":
        # Asking for a process would end it there; its file cannot be moved away while it runs.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()


def _bring_back(
    data_dir: Path, candidates: list[BackupFile], trouble: Trouble, clock: Clock
) -> StartReport | None:
    """The newest good backup in the shop's place, and the report."""
    from pos_app.services.restoring import PROGRAM, RestoredBy, restore

    by = RestoredBy(PROGRAM, event="damaged_file")
    for candidate in candidates:
        try:
            done = restore(data_dir, file=candidate.path, by=by, clock=clock, damaged=True)
        except PosError as error:
            if error.code in ("backup_damaged", "not_a_shop", "newer_schema", "no_such_file"):
                continue
            raise
        return _report(data_dir, trouble, done)
    if trouble == "missing":
        return None
    sentence = msg(
        "The shop's file is damaged, and no backup in {folder} is good; nothing was changed. Copy the data folder"
        " before anything else.",
        folder=str(data_dir / FOLDER),
    )
    return StartReport(trouble, (sentence,), None, None, None)


def _report(data_dir: Path, trouble: Trouble, done: Restored) -> StartReport:
    from pos_app.services.restore_preview import lost_sentences, shown

    seen = done.seen
    sentences = [
        msg("The shop's file was damaged.")
        if trouble == "damaged"
        else msg("The shop's file was not there."),
        msg(
            "The backup {name} took its place; it goes up to {when}.",
            name=seen.file.name,
            when=shown(seen.at),
        ),
    ]
    if seen.lost:
        sentences.append(msg("Missing are:"))
        for lost in seen.lost:
            sentences += lost_sentences(lost, seen.difference.exponent if seen.difference else 2)
    else:
        sentences.append(msg("By the witness no entry is missing."))
    if seen.difference is None:
        sentences.append(
            msg(
                "Anything sold after the last backup or close is not known to it: look at the paper receipts after"
                " {when}.",
                when=shown(max((lost.since for lost in seen.lost), default=seen.at)),
            )
        )
    if done.set_aside is not None:
        sentences.append(msg("The damaged file is kept in {folder}.", folder=str(done.set_aside)))
    report = StartReport(trouble, tuple(sentences), done.set_aside, seen.file, seen)
    folder = done.set_aside or data_dir / FOLDER
    with suppress(OSError):
        (folder / REPORT).write_text(as_text(report), "utf-8")
    return report


def as_text(report: StartReport) -> str:
    """The report as lines of text, in the language in use."""
    return "".join(f"{i18n.text(sentence)}\n" for sentence in report.sentences)
