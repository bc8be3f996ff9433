"""Complete a sale: one transaction writes the document, its money, stock, points, offer and receipt.

Nothing is acknowledged before the commit; the same document id with the same content gives the
stored answer again, with other content it is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from json import loads
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import completing, finding, selling
from pos_app.data.queries import till_sessions as session_queries
from pos_app.data.queries.posting import Writer
from pos_app.data.stamps import Stamp
from pos_app.data.tables import Sale, SaleDocumentRow
from pos_app.domain.payment import Settlement, Tender, require_settled, settle
from pos_app.errors import UserError
from pos_app.services import cart_drafts, clock_steps, credits, giving_back, loyalty, settings, till_sessions
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.credits import Booked
from pos_app.services.desk import Actor, Desk, utc_text
from pos_app.services.document_parsing import tender_type
from pos_app.services.draft_values import Draft, PricedDraft
from pos_app.services.drafts import price_draft
from pos_app.services.fingerprint import content_hash as content_hash
from pos_app.services.post import next_place
from pos_app.services.quote_selling import check_use, mark_sold
from pos_app.services.sale_plan import Completion as Completion
from pos_app.services.sale_plan import check_lines, make_plan
from pos_app.services.sale_writing import Form, form_of, written
from pos_app.services.settings import ShopSettings

# Its ledger comes with house accounts; until then it would be money without a book.
_WITHOUT_LEDGER = {"account"}
_Who = tuple[str, Actor, bool, tzinfo | None, date | None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The open sale, planned while nobody waits for it; good until anybody commits anything, or midnight."""

    stamp: Stamp
    who: _Who
    form: Form

    def holds(self, desk: Desk, stamp: Stamp, moment: datetime) -> bool:
        """Whether planning it now, under this stamp, would give the same."""
        same = stamp == self.stamp and _who(desk) == self.who
        return same and desk.date_of(moment).isoformat() == self.form.plan.head.business_date

    def stands_alone(self, tenders: Sequence[Tender]) -> bool:
        """Whether paying it so asks the database nothing more: no quote, no cards or credit, no money back."""
        plan = self.form.plan
        more = (
            plan.priced.draft.quote is not None or plan.needs_refresh or giving_back.gives_back(plan.priced)
        )
        return not more and not credits.touched(plan.priced, tenders)


def prepare(desk: Desk, kept: Prepared | None = None) -> Prepared | None:
    """Plan the sale that is open, for `complete_cart`; `kept` itself where it still holds. Reads only.

    None where it cannot be paid as it is; `complete_cart` then says why.
    """
    moment = desk.clock()
    if kept is not None and kept.holds(desk, desk.db.stamp(), moment):
        return kept
    if desk.automatic:
        # Its session may have to be opened by an entry of its own first.
        return None
    with desk.db.read() as session:
        try:
            draft, shop, completion = _open_sale(session, desk, ())
            if stored_sale(session, draft.id, completion.content_hash) is not None:
                return None
            priced = _sellable(session, desk, shop, draft, completion, moment)
            plan = make_plan(session, desk, shop, priced, completion, moment)
        except UserError:
            return None
        found = session_queries.open_session(session, desk.till, mode=till_sessions.COUNTER)
        if found is None:
            return None
        form = form_of(plan, next_place(session, desk, found))
        return Prepared(desk.db.stamp(session), _who(desk), form)


def complete_cart(
    desk: Desk, *, tenders: Sequence[Tender], prepared: Prepared | None = None
) -> SaleCompleted:
    """Pay the open sale. The cart's id becomes the sale's; afterwards the till has an empty cart.

    A cart that gives money back needs no tenders: it goes back to the original ones, or as store credit
    where the cart says so. What was `prepared` saves the time to plan it, where it still holds.

    UserErrors ``empty_cart``, ``underpaid``, ``tender_exceeds_due`` and those of pricing: the cart
    stays as it is.
    """
    if prepared is not None and prepared.stands_alone(tenders):
        done = _complete_prepared(desk, tenders, prepared)
        if done is not None:
            return done
    with desk.db.write() as session:
        moment = desk.clock()
        if prepared is not None and prepared.holds(desk, desk.db.stamp(session), moment):
            plan = prepared.form.plan
            booked = _booked(session, plan.priced, plan.completion, tenders)
            done = _post(session, desk, prepared.form, booked, moment)
            cart_id = plan.priced.draft.id
        else:
            draft, shop, completion = _open_sale(session, desk, tenders)
            done, cart_id = complete(session, desk, shop, draft, completion), draft.id
        finding.propose(Writer.of(session), cart_id, utc_text(moment))
        completing.drop_cart(Writer.of(session), cart_id)
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
    priced = _sellable(session, desk, shop, draft, completion, moment)
    booked = _booked(session, priced, completion, completion.tenders)
    plan = make_plan(session, desk, shop, priced, completion, moment)
    session_id, opened = till_sessions.enter(session, desk, plan.head.kind, plan.head.business_date, ())
    # After it, for it may post entries that come before this one.
    place = next_place(session, desk, session_id)
    return _post(session, desk, form_of(plan, place), booked, moment, opened)


