"""Till sessions for verification: events, entries, and sums of posted rows by session, each table read once."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data.records import Record

# Key: the session; then what the sums are of.
Sums = dict[Any, dict[Any, tuple[Any, ...]]]

_EVENTS = """
SELECT e.id, e.entry_id, e.session_id, e.event, e.mode, e.amount, e.expected, e.text_hash,
       j.till, j.session_id AS entry_session, j.business_date, j.at, j.actor
FROM till_journal e JOIN journal j ON j.id = e.entry_id ORDER BY e.session_id, e.id
"""
_ENTRIES = """
SELECT session_id, min(id) AS first, max(id) AS last, min(till) AS till, max(till) AS other_till
FROM journal WHERE session_id IS NOT NULL GROUP BY session_id
"""
_WITHOUT = """
SELECT till, seq FROM journal
WHERE session_id IS NULL AND version >= 3 AND kind IN ('sale', 'refund') ORDER BY id
"""
_COUNTS = "SELECT event_id, value, pieces FROM till_count_ledger ORDER BY event_id, value DESC"
_CACHE = "SELECT id, till, mode, business_date, opened_by, opened_at, closed_at FROM till_session"
_ZS = """
SELECT z.entry_id, z.till, z.number, z.session_id, z.document, j.till AS entry_till, j.business_date
FROM z_ledger z JOIN journal j ON j.id = z.entry_id ORDER BY z.till, z.number
"""
_DOCUMENTS = """
SELECT j.session_id, (s.kind = 'refund' OR s.total < 0) AS back, s.business_date, count(*), sum(s.total),
       sum(s.discount), sum(s.net), sum(s.tax), sum(s.cash_rounding), sum(s.change), min(s.id), max(s.id)
FROM sale s JOIN journal j ON j.id = s.entry_id WHERE s.kind IN ('sale', 'refund') GROUP BY 1, 2, 3
"""
_TENDERS = """
SELECT t.type, count(*), sum(max(t.amount, 0)), sum(max(-t.amount, 0))
FROM tender t {mixed} WHERE t.sale_id BETWEEN :first AND :last {only} GROUP BY 1
"""
_TAXES = """
SELECT t.code, sum(t.base), sum(t.amount) FROM sale_tax t {mixed}
WHERE t.line_id BETWEEN (SELECT min(id) FROM sale_line WHERE sale_id = :first)
  AND (SELECT max(id) FROM sale_line WHERE sale_id = :last) {only} GROUP BY 1
"""
_MIXED = "JOIN journal j ON j.id = t.entry_id"
_ONLY = "AND j.session_id = :session_id AND j.kind IN ('sale', 'refund')"
_CREDITS = """
SELECT j.session_id, CASE WHEN c.line_no IS NOT NULL THEN 'sold' WHEN c.amount < 0 THEN 'redeemed' ELSE 'issued' END,
       sum(CASE WHEN c.line_no IS NULL AND c.amount < 0 THEN -c.amount ELSE c.amount END)
FROM credit_ledger c JOIN journal j ON j.id = c.entry_id WHERE c.sale_id IS NOT NULL GROUP BY 1, 2
"""
_POINTS = """
SELECT j.session_id, CASE WHEN p.kind IN ('earn', 'return') THEN 'earned' ELSE 'spent' END,
       sum(CASE WHEN p.kind IN ('earn', 'return') THEN p.points ELSE -p.points END)
FROM point_ledger p JOIN journal j ON j.id = p.entry_id
WHERE p.sale_id IS NOT NULL AND j.kind IN ('sale', 'refund') GROUP BY 1, 2
"""
_ACTS = """
SELECT coalesce(j.session_id, (SELECT z.session_id FROM z_ledger z WHERE z.till = j.till AND z.entry_id > j.id
  ORDER BY z.entry_id LIMIT 1)), a.event, count(*)
