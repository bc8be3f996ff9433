"""The offers of a sale: the one that prints on its receipt, and what happens to those it redeems."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import offers as offer_queries
from pos_app.data.queries import receipts as receipt_queries
from pos_app.data.records import Record
from pos_app.domain.message_codec import encode
from pos_app.domain.receipt import ReceiptOffer
from pos_app.domain.sale import LineKind
from pos_app.errors import UserError
from pos_app.i18n import text
from pos_app.services import offers
from pos_app.services.draft_values import PricedDraft
from pos_app.services.returning import load_returns
from pos_app.services.sale_rows import SaleHead


@dataclass(frozen=True, slots=True)
class IssuedOffer:
    """The offer for this receipt (`printed` None: held back to compare) with its posted rows."""

    printed: ReceiptOffer | None
    rows: Mapping[str, list[dict[str, Any]]]


def issue_offer(
    session: Session, priced: PricedDraft, business_date: date, offer_id: int, sale_id: int
) -> IssuedOffer | None:
    """Choose the customer's offer, give it a code, and make its rows; None when nothing fits. Reads only."""
    customer_id = priced.draft.customer_id
    if customer_id is None or not _buys_goods(priced):
        return None
    cart = [line.product.id for line in priced.lines if line.product is not None]
    decision = offers.decide(session, business_date, customer_id=customer_id, cart_product_ids=cart)
    if decision.held_back:
        return IssuedOffer(None, {"offer_holdout_ledger": [{"customer_id": customer_id, "sale_id": sale_id}]})
    draft = decision.draft
    if draft is None:
        return None
    code = offers.new_code(session)
    rows = {
        "offer_ledger": [
            {
                "id": offer_id,
                "code": code,
                "customer_id": customer_id,
                "sale_id": sale_id,
                "product_id": draft.product_id,
                "category_id": draft.category_id,
                "percent": draft.percent,
                "valid_until": draft.valid_until,
                "text": encode(draft.text),
                "reason": encode(draft.reason),
            }
        ],
        "offer_event_ledger": [{"offer_id": offer_id, "event": "issued", "sale_id": sale_id}],
    }
    printed = ReceiptOffer(code, text(draft.text), draft.valid_until, draft.where, text(draft.reason))
    return IssuedOffer(printed, rows)


def offer_events(session: Session, priced: PricedDraft, head: SaleHead) -> list[dict[str, Any]]:
    """Events of the offers this sale uses, of those whose discounted line goes back whole, and of those
    whose own sale does.

    An offer is restored once all of the line it was used for has come back. It is voided with the sale that
    gave it out, once nothing of that sale is left and the offer is unused; UserError ``offer_withdrawn``
    where it would be used with the very return that withdraws it.
    """
    redeemed = list(priced.offers.values())
    back = _given_back(priced)
    restored = _restored(session, priced, back)
    sales = {s.row.sale_id for line in priced.lines if (s := line.source)} | {o.sale_id for o in restored}
    issued = offer_queries.issued_by(session, sales) if sales else []
    emptied = {offer.sale_id: _nothing_left(session, offer.sale_id, back) for offer in issued}
    again = {offer.id for offer in restored}
    for offer in issued:
        if emptied[offer.sale_id] and offer.id in redeemed:
            raise UserError("offer_withdrawn", "Offer {code} was withdrawn with its sale.", code=offer.code)
    voided = [
        offer.id
        for offer in issued
        if emptied[offer.sale_id]
        and (offer.id in again or offer_queries.state(session, offer.id) in offers.OPEN)
    ]
    happened = (
        *((id_, "redeemed") for id_ in redeemed),
        *((offer.id, "restored") for offer in restored),
        *((id_, "voided") for id_ in voided),
    )
    return [{"offer_id": id_, "event": event, "sale_id": head.sale_id} for id_, event in happened]


def offers_back(session: Session, priced: PricedDraft) -> list[str]:
    """The codes of offers that can be used again, because all of what they were used for comes back."""
    return [offer.code for offer in _restored(session, priced, _given_back(priced))]


def _given_back(priced: PricedDraft) -> dict[int, int]:
    """By posted line, the quantity (thousandths) that this document gives back, over all its lines."""
    back: dict[int, int] = {}
    for line in priced.lines:
        if line.line.return_of_id is not None:
            id_ = line.line.return_of_id
            back[id_] = back.get(id_, 0) - line.line.quantity
    return back


def _restored(session: Session, priced: PricedDraft, back: Mapping[int, int]) -> list[Record]:
    """The offers used for lines of which nothing is left after this document."""
    found: dict[int, Record] = {}
    for line in priced.lines:
        source = line.source
        if source is None or not source.row.discount_code:
            continue
        offer = offer_queries.by_code(session, source.row.discount_code)
        if offer is not None and source.sold.left == back[line.line.return_of_id or 0]:
            found[offer.id] = offer
    return list(found.values())


def _nothing_left(session: Session, sale_id: int | None, back: Mapping[int, int]) -> bool:
    """Whether all goods of a sale have come back, what `back` gives back included."""
    if sale_id is None:
        return False
    sources = load_returns(session, receipt_queries.line_ids(session, sale_id))
    sold = {line_id: source.sold for line_id, source in sources.items() if source.sold.quantity > 0}
    return bool(sold) and all(line.left == back.get(line_id, 0) for line_id, line in sold.items())


def _buys_goods(priced: PricedDraft) -> bool:
    """Whether goods were bought and money paid for them: only then an offer says thank you."""
    goods = any(line.sold.kind is LineKind.GOODS and line.sold.quantity > 0 for line in priced.lines)
    return goods and priced.priced.total > 0
