"""Quotes: what the open sale would cost, on paper and with a last day. They reserve nothing and earn nothing.

A quote keeps its figures whatever products, prices and taxes do later. Its number counts over the whole shop
without gaps, "Q-118", with at least three digits, since scanners tell a shorter code from typing only badly.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import quotes as queries
from pos_app.data.records import Record
from pos_app.domain.message import Message, msg
from pos_app.domain.money import Currency
from pos_app.domain.quote import state_of, to_plain
from pos_app.domain.sale import LineKind
from pos_app.errors import UserError
from pos_app.services import audit, cart_drafts, removals, settings
from pos_app.services.changes import Area
from pos_app.services.desk import Desk
from pos_app.services.draft_values import PricedDraft, PricedLine
from pos_app.services.drafts import price_draft
from pos_app.services.fingerprint import content_hash
from pos_app.services.numbering import next_after
from pos_app.services.quote_papers import build_paper, stored_quote
from pos_app.services.quote_selling import PREFIX, normal_number
from pos_app.services.quote_values import QuoteHit, QuoteMade, StoredQuote
from pos_app.services.settings import ShopSettings

MOST_DAYS = 366
MOST_NOTE = 300
_AREAS = frozenset({Area.QUOTE, Area.CART, Area.CUSTOMER})


@dataclass(frozen=True, slots=True)
class QuoteTerms:
    """How long a quote holds (None: as the shop has set) and a note for the customer."""

    days: int | None = None
    note: str = ""


def make_quote(desk: Desk, *, days: int | None = None, note: str = "") -> QuoteMade:
    """Make a quote of the open sale, which is empty afterwards: the quote can be taken back into one.

    UserErrors ``empty_cart``, ``not_quotable``, ``bad_days`` and those of pricing; the sale stays as it is.
    """
    with desk.db.write() as session:
        cart = cart_queries.open_cart(session, desk.till)
        if cart is None or not cart_queries.lines(session, cart.id):
            raise UserError("empty_cart", "There is nothing to quote.")
        shop = settings.load(session)
        draft = cart_drafts.draft_of(session, shop, cart)
        priced = price_draft(session, shop, draft, on=desk.business_date().isoformat())
        made = store_quote(
            session, desk, shop, priced, QuoteTerms(days, note), hash_=content_hash(repr(draft))
        )
        if cart.total_shown is not None:
            # The customer stood there with the money: whoever looks for it finds the quote.
            view = cart_drafts.view(session, desk, shop, cart)
            audit.note(session, desk, removals.cancelled(view, cart.total_shown, quote=made.number))
        cart_queries.drop_cart(session, cart.id)
        session.commit()
        return made


def store_quote(
    session: Session,
    desk: Desk,
    shop: ShopSettings,
    priced: PricedDraft,
    terms: QuoteTerms,
    *,
    hash_: str,
    answer: dict[str, Any] | None = None,
) -> QuoteMade:
    """Store a priced draft as a quote within the caller's transaction; UserErrors as `make_quote`.

    The `answer` of a command is kept with its number, to be given again to the same document.
    """
    check_quotable(priced)
    days = shop.quotes.days if terms.days is None else terms.days
    if not 0 <= days <= MOST_DAYS:
        raise UserError("bad_days", "A quote holds 0 to {most} days.", most=MOST_DAYS)
    until = (desk.business_date() + timedelta(days=days)).isoformat()
    number = _next_number(session)
    paper = build_paper(session, desk, shop, priced, number=number, until=until)
    draft, sale = priced.draft, priced.priced
    full = {"id": draft.id, "quote": number, "until": until, **(answer or {})}
    values = {
        "number": number,
        "document_id": draft.id,
        "content_hash": hash_,
        "till": desk.till,
        "made_at": desk.now(),
        "made_by": desk.actor.name,
        "business_date": desk.business_date().isoformat(),
        "expires_on": until,
        "customer_id": draft.customer_id,
        "project_id": draft.project_id,
        "note": " ".join(terms.note.split())[:MOST_NOTE],
        "currency": draft.currency.code,
        "exponent": draft.currency.exponent,
        "subtotal": sale.subtotal,
        "document_discount": sale.document_discount,
        "net": sale.net,
        "tax": sale.tax,
        "total": sale.total,
        "document": json.dumps(
            {**to_plain(paper), "answer": full}, ensure_ascii=False, separators=(",", ":")
        ),
    }
    quote_id = queries.insert_quote(session, values, [_line_values(line) for line in priced.lines])
    return QuoteMade(_AREAS, (quote_id,), number=number, until=until, total=sale.total, answer=full)


def _line_values(line: PricedLine) -> dict[str, Any]:
    return {
        "product_id": line.product.id if line.product else None,
        "description": line.sold.description,
        "unit": line.sold.unit,
        "quantity": line.sold.quantity,
        "unit_price": line.sold.unit_price,
        "list_price": line.list_price,
        "discount": line.figures.discount,
        "discount_label": line.sold.discount.label[:60] if line.sold.discount else line.sold.price_label[:60],
        "taxes": ",".join(tax.code for tax in line.sold.taxes),
        "amount": line.figures.amount,
    }


def stored_answer(session: Session, document_id: str, hash_: str) -> dict[str, Any] | None:
    """The answer of the quote made from a document; UserError ``id_conflict`` if its content was another one."""
    row = queries.by_document(session, document_id)
    if row is None:
        return None
    if row.content_hash != hash_:
        raise UserError(
            "id_conflict",
            "A quote with the id {id} was already made with other content.",
            id=document_id[:80],
        )
    return dict(json.loads(row.document)["answer"])


def check_quotable(priced: PricedDraft) -> None:
    """UserError ``not_quotable`` names what a quote cannot promise, and its line."""
    draft = priced.draft
    for number, line in enumerate(priced.lines, 1):
        reason = _NOT_QUOTABLE.get(line.sold.kind)
        if line.sold.quantity < 0:
            reason = _NOT_QUOTABLE[LineKind.RETURN]
        if reason is not None:
            raise UserError("not_quotable", reason, line=number)
    if draft.coupons:
        raise UserError(
            "not_quotable",
            "Offer {code} is used with one sale and cannot be quoted; take it out first.",
            code=draft.coupons[0],
        )
    if draft.rewards:
        raise UserError(
            "not_quotable", "A reward takes points when it is paid; take it out of the quote first."
        )


_NOT_QUOTABLE: dict[LineKind, Message] = {
    LineKind.RETURN: msg("A return cannot be quoted; take it out first."),
    LineKind.GIFT_CARD: msg("A gift card cannot be quoted; take it out first."),
    LineKind.DEPOSIT: msg("A deposit cannot be quoted; take it out first."),
    LineKind.FEE: msg("A fee by hand cannot be quoted; take it out first."),
}


def list_quotes(desk: Desk, *, text: str = "", open_only: bool = True) -> list[QuoteHit]:
    """Quotes whose number, customer, company, project or note has every word; open ones first, then the newest."""
    today = desk.business_date().isoformat()
    words = text.casefold().split()
    with desk.db.read() as session:
        rows = queries.listed(session, open_on=today if open_only else "")
    hits = [hit_of(row, today) for row in rows]
    found = [hit for hit in hits if all(word in _searched(hit) for word in words)]
    return sorted(found, key=lambda hit: hit.state != "open")


def quote(desk: Desk, *, number: str) -> StoredQuote:
    """A quote as it was made; UserError ``unknown_quote``."""
    with desk.db.read() as session:
        return quote_in(session, desk, number)


def quote_in(session: Session, desk: Desk, number: str) -> StoredQuote:
    """The same within a transaction."""
    row = queries.by_number(session, normal_number(number))
    if row is None:
        raise UserError("unknown_quote", "There is no quote {number}.", number=number.strip()[:40])
    listed = queries.listed_one(session, row.id or 0)
    return stored_quote(session, row, hit_of(listed, desk.business_date().isoformat()))


def hit_of(row: Record, today: str) -> QuoteHit:
    """A row of the list as of an ISO date."""
    return QuoteHit(
        number=row.number,
        state=state_of(expires_on=row.expires_on, sold=row.sale_id is not None, on=today),
        customer_id=row.customer_id,
        customer=row.customer,
        company=row.company,
        project=row.project,
        note=row.note,
        made_on=row.business_date,
        expires_on=row.expires_on,
        total=row.total,
        currency=Currency(row.currency, row.exponent),
        receipt=row.receipt,
    )


def _searched(hit: QuoteHit) -> str:
    parts: Sequence[str] = (hit.number, hit.customer, hit.company, hit.project, hit.note, hit.receipt)
    return " ".join(parts).casefold()


def _next_number(session: Session) -> str:
    """The caller holds the write lock, so no other quote gets the same."""
    last = queries.last_number(session)
    count = int(last.removeprefix(PREFIX)) if last else 0
    return f"{PREFIX}{next_after(session, 'quote', count):03d}"
