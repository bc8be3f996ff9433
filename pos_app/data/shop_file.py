"""A shop's file as a file: what it is, and whether it is sound. Plain sqlite3, no engine; copies: `shop_copy`."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pos_app.data.db import BUSY_SECONDS, machine_errors
from pos_app.data.migrations import APPLICATION_ID

# Steps of SQLite, pages among them, between two rests of a check.
_BETWEEN_RESTS = 2_000
_SEARCH = "SELECT value FROM search_state WHERE key = 'version'"
# Tables that a shop just made leaves empty.
_OF_THE_OWNER = ("setting", "product", "customer", "sale", "cart_line")


@dataclass(frozen=True, slots=True)
class FileMark:
    """What the file says of itself: the schema's number, whether it is a shop's, whether it is still empty.

    `search` is the version of its search tables, "" where there are none.
    """

    schema: int
    is_shop: bool
    is_empty: bool
    search: str = ""


def read_mark(path: Path) -> FileMark:
    """The mark of a file; MachineErrors as for every database, ``database_damaged`` above all."""
    if not path.exists():
        return FileMark(0, False, True)
    with machine_errors(), closing(look(path)) as connection:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        # Reading the list of tables makes SQLite compare the header with the file's length.
        tables, searched = connection.execute(
            "SELECT count(*), coalesce(max(name = 'search_state'), 0) FROM sqlite_master"
        ).fetchone()
        # Another program's table of that name may have other columns.
        ours = application == APPLICATION_ID
        found = connection.execute(_SEARCH).fetchone() if ours and searched else None
    search = str(found[0]) if found else ""
    return FileMark(schema, ours, tables == 0 and not application, search)


def is_untouched(path: Path) -> bool:
    """Whether nothing was ever set, moved in or sold in an existing file; False too if that cannot be read."""
    empty = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {table})" for table in _OF_THE_OWNER)
    try:
        with closing(look(path)) as connection:
            (answer,) = connection.execute(f"SELECT {empty}").fetchone()
    except sqlite3.Error:
        # Opening the shop says what is wrong with it.
        return False
    return bool(answer)


def quick_check(path: Path, *, rest: Callable[[], None] | None = None) -> str:
    """ "ok", or the first thing SQLite finds wrong with the file's structure.

    `rest` is called now and then, and may raise to stop.
    """
    stopped: list[BaseException] = []

    def between(rest: Callable[[], None]) -> None:
        try:
            rest()
        except BaseException as error:
            # SQLite ends the check then, but lets no more through than that it did.
            stopped.append(error)
            raise

    with machine_errors(), closing(look(path)) as connection:
        if rest is not None:
            connection.set_progress_handler(partial(between, rest), _BETWEEN_RESTS)
        try:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError:
            if stopped:
                raise stopped[0] from None
            raise
    return str(answer)


def look(path: Path, *, patience_seconds: int = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection that changes nothing: also the log of a program that was killed stays as it is.

    Only where a change was cut off in the middle of the file itself may SQLite first put that right.
    """
    half = path.with_name(path.name + "-journal")
    mode = "rw" if half.exists() and half.stat().st_size else "ro"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=patience_seconds, isolation_level=None)


def leave_log(path: Path) -> None:
    """Bring a file that nobody has open into one piece, without a log beside it."""
    with machine_errors(), closing(_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def is_locked(path: Path) -> bool:
    """Whether another program is writing at this very moment."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                return True
            raise
        connection.execute("ROLLBACK")
    return False


def open_tables(path: Path, posted_words: Sequence[str]) -> list[str]:
    """Posted tables whose rows the file does not protect against change."""
    with machine_errors(), closing(_connect(path)) as connection:
        found = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    tables = [name for kind, name in found if kind == "table" and any(word in name for word in posted_words)]
    locks = {name for kind, name in found if kind == "trigger"}
    return sorted(t for t in tables if not {f"{t}_no_update", f"{t}_no_delete"} <= locks)


def lost_references(path: Path) -> list[str]:
    """Tables with rows that refer to a row that is not there."""
    with machine_errors(), closing(_connect(path)) as connection:
        return sorted({row[0] for row in connection.execute("PRAGMA foreign_key_check")})


def sqlite_version() -> str:
    """The version of the database library."""
    return sqlite3.sqlite_version


def has_full_text_search() -> bool:
    """Whether the database library can search texts by word."""
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS)
