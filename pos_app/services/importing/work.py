"""What every kind of import shares: the desk, the source, how to read it, and where findings go."""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from pos_app.services.acts import Facts
from pos_app.services.desk import Desk
from pos_app.services.importing.balance_preview import BalancePreview
from pos_app.services.importing.columns import Kind
from pos_app.services.importing.reader import Source
from pos_app.services.importing.report import Findings
from pos_app.services.importing.survey import Survey

Progress = Callable[[int, int], None]
# Writes what was checked (True), or only counts what would be written (False).
Save = Callable[[bool], None]
_T = TypeVar("_T")
# A batch holds the shop's file for a second or two; a scan at the counter waits for it.
_SHORTER = 16
_MADE_BETWEEN = 50_000
_TURN = timedelta(microseconds=500)


@dataclass(slots=True)
class Work:
    """One import as it goes on; `added`, `changed` and `unchanged` are counted by the kind's own module."""

    desk: Desk
    kind: Kind
    source: Source
    survey: Survey
    findings: Findings
    progress: Progress
    earn_points: bool = False
    # Somebody sells meanwhile: short transactions, and room between them for a sale that waits.
    beside_counter: bool = False
    # Our columns that no name told for certain.
    guessed: frozenset[str] = frozenset()
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    # What an import changed of what things cost, before and after, for the day book.
    repriced: list[tuple[Facts, Facts]] = field(default_factory=list)
    # What a file of balances would change, told before it is saved.
    preview: BalancePreview | None = None
    _saved: tuple[int, int, int, int] = (0, 0, 0, 0)

    def keep_counts(self, _done: int = 0, _total: int = 0) -> None:
        """What was counted until now is saved for certain: called after each batch."""
        self._saved = self.added, self.changed, self.unchanged, len(self.repriced)

    def drop_unsaved(self) -> None:
        """Forget what was counted of a batch that was not saved."""
        self.added, self.changed, self.unchanged, repriced = self._saved
        del self.repriced[repriced:]

    def size(self, batch: int) -> int:
        """How many things go into one transaction, of those that a batch has where nobody waits."""
        return max(1, batch // _SHORTER) if self.beside_counter else batch

    def good(self, row: int) -> bool:
        """Whether nothing is wrong with a row."""
        return row not in self.findings.bad_rows


@contextmanager
def seldom_searched() -> Iterator[None]:
    """Rows come and go by the million and none refers to another: looking among them for rubbish finds nothing, and
    takes a tenth of the time of an import."""
    before = gc.get_threshold()
    gc.set_threshold(_MADE_BETWEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def quick_turns() -> Iterator[None]:
    """Threads take turns soon: whoever writes a batch, or sells meanwhile, waits shortly for who prepares the next."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN.total_seconds())
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def batches(things: Sequence[_T], size: int) -> Iterator[list[_T]]:
    """Parts of a list, in order."""
    remaining = iter(things)
    while batch := list(islice(remaining, size)):
        yield batch
