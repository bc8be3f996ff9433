"""Till sessions over the whole book: events in order, money that adds up, and Zs that say what the rows say.

From the rows alone, with sums of its own: what an X or a Z is made with is not used here.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from pos_app.data.queries import verify_tills as queries
from pos_app.data.queries.verify_sums import where
from pos_app.data.records import Record
from pos_app.domain.message import Message, msg
from pos_app.services.verify_z import check_zs

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# Till, seq, receipt number (empty outside the day book), and the sentence.
Finding = tuple[str, int, str, Message]


def check_tills(session: Session) -> Iterator[Finding]:
    """Everything about till sessions and Zs that does not agree."""
    for row in queries.without_session(session):
        yield row.till, row.seq, "", msg("it belongs to no till session")
    entries, kept = queries.entries(session), queries.kept(session)
    counts = queries.counts(session)
    sessions = {
        session_id: list(rows)
        for session_id, rows in groupby(queries.events(session), key=attrgetter("session_id"))
    }
    closes: dict[int, Record] = {}
    for session_id, events in sessions.items():
        for entry_id, message in _session(events, entries.pop(session_id, None), kept.pop(session_id, None)):
            yield *where(session, entry_id), "", message
        for event in (e for e in events if e.event == "close"):
            closes[session_id] = event
            for message in _counted(event, counts.pop(event.id, {})):
                yield *where(session, event.entry_id), "", message
    for row in entries.values():
        yield *where(session, row.first), "", msg("its till session was never opened")
    for row in kept.values():
        yield "", 0, "", msg("till session {id} is kept, but has no events", id=row.id)
    for event_id in counts:
        yield "", 0, "", msg("a count names event {id}, which closes no till session", id=event_id)
    for entry_id, message in check_zs(session, sessions, closes):
        yield *where(session, entry_id), "", message


def _session(
    events: Sequence[Record], entries: Record | None, kept: Record | None
) -> Iterator[tuple[int, Message]]:
    """A session's events in their order, its entries between them, and what is kept of it."""
    opened, last = events[0], events[-1]
    closed = last.event == "close"
    names = [e.event for e in events]
    if (
        opened.event != "open"
        or opened.id != opened.session_id
        or names.count("open") != 1
        or names.count("close") != closed
    ):
        yield (
            last.entry_id,
            msg("till session {id}: {event} out of turn", id=opened.session_id, event=last.event),
        )
        return
    for event in events:
        if event.entry_session != event.session_id:
            yield event.entry_id, msg("it says what happened in another till session than its own")
        if (event.mode, event.till) != (opened.mode, opened.till):
            yield event.entry_id, msg("till session {id} changes its till or its mode", id=opened.session_id)
        if event.event in ("cash_in", "cash_out") and not (_positive(event.amount) and event.text_hash):
            yield event.entry_id, msg("cash was moved without an amount or a reason")
    if entries is not None:
        if entries.first < opened.entry_id or (closed and entries.last > last.entry_id):
            wrong = entries.first if entries.first < opened.entry_id else entries.last
            yield wrong, msg("it belongs to till session {id}, which was not open", id=opened.session_id)
        if (entries.till, entries.other_till) != (opened.till, opened.till):
            yield opened.entry_id, msg("till session {id} has entries of another till", id=opened.session_id)
    yield from _kept(opened, closed, kept)


def _kept(opened: Record, closed: bool, kept: Record | None) -> Iterator[tuple[int, Message]]:
    """The cache says what the events say."""
    wanted = (opened.till, opened.mode, opened.business_date, opened.actor, closed)
    found = kept and (kept.till, kept.mode, kept.business_date, kept.opened_by, bool(kept.closed_at))
    times = kept is not None and _is_time(kept.opened_at) and (not closed or _is_time(kept.closed_at))
    if found != wanted or not times:
        yield (
            opened.entry_id,
            msg("till session {id} is kept otherwise than its events say", id=opened.session_id),
        )


def _counted(close: Record, count: dict[int, int]) -> Iterator[Message]:
    """The count comes to what was counted; where nobody counts, what is expected is taken to be there."""
    try:
        total = sum(value * pieces for value, pieces in count.items())
        if count and total != close.amount:
            yield msg("{counted} was counted, but the notes and coins come to {total}", counted=str(close.amount),
                      total=str(total))  # fmt: skip
        if close.mode == "automatic" and (count or close.amount != close.expected):
            yield msg("a session of the command line was counted")
    except TypeError:
        yield msg("a value is not of the kind that belongs there")


def _is_time(kept: object) -> bool:
    """Whether a kept moment can be read; the next sale looks at it."""
    return isinstance(kept, str) and _TIME.fullmatch(kept) is not None


def _positive(value: object) -> bool:
    return isinstance(value, int) and value > 0
