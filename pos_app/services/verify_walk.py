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
from pos_app.data.queries.verify import Stray
from pos_app.data.queries.verify_scan import Reader
from pos_app.domain.message import Message, msg
from pos_app.services.verify_entry import NO_HASH, check_chain, check_rows, number_of
from pos_app.services.verify_part import Part, check_elsewhere, check_part
from pos_app.services.verify_report import MOST_PROBLEMS, VerifyReport

Progress = Callable[[int, int], None]
STRETCH = 5_000
# Below this, starting other processes takes longer than they save.
MANY = 30_000
_MOST_WORKERS = 8
_AT_ONCE = 500
_MOST_EXPLAINED = 5_000
_EVERY = 500
Stretch = tuple[int, int]


def walk_fast(report: VerifyReport, path: Path, session: Session, progress: Progress | None) -> None:
    """Check every entry; what is not certainly sound is looked at again, row by row, and explained.

    Memory does not grow with the book. MachineErrors of the database.
    """
    doubtful: set[int] = set()
    with machine_errors(), closing(Reader(path)) as reader:
        stretches = reader.stretches(STRETCH)
        total = queries.count_entries(session)
        strays = False
        for part in _checked(path, reader, stretches, total):
            report.entries += part.entries
            report.documents += part.documents
            strays |= bool(part.strays)
            _join(report, part, doubtful)
            doubtful.update(part.broken, part.uncertain)
            doubtful.update(entry for entry in part.strays if isinstance(entry, int))
            if progress:
                progress(min(report.entries, total), total)
        _explain(report, reader, session, sorted(doubtful))
    if strays:
        report.add("", 0, "", map(_stray, queries.missing_owners(session, MOST_PROBLEMS)))


def walk_thoroughly(report: VerifyReport, session: Session, progress: Progress | None) -> None:
    """Check every entry row by row; the same findings, some thirty times slower."""
    total = queries.count_entries(session)
    strays: list[Stray] = []
    for item in queries.entries(session):
        if isinstance(item, Stray):
            # The entry that lost it is named by its hash, or by the gap it left; that comes first.
            if len(strays) < MOST_PROBLEMS:
                strays.append(item)
            continue
        report.entries += 1
        report.documents += len(item.rows.get("sale", ()))
        seq, head = report.heads.get(item.till, (0, NO_HASH))
        report.add(item.till, item.seq, number_of(item), [*check_chain(item, seq, head), *check_rows(item)])
        report.heads[item.till] = (item.seq, item.hash)
        if progress and report.entries % _EVERY == 0:
            progress(report.entries, total)
    report.add("", 0, "", map(_stray, strays))


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
    for at in range(0, min(len(doubtful), _MOST_EXPLAINED), _AT_ONCE):
        for entry in reader.chosen(doubtful[at : at + _AT_ONCE]):
            seq, head = queries.end_before(session, entry.till, entry.id)
            found = [*check_chain(entry, seq, head or NO_HASH), *check_rows(entry)]
            report.add(entry.till, entry.seq, number_of(entry), found)
    report.problem_count += max(0, len(doubtful) - _MOST_EXPLAINED)


def _stray(stray: Stray) -> Message:
    return msg(
        "row {key} of {table} stands outside its place: entry {entry} is missing or was passed before",
        key=stray.key,
        table=stray.table,
        entry=str(stray.entry_id),
    )
