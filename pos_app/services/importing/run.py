"""Import a file or rows: read it once, check all of it, and only then write, in batches that are each complete."""

import csv
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Any

from pos_app.domain.message import Message, msg
from pos_app.domain.permissions import Permission
from pos_app.errors import MachineError, UserError
from pos_app.i18n import N_, text
from pos_app.services import audit, settings
from pos_app.services.approvals import Approval, allowed
from pos_app.services.changes import Area
from pos_app.services.desk import Desk
from pos_app.services.importing import (
    balance_import,
    customer_import,
    note_import,
    product_import,
    promotion_import,
    sale_import,
    sale_refunds,
    timeline_import,
)
from pos_app.services.importing.columns import Kind, kind_of
from pos_app.services.importing.mapping import Matched, looks_like
from pos_app.services.importing.matching import looked_at, remember
from pos_app.services.importing.reader import Peek, RowsSource, Source, open_source
from pos_app.services.importing.report import Findings, ImportReport, TooManyProblemsError
from pos_app.services.importing.resuming import Options, Run, begun
from pos_app.services.importing.survey import UNREAD, survey
from pos_app.services.importing.work import Progress, Save, Work, seldom_searched

AREAS = {
    "products": frozenset({Area.PRODUCT, Area.STOCK}),
    "customers": frozenset({Area.CUSTOMER}),
    "notes": frozenset({Area.CUSTOMER}),
    "promotions": frozenset({Area.PRODUCT, Area.CART}),
    "sales": frozenset({Area.SALE, Area.CUSTOMER}),
    "balances": frozenset({Area.CUSTOMER}),
    "timeline": frozenset({Area.CUSTOMER}),
}


# Between two batches, so that a sale that waits for the file gets it.
_PAUSE = timedelta(milliseconds=10)
# So many changed prices are named in the day book one by one; of more, how many there were.
MOST_REPRICED = 500
_CHECKS: dict[str, Callable[[Work], Save]] = {
    "products": product_import.check,
    "customers": customer_import.check,
    "notes": note_import.check,
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
    sheet: str | None = None,
    dry_run: bool = False,
    skip_bad: Path | None = None,
    earn_points: bool = False,
    progress: Progress | None = None,
    on_read: Progress | None = None,
    beside_counter: bool = False,
    approval: Approval | None = None,
) -> ImportReport:
    """Import a file of products, customers, promotions, sales, balances or timeline entries.

    If anything is wrong, nothing is saved and the report lists every problem; with `skip_bad` the good rows are
    saved and the others written to that file with their problem. The same file again changes nothing, so an
    interrupted import is finished by starting it once more (`resuming`). `mapping` is theirs → ours and wins over what
    is remembered of such a header, and that over guesses (`mapping.match`); what was decided is in the report.
    `beside_counter` saves in short transactions, because somebody sells meanwhile.
    `progress` gets (things saved, in all), `on_read` (or `progress`) how far the reading is before that.
    UserErrors for files that cannot be read at all: ``no_file``, ``not_a_file``, ``unreadable``, ``empty_file``,
    ``not_text``, ``missing_column``, ``double_column``, ``open_column``, ``too_many_columns``, ``bad_mapping``,
    ``unknown_kind``, ``same_file``, ``refund_as_sale``; those of `approvals.require`.
    """
    known = kind_of(kind)
    if skip_bad is not None and skip_bad.resolve() == path.resolve():
        raise UserError("same_file", "The rejected rows cannot be written over the file that is read.")
    reading = on_read or progress
    seen, matched = looked_at(desk, known, path, sheet=sheet, given=mapping, progress=reading)
    matched.check()
    try:
        source = open_source(known, path, matched.pairs, sheet=seen.sheet or None, progress=reading)
    except UserError as error:
        raise _of_another_kind(error, seen, matched) from error
    sale_refunds.check(source, matched)
    by = _ask(desk, dry_run, approval)
    options = Options(matched.pairs, seen.sheet or None, str(skip_bad) if skip_bad else None, earn_points)

    def run(rows: int) -> AbstractContextManager[Run]:
        return begun(desk, kind=kind, path=path, options=options, rows=rows)

    guessed = frozenset(column.ours for column in matched.columns if column.how in ("guessed", "values"))
    importing = _Importing(
        desk, known, source, earn_points, progress or _quiet, by, run, beside_counter, guessed
    )
    with seldom_searched():
        report = importing.go(dry_run, skip_bad, matched.notices)
    if report.saved:
        remember(desk, matched, told=bool(mapping))
    return replace(report, matched=matched)


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
    source = RowsSource(known, rows)
    return _Importing(desk, known, source, earn_points, progress or _quiet, by, None).go(dry_run, skip_bad)


