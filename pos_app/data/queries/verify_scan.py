"""Reading a stretch of the day book fast: SQLite itself writes the canonical JSON and looks at every figure.

For each posted table one statement gives, row by row, the row's canonical JSON (docs/day_book.md) and the few values
that tell whether the document can be right. It knows SQLite; what it doubts, and on request everything, is read row
by row (`Reader.chosen`) for the checks in Python, and both must find the same.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from pos_app.data.queries.verify import Entry, Row
from pos_app.data.queries.verify_fields import LATEST, OPTIONAL, TEXTS

# Fields of the receipt that the rows know, in the order in which `sale` and the lines are laid beside them.
_RECEIPT_HEAD = (
    "number kind currency exponent subtotal document_discount total cash_rounding paid change"
    " exempt_certificate"
)
_RECEIPT = (
    f"{_RECEIPT_HEAD} customer_block waived tenders lines shop_name shop_lines sold_at till cashier"
    " document_discount_text saved customer_label tip footer return_days refund_of language version credits"
).split()
_RECEIPT_REST = ("taxes", "points", "offers")
_ANSWER = (
    "id receipt subtotal discount net tax total cash_rounding paid change"
    " currency lines document_discount taxes tenders points offers warnings"
).split()
# What `"name":` takes in the text of an object beside its values, with braces and commas; the values come as an
# array, whose brackets and commas take as much.
RECEIPT_KEYS = sum(len(name) + 3 for name in (*_RECEIPT, *_RECEIPT_REST)) + len(_RECEIPT_REST)
ANSWER_KEYS = sum(len(name) + 3 for name in _ANSWER)

_HUGE = 4_000_000_000_000_000_000
_PROBES = 3
_SPAN = 64
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


def _json(table: str, alias: str = "") -> str:
    fields = sorted(LATEST[table][1].split())
    return "json_object(" + ", ".join(f"'{name}', {alias}\"{name}\"" for name in fields) + ")"


def _sound(table: str, alias: str = "") -> str:
    """Whether every value is of its column's kind: whole numbers, and text or NULL only where it may be."""
    texts, optional = TEXTS[table].split(), OPTIONAL.get(table, "").split()
    numbers = [n for n in LATEST[table][1].split() if n not in texts]
    whole = [f'ifnull({alias}"{n}", 0)' if n in optional else f'{alias}"{n}"' for n in numbers]
    # The greatest of numbers and a text is the text; a sum with a fraction in it is none of integers.
    least = ", ".join(whole) if len(whole) > 1 else f"{whole[0]}, 0"
    sound = [f"typeof(max({least})) = 'integer'", f"typeof({' + '.join(whole)}) = 'integer'"]
    sound += [f'{alias}"{name}" IS NOT NULL' for name in texts]
    return "(" + " AND ".join(sound) + ")"


def _half_away(numerator: str, denominator: str) -> str:
    """The nearest whole number, halves away from zero; NULL where 64 bits are not enough."""
    return (
        f"CASE WHEN abs({numerator}) < {_HUGE} THEN (2 * ({numerator}) +"
        f" CASE WHEN ({numerator}) < 0 THEN -({denominator}) ELSE ({denominator}) END) / (2 * ({denominator})) END"
    )


def _paths(column: str, names: Sequence[str]) -> str:
    return f"json_extract({column}, " + ", ".join(f"'$.{name}'" for name in names) + ")"


_JOURNAL_SQL = """
SELECT id, till, seq, previous_hash, hash, version,
 json_object('actor', actor, 'at', at, 'business_date', business_date, 'kind', kind, 'previous_hash', previous_hash),
 CASE WHEN version >= 3
  THEN json_object('seq', seq, 'session_id', session_id, 'till', till, 'uuid', uuid, 'version', version)
  ELSE json_object('seq', seq, 'till', till, 'uuid', uuid, 'version', version) END,
 typeof(seq) = 'integer' AND version IN (1, 2, 3, 4)
  AND (session_id IS NULL OR (version >= 3 AND typeof(session_id) = 'integer'))
FROM journal WHERE id >= ? AND id < ? ORDER BY id
"""
# Where a head holds what JSON cannot, none of the stretch gives its hash: each will be read by itself.
_BARE_SQL = """
SELECT id, till, seq, previous_hash, hash, version, CAST('{}' AS BLOB), CAST('{}' AS BLOB), 0
FROM journal WHERE id >= ? AND id < ? ORDER BY id
"""
_HEAD = ", ".join(f'"{name}"' for name in _RECEIPT_HEAD.split())
_SALE_SQL = f"""
SELECT entry_id, {_json("sale")}, id,
 {_sound("sale")} AND net + tax = total AND total + cash_rounding = paid, kind,
 tax_rounding = 'line', exponent, subtotal, document_discount, discount, net, tax, total, cash_rounding, paid,
 change, points, cash_step, cash_method IN ('up', 'down'), json_array({_HEAD}, person_hash),
 json_array(document_id, number)
FROM sale WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
# 0 where all is well, 1 where the amount or the net is not what price and quantity make of them (as in lines that
# came from another till), 1024 where the line contradicts itself.
_LINE_SQL = f"""
SELECT entry_id, {_json("sale_line")}, sale_id,
 CASE WHEN NOT ({_sound("sale_line")} AND net + tax = gross) THEN 1024
  WHEN return_of_id IS NOT NULL THEN 0
  WHEN amount + discount = {_half_away("quantity * unit_price", ":unit")}
   AND (tax <> 0 OR waived <> 0 OR net = amount - document_discount) THEN 0 ELSE 1 END,
 product_id, quantity, amount, discount, document_discount, net, tax, points, points_spent,
 CASE WHEN waived <> 0 THEN amount - document_discount - net ELSE 0 END,
 json_object('description', description, 'quantity', quantity, 'unit', unit, 'unit_price', unit_price,
  'amount', amount, 'discount_text', '', 'returned_from', '')
