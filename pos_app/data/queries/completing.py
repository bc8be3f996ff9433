"""What the transaction of a completed sale writes, handed to the driver as it is: nothing here asks anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pos_app.data.queries.posting import Writer, table

# The values of a row as by `posting.in_order`.
Values = Sequence[tuple[Any, ...]]

_STOCK = (
    "INSERT INTO stock_level (product_id, on_hand) VALUES (?, ?)"
    " ON CONFLICT (product_id) DO UPDATE SET on_hand = stock_level.on_hand + excluded.on_hand"
)
_DROP_CART = "DELETE FROM cart WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Writing:
    """Rows by table in the order they are inserted, posted ones first, then what changes besides.

    `stock` has thousandths to add by product, `balance` the columns of customer_balance to set.
    """

    rows: Sequence[tuple[str, Values]]
    stock: Mapping[int, int]
    balance: Mapping[str, Any] | None


def write(writer: Writer, writing: Writing) -> None:
    """Write all of it; the caller commits."""
    for name, rows in writing.rows:
        writer.insert(name, rows)
    writer.run(_STOCK, list(writing.stock.items()))
    if writing.balance is not None:
        writer.run(_balance(tuple(writing.balance)), [tuple(writing.balance.values())])


def drop_cart(writer: Writer, cart_id: str) -> None:
    """Delete a cart with everything in it."""
    writer.run(_DROP_CART, [(cart_id,)])


@cache
def _balance(columns: tuple[str, ...]) -> str:
    """Sets these columns of a customer's balance, the first of which names the customer; the others stay."""
    assert all(name in table("customer_balance").c for name in columns)
    key, *others = columns
    places = ", ".join("?" * len(columns))
    sets = ", ".join(f"{name} = excluded.{name}" for name in others)
    return (
        f"INSERT INTO customer_balance ({', '.join(columns)}) VALUES ({places})"
        f" ON CONFLICT ({key}) DO UPDATE SET {sets}"
    )
