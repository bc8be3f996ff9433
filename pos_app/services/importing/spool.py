"""What waits between two steps of an import: on disk, so that memory stays flat however long the file is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from weakref import finalize

from pos_app.errors import MachineError

_IN_MEMORY = 1 << 20


class Spool:
    """Parts written one after the other, and read again in that order as often as wanted.

    MachineError ``disk_full`` where they cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        # Beside the shop's file: where that has room, there is room for this.
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder))  # noqa: SIM115 - see below
        # A file that turns out bad is never read again: then nobody closes it.
        self.close = finalize(self, self._file.close)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def write(self, part: bytes) -> None:
        """Add a part."""
        with _disk_errors():
            self._file.write(len(part).to_bytes(8, "little"))
            self._file.write(part)

    def read(self) -> Iterator[bytes]:
        """The parts, from the first."""
        with _disk_errors():
            self._file.seek(0)
        while True:
            with _disk_errors():
                size = self._file.read(8)
                part = self._file.read(int.from_bytes(size, "little")) if size else b""
            if not size:
                return
            yield part


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MachineError(
            "disk_full", "The disk is full or cannot be written; nothing was changed, please free some space."
        ) from error
