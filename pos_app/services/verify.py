"""Does the book still say what was written? Everything posted is reckoned again from the rows alone.

Reads docs/day_book.md and shares no code with the writer. An entry's hash proves that nothing changed; the sums
say what differs where something did.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain

from sqlalchemy.orm import Session

from pos_app.data.queries import verify as queries
from pos_app.data.queries import verify_sums as sums
from pos_app.data.queries.verify import Entry, Stray
from pos_app.domain.message import Message, msg
from pos_app.services.desk import Desk
from pos_app.services.verify_credits import check_credits
from pos_app.services.verify_document import check_document, documents
from pos_app.services.verify_sums import check_sums

MOST_PROBLEMS = 200
NO_HASH = "0" * 64
_EVERY = 500

Progress = Callable[[int, int], None]
# Tables and fields come in the order of their names, so nothing needs sorting.
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not agree: in which entry (till "" outside the day book), about which receipt."""

    till: str
    seq: int
    number: str
    message: Message


@dataclass(slots=True)
class VerifyReport:
    """What was read and what was found; `heads` are the last seq and hash of every till.

    Problems of the day book come first and in its order, at most `MOST_PROBLEMS`; `problem_count` counts all.
    """

    entries: int = 0
    documents: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return self.problem_count == 0

    @property
    def first(self) -> Problem | None:
        """The first thing that is broken."""
        return self.problems[0] if self.problems else None

    def add(self, till: str, seq: int, number: str, messages: Iterable[Message]) -> None:
        """Note problems of one place."""
        for message in messages:
            self.problem_count += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(Problem(till, seq, number, message))


def verify(desk: Desk, *, progress: Progress | None = None) -> VerifyReport:
    """Check the whole book; nothing is changed. `progress` gets (entries done, entries in all)."""
    report = VerifyReport()
    strays: list[Stray] = []
    with desk.db.read() as session:
        total = queries.count_entries(session)
        for item in queries.entries(session):
            if isinstance(item, Stray):
                # The entry that lost it is named by its hash, or by the gap it left; that comes first.
                if len(strays) < MOST_PROBLEMS:
                    strays.append(item)
                continue
            _check_entry(report, item)
            if progress and report.entries % _EVERY == 0:
                progress(report.entries, total)
        report.add("", 0, "", map(_stray, strays))
        for till, seq, number, message in chain(check_sums(session), check_credits(session)):
            report.add(till, seq, number, [message])
        _check_people(report, session)
        _check_texts(report, session)
    if progress:
        progress(total, total)
    return report


def _check_entry(report: VerifyReport, entry: Entry) -> None:
    report.entries += 1
    number = ", ".join(str(sale["number"]) for sale in entry.rows.get("sale", ()))
    report.add(entry.till, entry.seq, number, _chain(report, entry))
    report.heads[entry.till] = (entry.seq, entry.hash)
    try:
        for document in documents(entry.rows):
            report.documents += 1
            found = list(check_document(document))
            report.add(entry.till, entry.seq, str(document.sale["number"]), found)
    except (TypeError, ValueError, ArithmeticError):
        report.add(entry.till, entry.seq, number, [msg("a value is not of the kind that belongs there")])


def _chain(report: VerifyReport, entry: Entry) -> Iterator[Message]:
    """The entry's place in its till's chain, and its hash."""
    seq, head = report.heads.get(entry.till, (0, NO_HASH))
    if entry.seq != seq + 1:
        yield msg(
            "entry {expected} should follow here, but this is entry {found}",
            expected=seq + 1,
            found=entry.seq,
        )
    if entry.previous_hash != head:
        yield msg("it does not follow the entry before it (previous hash)")
    if entry.version < 3 and entry.session_id is not None:
        yield msg("it names a till session, which its version does not know")
    if entry.version not in (1, 2, 3):
        yield msg("its version {version} is not known", version=str(entry.version))
    elif entry_hash(entry) != entry.hash:
        yield msg("its rows or its head were changed: they no longer give its hash")


def entry_hash(entry: Entry) -> str:
    """The hash of an entry by docs/day_book.md; version 3 brought the till session into it."""
    sealed = {
        "actor": entry.actor,
        "at": entry.at,
        "business_date": entry.business_date,
        "kind": entry.kind,
        "previous_hash": entry.previous_hash,
        "rows": entry.rows,
        "seq": entry.seq,
        "till": entry.till,
        "uuid": entry.uuid,
        "version": entry.version,
    }
    if entry.version >= 3:
        # Members come in the order of their names.
        sealed = dict(sorted({**sealed, "session_id": entry.session_id}.items()))
    return sha256(_canonical.encode(sealed).encode()).hexdigest()


def _stray(stray: Stray) -> Message:
    return msg(
        "row {key} of {table} stands outside its place: entry {entry} is missing or was passed before",
        key=stray.key,
        table=stray.table,
        entry=stray.entry_id,
    )


def _check_people(report: VerifyReport, session: Session) -> None:
    """Personal blocks give the hash that the documents carry."""
    for hash_, salt, block in sums.person_blocks(session):
        if sha256((str(salt) + str(block)).encode()).hexdigest() != hash_:
            report.add("", 0, "", [msg("the personal block {hash} was changed", hash=str(hash_)[:12])])
    for number, entry_id in sums.missing_blocks(session):
        till, seq = sums.where(session, entry_id)
        report.add(till, seq, number, [msg("its personal block is missing, and no erasure says why")])


def _check_texts(report: VerifyReport, session: Session) -> None:
    """Reasons, before and after give the hash that the audited acts carry."""
    for hash_, salt, block in sums.text_blocks(session):
        if sha256((str(salt) + str(block)).encode()).hexdigest() == hash_:
            continue
        for number, entry_id, event in sums.acts_with_text(session, hash_) or [("", 0, "")]:
            till, seq = sums.where(session, entry_id)
            report.add(till, seq, number, [msg("the text of the act {event} was changed", event=event)])
    for number, entry_id, event in sums.missing_texts(session):
        till, seq = sums.where(session, entry_id)
        missing = msg("the text of the act {event} is missing, and no erasure says why", event=event)
        report.add(till, seq, number, [missing])
