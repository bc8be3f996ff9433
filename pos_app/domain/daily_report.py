"""The daily customer report as final values, ready for paper, screen or JSON.

Amounts are minor units with the report's exponent. Sentences are messages, rendered in the
reader's language when the paper is made.
"""

from dataclasses import dataclass

from pos_app.domain.message import Amount, Message

# A count, or an amount or share with its decimals.
Number = int | Amount


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the six figures on top: a `label`, the big `value` ready to print, and a small `note`.

    For programs a `key` that no language changes, and the `numbers` behind the texts by name.
    """

    label: Message
    value: Message
    note: Message
    key: str = ""
    numbers: tuple[tuple[str, Number], ...] = ()


@dataclass(frozen=True, slots=True)
class PersonToGreet:
    """A row of "people to call or greet": short `code` to type back, who, why, and what to say."""

    code: str
    customer_code: str
    name: str
    contact: str
    about: Message
    why: Message
    say: Message


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """Visits and sales of one segment on the day; sales in minor units, visits 0 for goods given back."""

    segment: Message
    visits: int
    sales: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class WeekShare:
    """Share of a week's named visitors who had been here within 90 days: `came_before` of `visitors`."""

    week: str
    came_before: int
    visitors: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row of a plain section: left text, optional middle, right text."""

    left: Message
    middle: Message | None
    right: Message | None


@dataclass(frozen=True, slots=True)
class Section:
    """A plain section with its title and rows (promised and due, offers, asked for and not had …).

    An `urgent` one is printed before the figures of the day, and says so when it has no rows. `key` and
    `numbers` are for programs, as with headlines.
    """

    title: Message
    rows: tuple[NoteRow, ...]
    urgent: bool = False
    key: str = ""
    numbers: tuple[tuple[str, Number], ...] = ()


@dataclass(frozen=True, slots=True)
class DailyReport:
    """The whole report for one business date (ISO). `printed_at` is local time as ISO text."""

    shop_name: str
    date: str
    printed_at: str
    printed_by: str
    currency: str
    exponent: int
    headlines: tuple[Headline, ...]
    people: tuple[PersonToGreet, ...]
    segments: tuple[SegmentRow, ...]
    weeks: tuple[WeekShare, ...]
    sections: tuple[Section, ...]
