"""The command line's shell: finds a command's module, runs it, and turns errors into one sentence and an exit code.

Only the module of the command that was asked for is imported. Exit codes: 0 everything asked for was done,
1 the person can put it right, 2 wrong usage, 3 the machine is in trouble, 70 a bug of ours, 130 interrupted.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from pos_app.errors import MachineError, PosError
from pos_app.i18n import N_, _, text

if TYPE_CHECKING:
    from pos_app.cli.common import Surroundings

PROGRAM = "pos-app"
USER, USAGE, MACHINE, BUG, INTERRUPTED = 1, 2, 3, 70, 130


class Entry(NamedTuple):
    """One command: the module of this package that holds it, and its line in the help."""

    module: str
    help: str


COMMANDS = {
    "demo": Entry("demo", N_("open a ready-made hardware shop in its own data folder")),
    "practice": Entry("practice", N_("open the practice till: yesterday's baskets in a file of their own")),
    "import": Entry("import_", N_("take over products, customers, past sales, balances … from CSV or XLSX")),
    "export": Entry("export", N_("write CSV files that import reads back")),
    "price": Entry("price", N_("price sale documents (JSON Lines); saves nothing")),
    "sell": Entry("sell", N_("complete sale documents (JSON Lines)")),
    "refund": Entry("refund", N_("give back lines of a sale (JSON Lines)")),
    "quote": Entry("quote", N_("make quotes of sale documents (JSON Lines)")),
    "customer": Entry("customer", N_("everything the sidebar knows about a customer")),
    "report": Entry("report", N_("the daily customer report, and the till's X and Z")),
    "print": Entry("print_", N_("print a stored receipt, Z or quote")),
    "explain": Entry("explain", N_("why the figures of a receipt are what they are")),
    "verify": Entry("verify", N_("recompute everything posted and walk the day book")),
    "backup": Entry("backup", N_("make a checked copy of the shop")),
    "restore": Entry("restore", N_("put a backup in the place of the shop")),
    "settings": Entry("settings", N_("show, set, export and import the shop's settings")),
    "staff": Entry("staff", N_("who works here: list, lock, unlock, and an owner's lost PIN")),
    "doctor": Entry("doctor", N_("what on this machine would stop the shop")),
}


def help_text() -> str:
    """The overview that `--help` prints."""
    lines = [
        _("Usage: {program} [--data-dir DIR] [COMMAND …]").format(program=PROGRAM),
        "",
        _("Without a command, opens the checkout window."),
        "",
        *(f"  {name:<10}{_(entry.help)}" for name, entry in COMMANDS.items()),
        "",
        _("{program} COMMAND --help tells more about a command.").format(program=PROGRAM),
    ]
    return "\n".join(lines) + "\n"


class _Outcome:
    """The one place where an error becomes a sentence and an exit code, whatever raised it."""

    def __init__(self, surroundings: Surroundings, as_json: bool) -> None:
        self.exit_code = 0
        self._surroundings = surroundings
        self._as_json = as_json

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, PosError):
            self.exit_code = MACHINE if isinstance(error, MachineError) else USER
            _say_error(error.code, text(error.message), self._as_json, error.line)
        elif isinstance(error, KeyboardInterrupt):
            self.exit_code = INTERRUPTED
            _say_error("interrupted", _("Interrupted; what was saved is complete."), self._as_json)
        elif isinstance(error, BrokenPipeError):
            # The reader has gone (`| head`); Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exit_code = USER
        elif isinstance(error, Exception):
            self.exit_code = BUG
            path = _log_bug(self._surroundings, error)
            sentence = _("The program has a fault; nothing half-done was kept. Details are in {path}.")
            _say_error("bug", sentence.format(path=path), self._as_json)
        return error is None or isinstance(error, Exception | KeyboardInterrupt)


def run(arguments: list[str], surroundings: Surroundings) -> int:
    """Runs one command line (without the program's name and `--data-dir`) and returns the exit code."""
    _use_utf8()
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        sys.stdout.write(help_text())
        return 0
    as_json = "--json" in arguments
    if any(not _is_text(word) for word in arguments):
        _say_error("usage", _("The command holds characters that are no text in UTF-8."), as_json)
        return USAGE
    name, rest = arguments[0], arguments[1:]
    entry = COMMANDS.get(name)
    if entry is None:
        sentence = _("There is no command “{name}”; {program} --help lists them.")
        _say_error("usage", sentence.format(name=name, program=PROGRAM), as_json)
        return USAGE
    outcome = _Outcome(surroundings, as_json)
    with outcome:
        outcome.exit_code = _call(name, entry, rest, surroundings, as_json)
    return outcome.exit_code


def _call(name: str, entry: Entry, rest: list[str], surroundings: Surroundings, as_json: bool) -> int:
    import typer

    from pos_app import log
    from pos_app.cli import common

    common.enter(surroundings)
    # A command that needs no shop leaves none behind, and the practice till keeps its log in its own folder.
    if surroundings.data_dir.is_dir() and name != "practice":
        log.set_up(surroundings.data_dir)
    command = typer.main.get_command(importlib.import_module(f"pos_app.cli.{entry.module}").app)
    try:
        result = command.main(rest, prog_name=f"{PROGRAM} {name}", standalone_mode=False)
    except common.USAGE_ERROR as error:
        sentence = _("{reason} ({program} {name} --help tells more.)")
        reason = getattr(error, "format_message", error.__str__)()
        _say_error("usage", sentence.format(reason=reason, program=PROGRAM, name=name), as_json)
        return USAGE
    except typer.Abort:
        result = INTERRUPTED
    if result == INTERRUPTED:  # what typer makes of Ctrl+C
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _say_error(code: str, sentence: str, as_json: bool, line: int | None = None) -> None:
    """The sentence on standard error; with `--json` also the error object on standard output."""
    from pos_app.cli.progress import clear_bar

    clear_bar()
    where = _("line {line}: ").format(line=line) if line is not None else ""
    sys.stderr.write(where + sentence + "\n")
    if as_json:
        error: dict[str, object] = {"code": code, "message": sentence}
        if line is not None:
            error["line"] = line
        sys.stdout.write(json.dumps({"error": error}, ensure_ascii=False) + "\n")


def _log_bug(surroundings: Surroundings, error: Exception) -> Path:
    from pos_app import log

    path = log.set_up(surroundings.data_dir)
    logging.getLogger("pos_app.cli").error("a command failed", exc_info=error)
    return path


def _is_text(word: str) -> bool:
    """Whether a word of the command line came as UTF-8; what did not can be neither kept nor printed."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _use_utf8() -> None:
    """Files and pipes speak UTF-8 whatever the console's code page is."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors)
