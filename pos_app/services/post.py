"""The one way into the books: posted rows go in together with the journal entry that seals them.

The entry's hash covers every posted row of the transaction in the form that docs/day_book.md fixes.
`verify` reads that document too and shares no code with this module.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from pos_app.data.queries import posting
from pos_app.services import till_sessions
from pos_app.services.clock_steps import step_back_rows
from pos_app.services.desk import Desk

VERSION = 4
Rows = Mapping[str, Sequence[dict[str, Any]]]


def post(
    session: Session,
    desk: Desk,
    *,
    kind: str,
    rows: Rows,
    uuid: str | None = None,
    business_date: str | None = None,
) -> int:
    """Write posted rows and their journal entry; returns the entry's id. The caller commits.

    `rows` maps table names to rows. Rows of tables with an ``id`` may leave it out; columns left out
    are stored as their default or NULL. `business_date` defaults to the desk's own. The entry belongs to the
    till session that is open; UserError ``till_closed`` where a sale would need one. An entry older than the one
    before it says so itself (``clock_back``).
    """
    day = business_date or desk.business_date().isoformat()
    session_id, opened = till_sessions.enter(session, desk, kind, day, rows.get("till_journal", ()))
    # After it, for it may post entries that come before this one.
    at = desk.now()
    seq, previous, last_at = posting.chain_head(session, desk.till)
    entry_id = posting.next_id(session, "journal")
    entry: dict[str, Any] = {
        "id": entry_id,
        "till": desk.till,
        "seq": seq + 1,
        "previous_hash": previous,
        "version": VERSION,
        "kind": kind,
        "uuid": uuid or str(uuid4()),
        "actor": desk.actor.code,
        "at": at,
        "business_date": day,
        "session_id": session_id,
    }
    acts = rows.get("audit_journal", ())
    set_back = step_back_rows(session, desk, acts, last_at=last_at, at=at)
    given_rows = {**rows, "till_journal": opened, "audit_journal": [*acts, *set_back]}
    whole = {name: _complete(session, name, given, entry_id) for name, given in given_rows.items() if given}
    posting.insert_rows(session, "journal", [{**entry, "hash": _hash(entry, whole)}])
    for name in (t for t in ORDER if t in whole):
        posting.insert_rows(session, name, whole[name])
    return entry_id


# Parents before children, so that foreign keys hold at every insert.
ORDER = (
    "sale",
    "sale_line",
    "sale_tax",
    "tender",
    "sale_document",
    "stock_move",
    "point_ledger",
    "credit_ledger",
    "account_ledger",
    "offer_ledger",
    "offer_event_ledger",
    "offer_holdout_ledger",
    "audit_journal",
    "till_journal",
    "till_count_ledger",
    "z_ledger",
)


def _complete(
    session: Session, name: str, given: Sequence[dict[str, Any]], entry_id: Any
) -> list[dict[str, Any]]:
    """The rows with every column set: what is hashed is then exactly what is stored."""
    if name not in ORDER:
        raise ValueError(f"{name} is not a posted table")
    defaults = posting.defaults(name)
    numbered = "id" in defaults
    following = posting.next_id(session, name) if numbered and any("id" not in row for row in given) else 0
    rows = []
    for row in given:
        unknown = row.keys() - defaults.keys()
        if unknown:
            raise ValueError(f"{name} has no column {sorted(unknown)}")
        full = {**defaults, **row, "entry_id": entry_id}
        if numbered and full["id"] is None:
            full["id"] = following
            following += 1
        rows.append(full)
    return rows


def _hash(entry: Mapping[str, Any], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """SHA-256 of the entry and its rows in canonical JSON."""
    sealed = {k: entry[k] for k in entry if k != "id"}
    sealed["rows"] = {name: _plain(name, sorted(of_table, key=_key(name))) for name, of_table in rows.items()}
    text = dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _key(name: str) -> Any:
    keys = [c.name for c in posting.table(name).primary_key.columns]
    return lambda row: tuple(row[k] for k in keys)


def _plain(name: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they are hashed: without their entry's id, flags as 0 and 1."""
    flags = posting.flags(name)
    found = []
    for row in rows:
        plain = dict(row)
        del plain["entry_id"]
        for flag in flags:
            plain[flag] = int(plain[flag])
        found.append(plain)
    return found
