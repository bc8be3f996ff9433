"""`pos-app print`: a stored receipt or Z once more, marked as a copy, or a quote."""

from __future__ import annotations

from typing import Annotated

import typer

from pos_app.cli.common import new_app, say
from pos_app.cli.opening import open_desk
from pos_app.i18n import _

app = new_app(help=_("Print a stored receipt, Z or quote."))


@app.callback()
def group() -> None:
    """Print a stored receipt, Z or quote."""


@app.command("receipt")
def receipt(
    number: Annotated[str, typer.Argument(help=_("The receipt's number, such as 1-000123."))],
    to: Annotated[str, typer.Option("--to", help="pdf:FILE | tcp:HOST:PORT | file:PATH | system:NAME")],
) -> None:
    """Print a receipt with the same content, marked as a copy."""
    from pos_app.services.print_jobs import print_receipt

    with open_desk() as desk:
        print_receipt(desk, number=number, target=to)
    say(_("Receipt {number} went to {target}.").format(number=number, target=to))


@app.command("quote")
def quote(
    number: Annotated[str, typer.Argument(help=_("The quote's number, such as Q-118."))],
    to: Annotated[str, typer.Option("--to", help="pdf:FILE | tcp:HOST:PORT | file:PATH | system:NAME")],
    paper: Annotated[str, typer.Option("--paper", help="a4 | letter | 80mm")] = "",
) -> None:
    """Print a quote; without --paper on the sheets of the shop's country, on a receipt printer on its roll."""
    from pos_app.printing.papers import parse_paper
    from pos_app.services.quote_printing import print_quote

    size = parse_paper(paper) if paper else None
    with open_desk() as desk:
        print_quote(desk, number=number, target=to, paper=size)
    say(_("Quote {number} went to {target}.").format(number=number, target=to))


@app.command("z")
def z(
    number: Annotated[int, typer.Argument(help=_("The Z's number, such as 41."))],
    to: Annotated[str, typer.Option("--to", help="pdf:FILE | tcp:HOST:PORT | file:PATH | system:NAME")],
) -> None:
    """Print a Z with the same content, marked as a copy."""
    from pos_app.services.till_printing import print_z

    with open_desk() as desk:
        print_z(desk, number=number, target=to)
    say(_("Z {number} went to {target}.").format(number=number, target=to))
