"""Another price by hand: with permission, with a reason, and not for more than it was allowed for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.cart_rows import Cart, CartLine
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.late import late
from pos_app.services.allowances import Asked, clear_reason, with_reason
from pos_app.services.cart_changes import change_cart, line_of
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.draft_values import BY_HAND

if TYPE_CHECKING:
    from pos_app.services import approvals
    from pos_app.services.approvals import Approval
else:
    (approvals,) = late("pos_app.services", "approvals")


def set_price(
    desk: Desk, *, line_id: int, unit_price: int | None, approval: Approval | None = None
) -> Changes:
    """Give a line another unit price (e6); None takes it back to the product's own.

    UserErrors ``bad_price``, ``unknown_line`` and those of `approvals.require`; the cart is then as it was.
    What is no product of the shop has no price of its own to keep to: there nobody is asked.
    """

    def put(session: Session, cart: Cart) -> None:
        line = line_of(session, line_id)
        if line.return_of_id is not None or line.kind != "goods":
            raise UserError("bad_price", "Only what is sold here can get another price.")
        if unit_price is not None and unit_price < 0:
            raise UserError("bad_price", "A price cannot be negative.")
        cart.selected = line_id
        if line.product_id is None:
            line.unit_price = line.unit_price if unit_price is None else unit_price
        elif unit_price is not None:
            granted = approvals.require(session, desk, Permission.PRICE_OVERRIDE, approval)
            line.unit_price, line.priced_by, line.discount_label = unit_price, BY_HAND, ""
            line.reason, line.approved_by = granted.reason, granted.by
        elif line.priced_by == BY_HAND:
            line.unit_price, line.priced_by = None, ""
            clear_reason(line)

    return change_cart(desk, put, asked=Asked(approval=approval), strict=True)


def require_for_more(
    session: Session, desk: Desk, line: CartLine, quantity: int, approval: Approval | None
) -> None:
    """A price by hand was allowed for so many: more of them (thousandths) at that price is asked again."""
    if line.priced_by != BY_HAND or line.product_id is None or abs(quantity) <= abs(line.quantity):
        return
    blind = line.kind == "return"
    permission = Permission.BLIND_RETURN if blind else Permission.PRICE_OVERRIDE
    granted = approvals.require(session, desk, permission, with_reason(approval, line.reason))
    line.reason, line.approved_by = granted.reason, granted.by or line.approved_by