FROM sale_line WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
_OF_LINE = "FROM sale_tax u WHERE u.line_id = t.line_id"
_TAXED = "(l.amount - l.document_discount)"
_PERCENT = _half_away(f"{_TAXED} * t.rate", "1000000")
_FIXED = _half_away("t.rate * l.quantity", ":unit")
_INSIDE = _half_away(f"{_TAXED} * t.rate", "(1000000 + t.rate)")
# A percentage of what a fixed amount, or another percentage, has widened: of the exact one, not of the rounded.
_OF_FIXED = _half_away(f"t.rate * ({_TAXED} * :unit + u.rate * l.quantity)", "1000000 * :unit")
_OF_PERCENT = _half_away(f"t.rate * (1000000 + u.rate) * {_TAXED}", "1000000000000")
# By itself: on top of the net, or one percentage inside.
_ALONE = f"""(t.base = l.net AND CASE
  WHEN t.included = 0 THEN l.net = {_TAXED} AND t.amount = CASE t.kind WHEN 'percent' THEN {_PERCENT}
   WHEN 'fixed' THEN {_FIXED} END
  WHEN t.included = 1 THEN t.kind = 'percent' AND t.rate > -1000000 AND l.net = {_TAXED} - t.amount
   AND t.amount = {_INSIDE}
  ELSE 0 END)"""
_AFTER_ONE = f"""(SELECT t.included = 0 AND u.included = 0 AND l.net = {_TAXED}
  AND CASE WHEN u.adds_to_base <> 0 AND t.ignores_previous = 0
   THEN t.base = l.net + u.amount AND t.kind = 'percent'
    AND t.amount = CASE u.kind WHEN 'fixed' THEN {_OF_FIXED} WHEN 'percent' THEN {_OF_PERCENT} END
   ELSE t.base = l.net AND t.amount = CASE t.kind WHEN 'percent' THEN {_PERCENT} WHEN 'fixed' THEN {_FIXED} END END
  {_OF_LINE} AND u.position = 1)"""
# 1 where the tax is right, 0 where it is wrong or is for `verify_document` to reckon. A line's first tax leaves out
# what only a second one could spoil: the second looks at both, and any further one takes none that widen.
_TAX_SQL = f"""
SELECT t.entry_id, {_json("sale_tax", "t.")}, l.sale_id,
 l.entry_id = t.entry_id AND {_sound("sale_tax", "t.")}
 AND CASE WHEN t.position = 1
  THEN (t.amount = l.tax OR l.tax = (SELECT sum(u.amount) {_OF_LINE}))
   AND (l.return_of_id IS NOT NULL OR {_ALONE})
  ELSE l.tax = (SELECT sum(u.amount) {_OF_LINE}) AND (l.return_of_id IS NOT NULL
   OR ((SELECT max(u.included <> 0 OR u.adds_to_base <> 0) {_OF_LINE}) = 0 AND {_ALONE})
   OR (t.position = 2 AND (SELECT count(*) {_OF_LINE}) = 2 AND {_AFTER_ONE})) END,
 t.line_id, t.amount <> 0 OR l.tax <> 0
FROM sale_tax t LEFT JOIN sale_line l ON l.id = t.line_id
WHERE t.rowid >= :low AND t.rowid < :high ORDER BY t.rowid
"""
_DOCUMENT_SQL = f"""
SELECT entry_id, {_json("sale_document")}, sale_id, {_paths("receipt", _RECEIPT)}, json_extract(receipt, '$.taxes'),
 coalesce(json_extract(receipt, '$.points'), json_type(receipt, '$.points')), json_extract(receipt, '$.offers'),
 length(CAST(receipt AS BLOB)), {_paths("answer", _ANSWER)}, length(CAST(answer AS BLOB))
FROM sale_document WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
# Where one of the papers is no JSON, none of the stretch is looked into: each will be read by itself.
_UNREAD_SQL = f"""
SELECT entry_id, {_json("sale_document")}, sale_id, NULL, NULL, NULL, NULL, 0, NULL, 0
FROM sale_document WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
# Rows with a value of another kind are no document's: their sale is NULL.
_TENDER_SQL = f"""
SELECT entry_id, {_json("tender")}, CASE WHEN {_sound("tender")} THEN sale_id END, amount, type = 'cash',
 json_object('type', type, 'amount', amount, 'reference', reference)
FROM tender WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
_MOVE_SQL = f"""
SELECT entry_id, {_json("stock_move")}, CASE WHEN {_sound("stock_move")} THEN ifnull(sale_id, 0) END, product_id,
 -quantity