FROM audit_journal a JOIN journal j ON j.id = a.entry_id
WHERE (j.session_id IS NOT NULL OR a.event IN ('pin_recovered', 'sign_in_failed'))
  AND a.event NOT IN ('cash_in', 'cash_out', 'signed_in')
  AND (a.event <> 'drawer_opened' OR j.kind = 'audit') AND j.kind <> 'till_close' GROUP BY 1, 2
"""
_TILL = """
SELECT substr(business_date, 1, 4), sum(total), sum(cash_rounding) FROM sale INDEXED BY sale_entry
WHERE entry_id > :after AND entry_id < :before AND till = :till AND kind IN ('sale', 'refund') GROUP BY 1
"""
_SUMS = {
    "credits": _CREDITS,
    "points": _POINTS,
    "acts": _ACTS,
}


def events(session: Session) -> Sequence[Record]:
    """Every event of a till session with its entry, by session and in order."""
    return session.execute(text(_EVENTS)).all()


def entries(session: Session) -> dict[Any, Record]:
    """By session its first and last entry, and the lowest and highest till of its entries."""
    return {row.session_id: row for row in session.execute(text(_ENTRIES))}


def without_session(session: Session) -> Sequence[Record]:
    """(till, seq) of entries that need a session and have none."""
    return session.execute(text(_WITHOUT)).all()


def counts(session: Session) -> dict[Any, dict[Any, Any]]:
    """By close, the pieces of each value that were counted."""
    found: dict[Any, dict[Any, Any]] = {}
    for event_id, value, pieces in session.execute(text(_COUNTS)):
        found.setdefault(event_id, {})[value] = pieces
    return found


def kept(session: Session) -> dict[Any, Record]:
    """The cached sessions by id."""
    return {row.id: row for row in session.execute(text(_CACHE))}


def zs(session: Session) -> Sequence[Record]:
    """Every Z with its entry's till and business date, by till and number."""
    return session.execute(text(_ZS)).all()


def restores(session: Session) -> list[int]:
    """The entries that say that a backup came back."""
    found = session.execute(text("SELECT entry_id FROM audit_journal WHERE event = 'restored' ORDER BY id"))
    return [int(row[0]) for row in found]


def sums(session: Session, what: str) -> Sums:
    """Sums by session: ``credits``, ``points`` and ``acts``."""
    found: Sums = {}
    for row in session.execute(text(_SUMS[what])):
        found.setdefault(row[0], {})[row[1]] = tuple(row[2:])
    return found


def paid_and_taxed(
    session: Session, session_id: int, first: int, last: int, *, alone: bool
) -> tuple[dict[Any, tuple[Any, ...]], dict[Any, tuple[Any, ...]]]:
    """Of a session whose documents lie between two: by type count, amounts taken and given back, and by tax code base
    and amount. `alone`: no other document lies between them, so nobody needs to look at entries."""
    parts = {"mixed": "", "only": ""} if alone else {"mixed": _MIXED, "only": _ONLY}
    values = {"first": first, "last": last} | ({} if alone else {"session_id": session_id})
    found = [session.execute(text(sql.format(**parts)), values) for sql in (_TENDERS, _TAXES)]
    tenders, taxes = ({row[0]: tuple(row[1:]) for row in rows} for rows in found)
    return tenders, taxes


def till_sums(session: Session, till: str, after: int, before: int) -> Sequence[Record]:
    """(year, total, cash rounding) of a till's documents between two entries."""
    return session.execute(text(_TILL), {"till": till, "after": after, "before": before}).all()


def documents(session: Session) -> Sequence[Record]:
    """By session, whether money goes back, and business date: count, total, discount, net, tax, rounding, change, and
    the first and last document."""
    return session.execute(text(_DOCUMENTS)).all()


def numbers(session: Session, sale_ids: Iterable[int]) -> dict[int, str]:
    """Receipt numbers by sale."""
    wanted = text("SELECT id, number FROM sale WHERE id IN (SELECT value FROM json_each(:ids))")
    return {row[0]: row[1] for row in session.execute(wanted, {"ids": json.dumps(sorted(sale_ids))})}
