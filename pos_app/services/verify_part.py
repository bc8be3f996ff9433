"""A stretch of the day book checked at once, in this process or another one beside it.

Hashes prove that nothing changed; the screens let pass what certainly adds up. What is left is looked at row by row,
by the same checks that a thorough walk uses for everything.
"""

import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pos_app.data.queries.verify_scan import NotInJsonError, Reader
from pos_app.services.verify_entry import canonical, check_rows
from pos_app.services.verify_screen import Plain, ScanRow, certain

_GOODS = ("sale_line", "sale_tax", "tender", "stock_move", "point_ledger", "offer_ledger", "sale_document")
_SALE_ID = 2
# Lines, taxes and papers without their sale are odd whatever is in them.
_NEVER_ALONE = ("sale_line", "sale_tax", "sale_document")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Link:
    """Where a till's chain enters and leaves a stretch."""

    entry: int
    seq: int
    previous: str
    last_entry: int
    last_seq: int
    last_hash: str


@dataclass(slots=True)
class Part:
    """What a stretch of the day book has to tell.

    `broken` are entries that do not give their hash or do not follow the one before; `uncertain` those whose rows are
    theirs but do not add up; `strays` the entries that rows name outside their place.
    """

    entries: int = 0
    documents: int = 0
    links: dict[str, Link] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    uncertain: list[int] = field(default_factory=list)
    strays: set[Any] = field(default_factory=set)


_readers: dict[Path, Reader] = {}


def check_elsewhere(path: Path, low: int, high: int) -> Part:
    """The same in a worker process, which keeps its connection."""
    if path not in _readers:
        _readers[path] = Reader(path)
    return check_part(_readers[path], low, high)


def check_part(reader: Reader, low: int, high: int) -> Part:
    """Check the entries with ids from `low` to before `high`."""
    # Millions of rows come and go and none refers to another: looking among them for rubbish finds nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _check(reader, low, high)
    finally:
        if collecting:
            gc.enable()


def _check(reader: Reader, low: int, high: int) -> Part:
    part = Part()
    with reader.snapshot():
        heads = reader.heads(low, high)
        part.entries = len(heads)
        try:
            scanned = _scan(reader, low, high)
        except NotInJsonError:
            # A value that has no place in JSON: which one, the rows will tell.
            _link(part, heads)
            part.broken = [head[0] for head in heads]
            return part
    _link(part, heads)
    bodies = _bodies(scanned)
    _hashes(part, heads, bodies)
    part.strays = bodies.keys() - {head[0] for head in heads}
    _screens(part, scanned)
    _look_again(part, reader, low, high)
    return part


def _look_again(part: Part, reader: Reader, low: int, high: int) -> None:
    """Of the uncertain entries, those stay in which something is wrong indeed."""
    wrong = []
    # Rows that name something else than an entry are strays; no entry can be asked for by that.
    uncertain = [entry for entry in part.uncertain if isinstance(entry, int)]
    for at in range(0, len(uncertain), _AT_ONCE):
        for entry in reader.chosen(uncertain[at : at + _AT_ONCE], low, high):
            if next(check_rows(entry), None) is not None:
                wrong.append(entry.id)
    part.uncertain = wrong


def _scan(reader: Reader, low: int, high: int) -> dict[str, Any]:
    """Every posted table's rows by entry; under "" the decimals that the first sale has."""
    found: dict[str, Any] = {}
    bounds = reader.bounds("sale", low, high)
    exponent = reader.exponent(bounds)
    found[""] = exponent
    for table in reader.tables:
        grouped: dict[Any, list[ScanRow]] = {}
        place = bounds if table == "sale" else reader.bounds(table, low, high)
        for row in reader.rows(table, place, 10 ** (9 - exponent)):
            entry = row[0]
            if entry in grouped:
                grouped[entry].append(row)
            else:
                grouped[entry] = [row]
        found[table] = grouped
    return found


def _bodies(scanned: dict[str, Any]) -> dict[Any, list[bytes]]:
    """By entry, the canonical JSON of each table that it has rows in; tables come in the order of their names."""
    bodies: dict[Any, list[bytes]] = {}
    for table, grouped in scanned.items():
        if not table:
            continue
        start = b'"%b":[' % table.encode()
        for entry, rows in grouped.items():
            text = start + b",".join([row[1] for row in rows]) + b"]"
            if entry in bodies:
                bodies[entry].append(text)
            else:
                bodies[entry] = [text]
    return bodies


