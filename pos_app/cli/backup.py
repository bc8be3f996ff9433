"""`pos-app backup`: a checked copy of the shop, while it may be open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.cli.progress import progress_bar
from pos_app.formats import integer
from pos_app.i18n import _, text

app = new_app()


@app.command()
def backup(
    folder: Annotated[
        Path | None,
        typer.Argument(help=_("Where the backup goes; without it into the shop's own places.")),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Back the shop up, also while its window is open, and read the copy back.

    Exits 1 if one of several places got no backup, 3 if none did.
    """
    from pos_app.services.backups import back_up

    with open_desk() as desk:
        made = back_up(
            desk, folder=folder.expanduser().absolute() if folder else None, progress=progress_bar()
        )
    if as_json:
        print_json(
            {
                "made": [{"path": str(f.path), "bytes": f.size} for f in made.made],
                "failed": [{"folder": str(f.folder), "message": text(f.message)} for f in made.failed],
            }
        )
    else:
        for file in made.made:
            say(_("{path}: {size} KB, read back").format(path=file.path, size=integer(-(-file.size // 1000))))
        for failure in made.failed:
            typer.echo(text(failure.message), err=True)
    if made.failed:
        raise typer.Exit(1)
