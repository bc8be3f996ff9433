"""`pos-app explain`: why the figures of a posted sale are what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.i18n import _

app = new_app()


@app.command()
def explain(
    number: Annotated[str, typer.Argument(help=_("The receipt's number, such as 1-000123."))],
    line: Annotated[int | None, typer.Option("--line", help=_("Only this line of the receipt."))] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help=_("Write a PDF instead."))] = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell the whole sum of every figure of a receipt, or of one line, in words and numbers."""
    from pos_app.printing.explanation_layout import explanation_lines
    from pos_app.services.explaining import as_plain, explain_sale, only
    from pos_app.services.explanation_printing import print_explanation

    with open_desk() as desk:
        found = explain_sale(desk, number=number)
        if line is not None:
            found = only(found, (f"line:{line}",))
        if pdf is not None:
            print_explanation(desk, explanation=found, target=f"pdf:{pdf}")
            if not as_json:
                say(_("Saved as {path}.").format(path=pdf))
                return
        if as_json:
            print_json(as_plain(found))
            return
        for text in explanation_lines(found):
            say(text)