def _hashes(part: Part, heads: Iterable[ScanRow], bodies: dict[Any, list[bytes]]) -> None:
    for entry, _till, _seq, _previous, stored, _version, before, after, sound in heads:
        rows = b",".join(bodies.get(entry, ()))
        text = b'%b,"rows":{%b},%b' % (before[:-1], rows, after[1:])
        if not sound or sha256(text).hexdigest().encode() != stored or not _is_text(text):
            part.broken.append(entry)


def canonical_entries(reader: Reader, low: int, high: int) -> Iterator[tuple[bytes, bytes]]:
    """Canonical JSON and stored hash of the entries with ids from `low` to before `high`, in the order of the book."""
    with reader.snapshot():
        heads = reader.heads(low, high)
        try:
            bodies = _bodies(_scan(reader, low, high))
        except NotInJsonError:
            ids = [head[0] for head in heads]
            found = [(canonical(e).encode(), e.hash.encode()) for e in reader.chosen(ids, low, high)]
            yield from found
            return
    for entry, _till, _seq, _previous, stored, _version, before, after, _sound in heads:
        yield b'%b,"rows":{%b},%b' % (before[:-1], b",".join(bodies.get(entry, ())), after[1:]), stored


def _is_text(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _link(part: Part, heads: Iterable[ScanRow]) -> None:
    """Each entry follows the one before it at its till; where the first one follows, another stretch tells."""
    ends: dict[bytes, list[Any]] = {}
    for entry, till, seq, previous, stored, *_rest in heads:
        end = ends.get(till)
        if end is None:
            ends[till] = [entry, seq, previous, entry, seq, stored]
            continue
        if seq != end[4] + 1 or previous != end[5]:
            part.broken.append(entry)
        end[3:] = [entry, seq, stored]
    for till, (entry, seq, previous, last, last_seq, stored) in ends.items():
        part.links[_text(till)] = Link(entry, seq, _text(previous), last, last_seq, _text(stored))


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _screens(part: Part, scanned: dict[str, Any]) -> None:
    """The documents of every entry; with several in one entry, each with the rows that name it."""
    exponent = scanned[""]
    plain = Plain(exponent)
    tables = [scanned.get(name, {}) for name in _GOODS]
    broken = set(part.broken)
    for entry, sales in scanned.get("sale", {}).items():
        part.documents += len(sales)
        if entry in broken:
            continue
        rows = [table.get(entry, ()) for table in tables]
        if len(sales) == 1:
            own = sales[0][_SALE_ID]
            sound = {row[2] for of_table in rows for row in of_table} <= {own} and _document(
                sales[0], rows, plain, exponent
            )
        else:
            sound = _theirs(sales, rows) and all(
                _document(sale, own, plain, exponent) for sale, own in _apart(sales, rows)
            )
        if not sound:
            part.uncertain.append(entry)
    part.uncertain += _unsound(scanned) - broken - set(part.uncertain)


def _unsound(scanned: dict[str, Any]) -> set[Any]:
    """Entries with rows that no document's check looks at, where a value is not of its kind."""
    sold = scanned.get("sale", {})
    found = set()
    for table, grouped in scanned.items():
        if not table or table == "sale":
            continue
        for entry, rows in grouped.items():
            looked_at = table in _GOODS and entry in sold
            if not looked_at and (table in _NEVER_ALONE or not all(_kinds(table, row) for row in rows)):
                found.add(entry)
    return found


def _kinds(table: str, row: ScanRow) -> bool:
    """Whether a row's values are of their kinds: rows of documents have no sale otherwise, others say so."""
    return row[_SALE_ID] is not None if table in _GOODS else bool(row[2])


def _theirs(sales: list[ScanRow], rows: list[Any]) -> bool:
    """Whether every row belongs to one of an entry's documents."""
    ids = {sale[_SALE_ID] for sale in sales}
    return all(row[_SALE_ID] in ids for of_table in rows for row in of_table)


def _apart(sales: list[ScanRow], rows: list[Any]) -> Iterator[tuple[ScanRow, list[Any]]]:
    """Each of an entry's documents with its own rows."""
    split: list[dict[Any, list[ScanRow]]] = []
    for of_table in rows:
        by_sale: dict[Any, list[ScanRow]] = {}
        for row in of_table:
            by_sale.setdefault(row[_SALE_ID], []).append(row)
        split.append(by_sale)
    for sale in sales:
        yield sale, [by_sale.get(sale[_SALE_ID], ()) for by_sale in split]


def _document(sale: ScanRow, rows: list[Any], plain: Plain, exponent: int) -> bool:
    lines, taxes, tenders, moves, points, offers, documents = rows
    return certain(sale, lines, taxes, tenders, moves, points, offers, documents, plain, exponent)
