"""A backup takes the shop's place: nothing is destroyed, no number is given twice, and the book says what was lost.

The backup is copied, brought up to date, and marked with an audited act ``restored`` before it gets the shop's
name in one step; the file that had it is set aside. Until that step the shop is the old one, from it on the new one.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pos_app.data import highest_numbers, shop_copy, shop_file, shop_swap
from pos_app.data.db import FILE_NAME, Database
from pos_app.data.highest_numbers import Highest
from pos_app.data.queries import restoring as restoring_queries
from pos_app.data.queries import settings as setting_queries
from pos_app.data.queries import witness as witness_queries
from pos_app.domain.permissions import Permission
from pos_app.errors import MachineError, UserError
from pos_app.paths import make_folder
from pos_app.services import approvals, audit, settings, witness
from pos_app.services.acts import Act
from pos_app.services.approvals import Approval, Granted
from pos_app.services.backup_files import FOLDER, INTENT
from pos_app.services.desk import CLI, Actor, Desk, system_clock
from pos_app.services.restore_preview import LostEntries, RestorePreview, preview, witness_lines
from pos_app.services.setup import bring_up_to_date, first_till
from pos_app.services.witness_moving import bring_along

__all__ = ["Restored", "RestoredBy", "authorise", "finish_interrupted", "preview", "restore"]

Clock = Callable[[], datetime]
ASIDE = "set-aside"
_WORK = "restoring.db"
PROGRAM = Actor("program", "program", "owner")


@dataclass(frozen=True, slots=True)
class RestoredBy:
    """Who restores: `approved_by` is "" where the actor's own role sufficed; `event` is also noted if not ""."""

    actor: Actor = CLI
    approved_by: str = ""
    reason: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: the preview as it came true, and where the file that stood there is now (None: none did)."""

    seen: RestorePreview
    set_aside: Path | None


def authorise(desk: Desk, *, approval: Approval | None = None) -> Granted:
    """Whether this person may restore; asked of the shop as it is, before its window closes.

    UserErrors ``practice_till`` and those of `approvals.require`.
    """
    if desk.db.practice:
        raise UserError(
            "practice_till", "A backup comes back in the shop's own window, not at the practice till."
        )
    with desk.db.write() as session:
        granted = approvals.require(session, desk, Permission.RESTORE, approval)
        session.commit()
    return granted


def restore(
    data_dir: Path,
    *,
    file: Path,
    by: RestoredBy | None = None,
    clock: Clock = system_clock,
    progress: shop_copy.Progress | None = None,
    damaged: bool = False,
) -> Restored:
    """Put a backup in the place of the shop in a folder, which nobody may have open.

    `damaged` says that the present file was found damaged, though parts of it can be read.
    UserErrors ``shop_in_use``, ``shop_changed`` and those of `preview`; MachineErrors ``restore_running``,
    ``disk_full``, ``backup_damaged``, ``newer_schema`` and the others of the database. After an error the shop is
    as it was.
    """
    path, work = data_dir / FILE_NAME, data_dir / _WORK
    who = by or RestoredBy()
    make_folder(data_dir)
    with shop_swap.one_at_a_time(data_dir):
        seen = preview(data_dir, file)
        if damaged and seen.present == "sound":
            seen = replace(seen, present="damaged")
        if seen.present == "sound":
            # Before the long part: whoever has it open is told at once.
            with shop_swap.alone(path):
                pass
        aside = _aside(data_dir, clock()) if seen.present != "missing" or shop_copy.beside(path) else None
        try:
            shop_copy.copy_file(file, work, progress=progress)
            head = _make_ready(work, seen, who, clock, _highest(data_dir, work, seen))
            intent = {"hash": head, "beside": str(file.absolute().parent), "aside": str(aside or "")}
            (data_dir / INTENT).write_text(json.dumps(intent), "utf-8")
            _swap(work, path, aside, seen)
        except OSError as error:
            raise MachineError(
                "folder_unusable",
                "The folder {folder} cannot be used: {reason}.",
                folder=str(data_dir),
                reason=error.strerror or str(error),
            ) from error
        finally:
            with suppress(OSError):
                shop_copy.remove(work)
        settings.forget()
        finish_interrupted(data_dir, clock=clock)
    return Restored(seen, aside)


def finish_interrupted(data_dir: Path, *, clock: Clock = system_clock) -> None:
    """The last step of a restore, also of one that was killed before it: the witness learns of it."""
    intent, path = data_dir / INTENT, data_dir / FILE_NAME
    if not intent.exists():
        return
    shop_swap.drop_second_names(path, data_dir / ASIDE)
    try:
        meant = {name: str(value) for name, value in json.loads(intent.read_text("utf-8")).items()}
    except (ValueError, AttributeError):
        meant = {}
    head = meant.get("hash", "")
    database = Database(path)
    try:
        with database.read() as session:
            arrived = restoring_queries.has_entry(session, head)
            first = witness_queries.first_hash(session)
        if arrived:
            aside = Path(meant["aside"]) if meant.get("aside") else None
            with suppress(OSError):
                bring_along(data_dir, Path(meant.get("beside", data_dir)), aside, first)
        if arrived and all(line.hash != head for line in witness.read(data_dir).lines):
            desk = Desk(database, "1", PROGRAM, clock=clock)
            witness.append(desk, _witness_folders(data_dir), "restore")
    finally:
        database.close()
    intent.unlink()


def _witness_folders(data_dir: Path) -> list[Path]:
    own = data_dir / FOLDER
    return [data_dir, own] if own.is_dir() else [data_dir]


def _swap(work: Path, path: Path, aside: Path | None, seen: RestorePreview) -> None:
    if seen.present != "sound":
        shop_swap.put_in_place(work, path, aside)
        return
    with shop_swap.alone(path) as held:
        if held.heads != seen.present_heads:
            raise UserError(
                "shop_changed", "Something was booked meanwhile; look at what would be lost again."
            )
        shop_swap.put_in_place(work, path, aside)


def _make_ready(work: Path, seen: RestorePreview, by: RestoredBy, clock: Clock, given: Highest) -> str:
    """Bring the copy up to date and note in its book what was lost; the hash of its new last entry."""
    database = Database(work)
    try:
        bring_up_to_date(database)
        desk = Desk(database, "1", by.actor, clock=clock)
        first = first_till(desk)
        with database.write() as session:
            setting_queries.put(session, highest_numbers.as_settings(given), at=desk.now(), by=by.actor.code)
            known = restoring_queries.till_codes(session)
            # What another shop had is no part of this book.
            for lost in (None,) if seen.other_shop else seen.lost or (None,):
                till = lost.till if lost is not None and lost.till in known else first
                for act in _acts(seen, by, lost):
                    audit.note(session, replace(desk, till=till), act)
            head = restoring_queries.last_hash(session)
            session.commit()
    finally:
        database.close()
    shop_file.leave_log(work)
    shop_copy.require_sound(work)
    return head


def _acts(seen: RestorePreview, by: RestoredBy, lost: LostEntries | None) -> Iterable[Act]:
    after: dict[str, Any] = {"file": seen.file.name}
    if lost is not None:
        after |= {
            "till": lost.till,
            "from_seq": lost.from_seq,
            "to_seq": lost.to_seq,
            "head": lost.head,
            "since": lost.since,
        }
        if lost.last_number:
            after |= {"first_receipt": lost.first_number, "last_receipt": lost.last_number}
    if by.event:
        yield Act(by.event, before={"file": FILE_NAME, "state": seen.present})
    yield Act("restored", by.reason, after=after, approved_by=by.approved_by)


def _highest(data_dir: Path, work: Path, seen: RestorePreview) -> Highest:
    """The highest numbers that were ever given, by every file and witness that can still tell."""
    path = data_dir / FILE_NAME
    known = highest_numbers.by_tables(work)
    if path.exists() and not seen.other_shop:
        known.take(highest_numbers.by_tables(path))
    prefixes = {prefix: prefix for prefix in known.receipts}
    for line in witness_lines((data_dir, data_dir / FOLDER, seen.file.parent), seen.first_hash):
        prefix, _dash, count = line.receipt.rpartition("-")
        if prefix in prefixes and count.isdigit():
            known.take(Highest({prefix: int(count)}))
        known.take(Highest(zs={line.till: line.z or 0}))
    if seen.present == "damaged":
        # Where the tables cannot be read, numbers still stand in what is left of them.
        known.take(highest_numbers.by_bytes([path, *shop_copy.beside(path)], known))
    return known


def _aside(data_dir: Path, now: datetime) -> Path:
    """A folder of its own for what is set aside, named by the moment."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = data_dir / ASIDE / stamp
    count = 1
    while folder.exists():
        count += 1
        folder = data_dir / ASIDE / f"{stamp}-{count}"
    return folder
