"""What an examination finds: how bad it is, one sentence, and what to do."""

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.message import Message


class Level(StrEnum):
    """``bad`` stops the shop, ``warn`` may soon."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `code` is stable, `advice` None where nothing is to be done."""

    code: str
    level: Level
    message: Message
    advice: Message | None = None


def ok(code: str, message: Message) -> Finding:
    """Nothing to do."""
    return Finding(code, Level.OK, message)


def warn(code: str, message: Message, advice: Message) -> Finding:
    """Works, but should be seen to."""
    return Finding(code, Level.WARN, message, advice)


def bad(code: str, message: Message, advice: Message) -> Finding:
    """Stops the shop."""
    return Finding(code, Level.BAD, message, advice)
