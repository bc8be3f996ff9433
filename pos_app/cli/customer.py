"""`pos-app customer`: everything the sidebar knows about a customer."""

from __future__ import annotations

from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.domain.people import iso_date
from pos_app.i18n import _

app = new_app()


@app.command()
def customer(
    code: Annotated[str, typer.Argument(help=_("The customer's code, such as C0012."))],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help=_("Use nothing that happened after this day."))
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Everything the sidebar knows about a customer."""
    from pos_app.services.customers import customer_json

    day = iso_date(as_of) if as_of else None
    with open_desk() as desk:
        found = customer_json(desk, code=code, as_of=day)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        if isinstance(value, str | int) and value != "":
            say(f"{name}: {value}")
    prompt = found["prompt"]
    if isinstance(prompt, dict):
        say(str(prompt["text"]))
