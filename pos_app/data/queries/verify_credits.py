"""Gift cards and store credit for verification: the ledger, the kept balances, and what sales say of them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

_LEDGER = """
SELECT entry_id, code, kind, customer_id, event, amount FROM credit_ledger ORDER BY code, id
"""
_ACCOUNTS = "SELECT code, kind, customer_id, balance FROM credit_account ORDER BY code"
# What tenders took from (+) or gave back to (−) each account, beside what the ledger has of it.
_TENDERS = """
SELECT s.number, s.entry_id, x.code, sum(x.tendered), sum(x.booked) FROM (
  SELECT sale_id, reference AS code, type AS kind, amount AS tendered, 0 AS booked FROM tender
   WHERE type IN ('gift_card', 'store_credit')
  UNION ALL
  SELECT sale_id, code, kind, 0, -amount FROM credit_ledger WHERE sale_id IS NOT NULL AND line_no IS NULL
) x JOIN sale s ON s.id = x.sale_id
GROUP BY x.sale_id, x.code, x.kind HAVING sum(x.tendered) <> sum(x.booked) ORDER BY s.entry_id
"""
# What lines that sell gift cards, or take them back, came to, beside what the ledger has of it.
_LINES = """
SELECT s.number, s.entry_id, x.line_no, sum(x.sold), sum(x.booked) FROM (
  SELECT l.sale_id, l.line_no, l.gross AS sold, 0 AS booked FROM sale_line l
   LEFT JOIN sale_line o ON o.id = l.return_of_id
   WHERE (l.return_of_id IS NULL AND l.kind = 'gift_card') OR o.kind = 'gift_card'
  UNION ALL
  SELECT sale_id, line_no, 0, amount FROM credit_ledger WHERE sale_id IS NOT NULL AND line_no IS NOT NULL
) x JOIN sale s ON s.id = x.sale_id
WHERE s.kind <> 'history'
GROUP BY x.sale_id, x.line_no HAVING sum(x.sold) <> sum(x.booked) ORDER BY s.entry_id
"""


class LedgerRow(NamedTuple):
    """A booking on an account, with its entry."""

    entry_id: int
    code: str
    kind: str
    customer_id: int | None
    event: str
    amount: Any


def ledger(session: Session) -> Iterator[LedgerRow]:
    """Every booking, by account and in order."""
    for row in session.execute(text(_LEDGER)):
        yield LedgerRow(*row)


def accounts(session: Session) -> dict[str, tuple[str, int | None, int]]:
    """Kind, customer and balance of every kept account by code."""
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(text(_ACCOUNTS))}


def wrong_tenders(session: Session) -> list[tuple[str, int, str, Any, Any]]:
    """(receipt, entry, code, tendered, booked) where tenders and ledger differ."""
    return [(r[0], r[1], r[2], r[3], r[4]) for r in session.execute(text(_TENDERS))]


def wrong_lines(session: Session) -> list[tuple[str, int, int, Any, Any]]:
    """(receipt, entry, line, sold, booked) where gift card lines and ledger differ."""
    return [(r[0], r[1], r[2], r[3], r[4]) for r in session.execute(text(_LINES))]
