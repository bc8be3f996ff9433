"""`pos-app verify`: recompute everything posted and walk the day book."""

from __future__ import annotations

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.cli.progress import progress_bar
from pos_app.formats import integer
from pos_app.i18n import _, ngettext, text
from pos_app.services.verify import Problem, VerifyReport

app = new_app()


@app.command()
def verify(as_json: JsonFlag = False) -> None:
    """Recompute money, tax, points and stock from the posted rows, and walk the day book."""
    from pos_app.services.verify import verify as check

    with open_desk() as desk:
        report = check(desk, progress=progress_bar())
    if as_json:
        print_json(_as_json(report))
    else:
        _say(report)
    if not report.ok:
        raise typer.Exit(1)


def _say(report: VerifyReport) -> None:
    if report.ok:
        done = _("Everything agrees: {entries} entries, {documents} documents.")
        say(done.format(entries=integer(report.entries), documents=integer(report.documents)))
    for problem in report.problems:
        say(_sentence(problem))
    more = report.problem_count - len(report.problems)
    if more:
        say(ngettext("… and {count} more.", "… and {count} more.", more).format(count=integer(more)))
    for note in report.notes:
        say(_("Note: {note}").format(note=text(note)))
    for till, (seq, head) in report.heads.items():
        say(_("Till {till}: entry {seq}, {head}").format(till=till, seq=integer(seq), head=head))


def _sentence(problem: Problem) -> str:
    place = _("Entry {seq} of till {till}").format(seq=problem.seq, till=problem.till) if problem.till else ""
    receipt = _("receipt {number}").format(number=problem.number) if problem.number else ""
    head = ", ".join(part for part in (place, receipt) if part)
    return f"{head}: {text(problem.message)}" if head else text(problem.message)


def _as_json(report: VerifyReport) -> dict[str, object]:
    problems = [
        {"till": p.till, "seq": p.seq, "receipt": p.number, "message": text(p.message)}
        for p in report.problems
    ]
    return {
        "ok": report.ok,
        "entries": report.entries,
        "documents": report.documents,
        "heads": {till: {"seq": seq, "hash": head} for till, (seq, head) in report.heads.items()},
        "problem_count": report.problem_count,
        "first": problems[0] if problems else None,
        "problems": problems,
        "notes": [text(note) for note in report.notes],
    }
