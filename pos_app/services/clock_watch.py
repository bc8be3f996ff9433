"""The machine's clock may be wrong, and may be moved: that is noticed and noted, and never stops a sale.

Numbers and the chain of the day book never depend on time. All is compared in UTC, so daylight saving is no jump.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pos_app.domain.message import Message, msg
from pos_app.late import late
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk, system_clock, utc_text

if TYPE_CHECKING:
    from pos_app.services import audit
else:
    (audit,) = late("pos_app.services", "audit")

# While the window runs: less than this may be a busy machine, or a time server.
JUMP = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock shows `found` where `expected` was due."""

    expected: datetime
    found: datetime


def steady() -> int:
    """Nanoseconds of a clock that nobody can set and that goes on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic_ns() if boot is None else time.clock_gettime_ns(boot)


class ClockWatch:
    """Compares the wall clock with one that cannot be set; asked now and then while the window runs."""

    def __init__(
        self, wall: Callable[[], datetime] = system_clock, steady: Callable[[], int] = steady
    ) -> None:
        self._wall, self._steady = wall, steady
        self._last, self._ticks = wall(), steady()

    def check(self) -> Jump | None:
        """The jump since the last look, told once; slow corrections in between are none."""
        found, ticks = self._wall(), self._steady()
        expected = self._last + timedelta(microseconds=(ticks - self._ticks) // 1000)
        self._last, self._ticks = found, ticks
        return Jump(expected, found) if abs(found - expected) > JUMP else None


def note_jump(desk: Desk, *, jump: Jump) -> Changes:
    """Put a jump of the clock into the day book; the notice says how far it went."""
    act = audit.Act("clock_jump", before={"at": utc_text(jump.expected)}, after={"at": utc_text(jump.found)})
    with desk.db.write() as session:
        audit.note(session, desk, act)
        session.commit()
    return changed(Area.AUDIT, notices=(jump_message(jump.expected, jump.found),))


def jump_message(expected: datetime, found: datetime) -> Message:
    """How far the clock was moved, in one sentence."""
    by = span(abs(found - expected))
    if found < expected:
        return msg("The clock was moved back by {span}; numbering goes on.", span=by)
    return msg("The clock was moved forward by {span}; numbering goes on.", span=by)


def span(length: timedelta) -> Message:
    """A length of time in its two largest units: "1 h 02 min"."""
    seconds = int(length.total_seconds())
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return msg("{days} d {hours} h", days=days, hours=hours)
    if hours:
        return msg("{hours} h {minutes} min", hours=hours, minutes=f"{minutes:02}")
    if minutes:
        return msg("{minutes} min", minutes=minutes)
    return msg("{seconds} s", seconds=seconds)
