"""Backups: made while the shop goes on, read back, kept in two places, the old ones thinned out."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pos_app.data import shop_copy
from pos_app.domain.message import Message, english, msg
from pos_app.errors import MachineError, PosError, UserError
from pos_app.late import late
from pos_app.services import settings
from pos_app.services.backup_files import (
    FOLDER,
    BackupFile,
    as_backup,
    clear_unfinished,
    file_name,
    found_in,
    shop_mark,
)
from pos_app.services.backup_rotation import kept
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk

if TYPE_CHECKING:
    from pos_app.data.queries import witness as witness_queries
    from pos_app.services import audit, witness
else:
    audit, witness = late("pos_app.services", "audit", "witness")
    (witness_queries,) = late("pos_app.data.queries", "witness")

__all__ = [
    "BackupAge",
    "BackupFailure",
    "BackupFile",
    "BackupMade",
    "age",
    "back_up",
    "listed",
    "note_failure",
    "places",
]

MEGABYTE = 1_000_000
_SPARE = 20 * MEGABYTE
_one_at_a_time = threading.Lock()
_seen: dict[Path, tuple[tuple[int, int], frozenset[tuple[str, int, str]]]] = {}
State = Literal["none", "fresh", "old"]


@dataclass(frozen=True, slots=True)
class BackupFailure:
    """A folder that got no backup, and the sentence that says why."""

    folder: Path
    message: Message


@dataclass(frozen=True, slots=True)
class BackupMade(Changes):
    """The copies that were made, and the folders that got none."""

    made: tuple[BackupFile, ...] = ()
    failed: tuple[BackupFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class BackupAge:
    """When the newest backup was made (None: there is none), and whether it is old for what was booked since."""

    at: datetime | None
    state: State


def places(desk: Desk) -> list[Path]:
    """The folders that get a backup: one beside the shop's file, and the second one where it is set."""
    own = desk.db.path.parent / FOLDER
    if desk.db.practice:
        # Among the shop's backups it would stand as a shop whose book has forked.
        return [own]
    with desk.db.read() as session:
        second = settings.cached(session).backup.folder
    return [own] if not second or Path(second) == own else [own, Path(second)]


def back_up(
    desk: Desk,
    *,
    folder: Path | None = None,
    gentle: bool = False,
    progress: shop_copy.Progress | None = None,
) -> BackupMade:
    """Back the shop up into its places, or into one `folder` only, and thin out the old ones there.

    A place that is full, read-only or gone is told in `failed` and keeps nobody waiting; MachineError
    ``backup_failed`` only where no place took it; UserError ``backup_running``. `gentle` goes slowly because someone
    sells meanwhile.
    """
    if not _one_at_a_time.acquire(blocking=False):
        raise UserError("backup_running", "A backup is being made right now.")
    try:
        return _back_up(desk, folder, gentle, progress)
    finally:
        _one_at_a_time.release()


def _back_up(
    desk: Desk, folder: Path | None, gentle: bool, progress: shop_copy.Progress | None
) -> BackupMade:
    wanted = [folder] if folder is not None and not desk.db.practice else places(desk)
    own = desk.db.path.parent / FOLDER
    at = desk.clock()
    made: list[BackupFile] = []
    failed: list[BackupFailure] = []
    for place in wanted:
        # A second folder is never made: a stick that is not there would be filled on the machine's own disk.
        may_make = place == own or folder is not None
        source = made[0].path if made else desk.db.path
        try:
            made.append(_copy_into(place, source, at, may_make, gentle, progress))
        except PosError as error:
            message = msg("No backup in {folder}: {reason}", folder=str(place), reason=error.message)
            failed.append(BackupFailure(place, message))
    if not made:
        raise MachineError("backup_failed", failed[0].message)
    witness.append(desk, [desk.db.path.parent, *(file.folder for file in made)], "backup")
    _thin_out(desk, made)
    return BackupMade(
        frozenset({Area.BACKUP}),
        tuple(str(file.path) for file in made),
        made=tuple(made),
        failed=tuple(failed),
    )


