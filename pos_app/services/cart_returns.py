"""Goods that come back into the open sale: by their receipt, and from what the customer bought without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import selling
from pos_app.domain.permissions import Permission
from pos_app.domain.quantity import check_quantity
from pos_app.errors import UserError
from pos_app.late import late
from pos_app.services import settings
from pos_app.services.cart_changes import change_cart, put_customer
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.services.returning import counted_in, load_returns

if TYPE_CHECKING:
    from pos_app.data.queries import giving_back as queries
    from pos_app.data.tables import Sale
    from pos_app.services import approvals
    from pos_app.services.approvals import Approval
else:
    (queries,) = late("pos_app.data.queries", "giving_back")
    (approvals,) = late("pos_app.services", "approvals")

MOST = 200


@dataclass(frozen=True, slots=True)
class Bought:
    """A line a customer bought of which something can still go back; quantities in thousandths, `day` ISO."""

    receipt: str
    line: int
    day: str
    sku: str
    description: str
    unit: str
    left: int
    gross_left: int


def add_returns(
    desk: Desk, *, back: Sequence[tuple[str, int, int]], approval: Approval | None = None
) -> Changes:
    """Give back (receipt, line, positive thousandths) in the open sale: all of them or none.

    Past the days for returns it needs permission: errors of `approvals.require`. A receipt with a customer
    names the sale's; UserErrors ``unknown_receipt``, ``unknown_line``, ``return_exceeds_sold``,
    ``return_of_other_customer``.
    """

    def put(session: Session, cart: Cart) -> None:
        for receipt, line, quantity in back:
            sale = selling.sale_by_number(session, receipt)
            if sale is None or sale.id is None:
                raise UserError("unknown_receipt", "There is no receipt {number}.", number=receipt[:40])
            granted = None
            if is_late(session, desk, sale):
                granted = approvals.require(session, desk, Permission.LATE_RETURN, approval)
            if cart.customer_id is None and sale.customer_id is not None:
                put_customer(session, cart, sale.customer_id)
            row = _put_line(session, cart, sale, line, quantity)
            if granted is not None:
                row.reason, row.approved_by = granted.reason, granted.by

    return change_cart(desk, put, Area.CUSTOMER)


def is_late(session: Session, desk: Desk, sale: Sale) -> bool:
    """Whether the days for returns that the shop prints are over; without such days nothing is late."""
    days = settings.cached(session).receipt.return_days
    return days > 0 and date.fromisoformat(sale.business_date) + timedelta(days) < desk.business_date()


def bought_by(desk: Desk, *, customer_id: int, words: str = "") -> list[Bought]:
    """What a customer bought and can still give back, the newest first; `words` must all be in a line."""
    with desk.db.read() as session:
        rows = queries.bought(session, customer_id, words.split(), MOST)
        sources = load_returns(session, [row[0] for row in rows])
    found = []
    for line_id, receipt, day in rows:
        source = sources[line_id]
        if source.sold.left > 0:
            row = source.row
            gross = row.gross - source.sold.given_back.gross
            found.append(
                Bought(receipt, row.line_no, day, row.sku, row.description, row.unit, source.sold.left, gross)
            )
    return found


def _put_line(session: Session, cart: Cart, sale: Sale, line: int, quantity: int) -> CartLine:
    row = next((r for r in selling.lines_of(session, sale.id or 0) if r.line_no == line), None)
    if row is None:
        raise UserError(
            "unknown_line", "Receipt {number} has no line {position}.", number=sale.number, position=line
        )
    check_quantity(quantity, counted_in(row))
    mine = next((r for r in cart_queries.lines(session, cart.id) if r.return_of_id == row.id), None)
    if mine is None:
        mine = CartLine(
            cart_id=cart.id, position=cart_queries.next_position(session, cart.id), quantity=-quantity,
            kind="return", product_id=row.product_id, unit=row.unit, description=row.description,
            return_of_id=row.id,
        )  # fmt: skip
        cart_queries.add_line(session, mine)
    else:
        mine.quantity -= quantity
    cart.selected = mine.id or 0
    return mine
