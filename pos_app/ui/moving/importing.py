"""One import as a job beside the counter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos_app.services.approvals import Approval
from pos_app.services.desk import Desk
from pos_app.services.importing.report import ImportReport
from pos_app.services.importing.run import import_file


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person chose; see `run.import_file`."""

    kind: str
    path: Path
    mapping: dict[str, str]
    sheet: str | None
    skip_bad: Path | None
    earn_points: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report whose notices stand on the page, and not in the message bar one after the other."""

    report: ImportReport


def in_background(
    desk: Desk,
    *,
    wanted: Wanted,
    dry_run: bool,
    approval: Approval | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Check or import a file; a dry run finds all problems whatever becomes of the rows that have some."""
    report = import_file(
        desk,
        kind=wanted.kind,
        path=wanted.path,
        mapping=wanted.mapping,
        sheet=wanted.sheet,
        dry_run=dry_run,
        skip_bad=wanted.skip_bad if not dry_run else wanted.path.with_name(f"{wanted.path.stem}.rejects.csv"),
        earn_points=wanted.earn_points,
        progress=progress,
        beside_counter=True,
        approval=approval,
    )
    return Outcome(report)
