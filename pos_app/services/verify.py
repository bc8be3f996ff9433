"""Does the book still say what was written? Everything posted is reckoned again from the rows alone.

Reads docs/day_book.md and shares no code with the writer. An entry's hash proves that nothing changed; the sums
say what differs where something did.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import chain

from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from pos_app.data.queries import verify_sums as sums
from pos_app.domain.message import Message, msg
from pos_app.services.desk import Desk
from pos_app.services.verify_credits import check_credits
from pos_app.services.verify_entry import entry_hash
from pos_app.services.verify_report import Problem, VerifyReport
from pos_app.services.verify_sums import check_sums
from pos_app.services.verify_tills import check_tills
from pos_app.services.verify_times import time_notes
from pos_app.services.verify_walk import walk
from pos_app.services.verify_witness import check_witness

__all__ = ["Problem", "VerifyReport", "entry_hash", "verify"]

Progress = Callable[[int, int], None]
# Till, seq, receipt number (empty outside the day book), and the sentence.
Finding = tuple[str, int, str, Message]
# What SQLite says of sums beyond all numbers, and of bytes that are no text.
_UNABLE = ("overflow", "decode")


def verify(desk: Desk, *, progress: Progress | None = None, thorough: bool = False) -> VerifyReport:
    """Check the whole book; nothing is changed. `progress` gets (entries done, entries in all).

    `thorough` reads every entry row by row besides, which is slow; both find the same.
    """
    report = VerifyReport()
    with desk.db.read() as session:
        walk(report, desk.db.path, session, progress, thorough=thorough)
        whole = (check_sums, check_credits, check_tills, _check_people, _check_texts)
        for till, seq, number, message in chain.from_iterable(_able(check, session) for check in whole):
            report.add(till, seq, number, [message])
        check_witness(report, session, desk.db.path.parent)
        report.notes += time_notes(session, desk.now())
        if progress:
            progress(report.entries, report.entries)
    return report


def _able(check: Callable[[Session], Iterator[Finding]], session: Session) -> Iterator[Finding]:
    """A check of the whole book. What cannot even be added up or read was written past the program, and is told."""
    try:
        yield from check(session)
    except DatabaseError as error:
        reason = str(error.orig)
        if not any(sign in reason for sign in _UNABLE):
            raise
        yield "", 0, "", msg("the whole book cannot be added up: {reason}", reason=reason[:200])
    except (TypeError, ValueError):
        yield "", 0, "", msg("a value is not of the kind that belongs there")


def _check_people(session: Session) -> Iterator[Finding]:
    """Personal blocks give the hash that the documents carry."""
    for hash_, salt, block in sums.person_blocks(session):
        if sha256((str(salt) + str(block)).encode()).hexdigest() != hash_:
            yield "", 0, "", msg("the personal block {hash} was changed", hash=str(hash_)[:12])
    for number, entry_id in sums.missing_blocks(session):
        till, seq = sums.where(session, entry_id)
        yield till, seq, number, msg("its personal block is missing, and no erasure says why")


def _check_texts(session: Session) -> Iterator[Finding]:
    """Reasons, before and after give the hash that the audited acts carry."""
    for hash_, salt, block in sums.text_blocks(session):
        if sha256((str(salt) + str(block)).encode()).hexdigest() == hash_:
            continue
        for number, entry_id, event in sums.acts_with_text(session, hash_) or [("", 0, "")]:
            till, seq = sums.where(session, entry_id)
            yield till, seq, number, msg("the text of the act {event} was changed", event=event)
    for number, entry_id, event in sums.missing_texts(session):
        till, seq = sums.where(session, entry_id)
        yield (
            till,
            seq,
            number,
            msg("the text of the act {event} is missing, and no erasure says why", event=event),
        )
