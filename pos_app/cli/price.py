"""`pos-app price`: price sale documents; saves nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, data_dir, new_app
from pos_app.cli.document_lines import answer_lines, importing
from pos_app.cli.opening import open_desk
from pos_app.i18n import _

app = new_app()


@app.command()
def price(
    file: Annotated[Path | None, typer.Argument(help=_("JSON Lines; standard input without it."))] = None,
    as_json: JsonFlag = False,
) -> None:
    """Price sale documents, one answer a line; needs no shop when every line carries its price."""
    with importing():
        from pos_app.services.documents import price_json
        from pos_app.services.price_many import pricing
        from pos_app.services.setup import shop_exists

    if not shop_exists(data_dir()):
        answer_lines(file, lambda document: price_json(None, document))
        return
    with open_desk() as desk, pricing(desk) as price_one:
        answer_lines(file, price_one)
