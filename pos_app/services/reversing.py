"""Cancel a sale after it was paid: one reversing document gives back all that is left; nothing posted changes."""

from sqlalchemy.orm import Session

from pos_app.data.queries import selling
from pos_app.domain.money import Currency, plain_amount
from pos_app.domain.permissions import Permission
from pos_app.domain.quantity import plain_quantity
from pos_app.services import approvals, sales, settings
from pos_app.services.approvals import Approval
from pos_app.services.audit import Act
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.desk import Desk
from pos_app.services.drafts import price_draft
from pos_app.services.fingerprint import content_hash
from pos_app.services.refund_documents import refund_draft
from pos_app.services.refund_preview import RefundPreview, of_priced


def preview_reversal(desk: Desk, *, number: str) -> RefundPreview:
    """What reversing a sale would do; saves nothing. UserErrors of `reverse_sale` but for the approval."""
    with desk.db.read() as session:
        shop = settings.load(session)
        draft, _original = refund_draft(session, shop, {"of": number})
        priced = price_draft(session, shop, draft, on=desk.business_date().isoformat())
        return of_priced(session, desk, shop, priced)


def reverse_sale(desk: Desk, *, number: str, approval: Approval | None = None) -> SaleCompleted:
    """Give back everything that is left of a sale, to the original tenders, with permission and a reason.

    UserErrors ``unknown_receipt``, ``return_of_return``, ``nothing_left`` and those of `approvals.require`.
    """
    with desk.db.write() as session:
        shop = settings.load(session)
        draft, original = refund_draft(session, shop, {"of": number})
        granted = approvals.require(session, desk, Permission.REVERSE_SALE, approval)
        currency = Currency(original.currency, original.exponent)
        before = {
            "receipt": original.number,
            "total": plain_amount(original.total, currency),
            "lines": _lines(session, original.id or 0, currency),
        }
        act = Act("reversal", granted.reason, before=before, approved_by=granted.by)
        completion = sales.Completion(
            (), content_hash(f"{draft.id} {number}"), kind="refund", refund_of=original, acts=(act,)
        )
        done = sales.complete(session, desk, shop, draft, completion)
        session.commit()
        return done


def _lines(session: Session, sale_id: int, currency: Currency) -> list[dict[str, str]]:
    """The lines of the sale that goes back, for the day book."""
    return [
        {
            "sku": line.sku,
            "description": line.description,
            "quantity": plain_quantity(line.quantity),
            "amount": plain_amount(line.amount, currency),
        }
        for line in selling.lines_of(session, sale_id)
    ]
