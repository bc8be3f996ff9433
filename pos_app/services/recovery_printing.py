"""A recovery code on paper: sent to the printer at once and kept nowhere, for it is shown only once."""

from pos_app import formats
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk


def print_code(desk: Desk, *, name: str, code: str) -> Changes:
    """Print someone's new recovery code on the receipt printer.

    UserErrors ``no_printer``, ``bad_target`` and those of the target; nothing is stored, so it can be tried again.
    """
    from pos_app.printing.recovery_slip import recovery_items
    from pos_app.printing.targets import deliver, parse_target

    with desk.db.read() as session:
        shop = settings.cached(session)
    if not shop.printer.target:
        raise UserError(
            "no_printer", "No receipt printer is set up; name one under Settings, Receipt printer."
        )
    when = formats.date_time(desk.local_now())
    items = recovery_items(shop=shop.shop.name, name=name, code=code, when=when)

    def pdf() -> bytes:
        from pos_app.printing.pdf import pdf_bytes
        from pos_app.printing.receipt_pdf import receipt_page

        return pdf_bytes([receipt_page(items, 80)], title=name)

    def raw() -> bytes:
        from pos_app.printing.escpos import items_escpos

        return items_escpos(items)

    deliver(parse_target(shop.printer.target), pdf=pdf, raw=raw)
    return changed(Area.PRINTING)
