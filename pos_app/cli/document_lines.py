"""JSON Lines in, one answer a line out, each written as soon as it is known."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from pos_app.errors import UserError
from pos_app.services.answers import error_answer


def answer_lines(file: Path | None, act: Callable[[Any], dict[str, Any]]) -> None:
    """Answer every document of a file (None or "-": standard input); one that fails does not stop the rest.

    Ends with exit code 1 if any document could not be done.
    """
    failed = False
    for text in _documents(file):
        document: Any = None
        try:
            document = _decode(text)
            answer = act(document)
        except UserError as error:
            answer = error_answer(_id_of(document), error)
            failed = True
        sys.stdout.write(_encode(answer) + "\n")
        sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


# One encoder for all answers; they hold plain values, never themselves.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _documents(file: Path | None) -> Iterator[str]:
    """The lines that hold documents; a file with one document over several lines is one."""
    if file is None or str(file) == "-":
        yield from (line for line in sys.stdin if line.strip())
        return
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(
            "not_readable",
            "“{file}” cannot be read: {reason}.",
            file=str(file),
            reason=error.strerror or str(error),
        ) from error
    except UnicodeDecodeError as error:
        raise UserError("not_readable", "“{file}” is not UTF-8 text.", file=str(file)) from error
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and not _is_json(lines[0]) and _is_json(text):
        lines = [text]
    yield from lines


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _decode(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError("bad_json", "This is not a JSON document.") from error


def _id_of(document: Any) -> str | None:
    found = document.get("id") if isinstance(document, dict) else None
    return found if isinstance(found, str) else None
