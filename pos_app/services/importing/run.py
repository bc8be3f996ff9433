"""Import a file or rows: read it once, check all of it, and only then write, in batches that are each complete."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pos_app.domain.message import msg
from pos_app.domain.permissions import Permission
from pos_app.errors import MachineError, UserError
from pos_app.i18n import text
from pos_app.services import audit, settings
from pos_app.services.approvals import Approval, allowed
from pos_app.services.changes import Area
from pos_app.services.desk import Desk
from pos_app.services.importing import (
    balance_import,
    customer_import,
    product_import,
    promotion_import,
    sale_import,
    timeline_import,
)
from pos_app.services.importing.columns import Kind, kind_of
from pos_app.services.importing.reader import RowsSource, Source, open_source
from pos_app.services.importing.report import Findings, ImportReport
from pos_app.services.importing.survey import survey
from pos_app.services.importing.work import Progress, Save, Work

_AREAS = {
    "products": frozenset({Area.PRODUCT, Area.STOCK}),
    "customers": frozenset({Area.CUSTOMER}),
    "promotions": frozenset({Area.PRODUCT, Area.CART}),
    "sales": frozenset({Area.SALE, Area.CUSTOMER}),
    "balances": frozenset({Area.CUSTOMER}),
    "timeline": frozenset({Area.CUSTOMER}),
}


# So many changed prices are named in the day book one by one; of more, how many there were.
MOST_REPRICED = 500
_CHECKS: dict[str, Callable[[Work], Save]] = {
    "products": product_import.check,
    "customers": customer_import.check,
    "promotions": promotion_import.check,
    "sales": sale_import.check,
    "balances": balance_import.check,
    "timeline": timeline_import.check,
}


def import_file(
    desk: Desk,
    *,
    kind: str,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    skip_bad: Path | None = None,
    earn_points: bool = False,
    progress: Progress | None = None,
    approval: Approval | None = None,
) -> ImportReport:
    """Import a CSV file of products, customers, promotions, sales, balances or timeline entries.

    If anything is wrong, nothing is saved and the report lists every problem; with `skip_bad` the good rows are
    saved and the others written to that file with their problem. The same file again changes nothing, so an
    interrupted import is finished by starting it once more. `mapping` is theirs → ours; `progress` gets
    (rows done, rows in all). UserErrors for files that cannot be read at all: ``no_file``, ``not_a_file``,
    ``unreadable``, ``empty_file``, ``not_text``, ``missing_column``, ``double_column``, ``too_many_columns``,
    ``bad_mapping``, ``unknown_kind``, ``same_file``; those of `approvals.require`.
    """
    known = kind_of(kind)
    if skip_bad is not None and skip_bad.resolve() == path.resolve():
        raise UserError("same_file", "The rejected rows cannot be written over the file that is read.")
    source = open_source(known, path, mapping or {}, progress=progress)
    by = _ask(desk, dry_run, approval)
    return _run(desk, known, source, dry_run, skip_bad, earn_points, progress, by)


def import_rows(
    desk: Desk,
    *,
    kind: str,
    rows: Iterable[Mapping[str, str]],
    dry_run: bool = False,
    skip_bad: Path | None = None,
    earn_points: bool = False,
    progress: Progress | None = None,
    approval: Approval | None = None,
) -> ImportReport:
    """Import rows with our columns as if they had come in a file; see `import_file`."""
    known = kind_of(kind)
    by = _ask(desk, dry_run, approval)
    return _run(desk, known, RowsSource(known, rows), dry_run, skip_bad, earn_points, progress, by)


def _ask(desk: Desk, dry_run: bool, approval: Approval | None) -> str:
    """Who allowed it; looking what an import would do is everybody's."""
    return "" if dry_run else allowed(desk, Permission.IMPORT_DATA, approval).by


def _run(
    desk: Desk,
    kind: Kind,
    source: Source,
    dry_run: bool,
    skip_bad: Path | None,
    earn_points: bool,
    progress: Progress | None,
    by: str,
) -> ImportReport:
    findings = Findings(notices=list(source.notices))
    with desk.db.read() as session:
        region = settings.cached(session).shop.phone_region
    surveyed = survey(source, kind, region, findings)
    work = Work(desk, kind, source, surveyed, findings, progress or _quiet, earn_points)
    save = _CHECKS[kind.name](work)
    saved = False
    if not findings.broken and (findings.count == 0 or skip_bad is not None):
        if findings.count and skip_bad is not None and not dry_run:
            _write_rejects(skip_bad, source, findings)
        try:
            save(not dry_run)
        finally:
            # An import that was stopped half way has brought in what it has brought in.
            if not dry_run:
                _note(work, by)
        saved = not dry_run
    return _report(work, saved, dry_run)


def _note(work: Work, by: str) -> None:
    """The day book says what came from where; a file that changed nothing leaves no entry."""
    if not (work.added or work.changed):
        return
    facts = {
        "kind": work.kind.name,
        "file": work.source.name,
        "rows": work.survey.rows,
        "added": work.added,
        "changed": work.changed,
        "rejected": len(work.findings.bad_rows),
    }
    listed = work.repriced[:MOST_REPRICED]
    before: dict[str, Any] = {"items": [was for was, _now in listed]} if listed else {}
    after: dict[str, Any] = {"items": [now for _was, now in listed]} if listed else {}
    if len(work.repriced) > MOST_REPRICED:
        after["more"] = len(work.repriced) - MOST_REPRICED
    with work.desk.db.write() as session:
        audit.note(session, work.desk, audit.Act("data_imported", "", before, facts | after, by))
        session.commit()


def _report(work: Work, saved: bool, dry_run: bool) -> ImportReport:
    findings = work.findings
    if work.findings.broken:
        findings.notices.append(msg("The file cannot be read to its end."))
    return ImportReport(
        areas=_AREAS[work.kind.name] if saved and (work.added or work.changed) else frozenset(),
        notices=tuple(findings.notices),
        kind=work.kind.name,
        rows=work.survey.rows,
        added=work.added,
        changed=work.changed,
        unchanged=work.unchanged,
        rejected=len(findings.bad_rows),
        problems=findings.sorted(),
        problem_count=findings.count,
        saved=saved,
        dry_run=dry_run,
        preview=work.preview,
    )


def _write_rejects(path: Path, source: Source, findings: Findings) -> None:
    """The rows left out, as they came, with what is wrong in a last column; MachineError ``cannot_write``."""
    wrong: dict[int, list[str]] = {}
    for problem in findings.sorted():
        said = text(problem.message)
        wrong.setdefault(problem.row, []).append(f"{problem.column}: {said}" if problem.column else said)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            rows = source.raw()
            writer.writerow([*next(rows)[1], "problem"])
            for number, cells in rows:
                if number in findings.bad_rows:
                    writer.writerow([*cells, "; ".join(wrong.get(number, ()))])
        part.replace(path)
    except OSError as error:
        raise MachineError(
            "cannot_write",
            "{path} cannot be written: {reason}.",
            path=str(path),
            reason=error.strerror or str(error),
        ) from error


def _quiet(_done: int, _total: int) -> None:
    """Progress that nobody asked for."""
