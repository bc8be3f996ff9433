"""`pos-app refund`: give back lines of sales."""

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
def refund(
    file: Annotated[Path | None, typer.Argument(help=_("JSON Lines; standard input without it."))] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help=_("Say in four lines what each would do; saves nothing."))
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Give back lines of receipts, or all that is left; each answer is written after its commit."""
    from pos_app.services.refund_documents import preview_json, refund_json

    act = preview_json if preview else refund_json
    with open_desk() as desk:
        answer_lines(file, lambda document: act(desk, document))
