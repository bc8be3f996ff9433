"""Posting by the ten thousand rows: what `post` does, for an import whose rows bring their canonical JSON along.

One form of the entry for both: docs/day_book.md. Only kinds that need no till session and no audited acts.
"""

from collections.abc import Sequence
from hashlib import sha256
from json import dumps
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy.orm import Session

from pos_app.data.queries import posting
from pos_app.data.queries.posting_many import Packed, RowForm, Values, insert_many, packed
from pos_app.services import till_sessions
from pos_app.services.clock_steps import step_back_rows
from pos_app.services.desk import Desk
from pos_app.services.post import ORDER, VERSION


class ManyRows(NamedTuple):
    """Rows of one table in the order of their primary key, and their JSON."""

    form: RowForm
    rows: Sequence[Packed]
    body: bytes


def many_rows(form: RowForm, values: Values, texts: Sequence[str]) -> ManyRows:
    """Rows by their values in the order of `form.columns` and each one's JSON; needs no database."""
    return ManyRows(form, packed(values), ",".join(texts).encode())


def template(form: RowForm) -> str:
    """The canonical JSON of a row of this form, with a %s for each value of `form.columns` (texts as JSON)."""
    parts = []
    for name in form.fields:
        value = "%s" if name in form.columns else json_of(form.constants[name]).replace("%", "%%")
        parts.append(f"{json_of(name)}:{value}")
    return "{" + ",".join(parts) + "}"


def json_of(value: Any) -> str:
    """A value in canonical JSON."""
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def post_many(session: Session, desk: Desk, *, kind: str, tables: Sequence[ManyRows]) -> int:
    """Write the rows and their journal entry; returns the entry's id. The caller commits."""
    day = desk.business_date().isoformat()
    session_id, opened = till_sessions.enter(session, desk, kind, day, ())
    if opened:
        raise ValueError(f"{kind} would open a till session")
    at = desk.now()
    seq, previous, last_at = posting.chain_head(session, desk.till)
    entry: dict[str, Any] = {
        "till": desk.till,
        "seq": seq + 1,
        "previous_hash": previous,
        "version": VERSION,
        "kind": kind,
        "uuid": str(uuid4()),
        "actor": desk.actor.code,
        "at": at,
        "business_date": day,
        "session_id": session_id,
    }
    entry_id = posting.next_id(session, "journal")
    known = [of_table for of_table in tables if of_table.rows]
    known += _acts(session, step_back_rows(session, desk, (), last_at=last_at, at=at))
    known.sort(key=lambda of_table: ORDER.index(of_table.form.table))
    posting.insert_rows(session, "journal", [{"id": entry_id, **entry, "hash": _hash(entry, known)}])
    for of_table in known:
        insert_many(session, of_table.form, entry_id, of_table.rows)
    return entry_id


def _acts(session: Session, acts: Sequence[dict[str, Any]]) -> list[ManyRows]:
    """Audited acts as such rows: at most the one that says that the clock went back."""
    if not acts:
        return []
    form = RowForm("audit_journal", {"id", *acts[0]})
    first = posting.next_id(session, "audit_journal")
    whole = [{"id": first + place, **act} for place, act in enumerate(acts)]
    values = [tuple(row[name] for name in form.columns) for row in whole]
    texts = [template(form) % tuple(json_of(value) for value in row) for row in values]
    return [many_rows(form, values, texts)]


def _hash(entry: dict[str, Any], tables: Sequence[ManyRows]) -> str:
    """SHA-256 of the entry's canonical JSON, table by table, so that it never stands in memory twice."""
    head, tail = json_of(entry | {"rows": "\0"}).split(json_of("\0"))
    digest = sha256(head.encode())
    opening = "{"
    for of_table in sorted(tables, key=lambda of_table: of_table.form.table):
        digest.update(f"{opening}{json_of(of_table.form.table)}:[".encode())
        digest.update(of_table.body)
        digest.update(b"]")
        opening = ","
    digest.update(("}" if tables else "{}").encode())
    digest.update(tail.encode())
    return digest.hexdigest()
