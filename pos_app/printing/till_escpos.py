"""An X or Z in the language of receipt printers, from the same rows as the PDF."""

from __future__ import annotations

from datetime import tzinfo

from pos_app.domain.till import TillReport
from pos_app.printing.escpos import items_escpos
from pos_app.printing.till_layout import till_items


def till_escpos(
    report: TillReport,
    *,
    zone: tzinfo | None = None,
    copy: bool = False,
    columns: int = 48,
    codepage: str = "cp858",
) -> bytes:
    """The report as printer commands; UserErrors as `items_escpos`."""
    return items_escpos(till_items(report, zone=zone, copy=copy), columns=columns, codepage=codepage)
