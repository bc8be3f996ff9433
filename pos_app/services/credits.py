"""Gift cards and store credit: what is on them, and what a sale or refund does to them.

Balances are decided by the ledger within the transaction of the sale, which holds the write lock: two clicks or
two processes cannot spend the same money. The kept balances (`credit_account`) only make looking fast.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import credit as queries
from pos_app.domain.credit import Account, Booking, Event, balances_after, in_order
from pos_app.domain.credit_codes import VARIETY, CreditKind, make_code, masked, read_code
from pos_app.domain.payment import Settlement, Tender
from pos_app.domain.receipt import ReceiptCredit
from pos_app.domain.sale import LineKind
from pos_app.errors import UserError
from pos_app.i18n import _
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.draft_values import PricedDraft, PricedLine

_NOTHING = Settlement(0, 0, 0, 0, 0, ())
_KINDS: dict[str, CreditKind] = {"gift_card": "gift_card", "store_credit": "store_credit"}


@dataclass(frozen=True, slots=True)
class Booked:
    """What a document does to accounts; `settlement` has the tenders with their codes as they are stored.

    `balances` are those after the document, `bookings` in the order in which they are posted.
    """

    settlement: Settlement
    bookings: tuple[Booking, ...] = ()
    balances: tuple[tuple[str, int], ...] = ()

    def rows(self, sale_id: int | None) -> list[dict[str, Any]]:
        """Rows of credit_ledger; `sale_id` None where no sale made them."""
        return [_row(b) | {"sale_id": sale_id, "line_no": b.line} for b in self.bookings]


def look_up(desk: Desk, *, code: str, customer_id: int | None = None) -> Account:
    """The gift card or store credit slip of a code as it was typed or scanned.

    UserErrors ``unknown_card``, ``bad_card_code``, ``credit_of_other_customer``.
    """
    with desk.db.read() as session:
        return account_by_code(session, code, customer_id)


def balance_of(desk: Desk, *, customer_id: int | None) -> Account | None:
    """A customer's store credit; None where there never was any."""
    with desk.db.read() as session:
        return of_customer(session, customer_id)


def of_customer(session: Session, customer_id: int | None) -> Account | None:
    """A customer's store credit; None where there never was any."""
    code = queries.code_of_customer(session, customer_id) if customer_id is not None else None
    return _account(session, code) if code is not None else None


def account_by_code(
    session: Session, typed: str, customer_id: int | None, kind: CreditKind | None = None
) -> Account:
    """The account of a code, within a session; a customer's own store credit is for their sales only."""
    read = read_code(typed)
    if read is None:
        raise UserError(
            "unknown_card", "“{code}” is no code of a gift card or of store credit.", code=typed[:40]
        )
    if not read.valid:
        raise UserError(
            "bad_card_code",
            "The code {code} has a typing mistake: its check character is wrong.",
            code=read.code,
        )
    if kind is not None and read.kind != kind:
        if kind == "gift_card":
            raise UserError("wrong_card", "{code} is store credit, not a gift card.", code=read.code)
        raise UserError("wrong_card", "{code} is a gift card, not store credit.", code=read.code)
    account = _account(session, read.code)
    if account is None:
        if read.kind == "gift_card":
            raise UserError("unknown_card", "{code} is a gift card of another shop.", code=read.code)
        raise UserError("unknown_card", "{code} is store credit of another shop.", code=read.code)
    if account.customer_id is not None and account.customer_id != customer_id:
        raise UserError(
            "credit_of_other_customer", "This store credit belongs to another customer than this sale."
        )
    return account


def book(session: Session, priced: PricedDraft, settlement: Settlement) -> Booked:
    """Decide what a priced and settled document does to gift cards and store credit; writes nothing.

    UserErrors of `account_by_code` and `balances_after`, ``card_missing``, ``no_store_credit``.
    """
    touched = [_of_tender(session, tender, priced.draft.customer_id) for tender in settlement.tenders]
    lines = [b for number, line in enumerate(priced.lines, 1) for b in _of_line(session, line, number)]
    bookings = in_order([*(b for b in touched if b is not None), *lines])
    if not bookings:
        return Booked(settlement)
    known = queries.by_code(session, sorted({b.code for b in bookings}))
    before = {code: int(row.balance) for code, row in known.items()}
    after = balances_after(before, bookings, priced.draft.currency)
    tenders = tuple(
        tender if booking is None else replace(tender, reference=booking.code)
        for tender, booking in zip(settlement.tenders, touched, strict=True)
    )
    return Booked(replace(settlement, tenders=tenders), tuple(bookings), tuple(after.items()))


def touched(priced: PricedDraft, tenders: Iterable[Tender]) -> bool:
    """Whether a document paid like this does anything to gift cards or store credit: then `book` decides what."""
    card = LineKind.GIFT_CARD
    sold = any(
        line.sold.kind is card or (line.source is not None and line.source.row.kind == card.value)
        for line in priced.lines
    )
    return sold or any(tender.type in _KINDS for tender in tenders)


