"""Sums over the whole book for verification: points, stock, returns and offers against what they must be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

RETURN_FIGURES = ("amount", "discount", "document_discount", "net", "waived", "points", "points_spent")

_POINTS = """
SELECT c.code, c.id, coalesce(l.points, 0), coalesce(b.points, 0) FROM customer c
LEFT JOIN (SELECT customer_id, sum(points) AS points FROM point_ledger GROUP BY customer_id) l
  ON l.customer_id = c.id
LEFT JOIN customer_balance b ON b.customer_id = c.id
WHERE coalesce(l.points, 0) <> coalesce(b.points, 0) ORDER BY c.id
"""
_ACCOUNTS = """
SELECT c.code, coalesce(l.amount, 0), coalesce(b.account, 0) FROM customer c
LEFT JOIN (SELECT customer_id, sum(amount) AS amount FROM account_ledger GROUP BY customer_id) l
  ON l.customer_id = c.id
LEFT JOIN customer_balance b ON b.customer_id = c.id
WHERE coalesce(l.amount, 0) IS NOT coalesce(b.account, 0) ORDER BY c.id
"""
# What customers had with the till before this one belongs to no sale of ours.
_ACCOUNT_EVENTS = """
SELECT c.code, l.entry_id, l.event FROM account_ledger l LEFT JOIN customer c ON c.id = l.customer_id
WHERE (l.event = 'opening') <> (l.sale_id IS NULL) AND l.event <> 'payment'
   OR l.event = 'opening' AND EXISTS (SELECT 1 FROM account_ledger o
      WHERE o.customer_id = l.customer_id AND o.job = l.job AND o.event = 'opening' AND o.id < l.id)
ORDER BY l.id
"""
# Earned and spent points are the buyer's; those of a return are the customer's of the sale that goes back, or of
# the document itself where something comes back without a receipt.
_POINT_OWNERS = """
SELECT s.number, l.entry_id, l.kind FROM point_ledger l JOIN sale s ON s.id = l.sale_id
WHERE (l.kind IN ('earn', 'spend') AND l.customer_id IS NOT s.customer_id)
   OR (l.kind IN ('return', 'give_back') AND NOT EXISTS (
        SELECT 1 FROM sale_line r JOIN sale_line o ON o.id = r.return_of_id JOIN sale os ON os.id = o.sale_id
        WHERE r.sale_id = s.id AND os.customer_id = l.customer_id)
      AND NOT (l.kind = 'return' AND l.customer_id IS s.customer_id AND EXISTS (
        SELECT 1 FROM sale_line b WHERE b.sale_id = s.id AND b.kind = 'return' AND b.return_of_id IS NULL)))
ORDER BY l.id
"""
_STOCK = """
SELECT p.sku, p.id, coalesce(m.quantity, 0), coalesce(s.on_hand, 0) FROM product p
LEFT JOIN (SELECT product_id, sum(quantity) AS quantity FROM stock_move GROUP BY product_id) m
  ON m.product_id = p.id
LEFT JOIN stock_level s ON s.product_id = p.id
WHERE coalesce(m.quantity, 0) <> coalesce(s.on_hand, 0) ORDER BY p.id
"""
_SUMS = ", ".join(f"sum(r.{name})" for name in RETURN_FIGURES)
_OWN = ", ".join(f"o.{name}" for name in RETURN_FIGURES)
# The last document that gave something of the line back is where it shows.
_RETURNS = f"""
SELECT s.number, o.line_no, max(r.entry_id), o.quantity, sum(r.quantity), {_OWN}, {_SUMS}
FROM sale_line r JOIN sale_line o ON o.id = r.return_of_id JOIN sale s ON s.id = o.sale_id
GROUP BY o.id ORDER BY max(r.entry_id)
"""
_RETURNED_TAXES = """
SELECT s.number, o.line_no, t.position, max(r.entry_id), o.quantity, sum(r.quantity), t.amount, sum(u.amount)
FROM sale_line r JOIN sale_line o ON o.id = r.return_of_id JOIN sale s ON s.id = o.sale_id
JOIN sale_tax t ON t.line_id = o.id
LEFT JOIN sale_tax u ON u.line_id = r.id AND u.position = t.position AND u.code = t.code
GROUP BY o.id, t.position ORDER BY max(r.entry_id)
"""
_OFFER_EVENTS = """
SELECT o.code, e.entry_id, e.event FROM offer_event_ledger e JOIN offer_ledger o ON o.id = e.offer_id
ORDER BY e.offer_id, e.id
"""
# An erasure explains every block that is missing from before it; when the last one was is asked once.
_BLOCKS = "SELECT hash, salt, block FROM person_block ORDER BY hash"
_MISSING_BLOCKS = """
SELECT s.number, s.entry_id FROM sale s LEFT JOIN person_block b ON b.hash = s.person_hash
WHERE s.person_hash <> '' AND b.hash IS NULL AND s.entry_id >= (
  SELECT coalesce(max(e.entry_id), 0) FROM audit_journal e WHERE e.event = 'customer_erased')
