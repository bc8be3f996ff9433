"""An explained figure as a PDF page of the paper roll's width."""

from __future__ import annotations

from pos_app import i18n
from pos_app.domain.explanation import Explanation
from pos_app.i18n import _
from pos_app.printing.explanation_layout import explanation_items
from pos_app.printing.receipt_pdf import receipt_page


def explanation_pdf(explanation: Explanation, *, width_mm: int = 80) -> bytes:
    """The sums for a paper roll of `width_mm` (80 or 58); equal input gives equal bytes."""
    from pos_app.printing.pdf import pdf_bytes

    title = _("Why this figure? {sale}").format(sale=i18n.text(explanation.title))
    return pdf_bytes([receipt_page(explanation_items(explanation), width_mm)], title=title)
