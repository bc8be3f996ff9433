"""`pos-app import`: take over products, customers, past sales, balances and contacts from a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.cli.progress import clear_bar, progress_bar
from pos_app.errors import UserError
from pos_app.formats import integer
from pos_app.i18n import _, ngettext, text

if TYPE_CHECKING:
    from pos_app.services.importing import ImportReport, Problem

_MOST_SAID = 1000

app = new_app()


@app.command()
def import_(
    kind: Annotated[
        str, typer.Argument(help=_("products, customers, notes, promotions, sales, balances or timeline."))
    ],
    file: Annotated[Path, typer.Argument(help=_("A CSV or XLSX file with a row that names the columns."))],
    renamed: Annotated[
        list[str] | None,
        typer.Option("--map", help=_("theirs=ours: a column under another name; theirs= leaves it out.")),
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help=_("The sheet of a workbook."))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Check and count; save nothing."))] = False,
    skip_bad: Annotated[
        bool,
        typer.Option("--skip-bad", help=_("Save the good rows, write the others to FILE.rejects.csv.")),
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help=_("With --skip-bad: another file for the others."))
    ] = None,
    earn_points: Annotated[
        bool, typer.Option("--earn-points", help=_("Past sales earn points by the shop's rule."))
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Import a file. With any problem in it nothing is saved; the same file again changes nothing.

    Columns of other tills are known by many names; what was guessed is said. One that was stopped goes on when it is
    started again.
    """
    from pos_app.services.importing import import_file

    mapping = _mapping(renamed or [])
    rejects = _rejects(file, skip_bad, rejects)
    with open_desk(create=True) as desk:
        report = import_file(
            desk,
            kind=kind,
            path=file,
            mapping=mapping,
            sheet=sheet,
            dry_run=dry_run,
            skip_bad=rejects,
            earn_points=earn_points,
            progress=progress_bar(),
            on_read=progress_bar(counted=False),
        )
    clear_bar()
    if as_json:
        print_json(_as_json(report, rejects))
    else:
        _say(report, rejects)
    if not report.ok and (rejects is None or not (report.saved or report.dry_run)):
        raise UserError("bad_rows", "The file has problems; nothing was saved.")


def _rejects(file: Path, skip_bad: bool, named: Path | None) -> Path | None:
    """The file for rows left out, beside the input unless one was named; None if none is to be left out."""
    if named is None:
        return file.with_name(f"{file.stem}.rejects.csv") if skip_bad else None
    if str(named).startswith("-"):
        # Most likely the next option: the name of the file was forgotten.
        raise typer.BadParameter(_("--rejects needs a file, not “{word}”.").format(word=named))
    if not skip_bad:
        raise typer.BadParameter(_("--rejects goes with --skip-bad only."))
    return named


def _mapping(pairs: list[str]) -> dict[str, str]:
    """The pairs of `--map`; UserError ``bad_mapping``."""
    found: dict[str, str] = {}
    for pair in pairs:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or not theirs.strip():
            raise UserError("bad_mapping", "“{pair}” is not of the form theirs=ours.", pair=pair[:60])
        found[theirs] = ours
    return found


def _say(report: ImportReport, rejects: Path | None) -> None:
    if sys.stdout.isatty() and report.problems:
        say(_table(report.problems[:_MOST_SAID], get_terminal_size().columns))
    else:
        for problem in report.problems[:_MOST_SAID]:
            say(_sentence(problem))
    more = report.problem_count - min(len(report.problems), _MOST_SAID)
    if more > 0:
        say(ngettext("… and {count} more.", "… and {count} more.", more).format(count=integer(more)))
    for notice in report.notices:
        say(text(notice))
    if report.dry_run and report.preview is not None:
        from pos_app.cli.balance_preview import say_preview

        say_preview(report.preview)
    if report.ok and not report.rows:
        say(_("The file has the names of its columns, but no rows."))
    if report.saved or report.dry_run:
        head = _("Would be saved:") if report.dry_run else _("Saved:")
        figures = _("{added} added, {changed} changed, {unchanged} unchanged.").format(
            added=integer(report.added), changed=integer(report.changed), unchanged=integer(report.unchanged)
        )
        counted = [_("Each receipt counts once.")] if report.kind == "sales" else []
        say(" ".join((head, figures, *counted)))
    if report.saved and report.rejected and rejects is not None:
        rows = ngettext(
            "{count} row was written to {path}.", "{count} rows were written to {path}.", report.rejected
        )
        say(rows.format(count=integer(report.rejected), path=rejects))


def _sentence(problem: Problem) -> str:
    if not problem.row:
        return text(problem.message)
    if not problem.column:
        return _("Row {row}: {problem}").format(row=problem.row, problem=text(problem.message))
    return _("Row {row}, {column}: {problem}").format(
        row=problem.row, column=problem.column, problem=text(problem.message)
    )


def _table(problems: Sequence[Problem], width: int) -> str:
    """Problems under each other for a person at a terminal: row, column, and what is wrong, which may take lines."""
    heads = (_("Row"), _("Column"), _("What is wrong"))
    rows = [(integer(p.row) if p.row else "", p.column, text(p.message)) for p in problems]
    first = max(len(row[0]) for row in (heads, *rows))
    second = max(len(row[1]) for row in (heads, *rows))
    room = max(30, width - first - second - 5)
    lines = []
    for row, column, said in (heads, ("─" * first, "─" * second, "─" * room), *rows):
        for number, part in enumerate(wrap(said, room) or [""]):
            left = (f"{row:>{first}}", f"{column:<{second}}") if not number else (" " * first, " " * second)
            lines.append("  ".join((*left, part)))
    return "\n".join(lines)


def _as_json(report: ImportReport, rejects: Path | None) -> dict[str, object]:
    data: dict[str, object] = {
        "kind": report.kind,
        "rows": report.rows,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "rejects": str(rejects) if report.saved and report.rejected and rejects is not None else None,
        "saved": report.saved,
        "dry_run": report.dry_run,
        "problem_count": report.problem_count,
        "problems": [
            {"row": p.row, "column": p.column, "code": p.code, "message": text(p.message)}
            for p in report.problems
        ],
        "notices": [text(notice) for notice in report.notices],
        "columns": [
            {"theirs": column.theirs, "ours": column.ours, "how": column.how}
            for column in (report.matched.columns if report.matched is not None else ())
        ],
    }
    if report.preview is not None:
        from pos_app.cli.balance_preview import preview_json

        data["preview"] = preview_json(report.preview)
    return data
