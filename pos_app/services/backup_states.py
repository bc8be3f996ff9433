"""Is a backup good? Read in full once, then known as long as the file stays the same."""

from pathlib import Path
from typing import Literal

from pos_app.data import shop_copy, shop_file
from pos_app.errors import MachineError
from pos_app.services.backup_files import BackupFile
from pos_app.services.desk import Desk

State = Literal["good", "damaged"]
_known: dict[tuple[Path, int, int], State] = {}


def state_of(_desk: Desk, *, file: BackupFile, progress: shop_copy.Progress | None = None) -> State:
    """Whether a backup can be read from beginning to end and is a shop's; `progress` may raise to stop."""
    try:
        stat = file.path.stat()
    except OSError:
        return "damaged"
    key = (file.path, stat.st_mtime_ns, stat.st_size)
    if key not in _known:
        _known[key] = _looked(file.path, progress)
    return _known[key]


def known_state(file: BackupFile) -> State | None:
    """What was found before; None if nobody has looked yet."""
    try:
        stat = file.path.stat()
    except OSError:
        return "damaged"
    return _known.get((file.path, stat.st_mtime_ns, stat.st_size))


def _looked(path: Path, progress: shop_copy.Progress | None) -> State:
    try:
        if not shop_file.read_mark(path).is_shop:
            return "damaged"
        rest = shop_copy.Breath(shop_copy.asked(progress))
        return "good" if shop_file.quick_check(path, rest=rest) == "ok" else "damaged"
    except MachineError:
        return "damaged"
