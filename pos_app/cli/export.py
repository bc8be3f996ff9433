"""`pos-app export`: CSV files that import reads back, and everything else as JSON Lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.cli.progress import progress_bar
from pos_app.formats import integer
from pos_app.i18n import _, ngettext

app = new_app()


@app.command()
def export(
    kind: Annotated[
        str,
        typer.Argument(
            help=_("products, customers, notes, promotions, sales, balances, timeline, all or daybook.")
        ),
    ],
    folder: Annotated[Path, typer.Argument(help=_("Where the files go; made if it is not there."))],
    as_json: JsonFlag = False,
) -> None:
    """Write CSV files that import reads back to the same data; `all` also what CSV cannot carry.

    A new shop reads settings.toml first (`settings import`), then products, customers, notes, promotions,
    sales, balances and timeline. `daybook` writes the whole day book as JSON Lines that can be checked elsewhere.
    """
    from pos_app.services.exporting import SETTINGS_FILE
    from pos_app.services.exporting import export as write

    with open_desk() as desk:
        report = write(desk, kind=kind, folder=folder, progress=progress_bar())
    if as_json:
        print_json({"files": [{"path": str(file.path), "rows": file.rows} for file in report.files]})
        return
    for file in report.files:
        if file.path.name == SETTINGS_FILE:
            rows = ngettext("{path}: {count} setting", "{path}: {count} settings", file.rows)
        else:
            rows = ngettext("{path}: {count} row", "{path}: {count} rows", file.rows)
        say(rows.format(path=file.path, count=integer(file.rows)))
    if kind == "all":
        say(
            _(
                "A new shop reads settings.toml first (settings import), then the CSV files (import), in the order in "
                "which they stand here; the .jsonl files are records for other programs."
            )
        )