def _complete_prepared(desk: Desk, tenders: Sequence[Tender], prepared: Prepared) -> SaleCompleted | None:
    """Pay what stands alone; None where it holds no more: then it has to be planned anew."""
    plan = prepared.form.plan
    with desk.db.write_plainly() as connection:
        moment = desk.clock()
        # With the write lock held, the newest state is the one that is written to.
        if not prepared.holds(desk, desk.db.stamp(), moment):
            return None
        _check_tenders(tenders)
        booked = Booked(_settled(plan.priced, tenders))
        writing, done = written(desk, prepared.form, booked, sold_at=moment, at=utc_text(moment))
        writer = Writer(connection, desk.db.engine.dialect)
        completing.write(writer, writing)
        finding.propose(writer, plan.priced.draft.id, utc_text(moment))
        completing.drop_cart(writer, plan.priced.draft.id)
        connection.commit()
        return done


def _open_sale(
    session: Session, desk: Desk, tenders: Sequence[Tender]
) -> tuple[Draft, ShopSettings, Completion]:
    """The open cart as it is to be completed; UserError ``empty_cart``."""
    cart = cart_queries.open_cart(session, desk.till)
    if cart is None or not cart_queries.lines(session, cart.id):
        raise UserError("empty_cart", "There is nothing to pay.")
    shop = settings.load(session)
    draft = cart_drafts.draft_of(session, shop, cart)
    as_credit = cart.refund_to == "store_credit"
    return draft, shop, Completion(tuple(tenders), content_hash(repr(draft)), as_credit=as_credit)


def _sellable(
    session: Session,
    desk: Desk,
    shop: ShopSettings,
    draft: Draft,
    completion: Completion,
    moment: datetime,
) -> PricedDraft:
    """The draft with its figures, and everything checked that does not depend on how much is paid."""
    on = desk.date_of(moment).isoformat()
    priced = price_draft(session, shop, draft, on=on)
    early = clock_steps.ahead(desk, moment)
    _check_tenders(completion.tenders)
    check_lines(priced)
    check_use(session, priced.draft, on)
    return replace(priced, warnings=(*early, *priced.warnings)) if early else priced


def _post(
    session: Session,
    desk: Desk,
    form: Form,
    booked: Booked,
    moment: datetime,
    opened: Sequence[dict[str, Any]] = (),
) -> SaleCompleted:
    """Write a planned sale that is paid for, with what only a session can."""
    writing, done = written(desk, form, booked, sold_at=moment, at=desk.now(), opened=opened)
    completing.write(Writer.of(session), writing)
    plan, draft = form.plan, form.plan.priced.draft
    mark_sold(session, draft, plan.head.sale_id)
    credits.keep(session, booked, plan.head.business_date)
    if plan.needs_refresh and draft.customer_id is not None:
        loyalty.refresh_balance(session, draft.customer_id)
    return done


def _booked(
    session: Session, priced: PricedDraft, completion: Completion, tenders: Sequence[Tender]
) -> Booked:
    """How it is paid, and what that does to gift cards and store credit."""
    _check_tenders(tenders)
    if giving_back.gives_back(priced) and (tenders or not completion.tenders_needed):
        if tenders:
            return credits.book(session, priced, giving_back.as_asked(session, priced, tenders))
        back = giving_back.propose(session, priced, as_credit=completion.as_credit)
        return credits.book(session, priced, back)
    return credits.book(session, priced, _settled(priced, tenders))


def _settled(priced: PricedDraft, tenders: Sequence[Tender]) -> Settlement:
    draft = priced.draft
    return require_settled(
        settle(priced.priced.total, tenders, draft.cash_rounding, draft.currency), draft.currency
    )


def _check_tenders(tenders: Sequence[Tender]) -> None:
    for tender in tenders:
        if tender.type in _WITHOUT_LEDGER:
            raise UserError("tender_not_available", "This shop does not take {type} yet.", type=tender.type)


def _who(desk: Desk) -> _Who:
    return desk.till, desk.actor, desk.automatic, desk.zone, desk.earliest


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
