"""Does the book still say what was written? Everything posted is reckoned again from the rows alone.

Reads docs/day_book.md and shares no code with the writer. An entry's hash proves that nothing changed; the sums
say what differs where something did.
"""

from collections.abc import Callable
from hashlib import sha256
from itertools import chain

from sqlalchemy.orm import Session

from pos_app.data.queries import verify_sums as sums
from pos_app.domain.message import msg
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


def verify(desk: Desk, *, progress: Progress | None = None, thorough: bool = False) -> VerifyReport:
    """Check the whole book; nothing is changed. `progress` gets (entries done, entries in all).

    `thorough` reads every entry row by row besides, which is slow; both find the same.
    """
    report = VerifyReport()
    with desk.db.read() as session:
        walk(report, desk.db.path, session, progress, thorough=thorough)
        whole = chain(check_sums(session), check_credits(session), check_tills(session))
        for till, seq, number, message in whole:
            report.add(till, seq, number, [message])
        _check_people(report, session)
        _check_texts(report, session)
        check_witness(report, session, desk.db.path.parent)
        report.notes += time_notes(session, desk.now())
        if progress:
            progress(report.entries, report.entries)
    return report


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
