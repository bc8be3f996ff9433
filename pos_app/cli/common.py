"""What every command shares: where it works, how it prints, how its typer app is made.

A command lives in its own module of this package and offers `app`, made by `new_app()`; `app.py` lists it. With one
`@app.command()` the command is the module itself (`pos-app price FILE`), with several it is a group
(`pos-app report daily`). Commands raise errors of `pos_app.errors`; the shell says them and sets the exit code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from pos_app.errors import UserError


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the composition root hands in, so that commands need not know the window.

    `open_window(data_dir)` runs it and returns the exit code; `paint_window(data_dir, out)` shows it without a
    display and returns the pictures that it wrote; `open_practice(data_dir, anew)` runs the practice till's window.
    """

    data_dir: Path
    data_dir_given: bool
    open_window: Callable[[Path], int]
    paint_window: Callable[[Path, Path], list[Path]]
    open_practice: Callable[[Path, bool], int]


# typer keeps its own copy of click out of sight; the base of its public error is the whole family.
USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]

_surroundings: Surroundings | None = None


def enter(surroundings: Surroundings) -> None:
    """Called by the shell before a command runs."""
    global _surroundings
    _surroundings = surroundings


def surroundings() -> Surroundings:
    """Where the running command works."""
    if _surroundings is None:
        raise RuntimeError("no command is running")
    return _surroundings


def data_dir() -> Path:
    """The data folder of the running command: `--data-dir` or the platform's."""
    return surroundings().data_dir


def new_app(**settings: Any) -> typer.Typer:
    """A typer app in the house style: plain help, no shell completion, errors left to the shell."""
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings
    )


def say(sentence: str) -> None:
    """One line for the person, on standard output."""
    sys.stdout.write(sentence + "\n")


def print_json(value: object) -> None:
    """One JSON value on one line, flushed, so that a reader at the other end of a pipe can go on."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    sys.stdout.flush()


def write_file(path: Path, content: bytes) -> None:
    """Write a paper to a file that was named; UserError ``not_writable``."""
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            "not_writable", "“{file}” cannot be written: {reason}.", file=str(path), reason=reason
        ) from error


JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON instead of sentences.")]
