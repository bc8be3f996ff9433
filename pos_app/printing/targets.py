"""Where paper goes: a PDF file, a raw printer file, a printer in the network, a printer of the system.

The sale is stored before anything here is called, so every error may say that it is kept.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pos_app.errors import MachineError, PosError, UserError

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PdfFile:
    """`pdf:FILE`: the paper as a PDF file."""

    path: Path


@dataclass(frozen=True, slots=True)
class RawFile:
    """`file:PATH`: printer commands into a file or a device such as /dev/usb/lp0."""

    path: Path


@dataclass(frozen=True, slots=True)
class NetworkPrinter:
    """`tcp:HOST:PORT`: printer commands to a receipt printer in the network (port 9100 as a rule)."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class SystemPrinter:
    """`system:NAME`: the PDF to a printer that the operating system knows by this name."""

    name: str


Target = PdfFile | RawFile | NetworkPrinter | SystemPrinter


def parse_target(text: str) -> Target:
    """`pdf:FILE | tcp:HOST:PORT | file:PATH | system:NAME` as a value; UserError ``bad_target``."""
    kind, _colon, rest = text.strip().partition(":")
    rest = rest.strip()
    if rest and "\0" not in rest:
        if kind == "pdf":
            return PdfFile(Path(rest))
        if kind == "file":
            return RawFile(Path(rest))
        if kind == "system" and not rest.startswith("-"):
            return SystemPrinter(rest)
        found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:\[\]]+)):([0-9]{1,5})", rest)
        if kind == "tcp" and found and 0 < int(found[3]) < 65536:
            return NetworkPrinter(found[1] or found[2], int(found[3]))
    raise UserError(
        "bad_target",
        "“{target}” is no place to print; use pdf:FILE, tcp:HOST:PORT, file:PATH or system:NAME.",
        target=text[:80],
    )


def deliver(target: Target, *, pdf: Callable[[], bytes], raw: Callable[[], bytes] | None = None) -> None:
    """Makes the paper in the form that the target takes, and sends it.

    Without `raw` (the paper is made for sheets) a receipt printer is refused with UserError ``bad_target``.
    Errors: UserError ``printer_unavailable``, ``not_writable``, ``no_folder``; MachineError ``disk_full``,
    ``write_failed``, ``print_broken_off``.
    """
    match target:
        case PdfFile(path):
            write_file(path, pdf())
        case SystemPrinter(name):
            _send_to_system(name, pdf())
        case _ if raw is None:
            raise UserError("bad_target", "This paper is made for sheets; use pdf:FILE or system:NAME.")
        case RawFile(path) if path.exists() and not (path.is_file() or path.is_dir()):
            _write_device(path, raw())
        case RawFile(path):
            write_file(path, raw())
        case NetworkPrinter(host, port):
            _send_to_network(host, port, raw())


def takes_commands(target: Target) -> bool:
    """Whether a target takes printer commands as they are: only there can a cash drawer be opened."""
    return isinstance(target, RawFile | NetworkPrinter)


def send_commands(target: Target, content: bytes) -> None:
    """Printer commands to a target as they are; errors as `deliver`, ``bad_target`` where it takes none."""
    if not takes_commands(target):
        raise UserError("bad_target", "This place takes no printer commands; use tcp:HOST:PORT or file:PATH.")
    deliver(target, pdf=lambda: content, raw=lambda: content)


def write_file(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all: a file that was there stays as it was when something fails."""
    temporary = path.with_name(f".{uuid4().hex}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise _file_error(path, error) from error


def _write_device(path: Path, content: bytes) -> None:
    try:
        with path.open("wb", buffering=0) as device:
            view = memoryview(content)
            while view:
                view = view[device.write(view) or 0 :]
    except OSError as error:
        raise _file_error(path, error) from error


def _file_error(path: Path, error: OSError) -> PosError:
    name = str(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MachineError(
            "disk_full",
            "The disk is full, so “{path}” was not written; everything stored is kept. Free space and print again.",
            path=name,
        )
    reason = error.strerror or str(error)
    if error.errno == errno.ENOENT and path.parent.is_dir():
        # Folders of the system (/proc) answer like this to every new file.
        reason = "this folder takes no new files"
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        return UserError(
            "no_folder",
            "There is no folder “{folder}”; everything stored is kept. Make it and print again.",
            folder=str(path.parent),
        )
    if error.errno in (
        errno.ENOENT,
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.EISDIR,
        errno.EEXIST,
        errno.ENAMETOOLONG,
    ):
        return UserError(
            "not_writable",
            "“{path}” cannot be written ({reason}); everything stored is kept. Choose another file and print again.",
            path=name,
            reason=reason,
        )
    return MachineError(
        "write_failed",
        "Writing “{path}” failed ({reason}); everything stored is kept. Print again when this is mended.",
        path=name,
        reason=reason,
    )


def _send_to_network(host: str, port: int, content: bytes) -> None:
    where = f"{host}:{port}"
    try:
        connection = socket.create_connection((host, port), timeout=SECONDS)
    except OSError as error:
        raise UserError(
            "printer_unavailable",
            "The printer at {where} does not answer ({reason}); everything stored is kept. "
            "Check its power and cable and print again.",
            where=where,
            reason=error.strerror or "no answer in time",
        ) from error
    try:
        with connection:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
    except OSError as error:
        raise MachineError(
            "print_broken_off",
            "The printer at {where} broke off while printing; everything stored is kept. "
            "Check its paper, throw the torn piece away and print again.",
            where=where,
        ) from error


def _send_to_system(name: str, content: bytes) -> None:
    import shutil
    import subprocess

    program = shutil.which("lp") if sys.platform != "win32" else None
    if program is None:
        raise UserError(
            "printer_unavailable",
            "This computer has no printing service for “{name}”; everything stored is kept. Print to a PDF instead.",
            name=name,
        )
    try:
        done = subprocess.run(
            [program, "-d", name], input=content, capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(
            "printer_unavailable",
            "The printing service does not take paper for “{name}”; everything stored is kept. Print again later.",
            name=name,
        ) from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise UserError(
            "printer_unavailable",
            "The printer “{name}” refused the paper ({reason}); everything stored is kept. Choose another printer.",
            name=name,
            reason=reason[:200] or str(done.returncode),
        )
