"""Who works where and when: the first argument of every service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from pos_app.data.db import Database


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or ``cli``) that acts, with a role."""

    code: str
    name: str
    role: str = "cashier"


CLI = Actor("cli", "cli", "owner")


def system_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The shop's database as seen from one till by one actor. `zone` None is the machine's own.

    A desk that is `automatic` (the command line) sells in till sessions that open by themselves; the window's
    is not: somebody opens the till. No business date is before `earliest`, whatever the clock says.
    """

    db: Database
    till: str
    actor: Actor
    clock: Callable[[], datetime] = system_clock
    zone: tzinfo | None = None
    automatic: bool = True
    earliest: date | None = None

    def now(self) -> str:
        """The present moment as stored: UTC ISO text to the second, "2026-11-21T10:44:00Z"."""
        return utc_text(self.clock())

    def local_now(self) -> datetime:
        """The present moment on the shop's wall clock."""
        return self.clock().astimezone(self.zone)

    def business_date(self) -> date:
        """The shop's business date of now."""
        return self.date_of(self.clock())

    def date_of(self, moment: datetime) -> date:
        """The shop's business date of an aware moment, not before `earliest`."""
        day = moment.astimezone(self.zone).date()
        return day if self.earliest is None else max(day, self.earliest)


def utc_text(moment: datetime) -> str:
    """An aware moment as stored text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_utc_text(text: str) -> datetime:
    """Stored text as an aware moment in UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
