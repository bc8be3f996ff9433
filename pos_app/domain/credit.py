"""What a document does to gift cards and store credit: bookings on accounts that never go below zero.

Amounts are minor units. Within one document money is spent first, then put on, then taken back, so that a
card never pays with what the same document puts on it, and a reload is there before a return takes it off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pos_app.domain.credit_codes import CreditKind, masked
from pos_app.domain.message import Message, msg
from pos_app.domain.money import Currency, plain_amount
from pos_app.domain.quantity import ONE, check_quantity
from pos_app.errors import UserError

Event = Literal["issue", "top_up", "spend", "give_back", "take_back", "opening"]
MOST_CARDS = 100
_ORDER: dict[Event, int] = {"spend": 0, "issue": 1, "top_up": 1, "give_back": 1, "opening": 1, "take_back": 2}


@dataclass(frozen=True, slots=True)
class Account:
    """A gift card or store credit; `customer_id` None: it is whoever's who holds the code."""

    code: str
    kind: CreditKind
    customer_id: int | None
    balance: int


@dataclass(frozen=True, slots=True)
class Booking:
    """Money put on an account (+) or taken off it (−); `line` is the line that sells the card or takes it back."""

    code: str
    kind: CreditKind
    customer_id: int | None
    event: Event
    amount: int
    line: int | None = None


def in_order(bookings: Iterable[Booking]) -> list[Booking]:
    """The bookings of one document in the order in which they count."""
    return sorted((b for b in bookings if b.amount), key=lambda b: _ORDER[b.event])


def balances_after(
    before: Mapping[str, int], bookings: Iterable[Booking], currency: Currency
) -> dict[str, int]:
    """Every account's balance after bookings that are `in_order`; accounts without one are left out.

    UserErrors ``card_empty``, ``card_exceeds_balance`` and ``gift_card_used`` (with the line).
    """
    after: dict[str, int] = {}
    for booking in bookings:
        left = after.get(booking.code, before.get(booking.code, 0))
        if left + booking.amount < 0:
            raise _too_little(booking, left, currency)
        after[booking.code] = left + booking.amount
    return after


def payable(account: Account, due: int, wanted: int | None, currency: Currency, *, used: int = 0) -> int:
    """What an account pays of what is `due`: `wanted`, or as much as it can (minor units).

    `used` of it is spoken for already in this sale. UserErrors ``card_empty``, ``card_exceeds_balance``.
    """
    left = account.balance - used
    amount = min(left, due) if wanted is None else wanted
    spend = Booking(account.code, account.kind, account.customer_id, "spend", -max(amount, 1))
    balances_after({account.code: left}, [spend], currency)
    return amount


def check_gift_line(
    unit_price: int | None, quantity: int, discounted: bool, currency: Currency, number: int
) -> None:
    """Whether a line can sell gift cards: whole cards, worth a payable amount each (e6), at their value.

    UserErrors ``bad_quantity``, ``bad_price``, ``bad_discount`` with the line's number.
    """
    try:
        check_quantity(quantity, "ea")
    except UserError as error:
        raise error.at_line(number) from error
    if abs(quantity) > MOST_CARDS * ONE:
        raise UserError(
            "bad_quantity", "At most {most} gift cards go on one line.", line=number, most=MOST_CARDS
        )
    step = 10 ** (6 - currency.exponent)
    if unit_price is None or unit_price <= 0 or unit_price % step:
        raise UserError(
            "bad_price",
            "A gift card needs an amount, {least} or more.",
            line=number,
            least=plain_amount(1, currency),
        )
    if discounted:
        raise UserError("bad_discount", "A gift card is sold at its value, without a discount.", line=number)


def name_of(kind: CreditKind, code: str) -> Message:
    """The account in a sentence, without giving its code away."""
    end = masked(code)
    return msg("Gift card {end}", end=end) if kind == "gift_card" else msg("Store credit {end}", end=end)


def _too_little(booking: Booking, left: int, currency: Currency) -> UserError:
    name, on_it = name_of(booking.kind, booking.code), plain_amount(left, currency)
    amount = plain_amount(-booking.amount, currency)
    if booking.event == "take_back":
        return UserError(
            "gift_card_used",
            "{card} has been used: {left} of the {amount} is left, so it cannot be given back.",
            line=booking.line,
            card=name,
            left=on_it,
            amount=amount,
        )
    if left == 0:
        return UserError("card_empty", "{card}: nothing is left on it.", card=name)
    return UserError(
        "card_exceeds_balance",
        "{card} has {left} on it, less than the {amount} to be paid with it.",
        card=name,
        left=on_it,
        amount=amount,
    )
