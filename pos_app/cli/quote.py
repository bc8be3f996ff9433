"""`pos-app quote`: make quotes of sale documents."""

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
def quote(
    file: Annotated[Path | None, typer.Argument(help=_("JSON Lines; standard input without it."))] = None,
    as_json: JsonFlag = False,
) -> None:
    """Make a quote of each sale document; answers with its number and its last day."""
    from pos_app.services.quote_documents import quote_json

    with open_desk() as desk:
        answer_lines(file, lambda document: quote_json(desk, document))
