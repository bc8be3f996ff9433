"""Whether a workbook can be opened without harm: what a zip says of itself is not believed.

Every part that will be read is unpacked once, piece by piece, before anything else reads it: its real size, that it
has no document type (the door of entity bombs), and that a sheet is made of rows of a size that fits into memory.
What the reader of workbooks passes over is noted on the way: merged cells, hidden rows, formulas without a result.
"""

import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from pos_app.errors import UserError
from pos_app.services.importing.files import Kept, Progress, stamp_of
from pos_app.services.importing.xlsx_scan import SheetFacts, SheetScan, TooMuchError

CHUNK = 1 << 18
# The XML of all parts together; what is kept in memory whole; everything outside of the rows of a sheet.
MOST_BYTES = 1 << 30
MOST_STRINGS = 120 << 20
MOST_SMALL = 24 << 20
MOST_STRING_ELEMENTS = 4_000_000
MOST_SMALL_ELEMENTS = 400_000
_MOST_PARTS = 5000
_MOST_DIRECTORY = 4 << 20
_END = b"PK\x05\x06"
DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)


@dataclass(slots=True)
class Package:
    """The parts of a workbook that were looked through: what each sheet has, by the name of its part."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)


_last: Kept[Package] = Kept()


def checked(path: Path, file: BinaryIO, progress: Progress | None) -> Package:
    """Look through a workbook. UserErrors ``not_text`` (a zip without a workbook), ``bad_xlsx``, ``too_large``."""
    stamp = stamp_of(file)
    seen = _last.get(path, stamp)
    if seen is not None:
        return seen
    _check_directory(path, file)
    try:
        with ZipFile(file) as parts:
            return _last.put(path, stamp, _look_through(path, parts, progress))
    except DAMAGED as error:
        raise damaged(path) from error
    except TooMuchError as error:
        raise too_large(path) from error


def _check_directory(path: Path, file: BinaryIO) -> None:
    """The list of parts is read whole, so its own size is looked at first."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise damaged(path)
    count, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    if count > _MOST_PARTS or length > _MOST_DIRECTORY:
        raise too_large(path)
    file.seek(0)


def _look_through(path: Path, parts: ZipFile, progress: Progress | None) -> Package:
    infos = parts.infolist()
    names = {info.filename for info in infos}
    if len(names) != len(infos):
        raise damaged(path)
    _check_workbook(path, names)
    if any(info.flag_bits & 1 for info in infos):
        raise UserError("bad_xlsx", "{path} has a password: save it without one.", path=path.name)
    total = sum(info.file_size for info in infos if info.filename.endswith((".xml", ".rels")))
    if total > MOST_BYTES:
        raise too_large(path)
    package, counted = Package(), _Counted(total, progress)
    for info in infos:
        facts = _scan(parts, info, counted)
        if facts is not None and facts.rows:
            package.sheets[info.filename] = facts
    return package


@dataclass(slots=True)
class _Counted:
    """What has been unpacked so far, of what the zip says there is."""

    total: int
    progress: Progress | None
    done: int = 0

    def add(self, count: int) -> None:
        self.done += count
        if self.done > MOST_BYTES:
            raise TooMuchError
        if self.progress is not None and self.total > 4 * CHUNK:
            self.progress(min(self.done, self.total), self.total)


def _scan(parts: ZipFile, info: ZipInfo, counted: _Counted) -> SheetFacts | None:
    """Look through a part; None for pictures and the like, which nothing can read as XML."""
    strings = "sharedStrings" in info.filename
    scan = SheetScan()
    with parts.open(info) as part:
        chunk = part.read(CHUNK)
        if b"<" not in chunk.lstrip()[:6]:
            return None
        done = 0
        while chunk:
            done += len(chunk)
            if strings and done > MOST_STRINGS:
                raise TooMuchError
            counted.add(len(chunk))
            scan.feed(chunk)
            chunk = part.read(CHUNK)
    return scan.end(*((MOST_STRINGS, MOST_STRING_ELEMENTS) if strings else (MOST_SMALL, MOST_SMALL_ELEMENTS)))


def _check_workbook(path: Path, names: set[str]) -> None:
    if "[Content_Types].xml" in names and any(name.lower().endswith("workbook.xml") for name in names):
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise UserError(
            "not_text", "{path} is a workbook of another kind: save it as .xlsx or CSV.", path=path.name
        )
    raise UserError("not_text", "{path} is a packed file without a workbook in it.", path=path.name)


def damaged(path: Path) -> UserError:
    """The workbook cannot be read."""
    return UserError(
        "bad_xlsx",
        "{path} is a damaged or incomplete workbook: open it in a spreadsheet, and save it anew.",
        path=path.name,
    )


def too_large(path: Path) -> UserError:
    """The workbook would take more memory than it should."""
    return UserError(
        "too_large",
        "{path} is too large for a workbook when unpacked: save its sheet as CSV.",
        path=path.name,
    )
