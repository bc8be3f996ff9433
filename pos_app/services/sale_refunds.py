"""What a sale took and what its refunds have given back, for settling the next refund."""

from sqlalchemy.orm import Session

from pos_app.data.queries import selling
from pos_app.data.tables import Sale
from pos_app.domain.payment import CashRounding
from pos_app.domain.refunds import RefundState, TakenTender
from pos_app.services.document_parsing import rounding_method, tender_type


def refund_state(session: Session, sale: Sale) -> RefundState:
    """The tenders of a sale with what refunds gave back to each, and the shop's coins on that day.

    Cash taken is what stayed in the drawer: handed over less change.
    """
    refunds = [r for r in selling.refunds_of(session, sale.id or 0) if r.kind == "refund"]
    back: dict[tuple[str, str], int] = {}
    for refund in refunds:
        for tender in selling.tenders_of(session, refund.id or 0):
            key = (tender.type, tender.reference)
            back[key] = back.get(key, 0) - tender.amount
    taken: dict[tuple[str, str], int] = {}
    for tender in selling.tenders_of(session, sale.id or 0):
        key = (tender.type, tender.reference if tender.type != "cash" else "")
        taken[key] = taken.get(key, 0) + tender.amount
    if ("cash", "") in taken:
        taken["cash", ""] -= sale.change
    step = sale.cash_step
    return RefundState(
        tuple(
            TakenTender(tender_type(kind), reference, amount, back.get((kind, reference), 0))
            # Money that went where none came from (store credit for cash) counts as given back too.
            for (kind, reference), amount in (dict.fromkeys(back, 0) | taken).items()
        ),
        refunded=-sum(r.total for r in refunds),
        rounding=CashRounding(step, rounding_method(sale.cash_method)) if step else None,
    )
