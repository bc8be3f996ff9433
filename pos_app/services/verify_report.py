"""What a check of the book has to tell."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pos_app.domain.message import Message

MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not agree: in which entry (till "" outside the day book), about which receipt."""

    till: str
    seq: int
    number: str
    message: Message


@dataclass(slots=True)
class VerifyReport:
    """What was read and what was found; `heads` are the last seq and hash of every till.

    Problems of the day book come first and in its order, at most `MOST_PROBLEMS`; `problem_count` counts all.
    `notes` are worth knowing and no fault: a restore that the book owns up to, a witness that cannot be read,
    a clock that went back.
    """

    entries: int = 0
    documents: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return self.problem_count == 0

    @property
    def first(self) -> Problem | None:
        """The first thing that is broken."""
        return self.problems[0] if self.problems else None

    def add(self, till: str, seq: int, number: str, messages: Iterable[Message]) -> None:
        """Note problems of one place."""
        for message in messages:
            self.problem_count += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(Problem(till, seq, number, message))