def keep(session: Session, booked: Booked, day: str) -> None:
    """Keep the balances of what was posted on an ISO business date; the caller commits."""
    whose = {b.code: b for b in booked.bookings}
    queries.put_balances(
        session,
        [
            {
                "code": code,
                "kind": whose[code].kind,
                "customer_id": whose[code].customer_id,
                "balance": balance,
                "issued_on": day,
            }
            for code, balance in booked.balances
        ],
    )


def printed_credits(booked: Booked) -> tuple[ReceiptCredit, ...]:
    """What the receipt says of the accounts: new and topped-up cards and new slips with their code."""
    whose = {b.code: b for b in booked.bookings}
    papers = {b.code for b in booked.bookings if b.event in ("issue", "top_up") and b.customer_id is None}
    return tuple(
        ReceiptCredit(
            whose[code].kind, code if whose[code].customer_id is None else "", balance, code in papers
        )
        for code, balance in booked.balances
    )


def gift_card_text(code: str) -> str:
    """How a line that sells a gift card reads, whose code is "" for a new one."""
    if not code:
        return _("Gift card")
    read = read_code(code)
    return _("Gift card {end}, top-up").format(end=masked(read.code if read else code))


def opening(session: Session, bookings: list[Booking]) -> Booked:
    """Balances that are taken over, ready to be posted and kept."""
    known = queries.by_code(session, [b.code for b in bookings])
    after = {b.code: b.amount + int(known[b.code].balance if b.code in known else 0) for b in bookings}
    return Booked(_NOTHING, tuple(bookings), tuple(after.items()))


def rebuild(desk: Desk) -> Changes:
    """Reckon the kept balances anew from the ledger where they differ."""
    with desk.db.write() as session:
        wanted = queries.ledger_accounts(session)
        if wanted == queries.kept_accounts(session):
            return Changes()
        queries.drop_accounts(session)
        queries.insert_accounts(session, [row for row in wanted if row["balance"] >= 0])
        session.commit()
        return changed(Area.CUSTOMER)


def new_code(session: Session, kind: CreditKind) -> str:
    """A random code that no account has."""
    while True:
        code = make_code(kind, secrets.randbelow(VARIETY))
        if _account(session, code) is None:
            return code


def _of_tender(session: Session, tender: Tender, customer_id: int | None) -> Booking | None:
    """What a tender takes off an account, or (money back) puts on it."""
    kind = _KINDS.get(tender.type)
    if kind is None:
        return None
    back = tender.amount < 0
    if tender.reference.strip():
        account = account_by_code(session, tender.reference, customer_id, kind)
    elif kind == "gift_card":
        raise UserError("card_missing", "Paying with a gift card needs its code: scan the card.")
    else:
        found = of_customer(session, customer_id)
        if found is None and not back:
            raise _no_store_credit(customer_id)
        if found is None:
            code = new_code(session, kind)
            return Booking(code, kind, customer_id, "issue", -tender.amount)
        account = found
    event: Event = "give_back" if back else "spend"
    return Booking(account.code, kind, account.customer_id, event, -tender.amount)


def _no_store_credit(customer_id: int | None) -> UserError:
    if customer_id is None:
        return UserError(
            "card_missing", "Paying with store credit needs its slip or the customer it belongs to."
        )
    return UserError("no_store_credit", "This customer has no store credit.")


def _of_line(session: Session, line: PricedLine, number: int) -> Iterator[Booking]:
    """What a line that sells gift cards, or takes them back, does to them."""
    if line.source is not None and line.source.row.kind == LineKind.GIFT_CARD.value:
        yield from _taken_back(session, line, number)
    elif line.sold.kind is LineKind.GIFT_CARD and line.sold.quantity > 0:
        code = line.line.gift_code
        amount = line.figures.gross
        if code:
            account = account_by_code(session, code, None, "gift_card")
            yield Booking(account.code, "gift_card", None, "top_up", amount, number)
            return
        cards = line.sold.quantity // 1000
        for _card in range(cards):
            fresh = new_code(session, "gift_card")
            yield Booking(fresh, "gift_card", None, "issue", amount // cards, number)


def _taken_back(session: Session, line: PricedLine, number: int) -> Iterator[Booking]:
    source = line.source
    assert source is not None
    codes = queries.codes_of_line(session, source.row.sale_id, source.row.line_no)
    whole = line.sold.quantity == -source.row.quantity
    if len(codes) > 1 and not whole:
        # Which of them the customer holds in hand is not known; the wrong one would be emptied.
        raise UserError(
            "bad_quantity",
            "The {count} gift cards of this line can only be given back together.",
            line=number,
            count=len(codes),
        )
    for code in codes:
        yield Booking(code, "gift_card", None, "take_back", line.figures.gross // len(codes), number)


def _account(session: Session, code: str) -> Account | None:
    row = queries.by_code(session, [code]).get(code)
    if row is None:
        return None
    return Account(row.code, _KINDS[row.kind], row.customer_id, int(row.balance))


def _row(booking: Booking) -> dict[str, Any]:
    return {
        "code": booking.code,
        "kind": booking.kind,
        "customer_id": booking.customer_id,
        "event": booking.event,
        "amount": booking.amount,
    }
