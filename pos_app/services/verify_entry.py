"""One entry of the day book checked by its rows: its place in the chain, its hash, and the documents in it."""

import json
from collections.abc import Iterator
from hashlib import sha256

from pos_app.data.queries.verify import Entry
from pos_app.data.queries.verify_fields import OPTIONAL, TEXTS
from pos_app.domain.message import Message, msg
from pos_app.services.verify_document import check_document, documents

NO_HASH = "0" * 64
# The decimals that currencies have.
EXPONENTS = range(5)
CHANGED = msg("its rows or its head were changed: they no longer give its hash")
# Tables and fields come in the order of their names, so nothing needs sorting.
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr)


def number_of(entry: Entry) -> str:
    """The receipt numbers of an entry's documents, "" where it has none."""
    return ", ".join(str(sale["number"]) for sale in entry.rows.get("sale", ()))


def check_chain(entry: Entry, seq: int, head: str) -> Iterator[Message]:
    """The entry's place after entry `seq` of its till, whose hash is `head`, and its own hash."""
    if entry.seq != seq + 1:
        yield msg(
            "entry {expected} should follow here, but this is entry {found}",
            expected=seq + 1,
            found=entry.seq,
        )
    if entry.previous_hash != head:
        yield msg("it does not follow the entry before it (previous hash)")
    if entry.version not in (1, 2, 3, 4):
        yield msg("its version {version} is not known", version=str(entry.version))
        return
    if entry.version < 3 and entry.session_id is not None:
        yield msg("it names a till session, which its version does not know")
    if entry_hash(entry) != entry.hash:
        yield CHANGED


def check_rows(entry: Entry) -> Iterator[Message]:
    """What does not agree in the rows themselves, whether or not they give the hash."""
    for table, rows in entry.rows.items():
        for row in rows:
            for name, value in row.items():
                if not _of_kind(table, name, value):
                    yield msg(
                        "{table} {key}: {field} is not of the kind that belongs there",
                        table=table,
                        key=key_of(row),
                        field=name,
                    )
    try:
        for document in documents(entry.rows):
            if document.sale["exponent"] not in EXPONENTS:
                # Reckoned with, a power of ten of somebody's choice would keep the check busy for days.
                raise ValueError("exponent")
            yield from check_document(document)
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
        yield msg("a value is not of the kind that belongs there")


def entry_hash(entry: Entry) -> str:
    """The hash of an entry by docs/day_book.md; version 3 brought the till session into it."""
    return sha256(canonical(entry).encode("utf-8", "replace")).hexdigest()


def canonical(entry: Entry) -> str:
    """The canonical JSON of an entry."""
    sealed = {
        "actor": entry.actor,
        "at": entry.at,
        "business_date": entry.business_date,
        "kind": entry.kind,
        "previous_hash": entry.previous_hash,
        "rows": entry.rows,
        "seq": entry.seq,
    }
    if isinstance(entry.version, int) and entry.version >= 3:
        sealed["session_id"] = entry.session_id
    sealed |= {"till": entry.till, "uuid": entry.uuid, "version": entry.version}
    return _canonical.encode(sealed)


def key_of(row: dict[str, object]) -> str:
    """The primary key of a row, as a problem names it."""
    for names in (
        ("id",),
        ("line_id", "position"),
        ("sale_id", "position"),
        ("event_id", "value"),
        ("sale_id",),
    ):
        if all(name in row for name in names):
            return "-".join(str(row[name]) for name in names)
    return "?"


def _of_kind(table: str, name: str, value: object) -> bool:
    if value is None:
        return name in OPTIONAL.get(table, "").split()
    return isinstance(value, str if name in TEXTS[table].split() else int)
