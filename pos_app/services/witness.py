"""The witness: where the day book stood at each close and backup, kept outside the database (docs/day_book.md).

A database can be replaced by an older or another one as a whole, and its own chain would not show it. Files of
plain lines in the data folder and beside the backups remember the end of every till's chain.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pos_app.data.queries import witness as queries
from pos_app.domain.message import Message, msg
from pos_app.services.desk import Desk, from_utc_text

FILE_NAME = "witness.jsonl"
Why = Literal["close", "backup", "restore"]
_REASONS = ("close", "backup", "restore")
_SHOP_LETTERS = 8
# The largest number that a database can be asked for.
_MOST = 2**63 - 1
# Whoever writes longer texts into a witness is not this program.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """Where a till's chain stood: its last entry and receipt; `z` is the Z of a close.

    `shop` is the beginning of the first entry's hash, which tells shops apart whose backups share a folder.
    """

    at: str
    till: str
    seq: int
    hash: str
    receipt: str
    why: str
    z: int | None
    shop: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A folder's witness: its lines in order, and the numbers of lines that could not be read."""

    folder: Path
    lines: tuple[Line, ...] = ()
    damaged: tuple[int, ...] = ()
    problem: Message | None = None


def append(
    desk: Desk, folders: Iterable[Path], why: Why, z: int | None = None, *, till: str | None = None
) -> list[Message]:
    """Write where every till's chain stands into the witness of each folder; returns what could not be written.

    Meant to be called after the commit: nothing is raised for a folder that is full, read-only or gone, and a
    folder is never made. `z` is the number of the Z that closed the desk's own till. With `till` only that one.
    """
    with desk.db.read() as session:
        heads = queries.heads(session)
        shop = queries.first_hash(session)[:_SHOP_LETTERS]
    lines = [
        Line(
            at=desk.now(),
            till=head.till,
            seq=head.seq,
            hash=head.hash,
            receipt=head.receipt,
            why=why,
            z=z if head.till == desk.till else None,
            shop=shop,
        )
        for head in heads
        if till in (None, head.till)
    ]
    failed = []
    for folder in dict.fromkeys(folders):
        try:
            _write(folder / FILE_NAME, lines)
        except OSError as error:
            failed.append(
                msg(
                    "The witness in {folder} could not be written: {reason}.",
                    folder=str(folder),
                    reason=error.strerror or str(error),
                )
            )
    return failed


def read(folder: Path) -> Witness:
    """The witness in a folder; one that is not there has no lines, one that cannot be read says why."""
    try:
        data = (folder / FILE_NAME).read_bytes()
    except FileNotFoundError:
        return Witness(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = msg("The witness in {folder} cannot be read: {reason}.", folder=str(folder), reason=reason)
        return Witness(folder, problem=problem)
    lines: list[Line] = []
    damaged: list[int] = []
    for number, raw in enumerate(data.split(b"\n"), 1):
        line = _parsed(raw)
        if line is not None:
            lines.append(line)
        elif raw.strip():
            damaged.append(number)
    return Witness(folder, tuple(lines), tuple(damaged))


def _write(path: Path, lines: Iterable[Line]) -> None:
    """Append whole lines and have them on the disk; a line that was cut off before stays a line of its own."""
    text = "".join(json.dumps(_plain(line), ensure_ascii=False) + "\n" for line in lines)
    with path.open("ab") as file:
        if file.tell() and not _ends_whole(path):
            text = "\n" + text
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _plain(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__slots__}


def _parsed(raw: bytes) -> Line | None:
    """A line of the file; None if it is not one (cut off by a power cut, or changed by hand)."""
    try:
        value = json.loads(raw)
        line = Line(**{name: value.get(name) for name in Line.__slots__})
    except (ValueError, AttributeError, RecursionError):
        return None
    # The first lines of a shop may come from a version that did not tell shops apart.
    texts = (line.at, line.till, line.hash, line.receipt, line.shop or "")
    numbers = (line.seq, line.z if line.z is not None else 1)
    whole = all(map(_is_text, texts)) and all(type(n) is int and 0 < n <= _MOST for n in numbers)
    return line if whole and line.why in _REASONS and _is_time(line.at) and _is_number(line.receipt) else None


def _is_text(value: object) -> bool:
    """Whether it can be looked for in a database and be printed: no half of a character."""
    return isinstance(value, str) and len(value) <= _LONGEST and value.isprintable()


def _is_time(value: str) -> bool:
    try:
        return bool(from_utc_text(value))
    except ValueError:
        return False


def _is_number(receipt: str) -> bool:
    """Whether it is a receipt's number, or "" for none; more digits than these were never counted."""
    count = receipt.rpartition("-")[2]
    return not receipt or (count.isascii() and count.isdecimal() and len(count) <= 15)
