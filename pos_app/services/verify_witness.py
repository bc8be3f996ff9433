"""The book held against its witnesses: a file that was replaced by an older or another one, or forked.

What a restore by the program lost is a note, because the book owns up to it in an act ``restored``; every other
difference is a problem.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from pos_app.data.queries import witness as queries
from pos_app.domain.message import Message, msg
from pos_app.services import settings, witness
from pos_app.services.verify_report import VerifyReport
from pos_app.services.witness import Line, Witness

_BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class _Restore:
    """A restore that the book owns up to: what it lost of a till, and the entry that says so."""

    seq: int
    at: str
    lost: str
    first: int
    last: int
    head: str
    receipt: str


def check_witness(report: VerifyReport, session: Session, data_dir: Path) -> None:
    """Hold the book against the witness in the data folder and beside the backups."""
    second = settings.cached(session).backup.folder
    folders = [data_dir, data_dir / _BACKUPS, *([Path(second)] if second else [])]
    shop = queries.first_hash(session)
    restores = _restores(session)
    report.notes += map(_told, restores)
    told: set[Message] = set()
    for folder in dict.fromkeys(folders):
        found = witness.read(folder)
        report.notes += _about_file(found)
        lines = found.lines
        if folder != data_dir:
            # Several shops may keep their backups in one folder; the data folder is of this one alone.
            lines = tuple(line for line in lines if not line.shop or shop.startswith(line.shop))
        elif not lines and queries.has_closed(session):
            report.notes.append(msg("There is no witness in {folder}.", folder=str(folder)))
        for till in dict.fromkeys(line.till for line in lines):
            own = [line for line in lines if line.till == till]
            found_here = _till(session, report, till, own, [r for r in restores if r.lost == till])
            if found_here is not None and found_here[1] not in told:
                told.add(found_here[1])
                report.add(till, found_here[0], "", [found_here[1]])


def _till(
    session: Session, report: VerifyReport, till: str, lines: Sequence[Line], restores: Sequence[_Restore]
) -> tuple[int, Message] | None:
    """What one till's lines say against the book: (first entry that is not the one they saw, what differs)."""
    fits = [queries.hash_at(session, till, line.seq) == line.hash for line in lines]
    against = [
        line
        for at, line in enumerate(lines)
        if not fits[at] and not any(_explains(restore, lines, fits, at) for restore in restores)
    ]
    if not against:
        return None
    parted = min(line.seq for line in against)
    agreed = [line for at, line in enumerate(lines) if fits[at] and line.seq < parted]
    last = max(against, key=lambda line: line.seq)
    head = report.heads.get(till, (0, ""))[0]
    same = max(agreed, key=lambda line: line.seq, default=None)
    return (same.seq + 1 if same else 1), _problem(till, same, head, last)


def _problem(till: str, same: Line | None, head: int, last: Line) -> Message:
    if head == 0:
        return msg(
            "the witness knows till {till} up to entry {seq} (receipt {receipt}), but the book has nothing of it",
            till=till,
            seq=last.seq,
            receipt=last.receipt or "-",
        )
    agreed = same.seq if same else 0
    receipt = (same.receipt if same else "") or "-"
    if head < last.seq:
        return msg(
            "the book is older than its witness of {at}: both agree up to entry {agreed} (receipt {receipt}); of"
            " entries {first} to {seq}, up to receipt {last}, those after entry {head} are missing",
            at=last.at,
            agreed=agreed,
            receipt=receipt,
            first=agreed + 1,
            seq=last.seq,
            last=last.receipt or "-",
            head=head,
        )
    return msg(
        "the book is not the one that its witness of {at} saw: both agree up to entry {agreed} (receipt {receipt});"
        " of entries {first} to {seq}, up to receipt {last}, some were replaced",
        at=last.at,
        agreed=agreed,
        receipt=receipt,
        first=agreed + 1,
        seq=last.seq,
        last=last.receipt or "-",
    )


def _explains(restore: _Restore, lines: Sequence[Line], fits: Sequence[bool], at: int) -> bool:
    """Whether a line tells of what this restore lost: of its range, and written before it."""
    line = lines[at]
    if not restore.first <= line.seq <= restore.last or (
        line.seq == restore.last and line.hash != restore.head
    ):
        return False
    # A line that was added later, however old it says it is, stands behind the restore's own.
    own = (
        n for n, other in enumerate(lines) if fits[n] and other.why == "restore" and other.seq >= restore.seq
    )
    place = next(own, None)
    return line.at <= restore.at if place is None else at < place


def _told(restore: _Restore) -> Message:
    return msg(
        "a backup was restored at {at}: entries {first} to {last} of till {till}, up to receipt {receipt}, were lost",
        at=restore.at,
        first=restore.first,
        last=restore.last,
        till=restore.lost,
        receipt=restore.receipt,
    )


def _restores(session: Session) -> list[_Restore]:
    found = []
    for _till, seq, at, block in queries.restored(session):
        try:
            after = json.loads(block)["after"]
            lost = (after["till"], after["from_seq"], after["to_seq"], after["head"])
            receipt = str(after.get("last_receipt", "-"))
        except (ValueError, KeyError, TypeError):
            continue
        if isinstance(lost[0], str) and isinstance(lost[1], int) and isinstance(lost[2], int):
            found.append(_Restore(seq, at, lost[0], lost[1], lost[2], str(lost[3]), receipt))
    return found


def _about_file(found: Witness) -> Iterator[Message]:
    if found.problem is not None:
        yield found.problem
    for number in found.damaged:
        yield msg(
            "line {line} of the witness in {folder} cannot be read",
            line=number,
            folder=str(found.folder),
        )
