"""Reading the day book for verification: every entry with its rows, each table once and in key order.

The fields are those of docs/day_book.md, written out here because the writer's may not be shared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

Row = dict[str, Any]

_SALE = (
    "id document_id content_hash number kind till sold_at business_date cashier customer_id person_hash project_id "
    "refund_of_id currency exponent tax_rounding cash_step cash_method subtotal document_discount discount net tax "
    "total cash_rounding paid change points exempt_certificate approved_by"
)
_SALE_LINE = (
    "id sale_id line_no kind product_id sku description unit quantity unit_price list_price amount discount "
    "discount_label discount_code document_discount net tax gross waived points points_spent cost return_of_id"
)
_SALE_TAX = "line_id position code name kind rate included adds_to_base ignores_previous base amount"
_OFFER = "id code customer_id sale_id product_id category_id percent valid_until text reason"

# Table: its primary key, and the fields of version 1.
VERSION_1 = {
    "offer_event_ledger": ("id", "id offer_id event sale_id"),
    "offer_holdout_ledger": ("id", "id customer_id sale_id"),
    "offer_ledger": ("id", _OFFER),
    "point_ledger": ("id", "id customer_id sale_id kind points expires_on"),
    "sale": ("id", _SALE),
    "sale_document": ("sale_id", "sale_id answer receipt"),
    "sale_line": ("id", _SALE_LINE),
    "sale_tax": ("line_id position", _SALE_TAX),
    "stock_move": ("id", "id product_id sale_id quantity reason"),
    "tender": ("sale_id position", "sale_id position type amount reference"),
}
# Version 2 has all of version 1, and tables that were made for it.
VERSION_2 = VERSION_1 | {
    "audit_journal": ("id", "id event actor approved_by sale_id line_no text_hash"),
    "credit_ledger": ("id", "id code kind customer_id sale_id line_no event amount"),
}

# Version 3 has the till, and the entry's session in its head.
VERSION_3 = VERSION_2 | {
    "till_count_ledger": ("event_id value", "event_id value pieces"),
    "till_journal": ("id", "id session_id event mode amount expected text_hash"),
    "z_ledger": ("id", "id till number session_id document"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the day book with the rows that name it; fields of rows are in the order of their names."""

    rows: dict[str, list[Row]]
    id: int
    till: str
    seq: int
    previous_hash: str
    hash: str
    version: int
    kind: str
    uuid: str
    actor: str
    at: str
    business_date: str
    session_id: int | None


@dataclass(frozen=True, slots=True)
class Stray:
    """A posted row outside its place: its entry is missing, or was passed before the row came."""

    table: str
    key: str
    entry_id: int


def count_entries(session: Session) -> int:
    """How many entries there are."""
    return int(_execute(session, "SELECT count(*) FROM journal").fetchone()[0])


def entries(session: Session) -> Iterator[Entry | Stray]:
    """Every entry in the order of ids with its rows, and rows that belong to none.

    All tables are read side by side, so memory does not grow with the book.
    """
    tables = [_Table(session, name) for name in sorted(VERSION_3)]
    journal = _execute(
        session,
        "SELECT id, till, seq, previous_hash, hash, version, kind, uuid, actor, at, business_date,"
        " session_id"
        " FROM journal ORDER BY id",
    )
    for head in journal:
        rows: dict[str, list[Row]] = {}
        for table in tables:
            yield from table.strays_before(head[0])
            if table.entry_id == head[0]:
                rows[table.name] = table.take()
        yield Entry(rows, *head)
    for table in tables:
        yield from table.strays_before(None)


class _Table:
    """A posted table read in key order, one entry's rows at a time."""

    def __init__(self, session: Session, name: str) -> None:
        key, fields = VERSION_3[name]
        self.name = name
        self._key = key.split()
        self._fields = sorted(fields.split())
        chosen = ", ".join(f'"{field}"' for field in ("entry_id", *self._fields))
        order = ", ".join(self._key)
        cursor = _execute(session, f"SELECT {chosen} FROM {name} ORDER BY {order}")
        self._groups = groupby(cursor, key=itemgetter(0))
        self.entry_id: int | None = None
        self._rows: list[Row] = []
        self._advance()

    def take(self) -> list[Row]:
        """The rows of the entry that the table stands at; the table moves on."""
        rows = self._rows
        self._advance()
        return rows

    def strays_before(self, entry_id: int | None) -> Iterator[Stray]:
        """Rows whose entry comes before this one (None: all that is left)."""
        while self.entry_id is not None and (entry_id is None or self.entry_id < entry_id):
            for row in self._rows:
                key = "-".join(str(row[part]) for part in self._key)
                yield Stray(self.name, key, self.entry_id)
            self._advance()

    def _advance(self) -> None:
        self.entry_id, group = next(self._groups, (None, ()))
        if self.entry_id is not None and not isinstance(self.entry_id, int):
            # A text where the entry's number belongs is no entry's.
            self.entry_id = -1
        fields = self._fields
        self._rows = [dict(zip(fields, row[1:], strict=False)) for row in group]


def _execute(session: Session, statement: str) -> Any:
    """A plain cursor: rows by the million want nothing between them and the driver."""
    cursor = session.connection().connection.cursor()
    cursor.execute(statement)
    return cursor
