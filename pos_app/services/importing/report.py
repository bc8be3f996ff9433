"""What an import found and did."""

from dataclasses import dataclass, field

from pos_app.domain.message import Message
from pos_app.errors import UserError
from pos_app.services.changes import Changes
from pos_app.services.importing.balance_preview import BalancePreview
from pos_app.services.importing.mapping import Matched

MOST_LISTED = 10_000
# A file of which so many rows are bad is not read on: it is another kind of file.
MOST_BAD = 200_000


class TooManyProblemsError(Exception):
    """So much of a file is wrong that nobody wants to hear of the rest; what was found until then stands."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: the row (as a spreadsheet counts, the header is row 1), the column, a sentence."""

    row: int
    column: str
    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class ImportReport(Changes):
    """The outcome. `saved` is false for a dry run, and where problems kept everything out.

    `rows` were read; `added`, `changed` and `unchanged` count products, customers, promotions, sales or balances (of a
    dry run: what would have been done); `rejected` rows were left out. At most 10,000 problems are listed,
    `problem_count` counts all. `preview` is of balances: what the file says beside what the shop has.
    """

    kind: str = ""
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    saved: bool = False
    dry_run: bool = False
    preview: BalancePreview | None = None
    # How the columns of the file were read; None where the rows came in no file.
    matched: Matched | None = None

    @property
    def ok(self) -> bool:
        """Whether everything in the file is good."""
        return self.problem_count == 0


@dataclass(slots=True)
class Findings:
    """Problems as they are found, and the rows that they keep out."""

    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    bad_rows: set[int] = field(default_factory=set)
    # The file cannot be read to its end, so nothing of it is taken.
    broken: bool = False
    # A row is no row: what it says cannot be known.
    malformed: bool = False
    notices: list[Message] = field(default_factory=list)
    # Cells of which the file itself said what is wrong: that they seem empty then is no second problem.
    told: set[tuple[int, str]] = field(default_factory=set)

    def add(self, row: int, column: str, error: UserError) -> None:
        """Note a problem; its row will not be imported. `TooManyProblemsError` when that are too many."""
        if (row, column) in self.told:
            return
        self.count += 1
        self.bad_rows.add(row)
        if len(self.bad_rows) > MOST_BAD:
            self.broken = True
            raise TooManyProblemsError
        if len(self.problems) < MOST_LISTED:
            self.problems.append(Problem(row, column, error.code, error.message))

    def sorted(self) -> tuple[Problem, ...]:
        """The problems in the order of the rows."""
        return tuple(sorted(self.problems, key=lambda problem: problem.row))
