"""Packs instead of singles: what would really be paid both ways, and taking the cheaper one.

Every way is priced as a whole sale, with its promotions, levels, breaks, discounts and taxes: only so is it sure
that the customer pays less.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.data.queries.selling import SoldProduct
from pos_app.domain.message import Amount, Message, Quantity, Value, msg
from pos_app.domain.quantity import MOST, ONE
from pos_app.errors import UserError
from pos_app.services.cart_view import PackHint
from pos_app.services.draft_values import Draft, DraftLine, Facts, PricedDraft
from pos_app.services.drafts import price_with
from pos_app.services.labels import PRICED_BY as LABEL
from pos_app.services.quote_selling import at_own_price


@dataclass(frozen=True, slots=True)
class _Way:
    """Whole packs, and the singles that are left over (thousandths)."""

    pack: SoldProduct
    count: int
    rest: int


def packs_for(session: Session, row: CartLine | None) -> list[int]:
    """Ids of the packs that could be sold instead of a cart's line."""
    if row is None or row.product_id is None or row.return_of_id or row.quantity <= 0:
        return []
    # What carries a price label is in the customer's hand as it is.
    return [] if row.priced_by == LABEL else selling.packs_of(session, row.product_id)


def hint(
    priced: PricedDraft,
    facts: Facts,
    rows: Sequence[CartLine],
    row: CartLine | None,
    packs: Sequence[int],
    on: str,
) -> PackHint | None:
    """The cheapest way with packs for a line of a priced cart, None where the singles cost no more."""
    if row is None or not packs:
        return None
    place = next(number for number, other in enumerate(rows) if other.id == row.id)
    now, before = priced.priced.total, priced.lines[place].figures.amount
    best: tuple[tuple[int, int, int], _Way, int] | None = None
    for way in _ways(row.quantity, [facts.products[pack] for pack in packs]):
        found = _priced(priced.draft, facts, place, way, on)
        if found is None:
            continue
        parts = found.lines[place : place + 1 + bool(way.rest)]
        cost = sum(part.figures.amount for part in parts)
        # The sentence speaks of prices as shown, the customer of what is paid: both must be less.
        if cost >= before or found.priced.total >= now:
            continue
        rank = (found.priced.total, way.count + bool(way.rest), way.pack.id)
        if best is None or rank < best[0]:
            best = (rank, way, cost)
    if best is None:
        return None
    _rank, way, cost = best
    text = _text(way, row.quantity, cost, before - cost, priced.draft.currency.exponent)
    return PackHint(row.id or 0, way.pack.id, text, count=way.count, rest=way.rest)


def _ways(quantity: int, packs: Sequence[SoldProduct]) -> Iterator[_Way]:
    """For each pack: as many as fit with the rest as singles, and so many that nothing is left over."""
    for pack in packs:
        size = pack.pack_quantity or ONE
        fit, rest = divmod(quantity, size)
        if fit:
            yield _Way(pack, fit, rest)
        if rest:
            yield _Way(pack, fit + 1, 0)


def _priced(draft: Draft, facts: Facts, place: int, way: _Way, on: str) -> PricedDraft | None:
    """The whole sale with packs in the line's place, None if it could not be sold so."""
    if way.count * ONE > MOST:
        return None
    lines = list(draft.lines)
    line = lines[place]
    lines[place : place + 1] = [_pack_line(line, way), *([_rest_line(line, way)] if way.rest else [])]
    try:
        return price_with(replace(draft, lines=tuple(lines)), facts, on=on)
    except UserError:
        return None


def _pack_line(line: DraftLine, way: _Way) -> DraftLine:
    line = replace(
        line, product_id=way.pack.id, quantity=way.count * ONE, unit=way.pack.unit, sku="", description=""
    )
    return (
        replace(line, unit_price=None, discount=None, priced_by="", price_label="")
        if line.priced_by
        else line
    )


def _rest_line(line: DraftLine, way: _Way) -> DraftLine:
    """The singles left over: an amount off was for the line as a whole and goes with the packs."""
    by_amount = line.discount is not None and line.discount.amount is not None
    return replace(line, quantity=way.rest, discount=None if by_amount else line.discount)


def take(session: Session, cart: Cart, line: CartLine, hint: PackHint) -> None:
    """Put the packs of a hint in the place of a line, within a transaction; what is left over follows them."""
    pack = selling.products(session, [hint.pack_product_id])[hint.pack_product_id]
    if hint.rest:
        cart_queries.make_room(session, cart.id, line.position + 1)
        rest = replace(line, id=None, position=line.position + 1, quantity=hint.rest, discount_amount=None)
        cart_queries.add_line(session, rest)
    line.product_id = pack.id
    line.quantity = hint.count * ONE
    line.unit = pack.unit
    line.description = ""
    if line.priced_by:
        at_own_price(line)


def _text(way: _Way, quantity: int, cost: int, saving: int, exponent: int) -> Message:
    values: dict[str, Value] = {
        "pack": way.pack.name,
        "count": way.count,
        "rest": Quantity(way.rest),
        "price": Amount(cost, exponent),
        "saving": Amount(saving, exponent),
        "quantity": Quantity(quantity),
    }
    if way.rest and way.count == 1:
        return msg(
            "{pack} and {rest} singles are {price}, {saving} less than {quantity} singles. Sell them?",
            **values,
        )
    if way.rest:
        return msg(
            "{count} × {pack} and {rest} singles are {price}, {saving} less than {quantity} singles. Sell them?",
            **values,
        )
    if way.count == 1:
        return msg("{pack} is {price}, {saving} less than {quantity} singles. Sell it?", **values)
    return msg("{count} × {pack} are {price}, {saving} less than {quantity} singles. Sell them?", **values)
