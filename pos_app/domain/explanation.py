"""A figure taken apart: the steps that lead to it, as sentences with amounts that add up to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pos_app.domain.message import Message, msg

StepKind = Literal["add", "result", "note"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``add`` goes into the sum, ``result`` shows the sum so far, a ``note`` has no amount."""

    text: Message
    amount: int | None = None
    kind: StepKind = "add"

    def __post_init__(self) -> None:
        if (self.amount is None) != (self.kind == "note"):
            raise ValueError(f"a note has no amount, everything else has one: {self}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by its `key` ("line:2", "total") with its steps; in points instead of minor units with `points`."""

    key: str
    title: Message
    amount: int
    steps: tuple[Step, ...]
    points: bool = False

    def __post_init__(self) -> None:
        total = 0
        for step in self.steps:
            if step.kind == "add":
                total += step.amount or 0
            elif step.kind == "result" and step.amount != total:
                raise ValueError(f"{self.key} does not add up: {step.amount} is not {total}")
        if total != self.amount:
            raise ValueError(f"{self.key} does not add up: {self.amount} is not {total}")


@dataclass(frozen=True, slots=True)
class Explanation:
    """All figures of a sale; `title` says of which, amounts have `exponent` decimals."""

    title: Message
    currency: str
    exponent: int
    figures: tuple[Figure, ...]

    def figure(self, key: str) -> Figure | None:
        """The figure with this key."""
        return next((figure for figure in self.figures if figure.key == key), None)


class Sum:
    """Steps being put together."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._total = 0

    def add(self, text: Message, amount: int) -> None:
        """A part of the sum."""
        self._steps.append(Step(text, amount))
        self._total += amount

    def note(self, text: Message) -> None:
        """A sentence about the step before."""
        self._steps.append(Step(text, None, "note"))

    def result(self, text: Message, amount: int) -> None:
        """What the parts come to so far."""
        self._steps.append(Step(text, amount, "result"))

    def rounded(self, text: Message, amount: int) -> None:
        """A result whose parts were each rounded for themselves: what that makes is a part of its own."""
        if amount != self._total:
            rest = msg("Figures that were rounded one by one: goods that come back, or another till")
            self.add(rest, amount - self._total)
        self.result(text, amount)

    def figure(self, key: str, title: Message, *, points: bool = False) -> Figure:
        """The figure that the parts come to."""
        return Figure(key, title, self._total, tuple(self._steps), points)


def plainly_added(parts: Sequence[tuple[Message, int]], text: Message, total: int) -> Sum:
    """The sum of parts with nothing else to say."""
    found = Sum()
    for part, amount in parts:
        found.add(part, amount)
    found.result(text, total)
    return found
