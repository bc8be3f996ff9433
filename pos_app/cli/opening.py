"""Opening the shop for a command: its database, its first till, and the actor `cli`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_app import i18n
from pos_app.cli.common import data_dir
from pos_app.domain.message import Message
from pos_app.services import settings, start_check, till_sessions
from pos_app.services.desk import CLI, Desk
from pos_app.services.setup import ensure_basics, first_till, open_shop


@contextmanager
def open_desk(*, create: bool = False) -> Iterator[Desk]:
    """The shop of `--data-dir` as a desk, closed afterwards, and the shop's language switched on.

    Without `create` a folder without a shop is UserError ``no_shop``; with it the shop is made.
    """
    _look_at(data_dir())
    database = open_shop(data_dir(), create=create)
    try:
        desk = Desk(database, "1", CLI)
        ensure_basics(desk)
        with database.read() as session:
            i18n.use_language(settings.load(session).shop.language)
        own = Desk(database, first_till(desk), CLI)
        unwritten: list[Message] = []
        try:
            with till_sessions.closes_witnessed(own) as unwritten:
                yield own
        finally:
            for message in unwritten:
                sys.stderr.write(i18n.text(message) + "\n")
    finally:
        database.close()


def _look_at(folder: Path) -> None:
    """A damaged file gives way to the last good backup; what is missing then is said on standard error."""
    report = start_check.check(folder)
    if report is not None:
        sys.stderr.write(start_check.as_text(report))
