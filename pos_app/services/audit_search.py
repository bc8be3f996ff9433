"""Looking up risky acts: by word, kind, person and date, the newest first, each as a sentence."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pos_app.data.queries import auditing as queries
from pos_app.data.queries.auditing import Filter
from pos_app.data.records import Record
from pos_app.domain.message import Message, Value, msg
from pos_app.domain.permissions import Permission, may
from pos_app.services.acts import Facts
from pos_app.services.approvals import Approval, active_staff, require
from pos_app.services.audit_words import FACTS, plain, sentence
from pos_app.services.desk import CLI, Actor, Desk, from_utc_text

MOST = 1000
DRAWER = "drawer_opened"
# Why, before and after.
_Texts = tuple[str, Facts, Facts]


@dataclass(frozen=True, slots=True)
class ActView:
    """An act as the list shows it: UTC moment, names of who did and who allowed it ("" nobody), and a sentence.

    `before` and `after` name people and tell times of the shop's clock. `what` is the sentence without who allowed it
    and why, `receipt` its document's number, "" none; `erased` means that its texts are gone. `seq` is its entry's
    place in the till's day book.
    """

    id: int
    at: str
    business_date: str
    till: str
    seq: int
    session_id: int | None
    event: str
    actor: str
    approved_by: str
    what: Message
    sentence: Message
    reason: str = ""
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    receipt: str = ""
    line_no: int | None = None
    article: str = ""
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from: kinds of acts that ever happened, and people as (code, name) by name."""

    events: tuple[str, ...]
    people: tuple[tuple[str, str], ...]


def search(
    desk: Desk,
    *,
    text: str = "",
    event: str = "",
    actor: str = "",
    start: str = "",
    end: str = "",
    limit: int = 200,
    approval: Approval | None = None,
) -> list[ActView]:
    """The newest acts, at most `limit` (1,000): every word of `text` in reason, before, after, names or receipt.

    `event` and `actor` (a staff code; who did it or allowed it) "" for all; `start` and `end` are ISO business
    dates, inclusive. Drawers that opened with a sale or a count are found where `event` asks for them. Errors of
    `approvals.require`.
    """
    _require(desk, approval)
    words = tuple(text.casefold().split())
    wanted = Filter(event, actor, start, end, words, event != DRAWER, tuple(FACTS))
    with desk.db.read() as session:
        names = queries.people(session)
        rows = ((row, _texts(row.block)) for row in queries.acts(session, wanted))
        found = ((row, texts) for row, texts in rows if _says(row, texts, words, names))
        return [_view(desk, row, texts, names) for row, texts in islice(found, min(limit, MOST))]


def viewer(desk: Desk, *, approval: Approval | None = None) -> Actor:
    """Who looks: the person at the till if they may, else who allows it here. Errors of `approvals.require`.

    A page asks once and then searches as this person, as long as it is open.
    """
    by = _require(desk, approval)
    if not by:
        return desk.actor
    with desk.db.read() as session:
        person = active_staff(session, by)
    return Actor(person.code, person.name, person.role)


def choices(desk: Desk) -> Choices:
    """What a page offers to choose from."""
    with desk.db.read() as session:
        people = sorted(queries.people(session).items(), key=lambda person: person[1].casefold())
        return Choices(tuple(queries.events(session)), tuple(people))


def _require(desk: Desk, approval: Approval | None) -> str:
    """The code of who allows it, "" where the own role suffices: then nothing is written, and nobody waits."""
    if may(desk.actor.role, Permission.VIEW_AUDIT):
        return ""
    with desk.db.write() as session:
        granted = require(session, desk, Permission.VIEW_AUDIT, approval)
        session.commit()
        return granted.by


def _view(desk: Desk, row: Record, texts: _Texts, names: Mapping[str, str]) -> ActView:
    reason = texts[0]
    before, after = (_readable(desk, facts, names) for facts in texts[1:])
    who, by = _who(row.actor, names), _name(row.approved_by, names)
    what = plain(row.event, who, before, after, article=row.article, receipt=row.receipt)
    return ActView(
        id=row.id,
        at=row.at,
        business_date=row.business_date,
        till=row.till,
        seq=row.seq,
        session_id=row.session_id,
        event=row.event,
        actor=_name(row.actor, names),
        approved_by=by,
        what=what,
        sentence=sentence(what, by=by, reason=reason),
        reason=reason,
        before=before,
        after=after,
        receipt=row.receipt,
        line_no=row.line_no,
        article=row.article,
        erased=bool(row.text_hash) and row.block is None,
    )


def _texts(block: str | None) -> _Texts:
    """Why, before and after; nothing where they were erased, or where somebody spoiled them (`verify` tells)."""
    try:
        found = json.loads(block or "{}")
    except ValueError:
        found = {}
    texts = found if isinstance(found, dict) else {}
    before, after = (texts.get(name) for name in ("before", "after"))
    return (
        str(texts.get("reason", "")),
        before if isinstance(before, dict) else {},
        after if isinstance(after, dict) else {},
    )


def _readable(desk: Desk, facts: Facts, names: Mapping[str, str]) -> Facts:
    """Facts with the name of the person they are about instead of the code, and moments on the shop's clock."""
    found = dict(facts)
    if isinstance(found.get("staff"), str):
        found["staff"] = _name(found["staff"], names)
    if isinstance(found.get("at"), str):
        found["at"] = _local(desk, found["at"])
    return found


def _local(desk: Desk, stored: str) -> str:
    try:
        return from_utc_text(stored).astimezone(desk.zone).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return stored


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code)


def _who(code: str, names: Mapping[str, str]) -> Value:
    return msg("The command line") if code == CLI.code else _name(code, names)


def _says(row: Record, texts: _Texts, words: Sequence[str], names: Mapping[str, str]) -> bool:
    """Whether every word is in what the act says; the database also finds them in the names of facts."""
    if not words:
        return True
    reason, before, after = texts
    people = (_name(row.actor, names), _name(row.approved_by, names))
    said = (reason, row.receipt, row.article, row.actor, row.approved_by, *people)
    heap = " ".join((*said, *_spoken(before), *_spoken(after))).casefold()
    return all(word in heap for word in words)


def _spoken(value: Any) -> Iterator[str]:
    """Every text and number among facts, and the names of settings: what somebody may remember."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if "." in name:
                yield name
            yield from _spoken(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _spoken(inner)
    else:
        yield str(value)