ORDER BY s.entry_id
"""

_TEXTS = "SELECT hash, salt, block FROM text_block ORDER BY hash"
_MISSING_TEXTS = """
SELECT coalesce(s.number, ''), a.entry_id, a.event FROM audit_journal a LEFT JOIN text_block b ON b.hash = a.text_hash
LEFT JOIN sale s ON s.id = a.sale_id WHERE a.text_hash <> '' AND b.hash IS NULL AND a.entry_id >= (
  SELECT coalesce(max(e.entry_id), 0) FROM audit_journal e WHERE e.event = 'customer_erased')
ORDER BY a.id
"""
_TEXT_OWNERS = """
SELECT coalesce(s.number, ''), a.entry_id, a.event FROM audit_journal a LEFT JOIN sale s ON s.id = a.sale_id
WHERE a.text_hash = :hash ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class Returned:
    """All that was given back of one line: `figures` maps a name to (original, sum given back)."""

    number: str
    line_no: int
    entry_id: int
    quantity: int
    returned: int
    figures: dict[str, tuple[int, int]]


def wrong_points(session: Session) -> list[tuple[str, int, int]]:
    """(customer code, points in the ledger, points in the cache) where they differ."""
    return [(r[0], r[2], r[3]) for r in session.execute(text(_POINTS))]


def wrong_accounts(session: Session) -> list[tuple[str, Any, Any]]:
    """(customer code, what the ledger of the account comes to, what is kept) in minor units where they differ."""
    return [(r[0], r[1], r[2]) for r in session.execute(text(_ACCOUNTS))]


def misplaced_account_rows(session: Session) -> list[tuple[str, int, str]]:
    """Customer code, entry and event of bookings that cannot be: a second opening, or one for a sale of ours."""
    return [(r[0] or "?", r[1], r[2]) for r in session.execute(text(_ACCOUNT_EVENTS))]


def misplaced_points(session: Session) -> list[tuple[str, int, str]]:
    """Receipt number, entry and kind of points booked for someone they do not belong to."""
    return [(row[0], row[1], row[2]) for row in session.execute(text(_POINT_OWNERS))]


def wrong_stock(session: Session) -> list[tuple[str, int, int]]:
    """(SKU, sum of moves, cached stock) in thousandths where they differ."""
    return [(r[0], r[2], r[3]) for r in session.execute(text(_STOCK))]


def returns(session: Session) -> Iterator[Returned]:
    """Every line of which something was given back, with the sums of its figures and of each tax."""
    count = len(RETURN_FIGURES)
    for row in session.execute(text(_RETURNS)):
        own, back = row[5 : 5 + count], row[5 + count :]
        figures = dict(zip(RETURN_FIGURES, zip(own, back, strict=True), strict=True))
        yield Returned(row[0], row[1], row[2], row[3], row[4], figures)
    for row in session.execute(text(_RETURNED_TAXES)):
        tax: dict[str, Any] = {f"tax {row[2]}": (row[6], row[7] or 0)}
        yield Returned(row[0], row[1], row[3], row[4], row[5], tax)


def offer_events(session: Session) -> list[tuple[str, int, str]]:
    """(offer code, entry id, event) by offer, in the order they happened."""
    return [(r[0], r[1], r[2]) for r in session.execute(text(_OFFER_EVENTS))]


def person_blocks(session: Session) -> Iterator[tuple[str, str, str]]:
    """(hash, salt, block) of every personal block."""
    for row in session.execute(text(_BLOCKS)):
        yield row[0], row[1], row[2]


def missing_blocks(session: Session) -> list[tuple[str, int]]:
    """(receipt number, entry id) of sales whose personal block is not there."""
    return [(r[0], r[1]) for r in session.execute(text(_MISSING_BLOCKS))]


def text_blocks(session: Session) -> Iterator[tuple[str, str, str]]:
    """(hash, salt, block) of every text of an audited act."""
    for row in session.execute(text(_TEXTS)):
        yield row[0], row[1], row[2]


def missing_texts(session: Session) -> list[tuple[str, int, str]]:
    """(receipt number, entry id, event) of audited acts whose text is not there."""
    return [(r[0], r[1], r[2]) for r in session.execute(text(_MISSING_TEXTS))]


def acts_with_text(session: Session, hash_: str) -> list[tuple[str, int, str]]:
    """(receipt number, entry id, event) of the audited acts that carry the hash of a text."""
    return [(r[0], r[1], r[2]) for r in session.execute(text(_TEXT_OWNERS), {"hash": hash_})]


def where(session: Session, entry_id: int) -> tuple[str, int]:
    """(till, seq) of an entry; ("", 0) if there is none."""
    row = session.execute(text("SELECT till, seq FROM journal WHERE id = :id"), {"id": entry_id}).first()
    return (row[0], row[1]) if row else ("", 0)
