"""What leaves a sale after its total was said to a customer, and sales that are cancelled: acts for the day book.

Between the total and the payment is where a line can vanish and its money with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.data.queries.selling import SoldProduct
from pos_app.domain.money import plain_amount
from pos_app.domain.quantity import plain_quantity
from pos_app.late import late
from pos_app.services import cart_drafts, settings
from pos_app.services.cart_view import CartLineView, CartView
from pos_app.services.desk import Desk

if TYPE_CHECKING:
    from pos_app.services import audit
else:
    (audit,) = late("pos_app.services", "audit")

# Goods of one kind that go one way: the single and whether it comes back; what is no product stands for itself.
_Goods = tuple[str, int, bool]
# Line, product, quantity (thousandths), whether it goes back.
_Line = tuple[int, int | None, int, bool]


def before(session: Session, desk: Desk, cart: Cart) -> CartView | None:
    """The sale as it was when its total had been shown; None where no total was."""
    if cart.total_shown is None:
        return None
    return cart_drafts.view(session, desk, settings.load(session), cart)


def note(session: Session, desk: Desk, cart: Cart, was: CartView | None) -> None:
    """Post an act for each line that is gone or less than it `was`; the caller commits.

    Singles that became packs are still there. With its last line the sale forgets that a total was shown.
    """
    if was is None:
        return
    rows = cart_queries.lines(session, cart.id)
    left = [(row.id or 0, row.product_id, row.quantity, row.quantity < 0) for row in rows]
    audit.note_all(session, desk, list(_acts(session, was, left, cart.total_shown or 0)))
    if not left:
        cart.total_shown = None


def cancelled(view: CartView, total_shown: int | None, **after: str) -> audit.Act:
    """The open sale is gone before it was paid: its lines, what it came to, and the total that was shown."""
    facts: dict[str, Any] = {"lines": lines_of(view), "total": plain_amount(view.total, view.currency)}
    if total_shown is not None:
        facts["total_shown"] = plain_amount(total_shown, view.currency)
    return audit.Act("cart_cancelled", before=facts, after=after)


def lines_of(view: CartView) -> list[dict[str, str]]:
    """The lines of a sale as facts."""
    return [_facts(line, view) for line in view.lines]


def _acts(session: Session, was: CartView, left: Sequence[_Line], shown: int) -> Iterator[audit.Act]:
    old: list[_Line] = [(line.id, line.product_id, line.quantity, line.is_return) for line in was.lines]
    sold = selling.products(session, {line[1] for line in (*old, *left) if line[1] is not None})
    there, then = _totals(left, sold), _totals(old, sold)
    now = {line[0]: line for line in left}
    for line, entry in zip(was.lines, old, strict=True):
        goods, remaining = _goods(entry, sold)[0], now.get(line.id)
        if there[goods] >= then[goods]:
            continue
        if remaining is not None and abs(remaining[2]) >= abs(line.quantity):
            continue
        facts = {**_facts(line, was), "total": plain_amount(shown, was.currency)}
        after = {} if remaining is None else {"quantity": plain_quantity(remaining[2])}
        yield audit.Act("line_removed", before=facts, after=after)


def _totals(lines: Sequence[_Line], sold: Mapping[int, SoldProduct]) -> dict[_Goods, int]:
    found: dict[_Goods, int] = defaultdict(int)
    for line in lines:
        goods, pieces = _goods(line, sold)
        found[goods] += pieces
    return found


def _goods(line: _Line, sold: Mapping[int, SoldProduct]) -> tuple[_Goods, int]:
    """What a line holds, and how much of it (thousandths): packs count as the singles in them."""
    line_id, product_id, quantity, back = line
    product = sold.get(product_id) if product_id is not None else None
    if product is None:
        return ("line", line_id, back), abs(quantity)
    return ("product", product.stock_id, back), product.stock_quantity(abs(quantity))


def _facts(line: CartLineView, view: CartView) -> dict[str, str]:
    return {
        "sku": line.sku,
        "description": line.description,
        "quantity": plain_quantity(line.quantity),
        "amount": plain_amount(line.amount, view.currency),
    }
