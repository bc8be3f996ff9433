"""Stored receipts: as they were printed, and what of them can still be given back."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pos_app.data.queries import receipts as queries
from pos_app.domain.receipt import Receipt, from_plain
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.returning import load_returns

MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt as it was printed; `customer_initials` are looked up, "" where nobody was named or is erased."""

    receipt: Receipt
    customer_initials: str
    erased: bool
    sale_id: int


@dataclass(frozen=True, slots=True)
class ReceiptHit:
    """A row of a search for receipts: `sold_at` is UTC, `total` minor units with `exponent` decimals."""

    number: str
    kind: str
    sold_at: str
    total: int
    exponent: int
    customer: str


@dataclass(frozen=True, slots=True)
class RefundableLine:
    """A sold line: quantities in thousandths, amounts in minor units; `left` and `gross_left` can still go back."""

    line: int
    line_id: int
    sku: str
    description: str
    unit: str
    quantity: int
    left: int
    unit_price: int
    amount: int
    gross: int
    gross_left: int


@dataclass(frozen=True, slots=True)
class RefundableSale:
    """A sale with what can still be given back of it; a refund itself has no such lines."""

    sale_id: int
    number: str
    kind: str
    sold_at: str
    customer_id: int | None
    currency: str
    exponent: int
    total: int
    lines: tuple[RefundableLine, ...]

    @property
    def anything_left(self) -> bool:
        """Whether any line can still go back."""
        return any(line.left > 0 for line in self.lines)


def load_receipt(desk: Desk, *, number: str) -> StoredReceipt:
    """The receipt that was printed under a number; UserError ``unknown_receipt``."""
    with desk.db.read() as session:
        return receipt_in(session, number)


def receipt_in(session: Session, number: str) -> StoredReceipt:
    """The same within a transaction of the caller."""
    found = queries.stored(session, number.strip())
    if found is None:
        raise _unknown(number)
    sale_id, text = found
    receipt = from_plain(json.loads(text))
    block = queries.block(session, receipt.customer_block) if receipt.customer_block else None
    return StoredReceipt(
        receipt=receipt,
        customer_initials=str(json.loads(block).get("initials", "")) if block else "",
        erased=bool(receipt.customer_block) and block is None,
        sale_id=sale_id,
    )


def find_receipts(desk: Desk, *, text: str, limit: int = MOST_HITS) -> list[ReceiptHit]:
    """Receipts whose number is, ends with or contains the text, the closest and newest first."""
    wanted = text.strip()
    if not wanted:
        return []
    with desk.db.read() as session:
        rows = queries.containing(session, wanted, limit)
    return [ReceiptHit(*row) for row in rows]


def refundable(desk: Desk, *, number: str) -> RefundableSale:
    """What of a sale can still be given back; UserError ``unknown_receipt``."""
    with desk.db.read() as session:
        sale = queries.sale_by_number(session, number.strip())
        if sale is None or sale.id is None:
            raise _unknown(number)
        sources = load_returns(session, queries.line_ids(session, sale.id))
    lines = [
        RefundableLine(
            line=source.row.line_no,
            line_id=line_id,
            sku=source.row.sku,
            description=source.row.description,
            unit=source.row.unit,
            quantity=source.row.quantity,
            left=source.sold.left,
            unit_price=source.row.unit_price,
            amount=source.row.amount,
            gross=source.row.gross,
            gross_left=source.row.gross - source.sold.given_back.gross,
        )
        for line_id, source in sources.items()
        if source.row.quantity > 0
    ]
    return RefundableSale(
        sale_id=sale.id,
        number=sale.number,
        kind=sale.kind,
        sold_at=sale.sold_at,
        customer_id=sale.customer_id,
        currency=sale.currency,
        exponent=sale.exponent,
        total=sale.total,
        lines=tuple(sorted(lines, key=lambda line: line.line)),
    )


def _unknown(number: str) -> UserError:
    return UserError("unknown_receipt", "There is no receipt {number}.", number=number[:40])