def _of_another_kind(error: UserError, seen: Peek, matched: Matched) -> UserError:
    """What a column is missing in, said with what the file looks like instead."""
    other = ""
    if error.code == "missing_column":
        other = looks_like(matched.kind, seen.header, [cells for _number, cells in seen.rows])
    if not other:
        return error
    return UserError(
        "missing_column",
        "The file has no column “{name}”. It looks like a file of {other}, and not of {kind}.",
        name=matched.missing[0] if matched.missing else "",
        other=other,
        kind=matched.kind.name,
    )


def _ask(desk: Desk, dry_run: bool, approval: Approval | None) -> str:
    """Who allowed it; looking what an import would do is everybody's."""
    return "" if dry_run else allowed(desk, Permission.IMPORT_DATA, approval).by


@dataclass(frozen=True, slots=True)
class _Importing:
    """One import: `begin`, given the number of rows, notes that it began; None for rows that are in no file."""

    desk: Desk
    kind: Kind
    source: Source
    earn_points: bool
    progress: Progress
    by: str
    begin: Callable[[int], AbstractContextManager[Run]] | None
    beside_counter: bool = False
    guessed: frozenset[str] = frozenset()

    def go(self, dry_run: bool, skip_bad: Path | None, notices: tuple[Message, ...] = ()) -> ImportReport:
        """Read it once, check all of it, and only then write."""
        findings = Findings(notices=[*notices, *self.source.notices])
        with self.desk.db.read() as session:
            shop = settings.cached(session).shop
        work = Work(
            self.desk,
            self.kind,
            self.source,
            UNREAD,
            findings,
            self.progress,
            self.earn_points,
            self.beside_counter,
            self.guessed,
        )
        save: Save = _nothing
        try:
            whole_money = shop.currency.exponent == 0
            work.survey = survey(self.source, self.kind, shop.phone_region, findings, whole_money=whole_money)
            save = _CHECKS[self.kind.name](work)
        except TooManyProblemsError:
            findings.notices.append(msg("So many rows have problems that the rest was not looked at."))
        wanted = not findings.broken and (findings.count == 0 or skip_bad is not None)
        if wanted and dry_run:
            save(False)
        elif wanted:
            if findings.count and skip_bad is not None:
                _write_rejects(skip_bad, self.source, findings)
            self._save(work, save)
        return _report(work, wanted and not dry_run, dry_run)

    def _save(self, work: Work, save: Save) -> None:
        # From here on what is saved is told, also where the file is read once more for it.
        self.source.progress = None
        with self.begin(work.survey.rows) if self.begin is not None else nullcontext() as run:
            if run is not None:
                work.findings.notices += run.notices
                pause = _PAUSE if self.beside_counter else timedelta()
                work.progress = _both(run.came_to, self.progress, pause)
            work.progress = _both(work.keep_counts, work.progress, timedelta())
            try:
                save(True)
            except BaseException as error:
                # An import that was stopped half way has brought in what it has brought in, and no more.
                work.drop_unsaved()
                _note(work, self.by)
                if isinstance(error, MachineError):
                    raise _told(error, run, work) from error
                raise
            _note(work, self.by)


_STOPPED = {
    "disk_full": N_(
        "The disk is full or cannot be written: {done} of {total} are saved and stay. Free some space and start the "
        "import again: it goes on from there."
    ),
    "database_locked": N_(
        "Another program holds the shop's data: {done} of {total} are saved and stay. Start the import again: it goes "
        "on from there."
    ),
}


def _told(error: MachineError, run: Run | None, work: Work) -> MachineError:
    """What the machine could not do, with what was saved before: "nothing was changed" is true of a batch only."""
    done, total = run.saved if run is not None else (0, 0)
    if not done or not (work.added or work.changed) or error.code not in _STOPPED:
        return error
    return MachineError(error.code, _STOPPED[error.code], done=f"{done:,}", total=f"{total:,}")


def _both(first: Progress, second: Progress, pause: timedelta) -> Progress:
    def both(done: int, total: int) -> None:
        first(done, total)
        second(done, total)
        if pause and done < total:
            sleep(pause.total_seconds())

    return both


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
        areas=AREAS[work.kind.name] if saved and (work.added or work.changed) else frozenset(),
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
            # As the file itself: what a mark may mean in a figure hangs on it.
            writer = csv.writer(file, delimiter=source.separator or ",")
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


def _nothing(_write: bool) -> None:
    """Save nothing."""


def _quiet(_done: int, _total: int) -> None:
    """Progress that nobody asked for."""
