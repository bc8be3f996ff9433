"""A new shop in a folder, with a clock that stands still."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pos_app.data.db import FILE_NAME
from pos_app.services.desk import Actor, Desk
from pos_app.services.setup import ensure_basics, open_shop

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def as_owner(desk: Desk) -> Desk:
    """The same desk with the owner at it: whoever may change settings, prices and people."""
    return replace(desk, actor=Actor("owner", "Owner", "owner"))


def open_desk(folder: Path) -> Desk:
    """A desk at till 1 of a new shop."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_bytes(_new_shop())
    return _desk(folder)


def _desk(folder: Path) -> Desk:
    return Desk(open_shop(folder), "1", Actor("dana", "Dana", "owner"), lambda: NOON, UTC)


@cache
def _new_shop() -> bytes:
    """The file of a new shop: the migrations run once for all tests."""
    with tempfile.TemporaryDirectory() as name:
        desk = _desk(Path(name))
        ensure_basics(desk)
        desk.db.close()
        return (Path(name) / FILE_NAME).read_bytes()
