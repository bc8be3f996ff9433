"""The backups that lie in a folder: which files are ours, of when, and how their names are made."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_app.data import shop_copy

FOLDER = "backups"
# Beside the shop while a backup takes its place: what is to be done.
INTENT = "restore.json"
_NAME = re.compile(r"shop-(?:(?P<shop>[0-9a-f]{8})|schema-\d{4})-(?P<at>\d{8}T\d{6}Z)\.db")
_STAMP = "%Y%m%dT%H%M%SZ"
# What a copy that was killed left behind; younger ones may be growing in another program right now.
_LEFT_BEHIND = timedelta(hours=6)
NEW_SHOP = "00000000"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup by its name: of when (UTC), how many bytes; `shop` tells shops apart, "" before an update."""

    path: Path
    at: datetime
    size: int
    shop: str

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.path.parent


def file_name(shop: str, at: datetime) -> str:
    """The name of a backup made at a moment."""
    return f"shop-{shop}-{at.astimezone(UTC).strftime(_STAMP)}.db"


def shop_mark(first_hash: str) -> str:
    """What tells one shop's backups from another's in the same folder: the beginning of its day book."""
    return first_hash[:8] or NEW_SHOP


def found_in(folders: Iterable[Path]) -> list[BackupFile]:
    """Every backup in these folders, the newest first; a folder that is not there or cannot be read has none."""
    found: dict[Path, BackupFile] = {}
    for folder in folders:
        with suppress(OSError):
            for path in folder.iterdir():
                file = as_backup(path)
                if file is not None:
                    found[path] = file
    return sorted(found.values(), key=lambda file: (file.at, str(file.path)), reverse=True)


def is_there(folder: Path) -> bool:
    """Whether a folder can be used now; one on a drive that refuses or does not answer cannot."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def as_backup(path: Path) -> BackupFile | None:
    """A file as the backup that its name says it is; None if it is none of ours."""
    name = _NAME.fullmatch(path.name)
    if name is None or not path.is_file():
        return None
    try:
        at = datetime.strptime(name["at"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return BackupFile(path, at, path.stat().st_size, name["shop"] or "")


def clear_unfinished(folder: Path) -> None:
    """Remove what copies that were killed long ago left behind."""
    with suppress(OSError):
        for path in folder.iterdir():
            ours = _NAME.fullmatch(path.name.removesuffix(shop_copy.UNFINISHED))
            if ours and path.suffix == shop_copy.UNFINISHED:
                age = datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC)
                if abs(age) > _LEFT_BEHIND:
                    shop_copy.remove(path)
