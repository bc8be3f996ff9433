"""Imports that were begun: what is known of one that was stopped, so that it can be gone on with.

A file is known by its path, size, time of change and first bytes. An import notes where it is after each batch that
is saved whole; whatever stops it, the batches before stay, and the same file again brings the rest.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pos_app.data.queries import moving
from pos_app.data.records import Record
from pos_app.domain.message import Message, msg
from pos_app.errors import PosError, UserError
from pos_app.services.desk import Desk
from pos_app.services.importing import running

_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """What an import was begun with. `mapping` is theirs → ours for every column, so nothing is guessed again."""

    mapping: dict[str, str]
    sheet: str | None = None
    skip_bad: str | None = None
    earn_points: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """An import that did not come to its end: `done` of `rows` products, customers, sales … are in."""

    id: int
    kind: str
    path: Path
    options: Options
    done: int
    rows: int
    started_at: str


def fingerprint(path: Path) -> str:
    """What a file is known by; "" where it cannot be read."""
    try:
        stat = path.stat()
        with path.open("rb") as file:
            head = hashlib.sha256(file.read(_HEAD)).hexdigest()
    except OSError:
        return ""
    return f"{stat.st_size}:{stat.st_mtime_ns}:{head}"


def stopped(desk: Desk) -> list[Stopped]:
    """Imports that can be gone on with, the last begun first: not under way, and their file is there and the same."""
    with desk.db.read() as session:
        rows = moving.open_runs(session)
    return [
        _stopped(row)
        for row in rows
        if fingerprint(Path(row.path)) == row.fingerprint and not running.is_running(_folder(desk), row.id)
    ]


def forget(desk: Desk, *, run_id: int) -> None:
    """Offer an import no longer; what it brought in stays."""
    with desk.db.write() as session:
        moving.drop_runs(session, [run_id])
        session.commit()


def _folder(desk: Desk) -> Path:
    return desk.db.path.parent


def _stopped(row: Record) -> Stopped:
    options = Options(**json.loads(row.options))
    return Stopped(row.id, row.kind, Path(row.path), options, row.done, row.rows, row.started_at)


class Run:
    """One import under way; `came_to` notes how far it is."""

    def __init__(self, desk: Desk, run_id: int, before: tuple[int, int] | None) -> None:
        self._desk, self.id, self._before = desk, run_id, before
        # How much is saved for certain in this go, of how much.
        self.saved = (0, 0)

    @property
    def notices(self) -> tuple[Message, ...]:
        """That it went on where it had stopped."""
        if self._before is None or not self._before[0]:
            return ()
        done, rows = self._before
        return (
            msg(
                "The import went on where it had stopped, at {done} of {rows}.",
                done=f"{done:,}",
                rows=f"{rows:,}",
            ),
        )

    def came_to(self, done: int, total: int) -> None:
        """`done` of `total` are saved in this go; some kinds count only what was not there before."""
        self.saved = done, total
        was, rows = self._before or (0, 0)
        whole = max(rows, total) if was else total
        self._change(done=max(was, whole - total + done), rows=whole)

    def _change(self, **values: Any) -> None:
        with self._desk.db.write() as session:
            moving.change_run(session, self.id, **values)
            session.commit()

    def end(self, outcome: str) -> None:
        """It came to its end (``done``), or could not go on (``failed``)."""
        self._change(ended_at=self._desk.now(), outcome=outcome)


@contextmanager
def begun(desk: Desk, *, kind: str, path: Path, options: Options, rows: int) -> Iterator[Run]:
    """Note an import of `rows` rows as begun, or gone on with, and at the end how it ended.

    Stopped from outside (Ctrl C, a window closed, the power) it stays open. UserError ``import_running`` where the very
    file is being imported by somebody else.
    """
    run = _begin(desk, kind, path.resolve(), options, rows)
    with running.marked(_folder(desk), run.id):
        try:
            yield run
        except PosError:
            with suppress(PosError):
                run.end("failed")
            raise
        run.end("done")


def _begin(desk: Desk, kind: str, path: Path, options: Options, rows: int) -> Run:
    mark = fingerprint(path)
    values: dict[str, Any] = {"options": json.dumps(asdict(options)), "ended_at": "", "outcome": ""}
    with desk.db.write() as session:
        earlier = [run for run in moving.open_runs(session) if run.kind == kind and run.path == str(path)]
        same = [run for run in earlier if run.fingerprint == mark]
        if any(running.is_running(_folder(desk), run.id) for run in earlier):
            raise UserError("import_running", "This file is being imported already: wait until that is done.")
        # A file that was changed since is another one: it begins anew.
        moving.drop_runs(session, [run.id for run in earlier if run not in same[:1]])
        if same:
            run_id, before = same[0].id, (same[0].done, same[0].rows)
            moving.change_run(session, run_id, **values)
        else:
            new = {"kind": kind, "path": str(path), "fingerprint": mark, "started_at": desk.now(), "done": 0}
            run_id, before = moving.begin_run(session, {**values, **new, "rows": rows}), None
        session.commit()
    return Run(desk, run_id, before)
