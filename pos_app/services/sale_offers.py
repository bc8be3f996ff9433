"""The offers of a sale: the one that prints on its receipt, and what happens to those it redeems."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import offers as offer_queries
from pos_app.data.queries import posting
from pos_app.domain.message_codec import encode
from pos_app.domain.receipt import ReceiptOffer
from pos_app.i18n import text
from pos_app.services import offers
from pos_app.services.draft_values import PricedDraft
from pos_app.services.sale_rows import SaleHead


@dataclass(frozen=True, slots=True)
class IssuedOffer:
    """The offer for this receipt (`printed` None: held back to compare) with its posted rows."""

    printed: ReceiptOffer | None
    rows: Mapping[str, list[dict[str, Any]]]


def issue_offer(
    session: Session, priced: PricedDraft, head: SaleHead, business_date: date
) -> IssuedOffer | None:
    """Choose the customer's offer, give it a code, and make its rows; None when nothing fits."""
    customer_id = priced.draft.customer_id
    if customer_id is None:
        return None
    cart = [line.product.id for line in priced.lines if line.product is not None]
    decision = offers.decide(session, business_date, customer_id=customer_id, cart_product_ids=cart)
    if decision.held_back:
        return IssuedOffer(
            None, {"offer_holdout_ledger": [{"customer_id": customer_id, "sale_id": head.sale_id}]}
        )
    draft = decision.draft
    if draft is None:
        return None
    offer_id = posting.next_id(session, "offer_ledger")
    code = offers.new_code(session)
    rows = {
        "offer_ledger": [
            {
                "id": offer_id,
                "code": code,
                "customer_id": customer_id,
                "sale_id": head.sale_id,
                "product_id": draft.product_id,
                "category_id": draft.category_id,
                "percent": draft.percent,
                "valid_until": draft.valid_until,
                "text": encode(draft.text),
                "reason": encode(draft.reason),
            }
        ],
        "offer_event_ledger": [{"offer_id": offer_id, "event": "issued", "sale_id": head.sale_id}],
    }
    printed = ReceiptOffer(code, text(draft.text), draft.valid_until, draft.where, text(draft.reason))
    return IssuedOffer(printed, rows)


def offer_events(session: Session, priced: PricedDraft, head: SaleHead) -> list[dict[str, Any]]:
    """Events of the offers this sale uses, and of those whose discounted line goes back whole.

    An offer is restored once all of the line it was used for has come back.
    """
    events = [
        {"offer_id": offer_id, "event": "redeemed", "sale_id": head.sale_id}
        for offer_id in priced.offers.values()
    ]
    restored: set[int] = set()
    for line in priced.lines:
        source = line.source
        if source is None or not source.row.discount_code:
            continue
        offer = offer_queries.by_code(session, source.row.discount_code)
        whole = source.sold.left + line.line.quantity == 0
        if offer is not None and whole and offer.id not in restored:
            restored.add(offer.id)
            events.append({"offer_id": offer.id, "event": "restored", "sale_id": head.sale_id})
    return events
