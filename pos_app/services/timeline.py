"""Contacts outside the till in words, and one timeline of them and of what was bought.

Channel and kind are the words of the file they came with. Those that many shops use have labels of ours, which can
be translated; others are shown as they are.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from pos_app.data.queries import history
from pos_app.data.queries import timeline as queries
from pos_app.data.records import Record
from pos_app.domain.message import Message, Value, msg
from pos_app.domain.wording import in_few_words
from pos_app.services.desk import Desk, from_utc_text, utc_text
from pos_app.services.person_view import EntryView, HappeningView

NEWEST = 2
_CHANNELS: dict[str, Message] = {
    "web": msg("Web"),
    "phone": msg("Phone"),
    "email": msg("Email"),
    "message": msg("Message"),
    "visit": msg("Visit"),
}
_KINDS: dict[str, Message] = {
    "order": msg("order"),
    "enquiry": msg("enquiry"),
    "message": msg("message"),
    "complaint": msg("complaint"),
    "note": msg("note"),
}


def title(channel: str, kind: str) -> Message:
    """What a contact was in two words: "Web order", "Phone enquiry"; "Message" where both say the same."""
    where: Value = _CHANNELS.get(channel.lower(), channel)
    what: Value = _KINDS.get(kind.lower(), kind)
    if channel.lower() == kind.lower():
        return where if isinstance(where, Message) else msg("{word}", word=where)
    return msg("{channel} {kind}", channel=where, kind=what)


def newest(
    session: Session, desk: Desk, customer_id: int, today: date, limit: int = NEWEST
) -> tuple[EntryView, ...]:
    """A customer's last contacts up to a day of the shop's calendar, the newest first."""
    rows = queries.newest(session, customer_id, end_of(desk, today), limit)
    return tuple(_view(row, desk) for row in rows)


def happenings(desk: Desk, *, customer_id: int, limit: int = 50, offset: int = 0) -> list[HappeningView]:
    """Receipts and contacts of a customer in one timeline, the newest first."""
    today = desk.business_date()
    with desk.db.read() as session:
        rows = queries.happenings(session, customer_id, today.isoformat(), end_of(desk, today), limit, offset)
        words = history.wording(session, [row.id for row in rows if not row.entry])
        entries = queries.by_id(session, [row.id for row in rows if row.entry])
    return [
        _contact(_view(entries[row.id], desk))
        if row.entry
        else HappeningView(row.date, in_few_words(words.get(row.id, [])), row.number, row.total)
        for row in rows
    ]


def contacts(desk: Desk, *, customer_id: int) -> int:
    """How many contacts outside the till a customer has had."""
    with desk.db.read() as session:
        return queries.count(session, customer_id, end_of(desk, desk.business_date()))


def end_of(desk: Desk, day: date) -> str:
    """The first moment after a day of the shop's calendar, as stored."""
    midnight = datetime.combine(day + timedelta(days=1), time())
    # Without a zone of its own the desk's is the machine's, which `astimezone` takes a bare time for.
    return utc_text(midnight if desk.zone is None else midnight.replace(tzinfo=desk.zone))


def _view(row: Record, desk: Desk) -> EntryView:
    day = from_utc_text(row.at).astimezone(desk.zone).date()
    return EntryView(
        id=row.uid,
        at=row.at,
        date=day.isoformat(),
        channel=row.channel,
        kind=row.kind,
        title=title(row.channel, row.kind),
        text=row.text,
        sku=row.sku or "",
        product=row.name or "",
        amount=row.amount,
    )


def _contact(entry: EntryView) -> HappeningView:
    return HappeningView(entry.date, " ".join(entry.text.split()), "", entry.amount, entry.title)
