"""Complete a sale: one transaction writes the document, its money, stock, points, offer and receipt.

Nothing is acknowledged before the commit; the same document id with the same content gives the
stored answer again, with other content it is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from json import dumps, loads
from typing import Any, Literal

from sqlalchemy.orm import Session

from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import posting, selling, stock
from pos_app.data.tables import Sale, SaleDocumentRow, Till
from pos_app.domain.payment import Settlement, Tender, require_settled, settle
from pos_app.domain.receipt import Receipt, to_plain
from pos_app.errors import UserError
from pos_app.services import (
    audit,
    cart_drafts,
    clock_steps,
    credits,
    customers,
    drawer,
    giving_back,
    loyalty,
    print_jobs,
    settings,
)
from pos_app.services.answers import credit_answer, offers_answer, priced_answer
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.changes import Area
from pos_app.services.credits import Booked, printed_credits
from pos_app.services.desk import Desk, from_utc_text, utc_text
from pos_app.services.document_parsing import tender_type
from pos_app.services.draft_values import Draft, PricedDraft
from pos_app.services.drafts import price_draft
from pos_app.services.fingerprint import content_hash as content_hash
from pos_app.services.hand_acts import hand_acts
from pos_app.services.numbering import next_receipt_number
from pos_app.services.post import post
from pos_app.services.quote_selling import check_use, mark_sold
from pos_app.services.receipt_building import build_receipt
from pos_app.services.sale_offers import IssuedOffer, issue_offer, offer_events
from pos_app.services.sale_rows import SaleHead, sale_rows, stock_changes, stock_totals
from pos_app.services.settings import ShopSettings

_AREAS = frozenset({Area.CART, Area.CUSTOMER, Area.STOCK, Area.SALE, Area.OFFER, Area.PRINTING})
# Its ledger comes with house accounts; until then it would be money without a book.
_WITHOUT_LEDGER = {"account"}


@dataclass(frozen=True, slots=True)
class Completion:
    """How a draft is completed: `sold_at` and `cashier` None mean now and the desk's actor.

    Money that goes back without `tenders` goes where it came from, or as store credit with `as_credit`; but
    not where `tenders_needed`. `acts` are audited with it, besides what was done by hand in the draft.
    """

    tenders: tuple[Tender, ...]
    content_hash: str
    kind: Literal["sale", "refund"] = "sale"
    sold_at: datetime | None = None
    cashier: str | None = None
    refund_of: Sale | None = None
    as_credit: bool = False
    tenders_needed: bool = False
    acts: tuple[audit.Act, ...] = ()


def complete_cart(desk: Desk, *, tenders: Sequence[Tender]) -> SaleCompleted:
    """Pay the open sale. The cart's id becomes the sale's; afterwards the till has an empty cart.

    A cart that gives money back needs no tenders: it goes back to the original ones, or as store credit
    where the cart says so.

    UserErrors ``empty_cart``, ``underpaid``, ``tender_exceeds_due`` and those of pricing: the cart
    stays as it is.
    """
    with desk.db.write() as session:
        cart = cart_queries.open_cart(session, desk.till)
        if cart is None or not cart_queries.lines(session, cart.id):
            raise UserError("empty_cart", "There is nothing to pay.")
        shop = settings.load(session)
        draft = cart_drafts.draft_of(session, shop, cart)
        completion = Completion(
            tuple(tenders), content_hash(repr(draft)), as_credit=cart.refund_to == "store_credit"
        )
        done = complete(session, desk, shop, draft, completion)
        cart_queries.drop_cart(session, draft.id)
        session.commit()
        return done


def complete(
    session: Session, desk: Desk, shop: ShopSettings, draft: Draft, completion: Completion
) -> SaleCompleted:
    """Post a draft within the caller's transaction; the caller commits.

    UserErrors ``id_conflict``, ``tender_not_available``, and those of pricing, settling and `credits.book`.
    """
    stored = stored_sale(session, draft.id, completion.content_hash)
    if stored is not None:
        return stored
    moment = completion.sold_at or desk.clock()
    business_date = desk.date_of(moment)
    priced = price_draft(session, shop, draft, on=business_date.isoformat())
    early = clock_steps.ahead(desk, moment)
    priced = replace(priced, warnings=(*early, *priced.warnings)) if early else priced
    draft = priced.draft
    _check(priced, completion.tenders)
    check_use(session, draft, business_date.isoformat())
    settlement = _settle(session, priced, completion)
    booked = credits.book(session, priced, settlement)
    settlement = booked.settlement
    head = _head(session, desk, draft, completion, moment)
    offer = issue_offer(session, priced, head, business_date) if completion.kind == "sale" else None
    receipt = _receipt(session, desk, shop, priced, booked, head, offer, completion)
    answer = priced_answer(priced, settlement, receipt=head.number) | credit_answer(booked, draft.currency)
    answer["offers"] = offers_answer(receipt.offers)
    rows = _rows(session, priced, settlement, head, offer, shop)
    rows["credit_ledger"] = booked.rows(head.sale_id)
    document = {"sale_id": head.sale_id, "answer": _json(answer), "receipt": _json(to_plain(receipt))}
    acts = (*completion.acts, *hand_acts(priced, shop))
    acts += (clock_steps.ahead_act(desk, moment),) if early else ()
    audited = audit.rows(session, desk, acts, sale_id=head.sale_id)
    audited += drawer.rows_of_sale(session, desk, shop, settlement, head.sale_id)
    whole = {**rows, "sale_document": [document], "audit_journal": audited}
    post(session, desk, kind=head.kind, rows=whole, business_date=head.business_date)
    mark_sold(session, draft, head.sale_id)
    stock.add_stock(session, stock_totals(stock_changes(priced)))
    credits.keep(session, booked, head.business_date)
    if draft.customer_id is not None:
        loyalty.refresh_balance(session, draft.customer_id)
    if shop.printer.target:
        print_jobs.add_job(session, desk, sale_id=head.sale_id, target=shop.printer.target)
    return _completed(priced, settlement, head, answer)


def _settle(session: Session, priced: PricedDraft, completion: Completion) -> Settlement:
    draft, tenders = priced.draft, completion.tenders
    if giving_back.gives_back(priced) and (tenders or not completion.tenders_needed):
        if tenders:
            return giving_back.as_asked(session, priced, tenders)
        return giving_back.propose(session, priced, as_credit=completion.as_credit)
    total = priced.priced.total
    return require_settled(settle(total, tenders, draft.cash_rounding, draft.currency), draft.currency)


def _head(session: Session, desk: Desk, draft: Draft, completion: Completion, moment: datetime) -> SaleHead:
    return SaleHead(
        sale_id=posting.next_id(session, "sale"),
        first_line_id=posting.next_id(session, "sale_line"),
        number=next_receipt_number(session, desk.till),
        kind=completion.kind,
        content_hash=completion.content_hash,
        till=desk.till,
        cashier=completion.cashier if completion.cashier is not None else desk.actor.name,
        sold_at=utc_text(moment),
        business_date=desk.date_of(moment).isoformat(),
        person_hash=customers.person_block(session, draft.customer_id) if draft.customer_id else "",
        refund_of_id=completion.refund_of.id if completion.refund_of else None,
    )


def _receipt(
    session: Session,
    desk: Desk,
    shop: ShopSettings,
    priced: PricedDraft,
    booked: Booked,
    head: SaleHead,
    offer: IssuedOffer | None,
    completion: Completion,
) -> Receipt:
    till = session.get(Till, head.till)
    return build_receipt(
        priced,
        booked.settlement,
        shop,
        number=head.number,
        kind=head.kind,
        till=till.name if till else head.till,
        cashier=head.cashier,
        sold_at=from_utc_text(head.sold_at).astimezone(desk.zone),
        person_hash=head.person_hash,
        offers=(offer.printed,) if offer and offer.printed else (),
        refund_of=completion.refund_of.number if completion.refund_of else "",
        credits=printed_credits(booked),
    )


def stored_sale(session: Session, document_id: str, hash_: str) -> SaleCompleted | None:
    """The sale already posted under a document id; UserError ``id_conflict`` if its content differs."""
    sale = selling.sale_by_document(session, document_id)
    if sale is None:
        return None
    if sale.content_hash != hash_:
        raise UserError(
            "id_conflict",
            "A sale with the id {id} was already posted with other content.",
            id=document_id[:80],
        )
    return _stored(session, sale)


def last_sale(desk: Desk) -> SaleCompleted | None:
    """The newest sale or refund of this till."""
    with desk.db.read() as session:
        sale = selling.newest_sale(session, desk.till)
        return _stored(session, sale) if sale else None


def _stored(session: Session, sale: Sale) -> SaleCompleted:
    document = session.get(SaleDocumentRow, sale.id)
    return SaleCompleted(
        sale_id=sale.id or 0,
        number=sale.number,
        total=sale.total,
        paid=sale.paid,
        change=sale.change,
        tenders=tuple(
            Tender(tender_type(row.type), row.amount, row.reference)
            for row in selling.tenders_of(session, sale.id or 0)
        ),
        answer=loads(document.answer) if document else None,
    )


def _completed(
    priced: PricedDraft, settlement: Settlement, head: SaleHead, answer: dict[str, object]
) -> SaleCompleted:
    return SaleCompleted(
        areas=_AREAS,
        ids=(head.sale_id,),
        notices=priced.warnings,
        sale_id=head.sale_id,
        number=head.number,
        total=priced.priced.total,
        paid=settlement.paid,
        change=settlement.change,
        tenders=settlement.tenders,
        answer=answer,
    )


def _check(priced: PricedDraft, tenders: Sequence[Tender]) -> None:
    for tender in tenders:
        if tender.type in _WITHOUT_LEDGER:
            raise UserError("tender_not_available", "This shop does not take {type} yet.", type=tender.type)
    for number, line in enumerate(priced.lines, 1):
        if line.sold.quantity < 0 and line.source is None and not line.blind:
            raise UserError("return_without_receipt", "Goods come back with their receipt.", line=number)


def _rows(
    session: Session,
    priced: PricedDraft,
    settlement: Settlement,
    head: SaleHead,
    offer: IssuedOffer | None,
    shop: ShopSettings,
) -> dict[str, list[dict[str, Any]]]:
    rows = sale_rows(priced, settlement, head)
    if priced.buyer is not None:
        day = date.fromisoformat(head.business_date)
        rows["point_ledger"] = loyalty.point_rows(priced, head.sale_id, day, shop.loyalty.months, session)
    if offer is not None:
        rows |= offer.rows
    rows["offer_event_ledger"] = [
        *rows.get("offer_event_ledger", []),
        *offer_events(session, priced, head),
    ]
    return rows


def _json(value: dict[str, Any]) -> str:
    return dumps(value, ensure_ascii=False, separators=(",", ":"))
