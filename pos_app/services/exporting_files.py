"""Files of an export: written beside their places line by line, and put there when all of them are whole."""

import csv
import errno
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_app.errors import MachineError
from pos_app.services.importing.cells import guarded

# No room on the disk, none left for this user, or a file larger than the disk's format takes.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written, and its rows without the header (of the settings: how many)."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that is complete under the name `part` and goes to `path`."""

    part: Path
    path: Path
    rows: int


class Export:
    """Parts that become files together; used as a context, what was not put in place is taken away again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: list[_Written] = []
        self._begun: list[Path] = []

    def __enter__(self) -> "Export":
        return self

    def __exit__(self, *_error: object) -> None:
        for part in self._begun:
            # Most are in their places by now.
            with suppress(OSError):
                part.unlink(missing_ok=True)

    @property
    def count(self) -> int:
        """How many files are whole."""
        return len(self._written)

    def write(self, name: str, lines: Iterable[str], *, header: int = 0, rows: int | None = None) -> None:
        """Write a file's lines as they come; its rows are all but the header, or `rows`.

        MachineErrors ``cannot_write``, ``disk_full``.
        """
        path = self._folder / name
        part = path.with_name(path.name + ".part")
        count = -header
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._begun.append(part)
            with part.open("w", encoding="utf-8", newline="") as file:
                for line in lines:
                    file.write(line)
                    count += 1
        except OSError as error:
            raise _cannot_write(path, error) from error
        self._written.append(_Written(part, path, count if rows is None else rows))

    def finish(self) -> tuple[ExportedFile, ...]:
        """Put every file in its place; one of the same name is replaced."""
        for file in self._written:
            try:
                file.part.replace(file.path)
            except OSError as error:
                raise _cannot_write(file.path, error) from error
        return tuple(ExportedFile(file.path, file.rows) for file in self._written)


class _Line:
    """A file's end for `csv.writer` that hands the line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: tuple[str, ...], rows: Iterable[list[str]]) -> Iterator[str]:
    """The header and the rows as lines of CSV; what a spreadsheet would take for a formula is guarded."""
    writer: Callable[[Iterable[str]], Any] = csv.writer(_Line()).writerow
    yield str(writer(columns))
    for row in rows:
        yield str(writer([guarded(cell) for cell in row]))


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The rows as JSON, one a line."""
    for row in rows:
        yield json.dumps(dict(row), ensure_ascii=False) + "\n"


def _cannot_write(path: Path, error: OSError) -> MachineError:
    if error.errno in _FULL:
        return MachineError(
            "disk_full",
            "There is no room for {path}; nothing was written, and files that were there before are as they were.",
            path=str(path),
        )
    return MachineError(
        "cannot_write",
        "{path} cannot be written: {reason}. Files that were there before are as they were.",
        path=str(path),
        reason=error.strerror or str(error),
    )