def note_failure(desk: Desk, *, failure: BackupFailure) -> Changes:
    """Put into the day book that a place got no backup; told once for as long as it fails."""
    act = audit.Act("backup_failed", reason=english(failure.message), after={"folder": str(failure.folder)})
    with desk.db.write() as session:
        audit.note(session, desk, act)
        session.commit()
    return changed(Area.AUDIT)


def listed(desk: Desk) -> list[BackupFile]:
    """Every backup of any shop in the places of this one, the newest first."""
    return found_in(places(desk))


def age(desk: Desk) -> BackupAge:
    """How old the newest backup of this shop is, and whether too much was booked since."""
    own, *others = places(desk)
    # The second place may be a network drive that takes its time: only where there is nothing here.
    mine = [file for file in found_in([own]) or found_in(others) if file.shop]
    if not mine:
        return BackupAge(None, "none")
    newest = mine[0].at
    with desk.db.read() as session:
        minutes = settings.cached(session).backup.minutes
        heads = {(head.till, head.seq, head.hash) for head in witness_queries.heads(session)}
    # By what the backups held, not by time: a clock may have gone back.
    held = _held(desk.db.path.parent)
    behind = not heads <= held
    now = desk.clock()
    if minutes:
        late = now - newest > timedelta(minutes=2 * minutes)
    else:
        late = newest.astimezone(desk.zone).date() < now.astimezone(desk.zone).date()
    return BackupAge(newest, "old" if behind and late else "fresh")


def _held(data_dir: Path) -> frozenset[tuple[str, int, str]]:
    """Where every chain stood at each backup, by the witness; read again only when that has grown."""
    try:
        stat = data_dir.joinpath(witness.FILE_NAME).stat()
    except OSError:
        return frozenset()
    mark = (stat.st_mtime_ns, stat.st_size)
    kept = _seen.get(data_dir)
    if kept is None or kept[0] != mark:
        lines = witness.read(data_dir).lines
        kept = (
            mark,
            frozenset((line.till, line.seq, line.hash) for line in lines if line.why == "backup"),
        )
        _seen.clear()
        _seen[data_dir] = kept
    return kept[1]


def _copy_into(
    place: Path,
    source: Path,
    at: datetime,
    may_make: bool,
    gentle: bool,
    progress: shop_copy.Progress | None,
) -> BackupFile:
    _require_place(place, may_make)
    _require_room(place, source, own=may_make)
    clear_unfinished(place)
    # What the file is called is known once it is read: it bears the beginning of the book that it holds.
    mark = shop_mark(shop_copy.read_heads(source).first_hash)
    target = place.joinpath(file_name(mark, at))
    shop_copy.copy_file(source, target, gentle=gentle, progress=progress)
    found = as_backup(target)
    if found is None:
        raise MachineError("backup_bad", "The backup could not be read back: {answer}.", answer=target.name)
    return found


def _require_place(place: Path, may_make: bool) -> None:
    try:
        if place.is_dir():
            return
        if not may_make:
            raise MachineError("backup_folder_gone", "the folder is not there.")
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(
            "folder_unusable", "it cannot be made ({reason}).", reason=error.strerror or str(error)
        ) from error


def _require_room(place: Path, source: Path, *, own: bool) -> None:
    """A backup must not take the last of a disk that sales need, nor begin what cannot end."""
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        raise MachineError(
            "folder_unusable", "it cannot be read ({reason}).", reason=error.strerror or str(error)
        ) from error
    need = source.stat().st_size + (_SPARE if own else 0)
    if free < need:
        raise MachineError(
            "disk_full",
            "there is no room, {free} MB are free and {need} MB are needed.",
            free=free // MEGABYTE,
            need=-(-need // MEGABYTE),
        )


def _thin_out(desk: Desk, made: Sequence[BackupFile]) -> None:
    """Remove the backups of this shop that the rules no longer keep; one that cannot be removed stays."""
    with desk.db.read() as session:
        rules = settings.cached(session).backup
    for new in made:
        mine = [file for file in found_in([new.folder]) if file.shop == new.shop]
        stay = kept(
            (file.at for file in mine),
            hours=rules.hours,
            days=rules.days,
            months=rules.months,
            zone=desk.zone,
        )
        for file in mine:
            if file.at not in stay and file.path != new.path:
                with suppress(OSError):
                    file.path.unlink()
