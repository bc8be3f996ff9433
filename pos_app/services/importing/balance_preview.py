"""What a file of balances would do, told before anything is saved: who is new, who is the same, whose figures
differ from what was taken over before, and who may be one person under two codes, so that a balance would be split.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import Literal

from sqlalchemy.orm import Session

from pos_app.data.queries import importing_customers as queries
from pos_app.data.records import Record
from pos_app.data.search.spelling import tokens
from pos_app.domain.likeness import PHONE_ENDING, same_person
from pos_app.domain.money import Currency
from pos_app.services import settings

State = Literal["new", "same", "differs"]
MOST_ROWS = 10_000
# A telephone number that more customers share than this is nobody's ("000000").
_MOST_SHARING = 20


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the file beside the shop.

    `code` and `name` are the customer's; of a gift card, or a slip of nobody, the code is its own and the name "".
    `points`, `credit` and `account` (minor units; above zero: the customer owes the shop) are what the file says,
    None where the cell is empty. Those `…_before` are what the shop has: where it ``differs`` what was taken over,
    otherwise what the books come to now. `adding` are the columns whose figure would come on top of that.
    `twins` are the codes of others who look like the same person.
    """

    row: int
    code: str
    name: str
    state: State
    points: int | None = None
    credit: int | None = None
    account: int | None = None
    points_before: int = 0
    credit_before: int = 0
    account_before: int = 0
    customer_id: int | None = None
    twins: tuple[str, ...] = ()
    adding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Twins:
    """Customers of the shop who look like one person; `in_file` says of each whether the file gives a balance."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    phones: tuple[str, ...]
    in_file: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class BalancePreview:
    """The rows in the order of the file (at most 10,000 of each state), counts of all, people who are there twice.

    Amounts are minor units of `currency`.
    """

    currency: Currency
    rows: tuple[PreviewRow, ...] = ()
    new: int = 0
    same: int = 0
    differs: int = 0
    twins: tuple[Twins, ...] = ()


@dataclass(slots=True)
class Noticed:
    """Rows as they are read, and how many of each state there are."""

    rows: list[PreviewRow] = field(default_factory=list)
    counts: dict[State, int] = field(default_factory=dict)

    def add(self, row: PreviewRow) -> None:
        """Count a row, and keep it while there are not too many of its state."""
        count = self.counts[row.state] = self.counts.get(row.state, 0) + 1
        if count <= MOST_ROWS:
            self.rows.append(row)


def preview(session: Session, noticed: Noticed, in_file: Iterable[int]) -> BalancePreview:
    """The preview of what was noticed; `in_file` are the customers with a row."""
    twins = _twins(session, frozenset(in_file))
    others: dict[str, tuple[str, ...]] = {}
    for group in twins:
        for code in group.codes:
            others[code] = tuple(other for other in group.codes if other != code)
    named = queries.names(session, [row.customer_id for row in noticed.rows if row.customer_id is not None])
    return BalancePreview(
        settings.cached(session).shop.currency,
        tuple(_told(row, named, others) for row in noticed.rows),
        noticed.counts.get("new", 0),
        noticed.counts.get("same", 0),
        noticed.counts.get("differs", 0),
        tuple(twins),
    )


def _told(
    row: PreviewRow, named: Mapping[int, tuple[str, str]], others: Mapping[str, tuple[str, ...]]
) -> PreviewRow:
    if row.customer_id is None:
        return row
    code, name = named[row.customer_id]
    return replace(row, code=code, name=name, twins=others.get(code, ()))


def _twins(session: Session, in_file: frozenset[int]) -> list[Twins]:
    """Groups of customers with the same end of the telephone number and names that may be one."""
    found = []
    for _ending, sharing in groupby(
        queries.sharing_phones(session, PHONE_ENDING, _MOST_SHARING), attrgetter("ending")
    ):
        for group in _alike(list(sharing)):
            flags = tuple(row.id in in_file for row in group)
            if any(flags):
                codes, names, phones = zip(
                    *((r.code, r.name, r.phone_shown or r.phone) for r in group), strict=True
                )
                found.append(Twins(codes, names, phones, flags))
    return found


def _alike(people: Sequence[Record]) -> list[list[Record]]:
    """People in groups that look alike, each person in one; those who are like nobody are left out."""
    groups: list[list[Record]] = []
    for person in people:
        words = tokens(person.name)
        home = next((g for g in groups if any(same_person(words, tokens(other.name)) for other in g)), None)
        if home is None:
            groups.append([person])
        else:
            home.append(person)
    return [group for group in groups if len(group) > 1]
