"""Through the day book from the first entry to the last: fast by stretches, or thoroughly row by row."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy.orm import Session

from pos_app.data.db import machine_errors
from pos_app.data.queries import verify as queries
from pos_app.data.queries.verify import Entry, Stray
from pos_app.data.queries.verify_scan import Reader
from pos_app.domain.message import Message, msg
from pos_app.services.verify_entry import CHANGED, NO_HASH, check_chain, check_rows, number_of
from pos_app.services.verify_former import former
from pos_app.services.verify_part import Part, check_elsewhere, check_part
from pos_app.services.verify_report import MOST_PROBLEMS, VerifyReport

Progress = Callable[[int, int], None]
STRETCH = 1_000
# Below this, starting other processes takes longer than they save.
MANY = 30_000
_MOST_WORKERS = 8
_AT_ONCE = 500
_MOST_EXPLAINED = 5_000
# Looking for what stood there takes a second each; the first few are what people read.
_MOST_NAMED = 5
_AROUND = 12
Stretch = tuple[int, int]


def walk(
    report: VerifyReport, path: Path, session: Session, progress: Progress | None, *, thorough: bool = False
) -> None:
    """Check every entry; what is not certainly sound is looked at again, row by row, and explained.

    With `thorough` nothing is certain. Memory does not grow with the book. MachineErrors of the database.
    """
    doubtful: set[int] = set()
    with machine_errors(), closing(Reader(path)) as reader:
        total = queries.count_entries(session)
        strays = False
        for part in _checked(path, reader, reader.stretches(STRETCH), total):
            report.entries += part.entries
            report.documents += part.documents
            strays |= bool(part.strays)
            _join(report, part, doubtful)
            doubtful.update(part.broken, part.uncertain)
            doubtful.update(entry for entry in part.strays if isinstance(entry, int))
            if progress:
                progress(min(report.entries, total), total)
        _explain(report, reader, session, queries.all_ids(session) if thorough else sorted(doubtful))
    if strays:
        report.add("", 0, "", map(_stray, queries.missing_owners(session, MOST_PROBLEMS)))


def _checked(path: Path, reader: Reader, stretches: Sequence[Stretch], total: int) -> Iterator[Part]:
    """Every stretch, in order; beside each other where there are many."""
    done = 0
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    if total >= MANY and workers > 1:
        try:
            for part in _beside(path, stretches, workers):
                yield part
                done += 1
        except (BrokenProcessPool, OSError):
            # A machine that starts no more processes checks the rest in this one.
            pass
    for low, high in stretches[done:]:
        yield check_part(reader, low, high)


def _beside(path: Path, stretches: Sequence[Stretch], workers: int) -> Iterator[Part]:
    """The stretches by several processes, never far ahead of what was taken."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = iter(stretches)
        running: list[Future[Part]] = []
        try:
            while True:
                for low, high in islice(waiting, 2 * workers - len(running)):
                    running.append(pool.submit(check_elsewhere, path, low, high))
                if not running:
                    return
                yield running.pop(0).result()
        finally:
            pool.shutdown(cancel_futures=True)


def _join(report: VerifyReport, part: Part, doubtful: set[int]) -> None:
    """Where a stretch begins, each till goes on from where it was left."""
    for till, link in part.links.items():
        if (link.seq - 1, link.previous) != report.heads.get(till, (0, NO_HASH)):
            doubtful.add(link.entry)
        report.heads[till] = (link.last_seq, link.last_hash)


def _explain(report: VerifyReport, reader: Reader, session: Session, doubtful: Sequence[int]) -> None:
    """Say of each of these entries what does not agree, if anything; where all is broken, most are only counted."""
    named = 0
    for at in range(0, len(doubtful), _AT_ONCE):
        if report.problem_count > _MOST_EXPLAINED:
            report.problem_count += len(doubtful) - at
            return
        for entry in reader.chosen(doubtful[at : at + _AT_ONCE]):
            seq, head = queries.end_before(session, entry.till, entry.id)
            found = [*check_chain(entry, seq, head or NO_HASH), *check_rows(entry)]
            if CHANGED in found and named < _MOST_NAMED:
                named += 1
                place = found.index(CHANGED) + 1
                found[place:place] = _former(entry, reader)
            report.add(entry.till, entry.seq, number_of(entry), found)


def _former(entry: Entry, reader: Reader) -> list[Message]:
    around = range(entry.id - _AROUND, entry.id + _AROUND + 1)
    return former(entry, [near for near in reader.chosen(around) if near.id != entry.id])


def _stray(stray: Stray) -> Message:
    return msg(
        "row {key} of {table} belongs to no entry: entry {entry} is missing",
        key=stray.key,
        table=stray.table,
        entry=str(stray.entry_id),
    )