FROM stock_move WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
_POINT_SQL = f"""
SELECT entry_id, {_json("point_ledger")}, CASE WHEN {_sound("point_ledger")} THEN ifnull(sale_id, 0) END,
 kind IN ('earn', 'return'), points
FROM point_ledger WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
_OFFER_SQL = f"""
SELECT entry_id, {_json("offer_ledger")}, CASE WHEN {_sound("offer_ledger")} THEN sale_id END, code
FROM offer_ledger WHERE rowid >= :low AND rowid < :high ORDER BY rowid
"""
_SQL = {
    "sale": _SALE_SQL,
    "sale_line": _LINE_SQL,
    "sale_tax": _TAX_SQL,
    "sale_document": _DOCUMENT_SQL,
    "tender": _TENDER_SQL,
    "stock_move": _MOVE_SQL,
    "point_ledger": _POINT_SQL,
    "offer_ledger": _OFFER_SQL,
}


class NotInJsonError(Exception):
    """Among the rows is a value that JSON cannot hold; which one, reading them one by one tells."""


def _as_text(data: bytes) -> str:
    # What is no text shows as such, and gives another hash.
    return data.decode("utf-8", "replace")


class Reader:
    """A connection of its own to a shop's file, for one stretch of the day book after the other."""

    def __init__(self, path: Path) -> None:
        # Not `mode=ro`: readers of a log that nobody has opened yet must be able to make its index.
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.text_factory = bytes
        self._connection.execute("PRAGMA query_only = ON")
        self._last: dict[str, tuple[int, int, int]] = {}
        have = {row[0].decode() for row in self._connection.execute("SELECT name FROM sqlite_master")}
        self.tables = sorted(have & LATEST.keys())

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads within it see one moment."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def stretches(self, entries: int) -> list[tuple[int, int]]:
        """The journal cut into stretches of about so many entries: (first id, first id of the next).

        Sales taken over from another till have ten thousands of lines in an entry: each such entry is a stretch.
        """
        cuts = {_LOWEST, _HIGHEST}
        for (large,) in self._connection.execute("SELECT id FROM journal WHERE kind = 'history'"):
            cuts |= {large, large + 1}
        low = _LOWEST
        while True:
            found = self._connection.execute(
                "SELECT id FROM journal WHERE id >= ? ORDER BY id LIMIT 1 OFFSET ?", (low, entries)
            ).fetchone()
            if found is None:
                # The last one takes in what is booked meanwhile.
                return list(pairwise(sorted(cuts)))
            low = found[0]
            cuts.add(low)

    def heads(self, low: int, high: int) -> list[tuple[Any, ...]]:
        """Entries from `low` to before `high`, with the parts of their canonical JSON before and after the rows."""
        try:
            return self._connection.execute(_JOURNAL_SQL, (low, high)).fetchall()
        except sqlite3.OperationalError as error:
            if "JSON" not in str(error):
                raise
            return self._connection.execute(_BARE_SQL, (low, high)).fetchall()

    def exponent(self, bounds: tuple[int, int]) -> int:
        """The decimals of the currency of a stretch's first sale; 2 where there is none."""
        found = self._connection.execute(
            "SELECT exponent FROM sale WHERE rowid >= ? AND rowid < ? ORDER BY rowid LIMIT 1", bounds
        ).fetchone()
        return found[0] if found and found[0] in (0, 2, 3) else 2

    def bounds(self, table: str, low: int, high: int) -> tuple[int, int]:
        """The rows (by rowid, the end excluded) that the entries from `low` to before `high` should have."""
        first = _LOWEST if low == _LOWEST else self._cut(table, low)
        return first, _HIGHEST if high == _HIGHEST else self._cut(table, high)

    def rows(self, table: str, bounds: tuple[int, int], unit: int) -> list[tuple[Any, ...]]:
        """A table's rows: entry, canonical JSON, and what the screens look at; `unit` is 10⁹ ÷ minor units.

        Raises `NotInJsonError`.
        """
        low, high = bounds
        statement = _SQL.get(table) or (
            f"SELECT entry_id, {_json(table)}, {_sound(table)} FROM {table}"
            " WHERE rowid >= :low AND rowid < :high ORDER BY rowid"
        )
        values = {"low": low, "high": high, "unit": unit}
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            if "malformed JSON" in str(error) and table == "sale_document":
                return self._connection.execute(_UNREAD_SQL, values).fetchall()
            if "JSON" not in str(error):
                raise
            raise NotInJsonError from error

    def chosen(self, ids: Sequence[int], low: int = _LOWEST, high: int = _HIGHEST) -> list[Entry]:
        """Some entries with their rows, as the walk of `verify` gives them.

        Rows are looked for among those of the entries from `low` to before `high`, by default everywhere.
        """
        wanted = json.dumps(list(ids))
        self._connection.text_factory = _as_text
        try:
            rows: dict[int, dict[str, list[Row]]] = {}
            for table in self.tables:
                self._take(table, wanted, (low, high), rows)
            heads = self._connection.execute(
                f"SELECT {', '.join(Entry.__slots__[1:])} FROM journal"
                " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (wanted,),
            )
            return [Entry(rows.get(head[0], {}), *head) for head in heads]
        finally:
            self._connection.text_factory = bytes

    def _take(
        self, table: str, wanted: str, entries: tuple[int, int], into: dict[int, dict[str, list[Row]]]
    ) -> None:
        key, names = LATEST[table]
        fields = sorted(names.split())
        everywhere = entries == (_LOWEST, _HIGHEST)
        bounds = entries if everywhere else self.bounds(table, *entries)
        found = self._connection.execute(
            f"SELECT entry_id, {', '.join(fields)} FROM {table} WHERE rowid BETWEEN ? AND ?"
            f" AND entry_id IN (SELECT value FROM json_each(?)) ORDER BY {key.replace(' ', ', ')}",
            (bounds[0], bounds[1] if everywhere else bounds[1] - 1, wanted),
        )
        for entry, *values in found:
            row = dict(zip(fields, values, strict=True))
            into.setdefault(entry, {}).setdefault(table, []).append(row)

    def _cut(self, table: str, entry: int) -> int:
        """The first row that belongs to an entry or a later one, if rows stand in the order of entries.

        Where someone gave a row another entry, the cut may be a wrong one; the rows are then found to stand outside
        their place and are looked for everywhere.
        """
        ends = self._connection.execute(
            # Asked apart: of both at once SQLite would read the whole table.
            f"SELECT (SELECT min(rowid) FROM {table}), (SELECT max(rowid) FROM {table})"
        ).fetchone()
        if ends[0] is None:
            return 0
        low, high = self._around(table, entry, ends[0], ends[1] + 1)
        while low < high:
            middle = (low + high) // 2
            if self._reached(table, middle, entry):
                high = middle
            else:
                low = middle + 1
        near = self._connection.execute(
            f"SELECT rowid FROM {table} WHERE rowid >= ? AND entry_id >= ? ORDER BY rowid LIMIT 1",
            (low, entry),
        ).fetchone()
        cut = int(near[0]) if near else ends[1] + 1
        self._last[table] = (entry, cut, (cut - ends[0]) // max(1, entry))
        return cut

    def _around(self, table: str, entry: int, low: int, high: int) -> tuple[int, int]:
        """A narrower place for a cut, from where the last one was and how many rows an entry has."""
        if table not in self._last:
            return low, high
        last, row, width = self._last[table]
        guess, span = min(high, max(low, row + (entry - last) * width)), _SPAN
        first, end = max(low, guess - span), min(high, guess + span)
        while first > low and self._reached(table, first, entry):
            span *= 4
            end, first = first, max(low, guess - span)
        while end < high and not self._reached(table, end, entry):
            span *= 4
            first, end = end, min(high, guess + span)
        return first, end

    def _reached(self, table: str, row: int, entry: int) -> bool:
        """Whether the rows from here on are of this entry or later ones."""
        probe = f"SELECT entry_id FROM {table} WHERE rowid >= ? ORDER BY rowid LIMIT {_PROBES}"
        seen = sorted(
            found[0] for found in self._connection.execute(probe, (row,)) if isinstance(found[0], int)
        )
        # The one in the middle of a few, so that one changed row does not mislead.
        return not seen or seen[len(seen) // 2] >= entry
