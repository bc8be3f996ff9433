"""An X or Z as a PDF page of the paper roll's width, in the style of the receipt."""

from __future__ import annotations

from datetime import tzinfo

from pos_app.domain.till import TillReport
from pos_app.i18n import _
from pos_app.printing.receipt_pdf import receipt_page
from pos_app.printing.till_layout import till_items


def till_pdf(
    report: TillReport, *, zone: tzinfo | None = None, copy: bool = False, width_mm: int = 80
) -> bytes:
    """The report for a paper roll of `width_mm` (80 or 58); equal input gives equal bytes.

    Times stand on the clock of `zone` (None: the machine's own).
    """
    from pos_app.printing.pdf import pdf_bytes

    items = till_items(report, zone=zone, copy=copy)
    if report.kind == "x":
        title = _("X of {till}").format(till=report.till_name or report.till)
    else:
        title = _("Z {number} of {till}").format(number=report.number, till=report.till_name or report.till)
    return pdf_bytes([receipt_page(items, width_mm)], title=title)
