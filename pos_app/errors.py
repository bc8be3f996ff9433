"""Every error that the program raises on purpose: one root, one sentence each.

Standard library and `domain.message` only, so that the rules in `domain` can raise them too.
Anything else that is raised is a bug of ours and is reported as one.
"""

from __future__ import annotations

from typing import Self

from pos_app.domain.message import Message, Value, english


class PosError(Exception):
    """An expected failure with a machine-readable code and one clear sentence.

    `code` is snake_case and stable ("underpaid", "id_conflict"); `line` is the 1-based line of the document
    or file that the sentence is about. `UserError("underpaid", "Still due: {amount}.", amount="4.50")` builds
    the message; a ready `Message` may be given instead.
    """

    def __init__(
        self, code: str, message: str | Message, /, *, line: int | None = None, **values: Value
    ) -> None:
        if isinstance(message, Message):
            if values:
                raise TypeError("values belong into the message that was given")
            built = message
        else:
            built = Message(message, tuple(values.items()))
        super().__init__(code, built, line)
        self.code = code
        self.message = built
        self.line = line

    def __str__(self) -> str:
        return english(self.message)

    def at_line(self, line: int) -> Self:
        """The same error about a line that only the caller knows; a line already set is kept."""
        return self if self.line is not None else type(self)(self.code, self.message, line=line)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are rebuilt from `args` when they cross a process; `line` is keyword-only.
        return (_rebuilt, (type(self), self.code, self.message, self.line))


def _rebuilt(kind: type[PosError], code: str, message: Message, line: int | None) -> PosError:
    return kind(code, message, line=line)


class UserError(PosError):
    """The person at the till (or the sender of a file) can put it right."""


class MachineError(PosError):
    """The machine is in trouble: disk full, data file locked, damaged or newer, part missing."""
