"""What the transaction of a completed sale writes, handed to the driver as it is: nothing here asks anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pos_app.data.queries.posting import Writer, table

Row = Mapping[str, Any]
Rows = Sequence[dict[str, Any]]

_STOCK = (
    "INSERT INTO stock_level (product_id, on_hand) VALUES (?, ?)"
    " ON CONFLICT (product_id) DO UPDATE SET on_hand = stock_level.on_hand + excluded.on_hand"
)
_DROP_CART = "DELETE FROM cart WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Writing:
    """Posted rows by table in the order they are written, then what changes besides.

    `stock` has thousandths to add by product, `balance` the columns of customer_balance to set; texts, persons and
    jobs are rows of text_block, person_block and print_job.
    """

    posted: Sequence[tuple[str, Rows]]
    stock: Mapping[int, int]
    balance: Row | None
    texts: Rows = ()
    persons: Rows = ()
    jobs: Rows = ()


def write(writer: Writer, writing: Writing) -> None:
    """Write all of it; the caller commits."""
    for name, rows in writing.posted:
        writer.insert(name, rows)
    writer.run(_STOCK, list(writing.stock.items()))
    if writing.balance is not None:
        writer.run(_balance(tuple(writing.balance)), [tuple(writing.balance.values())])
    writer.insert("text_block", writing.texts)
    writer.insert("person_block", writing.persons)
    for job in writing.jobs:
        writer.insert("print_job", [job])


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
