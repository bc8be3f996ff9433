"""Rows of a cart as plain objects: they cost a tenth of mapped ones, and a scan reads every line.

They have the columns of the tables of the same names (`tables/drafts.py`), where each column is explained.
`queries/carts.py` reads them, remembers how they were, and stores what was changed when the session commits.
"""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Cart:
    """A sale being rung up or held."""

    id: str
    till: str
    started_at: str
    started_by: str
    changed_at: str
    state: str = "open"
    name: str = ""
    note: str = ""
    customer_id: int | None = None
    project_id: int | None = None
    discount_percent: int | None = None
    discount_amount: int | None = None
    discount_reason: str = ""
    approved_by: str = ""
    quote_id: int | None = None
    refund_to: str = ""
    total_shown: int | None = None
    selected: int = 0


@dataclass(slots=True, eq=False)
class CartLine:
    """A line of a cart; its `id` is there once it was added."""

    cart_id: str
    position: int
    quantity: int
    id: int | None = None
    kind: str = "goods"
    product_id: int | None = None
    description: str = ""
    unit: str = "ea"
    unit_price: int | None = None
    priced_by: str = ""
    taxes: str | None = None
    discount_percent: int | None = None
    discount_amount: int | None = None
    discount_label: str = ""
    reason: str = ""
    approved_by: str = ""
    gift_code: str = ""
    return_of_id: int | None = None
