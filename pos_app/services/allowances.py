"""The limit on discounts by hand: what is above it needs someone who may give it.

Every change of the open sale is looked at, not only the discount itself: a smaller quantity makes the same amount a
larger share, and a discount on the whole adds to the one on a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.domain.allowances import NOTHING, GivenAway, over, share_of, together
from pos_app.domain.message import Message, msg
from pos_app.domain.money import line_amount
from pos_app.domain.permissions import Permission
from pos_app.domain.sale import Discount
from pos_app.late import late
from pos_app.services.desk import Desk
from pos_app.services.draft_values import BY_HAND, QUOTED, PricedDraft, PricedLine

if TYPE_CHECKING:
    from pos_app.services import approvals
    from pos_app.services.approvals import Approval
else:
    (approvals,) = late("pos_app.services", "approvals")

# Stands for the discount on the whole sale among the ids of lines.
WHOLE = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is doing: `fresh` discounts are given now (line ids, or `WHOLE`), with this approval."""

    fresh: frozenset[int] = frozenset()
    approval: Approval | None = None


def given_away(lines: Sequence[CartLine], priced: PricedDraft) -> GivenAway:
    """The shares that the discounts by hand of a priced cart take, by line id."""
    found = {
        row.id or WHOLE: share_of(line.line.discount, _full(line, priced))
        for row, line in zip(lines, priced.lines, strict=True)
        if by_hand(line)
    }
    base = sum(
        max(0, line.figures.amount)
        for line in priced.lines
        if line.sold.kind.discountable and line.sold.settled is None
    )
    return GivenAway(found, share_of(discount_by_hand(priced), base))


def by_hand(line: PricedLine) -> bool:
    """Whether a line has a discount by hand: not one of a quote, which was given when it was made."""
    discount = line.line.discount
    quoted = line.line.priced_by == QUOTED and discount is not None and bool(discount.label)
    return discount is not None and not quoted and line.source is None


def discount_by_hand(priced: PricedDraft) -> Discount | None:
    """The discount by hand on the whole sale; not that of a quote."""
    discount = priced.draft.discount
    return None if discount is not None and discount.label and priced.draft.quote is not None else discount


def _full(line: PricedLine, priced: PricedDraft) -> int:
    """A line's amount at the price that its discount by hand is taken from."""
    price = line.line.unit_price
    if price is None:
        price = line.product.price * 100 if line.product is not None else line.list_price
    return line_amount(line.line.quantity, price, priced.draft.currency)


def outgrown(limit: int, before: GivenAway, now: GivenAway, fresh: frozenset[int]) -> Iterator[int]:
    """Ids of the discounts above the limit that are new or take a larger share than before."""
    for line_id, share in now.lines.items():
        if over(share, limit) and (line_id in fresh or share > before.lines.get(line_id, NOTHING)):
            yield line_id
    if over(now.whole, limit) and (WHOLE in fresh or now.whole > before.whole):
        yield WHOLE


def allow(
    session: Session, desk: Desk, cart: Cart, lines: Sequence[CartLine], found: Sequence[int], asked: Asked
) -> None:
    """Have discounts above the limit allowed, and note on them who did; errors of `approvals.require`."""
    by_id = {line.id: line for line in lines}
    for line_id in found:
        line = by_id.get(line_id)
        known = line.reason if line is not None else cart.discount_reason
        granted = approvals.require(
            session, desk, Permission.DISCOUNT_OVER_LIMIT, with_reason(asked.approval, known)
        )
        if line is not None:
            line.reason, line.approved_by = granted.reason, granted.by or line.approved_by
        else:
            cart.discount_reason, cart.approved_by = granted.reason, granted.by


def over_together(
    limit: int, now: GivenAway, cart: Cart, lines: Sequence[CartLine], fresh: frozenset[int]
) -> list[int]:
    """The discount just given, if only together with the other it takes a line above the limit.

    Who was allowed to go above it with one of the two is not asked again for the other.
    """
    if not fresh or not now.whole or cart.approved_by or over(now.whole, limit):
        return []
    free = {line.id for line in lines if not line.approved_by}
    beyond = [
        line_id
        for line_id, share in now.lines.items()
        if line_id in free and not over(share, limit) and over(together(share, now.whole), limit)
    ]
    return [next(iter(fresh))] if beyond and (WHOLE in fresh or fresh & set(beyond)) else []


def take_out(cart: Cart, lines: Sequence[CartLine], found: Sequence[int]) -> tuple[Message, ...]:
    """Take discounts out that nobody is there to allow, and say so."""
    notices = []
    for line in lines:
        if line.id in found:
            line.discount_percent = line.discount_amount = None
            clear_reason(line)
            notices.append(msg("A discount was above the limit after this change and was taken out."))
    if WHOLE in found:
        cart.discount_percent = cart.discount_amount = None
        cart.discount_reason = cart.approved_by = ""
        notices.append(
            msg("The discount on the whole sale was above the limit after this change and was taken out.")
        )
    return tuple(notices)


def with_reason(approval: Approval | None, known: str) -> Approval:
    """The approval with the reason that was given before where it brings none of its own."""
    given = approval or approvals.Approval()
    return given if given.reason.strip() else replace(given, reason=known)


def given_reason(approval: Approval | None) -> str:
    """The reason that came with an act, as it is kept."""
    return approval.reason.strip()[: approvals.MOST_REASON] if approval else ""


def clear_reason(line: CartLine) -> None:
    """Forget why and by whom, where neither a discount nor a price by hand is left to explain."""
    if line.priced_by != BY_HAND and line.discount_percent is None and line.discount_amount is None:
        line.reason = line.approved_by = ""
