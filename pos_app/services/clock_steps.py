"""Times in the day book that cannot be right: an entry older than the one before it, a sale that is still to come."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pos_app.domain.message import Message, msg
from pos_app.services import acts
from pos_app.services.acts import Act
from pos_app.services.desk import Desk, from_utc_text, utc_text

# A clock that is set by a time server now and then goes back by a second or two.
STEP_BACK = timedelta(seconds=5)
# A document of tomorrow may come from a machine in another zone.
AHEAD = timedelta(days=1)
MOVED = "clock_jump"


def step_back_rows(
    session: Session, desk: Desk, given: Iterable[Mapping[str, Any]], *, last_at: str, at: str
) -> list[dict[str, Any]]:
    """The audit row of an entry that is older than the one before it at the till, its text stored: one, or none.

    Of the acts `given` one may say already that the clock was moved.
    """
    found = stepped_back(last_at, at)
    if not found or any(act["event"] == MOVED for act in given):
        return []
    return acts.rows(session, desk, found)


def stepped_back(last_at: str, at: str) -> tuple[Act, ...]:
    """The act that an entry is older than the one before it at the till: one, or none. Both times are stored text.

    It goes into the very entry, whatever that is about.
    """
    # Stored times have one form, so they compare as they are; nearly every entry ends here.
    if at >= last_at or not _went_back(last_at, at):
        return ()
    return (Act("clock_back", before={"at": last_at}, after={"at": at}),)


def _went_back(last_at: str, at: str) -> bool:
    try:
        return from_utc_text(last_at) - from_utc_text(at) > STEP_BACK
    except ValueError:
        # What somebody made of the last entry is for `verify` to tell; the shop goes on selling.
        return False


def ahead(desk: Desk, moment: datetime) -> tuple[Message, ...]:
    """A warning about a sale whose time is still to come by more than a day; none otherwise."""
    if moment - desk.clock() <= AHEAD:
        return ()
    return (msg("The sale's time {time} is still to come.", time=moment.isoformat()),)


def ahead_act(desk: Desk, moment: datetime) -> Act:
    """That sale in the day book: what its time says, and when it came."""
    return Act("future_sale", before={"at": desk.now()}, after={"at": utc_text(moment)})
