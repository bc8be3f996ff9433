"""The one way into the books: posted rows go in together with the journal entry that seals them.

The entry's hash covers every posted row of the transaction in the form that docs/day_book.md fixes.
`verify` reads that document too and shares no code with this module.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from operator import itemgetter
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from pos_app.data.queries import posting
from pos_app.services import till_sessions
from pos_app.services.clock_steps import step_back_rows
from pos_app.services.desk import Desk
from pos_app.services.json_gaps import value_json

VERSION = 4
Rows = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next entry of a till goes: its id, that of its first act, its till session, the entry before it."""

    entry_id: int
    audit_id: int
    session_id: int | None
    seq: int
    previous_hash: str
    last_at: str


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
    place = next_place(session, desk, session_id)
    acts = rows.get("audit_journal", ())
    set_back = step_back_rows(session, desk, acts, last_at=place.last_at, at=at)
    given_rows = {**rows, "till_journal": opened, "audit_journal": [*acts, *set_back]}
    whole = {
        name: complete_rows(name, given, _following(session, name, given), place.entry_id)
        for name, given in given_rows.items()
        if given
    }
    pieces = {name: hashed_form(name, of_table) for name, of_table in whole.items()}
    entry = sealed_entry(place, desk, kind=kind, at=at, business_date=day, pieces=pieces, uuid=uuid)
    posting.insert_rows(session, "journal", [entry])
    for name in (t for t in ORDER if t in whole):
        posting.insert_rows(session, name, whole[name])
    return place.entry_id


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


def next_place(session: Session, desk: Desk, session_id: int | None) -> Place:
    """The end of the desk's chain; it stays so while the write lock is held, or until anybody commits."""
    seq, previous, last_at = posting.chain_head(session, desk.till)
    entry_id, audit_id = posting.next_ids(session, ("journal", "audit_journal"))
    return Place(entry_id, audit_id, session_id, seq + 1, previous, last_at)


def complete_rows(
    name: str, given: Iterable[Mapping[str, Any]], following: int = 0, entry_id: int | None = None
) -> list[dict[str, Any]]:
    """The rows with every column set, those without an id numbered from `following` on.

    What is hashed is then exactly what is stored.
    """
    if name not in ORDER:
        raise ValueError(f"{name} is not a posted table")
    defaults = posting.defaults(name)
    numbered = "id" in defaults
    rows = []
    for row in given:
        full = {**defaults, **row, "entry_id": entry_id}
        if len(full) != len(defaults):
            raise ValueError(f"{name} has no column {sorted(row.keys() - defaults.keys())}")
        if numbered and full["id"] is None:
            full["id"] = following
            following += 1
        rows.append(full)
    return rows


def _following(session: Session, name: str, given: Iterable[Mapping[str, Any]]) -> int:
    """The first free id, where a row wants one."""
    numbered = "id" in posting.defaults(name)
    return posting.next_id(session, name) if numbered and any("id" not in row for row in given) else 0


def hashed_form(name: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Complete rows of a table as they are hashed: canonical JSON without their entry's id, flags as 0 and 1."""
    members = _members(name)
    ordered = rows if len(rows) == 1 else sorted(rows, key=itemgetter(*posting.keys(name)))
    # Encoding as JSON what is known to be texts and whole numbers takes longer than writing it.
    found = [
        "{" + ",".join([before + value_json(row[field]) for field, before in members]) + "}"
        for row in ordered
    ]
    return f"[{','.join(found)}]".encode()


@cache
def _members(name: str) -> tuple[tuple[str, str], ...]:
    """The hashed columns of a table by name, each with what stands before its value."""
    return tuple((field, f'"{field}":') for field in sorted(posting.defaults(name)) if field != "entry_id")


def sealed_entry(
    place: Place,
    desk: Desk,
    *,
    kind: str,
    at: str,
    business_date: str,
    pieces: Mapping[str, bytes],
    uuid: str | None = None,
) -> dict[str, Any]:
    """The row of `journal`; `pieces` are the hashed forms of all its rows by table."""
    entry: dict[str, Any] = {
        "actor": desk.actor.code,
        "at": at,
        "business_date": business_date,
        "kind": kind,
        "previous_hash": place.previous_hash,
        "seq": place.seq,
        "session_id": place.session_id,
        "till": desk.till,
        "uuid": uuid or str(uuid4()),
        "version": VERSION,
    }
    texts = [f'"{name}":{value_json(value)}' for name, value in entry.items()]
    rows = b",".join([b'"%b":%b' % (name.encode(), pieces[name]) for name in sorted(pieces)])
    # The members stand in the order of their names, where "rows" comes before "seq".
    before, after = ",".join(texts[:5]).encode(), ",".join(texts[5:]).encode()
    sealed = b'{%b,"rows":{%b},%b}' % (before, rows, after)
    return {"id": place.entry_id, **entry, "hash": sha256(sealed).hexdigest()}
