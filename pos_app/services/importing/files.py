"""What a file is, by what is in it: its name says nothing."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, Literal, TypeVar

from pos_app.errors import UserError

T = TypeVar("T")
Sort = Literal["csv", "xlsx"]
# (done, in all) of whatever is counted: bytes of a file that is looked at, rows that are read or written.
Progress = Callable[[int, int], None]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"II*\x00", b"MM\x00*")
_DATABASES = (b"SQLite format 3\x00", b"\x00\x01\x00\x00Standard ")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00", b"PK\x05\x06")
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<workbook")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file is still the one that was looked at: size, last change, and which file it is."""

    size: int
    changed: int
    number: int


class Kept(Generic[T]):
    """What was found in the file that was looked at last: a file is looked at before it is imported."""

    def __init__(self) -> None:
        self._last: tuple[Path, Stamp, T] | None = None

    def get(self, path: Path, stamp: Stamp) -> T | None:
        """What was found in this very file."""
        last = self._last
        return last[2] if last is not None and last[:2] == (path, stamp) else None

    def put(self, path: Path, stamp: Stamp, found: T) -> T:
        """Keep what was found."""
        self._last = (path, stamp, found)
        return found


def sort_of(path: Path) -> Sort:
    """What a file is. UserErrors ``no_file``, ``not_a_file``, ``unreadable``, ``empty_file``; ``old_excel`` and
    ``not_text`` for files that are neither text nor a workbook."""
    with opened(path) as file:
        head = file.read(4096)
    if not head.strip():
        raise UserError("empty_file", "The file {path} is empty.", path=path.name)
    if head.startswith(_ZIP):
        return "xlsx"
    error = _stranger(head, path.name)
    if error is not None:
        raise error
    return "csv"


def _stranger(head: bytes, name: str) -> UserError | None:
    if head.startswith(_OLE):
        return UserError(
            "old_excel",
            "{path} is an .xls file of old or one with a password: open it in a spreadsheet, and save it as "
            ".xlsx or CSV without a password.",
            path=name,
        )
    if head.startswith(b"%PDF"):
        return UserError("not_text", "{path} is a PDF, not a table: ask for it as .xlsx or CSV.", path=name)
    if head.startswith(_PICTURES):
        return UserError("not_text", "{path} is a picture, not a CSV file.", path=name)
    if head.startswith(_DATABASES):
        return UserError("not_text", "{path} is a database: export its tables as CSV first.", path=name)
    if head.startswith(_ARCHIVES):
        return UserError("not_text", "{path} is a packed file: unpack it first.", path=name)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_PAGES):
        return UserError(
            "not_text",
            "{path} is a web page or XML, whatever its name says: open it in a spreadsheet, and save it as "
            ".xlsx or CSV.",
            path=name,
        )
    return None


def opened(path: Path) -> BinaryIO:
    """A file for reading its bytes; UserErrors ``no_file``, ``not_a_file``, ``unreadable``.

    Asked before it is opened: a pipe would be waited for, and a device never ends.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UserError("not_a_file", "{path} is a folder, not a file.", path=str(path))
        if not stat.S_ISREG(mode):
            raise UserError("not_a_file", "{path} is a device or a pipe, not a file.", path=str(path))
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise UserError("no_file", "There is no file {path}.", path=str(path)) from None
    except ValueError:
        # A NUL in the name.
        raise UserError("no_file", "There is no file {path}.", path=str(path).replace("\x00", "?")) from None
    except OSError as error:
        raise unreadable(path, error) from error


def stamp_of(file: BinaryIO) -> Stamp:
    """The stamp of a file that is open."""
    found = os.fstat(file.fileno())
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)


def unreadable(path: Path, error: OSError) -> UserError:
    """Why a file cannot be read."""
    return UserError(
        "unreadable",
        "{path} cannot be read: {reason}.",
        path=str(path),
        reason=error.strerror or str(error),
    )


def changed(path: Path) -> UserError:
    """The file is not the one any more that was looked at first."""
    return UserError(
        "file_changed",
        "{path} was changed while it was read: import it again once it is complete.",
        path=path.name,
    )
