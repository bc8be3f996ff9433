"""A quote inside a sale: its prices follow the quantities, and it is used up when the sale is paid.

Quoted lines carry their price, and their discount as an amount, under the quote's label. A line's position in
the cart is that of the quoted line, so the discount for another quantity is the quoted one in proportion.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import quotes as queries
from pos_app.domain.message import Day, Message, msg
from pos_app.domain.money import divide_half_up
from pos_app.domain.people import iso_date
from pos_app.errors import UserError
from pos_app.i18n import _
from pos_app.services.draft_values import QUOTED, Draft, QuoteUse

if TYPE_CHECKING:
    from pos_app.data.tables import Quote, QuoteLine

PREFIX = "Q-"


def normal_number(text: str) -> str:
    """A number as it is stored: "q-118", "118" and "Q-0118" mean "Q-118"."""
    count = text.strip().upper().removeprefix(PREFIX)
    if count.isascii() and count.isdigit() and len(count) <= 12:
        return f"{PREFIX}{int(count):03d}"
    return text.strip()


def scanned_quote(session: Session, code: str) -> Quote | None:
    """The quote whose barcode was scanned; a bare number is never one."""
    if not code.upper().startswith(PREFIX):
        return None
    return queries.by_number(session, normal_number(code))


def at_own_price(line: CartLine) -> None:
    """Put a line whose product or deal has changed back to its product's own price."""
    if line.product_id is not None:
        line.unit_price = None
    line.priced_by = line.approved_by = line.reason = line.discount_label = ""
    line.discount_amount = None


def label(number: str) -> str:
    """What a quoted price is called on screen and receipt."""
    return _("Quote {number}").format(number=number)


def use_of(session: Session, cart: Cart, lines: list[CartLine]) -> QuoteUse | None:
    """The quote that a cart was filled from."""
    row = queries.by_id(session, cart.quote_id) if cart.quote_id is not None else None
    if row is None:
        return None
    bound = any(line.priced_by == QUOTED and not line.approved_by for line in lines)
    return QuoteUse(row.id or 0, row.number, row.expires_on if bound else "")


def check_use(session: Session, draft: Draft, on: str) -> None:
    """Before a sale is posted: UserErrors ``quote_used`` and ``quote_expired`` (ISO date `on`)."""
    use = draft.quote
    if use is None:
        return
    check_unsold(session, use.id)
    if use.until and use.until < on:
        raise expired(use.number, use.until)


def mark_sold(session: Session, draft: Draft, sale_id: int) -> None:
    """The quote became this sale, in the sale's own transaction; a refund does not open it again."""
    if draft.quote is not None and not queries.set_sale(session, draft.quote.id, sale_id):
        check_unsold(session, draft.quote.id)


def check_unsold(session: Session, quote_id: int) -> None:
    """UserError ``quote_used`` names the receipt."""
    row = queries.listed_one(session, quote_id)
    if row.sale_id is not None:
        raise UserError(
            "quote_used",
            "Quote {number} was used for receipt {receipt}.",
            number=row.number,
            receipt=row.receipt,
        )


def expired(number: str, until: str) -> UserError:
    """UserError ``quote_expired``."""
    return UserError(
        "quote_expired",
        "Quote {number} ended on {date}; it can still be taken at today's prices.",
        number=number,
        date=Day(iso_date(until), year=True),
    )


@contextmanager
def following(session: Session, cart: Cart) -> Iterator[None]:
    """Around a change of lines: discounts that are still the quote's keep their proportion afterwards.

    A discount that was changed by hand stays as it is.
    """
    row = queries.by_id(session, cart.quote_id) if cart.quote_id is not None else None
    if row is None:
        yield
        return
    quoted = {line.position: line for line in queries.lines(session, row.id or 0)}
    before = cart_queries.lines(session, cart.id)
    own = [
        line
        for line in before
        if _is_quoted(line, quoted)
        and line.discount_percent is None
        and line.discount_amount == _share(quoted[line.position], line.quantity)
    ]
    whole = cart.discount_amount == _document_share(row, before, quoted)
    yield
    left = cart_queries.lines(session, cart.id)
    for line in own:
        if line in left and _is_quoted(line, quoted):
            line.discount_amount = _share(quoted[line.position], line.quantity)
    if whole and cart.discount_reason == label(row.number):
        cart.discount_amount = _document_share(row, left, quoted)
        if cart.discount_amount is None:
            cart.discount_reason = ""


def tidy(session: Session, cart: Cart) -> tuple[Message, ...]:
    """After a change: the quote leaves a cart that is another customer's now, or has none of its goods left."""
    row = queries.by_id(session, cart.quote_id) if cart.quote_id is not None else None
    if row is None:
        return ()
    if row.customer_id is not None and row.customer_id != cart.customer_id:
        if release(session, cart, row):
            return (msg("Quote {number} is another customer's: today's prices apply.", number=row.number),)
        return ()
    quoted = queries.lines(session, row.id or 0)
    goods = {(line.product_id, "" if line.product_id else line.description) for line in quoted}
    lines = cart_queries.lines(session, cart.id)
    if not any((line.product_id, "" if line.product_id else line.description) in goods for line in lines):
        release(session, cart, row)
    return ()


def release(session: Session, cart: Cart, row: Quote, *, keep: bool = False) -> bool:
    """Put a cart's quoted lines at today's prices and forget the quote; whether any price was a quoted one.

    With `keep` the sale still uses the quote up.
    """
    found = False
    for line in cart_queries.lines(session, cart.id):
        if line.priced_by == QUOTED:
            found = True
            by_hand = (line.discount_percent, line.discount_amount, line.discount_label)
            at_own_price(line)
            if by_hand[2] != label(row.number):
                line.discount_percent, line.discount_amount, line.discount_label = by_hand
    if cart.discount_reason == label(row.number):
        cart.discount_amount, cart.discount_reason = None, ""
    if not keep:
        cart.quote_id = None
    return found


def _is_quoted(line: CartLine, quoted: dict[int, QuoteLine]) -> bool:
    return line.priced_by == QUOTED and line.position in quoted


def _share(quoted: QuoteLine, quantity: int) -> int | None:
    """The quoted discount for a quantity, half up; None for nothing."""
    return divide_half_up(quoted.discount * quantity, quoted.quantity) or None


def _document_share(row: Quote, lines: list[CartLine], quoted: dict[int, QuoteLine]) -> int | None:
    """The part of the discount on the whole that belongs to the quoted goods still there; None for nothing."""
    there = [line for line in lines if _is_quoted(line, quoted)]
    amounts = sum(
        divide_half_up(quoted[line.position].amount * line.quantity, quoted[line.position].quantity)
        for line in there
    )
    if not row.subtotal:
        return None
    return divide_half_up(row.document_discount * amounts, row.subtotal) or None
