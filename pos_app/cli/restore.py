"""`pos-app restore`: a backup takes the shop's place, after saying what would be lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pos_app.cli.common import JsonFlag, data_dir, new_app, print_json, say
from pos_app.cli.progress import progress_bar
from pos_app.errors import UserError
from pos_app.i18n import _, text
from pos_app.services.restore_preview import RestorePreview, preview, shown, told

app = new_app()


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help=_("The backup."))],
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    as_json: JsonFlag = False,
) -> None:
    """Put a backup in the place of the shop; the present file is set aside, never deleted.

    Says what would be lost and asks; without a terminal it needs --yes.
    """
    from pos_app.services.restoring import restore as put_back

    folder = data_dir()
    seen = preview(folder, file)
    if not as_json:
        _say(seen)
    if not yes and not _agreed(as_json):
        raise UserError("not_confirmed", "Nothing was changed; with --yes the backup is restored unasked.")
    done = put_back(folder, file=file, progress=progress_bar())
    if as_json:
        print_json(_as_json(done.seen) | {"set_aside": str(done.set_aside) if done.set_aside else None})
        return
    say(_("The backup of {when} is the shop now.").format(when=shown(seen.at)))
    if done.set_aside is not None:
        say(_("What was there before is kept in {folder}.").format(folder=done.set_aside))


def _say(seen: RestorePreview) -> None:
    say(_("{path}: up to {when}").format(path=seen.file, when=shown(seen.at)))
    for sentence in told(seen):
        say("  " + text(sentence))


def _agreed(as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        return False
    return bool(typer.confirm(_("Restore it? What is listed would be lost."), default=False, err=True))


def _as_json(seen: RestorePreview) -> dict[str, Any]:
    return {
        "file": str(seen.file),
        "at": seen.at,
        "present": seen.present,
        "lost": [
            {
                "till": lost.till,
                "from_seq": lost.from_seq,
                "to_seq": lost.to_seq,
                "head": lost.head,
                "since": lost.since,
                "sales": lost.sales,
                "receipts": [lost.first_number, lost.last_number],
            }
            for lost in seen.lost
        ],
        "told": [text(sentence) for sentence in told(seen)],
    }
