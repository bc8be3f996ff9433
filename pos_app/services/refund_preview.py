"""What a return will do, in four sentences, before it is done: from the very draft that would be posted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.domain.credit import Booking
from pos_app.domain.credit_codes import masked
from pos_app.domain.message import Amount, Day, Message, english, msg
from pos_app.domain.payment import Settlement, Tender
from pos_app.domain.sale import LineKind
from pos_app.errors import UserError
from pos_app.services import blind_returns, cart_drafts, credits, giving_back, loyalty, settings
from pos_app.services.desk import Desk
from pos_app.services.draft_values import DraftLine, PricedDraft
from pos_app.services.drafts import price_draft
from pos_app.services.sale_offers import offers_back
from pos_app.services.settings import ShopSettings


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """Money back per tender, points, reward or coupon, gift cards; `total` of the document is signed."""

    money: Message
    points: Message
    offers: Message
    cards: Message
    total: int
    tenders: tuple[Tender, ...] = ()

    @property
    def lines(self) -> tuple[Message, Message, Message, Message]:
        """The four sentences in their order."""
        return self.money, self.points, self.offers, self.cards

    def answer(self) -> dict[str, str]:
        """The four sentences in English, for the command line."""
        named = zip(("money", "points", "offers", "cards"), self.lines, strict=True)
        return {name: english(message) for name, message in named}


def of_cart(
    desk: Desk,
    *,
    back: Sequence[tuple[str, int, int]] = (),
    blind: Sequence[tuple[int, int]] = (),
    as_credit: bool = False,
) -> RefundPreview:
    """What paying the open sale will give back; also with more going back in it.

    `back` is (receipt, line, positive thousandths), `blind` (product, thousandths) without a receipt.
    UserErrors of pricing and returning, and ``unknown_receipt``, ``unknown_line``, ``empty_cart``.
    """
    with desk.db.read() as session:
        shop = settings.load(session)
        cart = cart_queries.open_cart(session, desk.till)
        on = desk.business_date().isoformat()
        more = [_line(session, *item) for item in back]
        more += [blind_returns.blind_line(session, *item, on=on) for item in blind]
        if cart is None:
            draft = cart_drafts.empty_draft(shop)
        else:
            draft = cart_drafts.draft_of(session, shop, cart)
            as_credit = as_credit or cart.refund_to == "store_credit"
        draft = replace(draft, lines=(*draft.lines, *more))
        if not draft.lines:
            raise UserError("empty_cart", "There is nothing to pay.")
        priced = price_draft(session, shop, draft, on=on)
        return of_priced(session, desk, shop, priced, as_credit=as_credit)


def of_priced(
    session: Session,
    desk: Desk,
    shop: ShopSettings,
    priced: PricedDraft,
    *,
    asked: Sequence[Tender] = (),
    as_credit: bool = False,
) -> RefundPreview:
    """The preview of a priced draft; reads only."""
    settlement = Settlement(priced.priced.total, 0, 0, 0, 0, ())
    if giving_back.gives_back(priced):
        settlement = (
            giving_back.as_asked(session, priced, asked)
            if asked
            else giving_back.propose(session, priced, as_credit=as_credit)
        )
    return RefundPreview(
        _money(priced, settlement),
        _points(session, priced, desk.business_date(), shop.loyalty.months),
        _offers(session, priced),
        _cards(credits.book(session, priced, settlement).bookings, priced),
        priced.priced.total,
        settlement.tenders,
    )


def _line(session: Session, receipt: str, number: int, quantity: int) -> DraftLine:
    sale = selling.sale_by_number(session, receipt)
    if sale is None:
        raise UserError("unknown_receipt", "There is no receipt {number}.", number=receipt[:40])
    row = next((r for r in selling.lines_of(session, sale.id or 0) if r.line_no == number), None)
    if row is None:
        raise UserError(
            "unknown_line", "Receipt {number} has no line {position}.", number=receipt, position=number
        )
    return DraftLine(-quantity, product_id=row.product_id, kind=LineKind.RETURN, return_of_id=row.id)


def _money(priced: PricedDraft, settlement: Settlement) -> Message:
    exponent = priced.draft.currency.exponent
    total = priced.priced.total
    if total > 0:
        return msg("Money back: none; {amount} is still to be paid.", amount=Amount(total, exponent))
    if not settlement.tenders:
        return msg("Money back: none.")
    sums: dict[tuple[str, str], int] = {}
    for t in settlement.tenders:
        key = (t.type, t.reference if t.type == "card" else "")
        sums[key] = sums.get(key, 0) - t.amount
    parts = [_tender(kind, reference, Amount(n, exponent)) for (kind, reference), n in sums.items()]
    if settlement.cash_rounding:
        rounded = Amount(settlement.cash_rounding, exponent)
        return msg("Money back: {list} (coins {rounding}).", list=_listed(parts), rounding=rounded)
    return msg("Money back: {list}.", list=_listed(parts))


def _tender(kind: str, reference: str, amount: Amount) -> Message:
    if kind == "cash":
        return msg("cash {amount}", amount=amount)
    if kind == "card" and reference:
        return msg("card ({reference}) {amount}", reference=reference, amount=amount)
    if kind == "card":
        return msg("card {amount}", amount=amount)
    if kind == "gift_card":
        return msg("gift card {amount}", amount=amount)
    if kind == "store_credit":
        return msg("store credit {amount}", amount=amount)
    if kind == "cheque":
        return msg("cheque {amount}", amount=amount)
    return msg("transfer {amount}", amount=amount)


def _listed(parts: Sequence[Message]) -> Message:
    found = parts[0]
    for part in parts[1:]:
        found = msg("{first}, {second}", first=found, second=part)
    return found


def _points(session: Session, priced: PricedDraft, day: date, months: int) -> Message:
    if priced.buyer is None:
        return msg("Points: nobody is named, so none are taken.")
    back = [line.figures for line in priced.lines if line.source is not None or line.blind]
    taken = -sum(figures.points for figures in back)
    before = priced.buyer.points
    balance = before + priced.priced.points - priced.priced.points_spent
    given = -sum(figures.points_spent for figures in back)
    if not given:
        return msg("Points: {taken} taken back, {balance} after it.", taken=taken, balance=balance)
    rows: list[dict[str, Any]] = loyalty.point_rows(priced, 0, day, months, session)
    until = next((row["expires_on"] for row in rows if row["kind"] == "give_back"), "")
    values: dict[str, int] = {"taken": taken, "given": given, "balance": balance}
    if not until:
        return msg("Points: {taken} taken back, {given} given back, {balance} after it.", **values)
    return msg(
        "Points: {taken} taken back, {given} given back until {day}, {balance} after it.",
        day=Day(date.fromisoformat(until), year=True),
        **values,
    )


def _offers(session: Session, priced: PricedDraft) -> Message:
    codes = [msg("offer {code}", code=code) for code in offers_back(session, priced)]
    spent = -sum(line.figures.points_spent for line in priced.lines if line.source is not None)
    if spent:
        codes.insert(0, msg("a reward's {points} points", points=spent))
    if not codes:
        return msg("Reward or coupon: none to give back.")
    return msg("Reward or coupon given back: {list}.", list=_listed(codes))


def _cards(bookings: Sequence[Booking], priced: PricedDraft) -> Message:
    exponent = priced.draft.currency.exponent
    parts = [_card(b, Amount(abs(b.amount), exponent)) for b in bookings if b.event != "spend"]
    if not parts:
        return msg("Gift card and store credit: not touched.")
    return msg("Gift card and store credit: {list}.", list=_listed(parts))


def _card(booking: Booking, amount: Amount) -> Message:
    end = masked(booking.code)
    if booking.event == "take_back":
        return msg("gift card {end} is taken back with {amount}", end=end, amount=amount)
    if booking.kind == "gift_card":
        return msg("gift card {end} gets {amount}", end=end, amount=amount)
    if booking.customer_id is None:
        return msg("a slip over {amount}", amount=amount)
    return msg("the customer's credit gets {amount}", amount=amount)
