"""What was changed in an entry that no longer gives its hash: the one value that gives it again, proves itself.

Former values often stand elsewhere: in the receipt, in other rows, in the entries around. Each is tried in each place
until the hash fits; a row that was added is found by leaving it out, one that was removed by the gap in the keys.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from pos_app.data.queries.verify import Entry, Row
from pos_app.domain.message import Message, msg
from pos_app.services.verify_entry import canonical, entry_hash, key_of

_MOST_TRIED = 40_000
_NEAR = 100
_HEAD = (
    "actor",
    "at",
    "business_date",
    "kind",
    "previous_hash",
    "seq",
    "session_id",
    "till",
    "uuid",
    "version",
)
# Stands for the value in question while its place in the text is looked for.
_MARK = "\ue000verify\ue000"
_MARKED = f'"{_MARK}"'
_NUMBERED = (
    "sale_line",
    "stock_move",
    "point_ledger",
    "credit_ledger",
    "account_ledger",
    "audit_journal",
    "till_journal",
    "z_ledger",
)


def former(entry: Entry, around: Sequence[Entry]) -> list[Message]:
    """What single change made of the entry what it is; nothing where no single one explains it.

    `around` are the entries before and after it, whose values may have stood here.
    """
    found = next(_added(entry), None) or next(_changed(entry, around), None)
    return [found] if found is not None else list(_removed(entry, around))


def _added(entry: Entry) -> Iterator[Message]:
    for table, rows in entry.rows.items():
        for at, row in enumerate(rows):
            rest = {**entry.rows, table: [*rows[:at], *rows[at + 1 :]]}
            if _hash_of(entry, {name: left for name, left in rest.items() if left}) == entry.hash:
                yield msg("row {key} of {table} was added", key=key_of(row), table=table)


def _changed(entry: Entry, around: Sequence[Entry]) -> Iterator[Message]:
    """First what stands in the same field elsewhere, in every place; then all that is told anywhere, or is near."""
    tries = 0
    for guesses in (_elsewhere, _told, _near):
        for table, at, name in _places(entry):
            now = _value(entry, table, at, name)
            before, _mark, after = _marked(entry, table, at, name).partition(_MARKED)
            start, end = sha256(before.encode("utf-8", "replace")), after.encode("utf-8", "replace")
            for was in dict.fromkeys(guesses(entry, around, table, name, now)):
                if isinstance(was, bytes):
                    continue
                tries += 1
                tried = start.copy()
                tried.update(json.dumps(was, ensure_ascii=False).encode("utf-8", "replace") + end)
                if tried.hexdigest() == entry.hash:
                    where = f"{table} {key_of(entry.rows[table][at])}" if table else "journal"
                    yield msg(
                        "{where}: {field} is {now}, but was {was}",
                        where=where,
                        field=name,
                        now=_said(now),
                        was=_said(was),
                    )
            if tries > _MOST_TRIED:
                return


def _removed(entry: Entry, around: Sequence[Entry]) -> Iterator[Message]:
    """Rows are numbered without gaps: a number missing between the entries around was one of this entry's rows."""
    for table in _NUMBERED:
        ids = {
            near.id: [row["id"] for row in near.rows.get(table, ()) if isinstance(row["id"], int)]
            for near in (*around, entry)
        }
        earlier = [i for near, own in ids.items() if near < entry.id for i in own]
        later = [i for near, own in ids.items() if near > entry.id for i in own]
        own = ids[entry.id]
        if not own and not (earlier and later):
            continue
        low = max(earlier, default=min(own, default=0) - 1)
        high = min(later, default=max(own, default=0) + 1)
        present = set(own)
        # One by one: somebody may have made a key of billions.
        for missing in islice((key for key in range(low + 1, high) if key not in present), 5):
            yield msg("row {key} of {table} was removed", key=str(missing), table=table)


def _places(entry: Entry) -> Iterator[tuple[str, int, str]]:
    """Every value of the entry: table ("" for its head), row, field. Long texts come last."""
    papers = []
    for table, rows in entry.rows.items():
        for at, row in enumerate(rows):
            for name in row:
                if table == "sale_document" and name != "sale_id":
                    papers.append((table, at, name))
                else:
                    yield table, at, name
    for name in _HEAD:
        if name != "session_id" or entry.version >= 3:
            yield "", 0, name
    yield from papers


def _value(entry: Entry, table: str, at: int, name: str) -> Any:
    return entry.rows[table][at][name] if table else getattr(entry, name)


def _marked(entry: Entry, table: str, at: int, name: str) -> str:
    values: dict[str, Any] = {field: getattr(entry, field) for field in Entry.__slots__}
    if table:
        rows = list(entry.rows[table])
        rows[at] = {**rows[at], name: _MARK}
        values["rows"] = {**entry.rows, table: rows}
    else:
        values[name] = _MARK
    version = entry.version if name == "version" else None
    text = canonical(Entry(**(values | ({"version": version} if version else {}))))
    if version:
        whole, _at, end = text.rpartition(f'"version":{version}')
        return f'{whole}"version":{_MARKED}{end}'
    return text


def _elsewhere(entry: Entry, around: Sequence[Entry], table: str, name: str, now: Any) -> Iterator[Any]:
    for near in (entry, *around):
        if table:
            yield from (row[name] for row in near.rows.get(table, ()))
        else:
            yield getattr(near, name)
    yield from (None, "", 0, 1)


def _told(entry: Entry, around: Sequence[Entry], table: str, name: str, now: Any) -> Iterator[Any]:
    """Every value in the entry's rows, answer and receipt; decimal texts also as the integers behind them."""
    for rows in entry.rows.values():
        for row in rows:
            yield from (value for field, value in row.items() if field not in ("answer", "receipt"))
    for row in entry.rows.get("sale_document", ()):
        for text in (row["answer"], row["receipt"]):
            try:
                yield from _leaves(json.loads(text))
            except (ValueError, TypeError):
                continue


def _near(entry: Entry, around: Sequence[Entry], table: str, name: str, now: Any) -> Iterator[Any]:
    if isinstance(now, int):
        yield from (now + step * sign for step in range(1, _NEAR + 1) for sign in (1, -1))
        yield from (-now, now * 10, now // 10, now * 100, now // 100, now + 1000, now - 1000)
    elif isinstance(now, str):
        yield from (now[:-1], now[1:], now.strip(), now.swapcase())


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _leaves(part)
        return
    yield value
    if isinstance(value, str) and value.replace(".", "").lstrip("-").isdigit():
        digits = int(value.replace(".", ""))
        yield from (digits, -digits, digits * 10, digits * 1000, -digits * 1000, digits * 10_000)
    elif isinstance(value, int):
        yield -value


def _hash_of(entry: Entry, rows: dict[str, list[Row]]) -> str:
    values = {field: getattr(entry, field) for field in Entry.__slots__} | {"rows": rows}
    return entry_hash(Entry(**values))


def _said(value: Any) -> str:
    return "empty" if value in (None, "") else str(value)[:80]
