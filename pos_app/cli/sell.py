"""`pos-app sell`: complete sale documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app
from pos_app.cli.document_lines import answer_lines
from pos_app.cli.opening import open_desk
from pos_app.i18n import _

app = new_app()


@app.command()
def sell(
    file: Annotated[Path | None, typer.Argument(help=_("JSON Lines; standard input without it."))] = None,
    as_json: JsonFlag = False,
) -> None:
    """Complete sale documents; each answer is written after its commit, and the same id answers again."""
    from pos_app.services.documents import sell_json

    with open_desk(create=True) as desk:
        answer_lines(file, lambda document: sell_json(desk, document))
