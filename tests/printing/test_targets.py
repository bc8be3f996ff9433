"""Where paper goes, and what is said when it does not get there."""

from __future__ import annotations

import errno
import os
import socket
import threading
from pathlib import Path

import pytest

from pos_app.errors import MachineError, UserError
from pos_app.printing.targets import (
    NetworkPrinter,
    PdfFile,
    RawFile,
    SystemPrinter,
    Target,
    deliver,
    parse_target,
)


def pdf() -> bytes:
    return b"%PDF sheet"


def raw() -> bytes:
    return b"\x1b@roll"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("pdf:out.pdf", PdfFile(Path("out.pdf"))),
        (" pdf: a b.pdf ", PdfFile(Path("a b.pdf"))),
        ("file:/dev/usb/lp0", RawFile(Path("/dev/usb/lp0"))),
        ("tcp:192.0.2.7:9100", NetworkPrinter("192.0.2.7", 9100)),
        ("tcp:printer.local:9100", NetworkPrinter("printer.local", 9100)),
        ("tcp:[::1]:9100", NetworkPrinter("::1", 9100)),
        ("system:Front desk", SystemPrinter("Front desk")),
    ],
)
def test_targets_are_parsed(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize(
    "text",
    ["", "pdf", "pdf:", "out.pdf", "tcp:host", "tcp:host:0", "tcp:host:65536", "tcp::9100", "tcp:a b:1", "usb:1",
     "tcp:::1:9100", "system:-o raw", "file:a\0b"],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="is no place to print") as caught:
        parse_target(text)
    assert caught.value.code == "bad_target"


def test_files_get_their_form(tmp_path: Path) -> None:
    deliver(PdfFile(tmp_path / "a.pdf"), pdf=pdf, raw=raw)
    deliver(RawFile(tmp_path / "b.bin"), pdf=pdf, raw=raw)
    assert (tmp_path / "a.pdf").read_bytes() == pdf()
    assert (tmp_path / "b.bin").read_bytes() == raw()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.bin"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineError, match=r"disk is full.*everything stored is kept") as caught:
        deliver(PdfFile(path), pdf=pdf)
    assert caught.value.code == "disk_full"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_device_says_so() -> None:
    with pytest.raises(MachineError, match="disk is full"):
        deliver(RawFile(Path("/dev/full")), pdf=pdf, raw=raw)


def test_a_device_is_written_directly() -> None:
    deliver(RawFile(Path(os.devnull)), pdf=pdf, raw=raw)
    assert not Path(os.devnull).is_file()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no folder .*missing") as caught:
        deliver(PdfFile(tmp_path / "missing" / "a.pdf"), pdf=pdf)
    assert caught.value.code == "no_folder"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no such folder")
def test_a_folder_that_takes_no_files_is_not_called_missing() -> None:
    with pytest.raises(UserError, match=r"cannot be written \(this folder takes no new files\)") as caught:
        deliver(PdfFile(Path("/proc/a.pdf")), pdf=pdf)
    assert caught.value.code == "not_writable"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for target in (PdfFile(folder), RawFile(folder)):
        with pytest.raises(UserError, match="cannot be written") as caught:
            deliver(target, pdf=pdf, raw=raw)
        assert caught.value.code == "not_writable"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_sheet_is_not_sent_to_a_receipt_printer(tmp_path: Path) -> None:
    for target in (RawFile(tmp_path / "a"), NetworkPrinter("127.0.0.1", 9)):
        with pytest.raises(UserError, match="made for sheets"):
            deliver(target, pdf=pdf)


def test_a_network_printer_gets_every_byte() -> None:
    received = bytearray()
    content = raw() * 100_000
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _address = server.accept()
            with connection:
                while part := connection.recv(65536):
                    received.extend(part)

        listener = threading.Thread(target=listen)
        listener.start()
        deliver(NetworkPrinter("127.0.0.1", server.getsockname()[1]), pdf=pdf, raw=lambda: content)
        listener.join(10)
    assert bytes(received) == content


def test_a_printer_that_is_off_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(
        UserError, match=rf"127\.0\.0\.1:{port} does not answer .*everything stored is kept"
    ) as caught:
        deliver(NetworkPrinter("127.0.0.1", port), pdf=pdf, raw=raw)
    assert caught.value.code == "printer_unavailable"


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, for a printing program of the test's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def _program(folder: Path, script: str) -> None:
    program = folder / "lp"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="lp is the printing program of Linux and macOS")
def test_a_system_printer_gets_the_pdf(lp: Path, tmp_path: Path) -> None:
    _program(lp, f'echo "$@" > {tmp_path}/arguments; /bin/cat > {tmp_path}/paper')
    deliver(SystemPrinter("Front desk"), pdf=pdf, raw=raw)
    assert (tmp_path / "arguments").read_text() == "-d Front desk\n"
    assert (tmp_path / "paper").read_bytes() == pdf()


@pytest.mark.skipif(os.name != "posix", reason="lp is the printing program of Linux and macOS")
def test_a_system_printer_that_refuses_is_named(lp: Path) -> None:
    _program(lp, "/bin/cat > /dev/null; echo 'lp: The printer does not exist.' >&2; exit 1")
    with pytest.raises(
        UserError, match=r"“Desk” refused the paper \(lp: The printer does not exist"
    ) as caught:
        deliver(SystemPrinter("Desk"), pdf=pdf)
    assert caught.value.code == "printer_unavailable"


@pytest.mark.usefixtures("lp")
def test_a_computer_without_a_printing_service_says_so() -> None:
    with pytest.raises(UserError, match="no printing service") as caught:
        deliver(SystemPrinter("Desk"), pdf=pdf)
    assert caught.value.code == "printer_unavailable"
