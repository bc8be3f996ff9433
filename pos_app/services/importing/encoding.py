"""How the text of a file is written: found by going through all of it once."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pos_app.errors import UserError
from pos_app.services.importing import code_pages
from pos_app.services.importing.files import Kept, Progress, Stamp, changed, opened, stamp_of, unreadable

CHUNK = 1 << 20
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes([*range(1, 9), *range(14, 26), 27, 28, 29, 30, 31, 127])
_ESCAPED = re.compile("[\udc80-\udcff]")
# What stands before a text that a spreadsheet would take for a formula, see `cells.freed`.
_GUARDS = (*(f"'{mark}" for mark in "=@+-\t\r"), '="')
_GUARD_BYTES = tuple(guard.encode() for guard in _GUARDS)
# So many chunks are looked at to tell UTF-8 with a broken byte from a code page.
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Look:
    """What a first pass over a file of text has found.

    `guessed`: nothing in the file says its code page. `nul`: it has NUL characters; `damaged`: it may have bytes that
    are no text; rows are then looked at one by one. `guarded`: a cell may begin with what is to go, see `cells.freed`.
    """

    encoding: str
    stamp: Stamp
    guessed: bool = False
    damaged: bool = False
    nul: bool = False
    guarded: bool = False

    @property
    def errors(self) -> str:
        """What stands for bytes that are no text, so that their rows can be named."""
        if not self.damaged:
            return "strict"
        return "replace" if self.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


def look(path: Path, progress: Progress | None = None) -> Look:
    """Go through a file once. UserErrors of `files.opened`; ``empty_file``, ``not_text``, ``bad_csv`` (a line without
    an end), ``file_changed``."""
    try:
        with opened(path) as file:
            stamp = stamp_of(file)
            return _last.get(path, stamp) or _last.put(path, stamp, _Pass(file, path, progress).look())
    except OSError as error:
        raise unreadable(path, error) from error


_last: Kept[Look] = Kept()


class _Pass:
    def __init__(self, file: BinaryIO, path: Path, progress: Progress | None) -> None:
        self._file, self._path, self._progress = file, path, progress
        self._stamp = stamp_of(file)
        self._nul = self._guarded = False
        self._end = b""

    def look(self) -> Look:
        head = self._file.read(CHUNK)
        if not head.strip():
            raise UserError("empty_file", "The file {path} is empty.", path=self._path.name)
        wide = _wide(head, self._path.name)
        encoding, guessed, damaged = self._wide(wide) if wide else self._narrow(head)
        if stamp_of(self._file) != self._stamp:
            raise changed(self._path)
        return Look(encoding, self._stamp, guessed, damaged or guessed, self._nul, self._guarded)

    def _chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        done = 0
        while chunk := self._file.read(CHUNK):
            done += len(chunk)
            if done > self._stamp.size:
                # It grows: there may be no end to it.
                raise changed(self._path)
            yield chunk
            if self._progress is not None and len(chunk) == CHUNK:
                self._progress(done, self._stamp.size)

    def _wide(self, encoding: str) -> tuple[str, bool, bool]:
        """UTF-16 and UTF-32."""
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        damaged = False
        for chunk in self._chunks():
            text = decoder.decode(chunk)
            if len(chunk) == CHUNK and "\n" not in text and "\r" not in text:
                raise _endless(self._path)
            self._nul = self._nul or "\x00" in text
            damaged = damaged or "\ufffd" in text
            self._guarded = self._guarded or any(guard in text for guard in _GUARDS)
        return encoding, False, damaged or "\ufffd" in decoder.decode(b"", final=True)

    def _narrow(self, head: bytes) -> tuple[str, bool, bool]:
        """Bytes of which the lower half is ASCII."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        utf8, high = True, False
        for chunk in self._chunks():
            self._note(chunk)
            if utf8:
                try:
                    decoder.decode(chunk)
                    high = high or not chunk.isascii()
                except UnicodeDecodeError:
                    utf8 = False
        if utf8:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                utf8 = False
        if utf8:
            return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8", False, False
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", False, True
        return self._not_utf8(head, high)

    def _note(self, chunk: bytes) -> None:
        if len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
            raise _endless(self._path)
        self._nul = self._nul or b"\x00" in chunk
        if not self._guarded and (b"'" in chunk or b'="' in chunk or self._end in (b"'", b"=")):
            joined = self._end + chunk
            self._guarded = any(guard in joined for guard in _GUARD_BYTES)
        self._end = chunk[-1:]

    def _not_utf8(self, head: bytes, high: bool) -> tuple[str, bool, bool]:
        if len(head[:65536].translate(None, _CONTROLS)) < len(head[:65536]):
            raise _no_text(self._path.name)
        sample = bytearray()
        tried = good = bad = 0
        decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
        for chunk in self._chunks():
            if chunk.isascii():
                continue
            text = decoder.decode(chunk)
            escaped = len(_ESCAPED.findall(text))
            bad += escaped
            good += sum(map(len, re.findall("[^\x00-\x7f]+", text))) - escaped
            sample += code_pages.words(chunk)
            tried += 1
            if tried == _TRIED and (bad or not high):
                break
        # Letters of another code page seldom make a letter of UTF-8; whole words of one do now and then.
        page = code_pages.guess(bytes(sample))
        if good > bad * (10 if page in code_pages.OTHER_ALPHABETS else 1):
            return "utf-8", False, True
        return page, True, True


def _wide(head: bytes, name: str) -> str:
    """The encoding of a file with two or four bytes a letter, "" for all others."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding if not encoding.startswith("utf-8") else ""
    head = head[:4096]
    if b"\x00" not in head:
        return ""
    low, high = head[0::2].count(0), head[1::2].count(0)
    for encoding, many, few in (("utf-16-le", high, low), ("utf-16-be", low, high)):
        if many > 10 * few and many * 2 > len(head) // 10 and _reads(head, encoding):
            return encoding
    if head.count(0) > len(head) // 20 or len(head) != len(head.translate(None, _CONTROLS)):
        raise _no_text(name)
    return ""


def _reads(head: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return not any(letter < " " and letter not in "\t\r\n" for letter in text)


def _endless(path: Path) -> UserError:
    return UserError(
        "bad_csv", "{path} has a line of over 1,000,000 characters: it is no CSV file.", path=path.name
    )


def _no_text(name: str) -> UserError:
    return UserError(
        "not_text", "{path} is neither a text nor a workbook: ask for it as .xlsx or CSV.", path=name
    )
