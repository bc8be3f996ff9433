"""Offers: which one goes on this receipt, and whether a code can be redeemed with that sale.

Everything here only reads; the sale posts what was decided together with itself.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from pos_app.data.queries import customers as customer_queries
from pos_app.data.queries import offers as queries
from pos_app.data.records import Record
from pos_app.domain import offer_codes
from pos_app.domain.message import Day
from pos_app.domain.money import E6
from pos_app.domain.offers import (
    Bought,
    OfferDraft,
    OfferRules,
    ShelfCategory,
    ShelfItem,
    Wanted,
    candidates_of,
    choose_offer,
    held_out,
    most_likely,
)
from pos_app.errors import UserError
from pos_app.i18n import _
from pos_app.services import settings
from pos_app.services.companions import companions_of, is_gone_by, refresh_companions
from pos_app.services.history import goods

__all__ = [
    "OPEN",
    "OfferDecision",
    "OfferDraft",
    "RedeemableOffer",
    "choose",
    "decide",
    "find_code",
    "new_code",
    "redeemable",
    "refresh_companions",
]

# An offer whose last event is one of these can be redeemed.
OPEN = ("issued", "restored")


@dataclass(frozen=True, slots=True)
class OfferDecision:
    """What was found for a customer: an offer, or one that is `held_back` so that offers can be judged."""

    draft: OfferDraft | None = None
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class RedeemableOffer:
    """An offer that this sale may use: `percent` (e6) off a product or a category; `label` for the receipt."""

    offer_id: int
    code: str
    percent: int
    label: str
    product_id: int | None
    category_id: int | None


def choose(
    session: Session, on: date, *, customer_id: int | None, cart_product_ids: Collection[int] = ()
) -> OfferDraft | None:
    """The offer that prints on this customer's receipt, None where none fits or they are held back."""
    return decide(session, on, customer_id=customer_id, cart_product_ids=cart_product_ids).draft


def decide(
    session: Session, on: date, *, customer_id: int | None, cart_product_ids: Collection[int] = ()
) -> OfferDecision:
    """The same with the reason for None: `held_back` is to be posted as a row of offer_holdout_ledger."""
    if customer_id is None:
        return OfferDecision()
    customer = customer_queries.by_id(session, customer_id)
    rules = offer_rules(session)
    if customer is None or customer.erased_at or rules.percent == 0:
        return OfferDecision()
    draft = best(
        session,
        on,
        bought=goods(session, customer_id, on),
        open_offers=queries.of_customers(session, [customer_id], on.isoformat()),
        cart=cart_product_ids,
        rules=rules,
    )
    if draft is not None and held_out(customer.code, on, rules.holdout):
        return OfferDecision(held_back=True)
    return OfferDecision(draft)


def offer_rules(session: Session) -> OfferRules:
    """The shop's rules for offers."""
    group = settings.cached(session).offers
    return OfferRules(group.percent, group.days, group.holdout_percent)


def best(
    session: Session,
    on: date,
    *,
    bought: list[Bought],
    open_offers: list[Record],
    cart: Collection[int],
    rules: OfferRules,
) -> OfferDraft | None:
    """The best candidate for what the customer bought, the cart counting as bought today."""
    known = _with_cart(bought, cart, on)
    several, due, drifted = candidates_of(known, on)
    if not (several or due or drifted):
        return None
    pairs = most_likely(companions_of(session, several, on), {b.product_id for b in known})
    wanted = Wanted(
        items=shelf(session, {pair.companion_id for pair in pairs} | due, on),
        categories={row[0]: ShelfCategory(*row[:4]) for row in queries.categories(session, drifted)}
        if drifted
        else {},
        cart_families=queries.families(session, cart) if cart else set(),
        open_products={o.product_id for o in open_offers if o.product_id is not None},
        open_categories={o.category_id for o in open_offers if o.category_id is not None},
    )
    return choose_offer(known, pairs, wanted, rules, on)


def shelf(session: Session, product_ids: Collection[int], on: date) -> dict[int, ShelfItem]:
    """Products as the rules look at them on a day: prices without the taxes they contain, stock as it was."""
    rows = queries.shelf(session, product_ids) if product_ids else []
    contained = queries.included_rates(session) if rows else {}
    later = {}
    if rows and is_gone_by(session, on):
        later = queries.moved_after(session, {row[1] for row in rows}, on.isoformat())
    items = {}
    for id_, family, name, price, cost, stock, bin_, tax_class, singles in rows:
        net = price * E6 // (E6 + contained.get(tax_class, 0))
        on_hand = (stock - later.get(family, 0)) * 1000 // singles
        items[id_] = ShelfItem(id_, family, name, net, cost, on_hand, bin_)
    return items


def _with_cart(bought: list[Bought], cart: Collection[int], on: date) -> list[Bought]:
    """What is in the cart and was bought before counts as bought once more."""
    return [replace(b, days=(*b.days, on)) if b.product_id in cart and b.days[-1] < on else b for b in bought]


def new_code(session: Session) -> str:
    """A random code that no offer has."""
    while True:
        code = offer_codes.make_code(secrets.randbelow(offer_codes.VARIETY))
        if queries.by_code(session, code) is None:
            return code


def find_code(session: Session, typed: str) -> str | None:
    """The code of an offer of this shop, however it was typed; None where it is none of ours."""
    code = offer_codes.parse_code(typed)
    return code if code and queries.by_code(session, code) is not None else None


def redeemable(session: Session, *, code: str, customer_id: int | None, on: str) -> RedeemableOffer:
    """The offer behind a code for a sale to this customer (None: unnamed) on an ISO date.

    An offer is for its customer; a sale without a name may use it too, for the paper is proof enough.
    UserErrors ``unknown_offer``, ``offer_expired``, ``offer_used``, ``offer_withdrawn`` (the sale that gave it
    out was given back), ``offer_of_other_customer``.
    """
    plain = offer_codes.parse_code(code)
    row = queries.by_code(session, plain) if plain else None
    if row is None:
        raise UserError("unknown_offer", "There is no offer {code}.", code=code.strip()[:20])
    state = queries.state(session, row.id)
    if state == "voided":
        raise UserError("offer_withdrawn", "Offer {code} was withdrawn with its sale.", code=row.code)
    if state not in OPEN:
        raise UserError("offer_used", "Offer {code} was already used.", code=row.code)
    if row.valid_until < on:
        until = Day(date.fromisoformat(row.valid_until), year=True)
        raise UserError("offer_expired", "Offer {code} was valid until {date}.", code=row.code, date=until)
    if customer_id is not None and row.customer_id is not None and row.customer_id != customer_id:
        raise UserError("offer_of_other_customer", "Offer {code} is for another customer.", code=row.code)
    return RedeemableOffer(row.id, row.code, row.percent, _("Offer"), row.product_id, row.category_id)
