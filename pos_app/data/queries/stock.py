"""Stock on hand, the cached sum of stock moves."""

from collections.abc import Mapping

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table


def add_stock(session: Session, changes: Mapping[int, int]) -> None:
    """Add quantities (thousandths, negative takes away) to the stock of products."""
    levels = table("stock_level")
    for product_id, quantity in changes.items():
        done = session.execute(
            update(levels)
            .where(levels.c.product_id == product_id)
            .values(on_hand=levels.c.on_hand + quantity)
        )
        if done.rowcount == 0:  # type: ignore[attr-defined]
            session.execute(insert(levels).values(product_id=product_id, on_hand=quantity))
