"""Sentences as data: an English message id with named values, put into a language only at the edge.

The rules in `domain` return these, so that window, paper and command line can say the same thing in any
language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """A date inside a sentence; the reader's language writes it, with the year where that is needed."""

    day: date
    year: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount inside a sentence: minor units of a currency with `exponent` decimals."""

    minor: int
    exponent: int = 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity inside a sentence, in thousandths: whole pieces without decimals, else at least two."""

    thousandths: int


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: `id` is the English text with {placeholders}, `values` fill them in.

    With `plural_id` and `count` the language chooses between the forms; `count` is then also the value
    {count}. Integers are written plainly; dates, amounts and
    quantities go in as `Day`, `Amount` and `Quantity`.
    """

    id: str
    values: tuple[tuple[str, Value], ...] = ()
    plural_id: str | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        if (self.plural_id is None) != (self.count is None):
            raise ValueError("a plural message needs both plural_id and count")

    def named_values(self) -> dict[str, Value]:
        """The values by name, {count} included for a plural."""
        named = dict(self.values)
        if self.count is not None:
            named.setdefault("count", self.count)
        return named


Value = str | int | Day | Amount | Quantity | Message


def msg(message_id: str, /, **values: Value) -> Message:
    """`msg("Still due: {amount}.", amount="4.50")`; the id must be a literal, so that extraction finds it."""
    return Message(message_id, tuple(values.items()))


def plural_msg(singular_id: str, plural_id: str, /, count: int, **values: Value) -> Message:
    """`plural_msg("{count} line", "{count} lines", count=n)`; both ids must be literals."""
    return Message(singular_id, tuple(values.items()), plural_id, count)


def english(message: Message) -> str:
    """The sentence in English, without any catalogue: for logs, tests and `str(error)`."""
    chosen = message.id
    if message.plural_id is not None and message.count != 1:
        chosen = message.plural_id
    return chosen.format_map({name: _plain(value) for name, value in message.named_values().items()})


def _plain(value: Value) -> str:
    if isinstance(value, Message):
        return english(value)
    if isinstance(value, Day):
        return value.day.isoformat()
    if isinstance(value, Quantity):
        # Its errors are messages, so it cannot be imported at the top.
        from pos_app.domain.quantity import plain_quantity

        return plain_quantity(value.thousandths)
    if isinstance(value, Amount):
        digits = str(abs(value.minor)).rjust(value.exponent + 1, "0")
        cut = len(digits) - value.exponent
        return (
            ("-" if value.minor < 0 else "") + digits[:cut] + (f".{digits[cut:]}" if value.exponent else "")
        )
    return str(value)
