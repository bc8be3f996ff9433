"""`pos-app practice`: the practice till in a window of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from pos_app.cli.common import data_dir, new_app, surroundings
from pos_app.i18n import _

app = new_app(help=_("Open the practice till."))


@app.command()
def practice(
    new: Annotated[bool, typer.Option("--new", help=_("Begin anew, with the baskets of yesterday."))] = False,
) -> int:
    """Ring up yesterday's baskets, without their customers, in a file that is no shop's."""
    return surroundings().open_practice(data_dir(), new)
