"""JSON Lines in, one answer a line out, each written as soon as it is known."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from pos_app.errors import UserError
from pos_app.services.answers import error_answer


@contextmanager
def importing() -> Iterator[None]:
    """For the imports of a batch: what they make stays, so it is never searched for rubbish, now or later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        # A document leaves no cycles behind, so rarely looking for them costs no memory.
        gc.set_threshold(20_000, 50, 50)
        gc.enable()


def answer_lines(file: Path | None, act: Callable[[Any], dict[str, Any]]) -> None:
    """Answer every document of a file (None or "-": standard input); one that fails does not stop the rest.

    Ends with exit code 1 if any document could not be done.
    """
    failed = False
    for raw in _documents(file):
        document: Any = None
        try:
            document = _decode(raw)
            answer = act(document)
        except UserError as error:
            answer = error_answer(_id_of(document), error)
            failed = True
        sys.stdout.write(_one_line(answer) + "\n")
        sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


# One encoder for all answers; they hold plain values, never themselves.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
# Lawful within JSON texts, but many readers take them for the end of a line.
_BREAKS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
_BOM = b"\xef\xbb\xbf"


def _one_line(answer: dict[str, Any]) -> str:
    line = _encode(answer)
    return line if line.isascii() else line.translate(_BREAKS)


def _documents(file: Path | None) -> Iterator[bytes]:
    """The lines that hold documents; a file with one document over several lines is one.

    As bytes: only a line feed ends a document, and what is not UTF-8 spoils its own line alone.
    """
    if file is None or str(file) == "-":
        for number, line in enumerate(sys.stdin.buffer):
            if (line := line if number else line.removeprefix(_BOM)).strip():
                yield line
        return
    try:
        content = file.read_bytes().removeprefix(_BOM)
    except OSError as error:
        raise UserError(
            "not_readable",
            "“{file}” cannot be read: {reason}.",
            file=str(file),
            reason=error.strerror or str(error),
        ) from error
    lines = [line for line in content.split(b"\n") if line.strip()]
    if len(lines) > 1 and not _is_json(lines[0]) and _is_json(content):
        lines = [content]
    yield from lines


def _is_json(raw: bytes) -> bool:
    try:
        _decode(raw)
    except UserError:
        return False
    return True


def _decode(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError("bad_json", "This line is not UTF-8 text.") from error
    try:
        document = json.loads(text)
        if "\\u" in text:
            # Half a character, such as "\ud800", can be written in JSON but kept and printed nowhere.
            _encode(document).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise UserError("bad_json", "This is not a JSON document.") from error
    return document


def _id_of(document: Any) -> str | None:
    found = document.get("id") if isinstance(document, dict) else None
    return found if isinstance(found, str) else None
