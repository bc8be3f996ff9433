"""The database: engine, pragmas and sessions. With `search.py` the only place that knows the dialect."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError
from sqlite3 import OperationalError as SqliteOperationalError
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, configure_mappers

from pos_app.data import tables
from pos_app.data.prepared import prepare_next
from pos_app.data.stamps import ReadingSession, Stamp, Stamps, WritingSession
from pos_app.errors import MachineError

FILE_NAME = "shop.db"
BUSY_SECONDS = 5
# Statements that the driver keeps ready in every connection; a sale from its first scan to the receipt needs most.
PREPARED = 512
_ASK_AGAIN = timedelta(milliseconds=2)
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=4000",
    # Without it INSERT OR REPLACE would remove a posted row past the trigger that refuses DELETE.
    "recursive_triggers=ON",
)


class Database:
    """One shop's SQLite file. Reads and writes are separate so that there is one writer at a time.

    A `practice` file is no shop's: nothing printed from it is a receipt, and no drawer opens.
    """

    def __init__(self, path: Path, *, practice: bool = False) -> None:
        self.path = path
        self.practice = practice
        self.engine: Engine = create_engine(
            f"sqlite:///{path}",
            connect_args={
                "timeout": BUSY_SECONDS,
                "check_same_thread": False,
                "cached_statements": PREPARED,
            },
            # The connection used last, not each in turn: what one writes, the page caches of all others forget.
            pool_use_lifo=True,
        )
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)
        self._writing = self.engine.execution_options(writes=True)
        self._stamps = Stamps(self.engine)
        # What `memory` knows of the file's newest state.
        self.kept: object = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; anything changed in it is thrown away."""
        with machine_errors(), ReadingSession(self.engine, self._stamps) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that holds the write lock from its start; the service in it commits once.

        MachineErrors ``database_locked``, ``disk_full``, ``database_damaged``, ``read_only``;
        leaving without a commit changes nothing.
        """
        # The connection stays ours to the end, so that nobody commits with it before the stamp is taken.
        with (
            machine_errors(),
            self._writing.connect() as connection,
            WritingSession(connection, self._stamps) as session,
        ):
            yield session

    @contextmanager
    def write_plainly(self) -> Iterator[SqliteConnection]:
        """The write lock on the driver's own connection, which the caller commits once with `commit()`.

        For what may cost no more than SQLite itself: a session's beginning and end take as long as a small sale.
        Errors as `write`; leaving without a commit changes nothing.
        """
        with machine_errors():
            pooled = self.engine.raw_connection()
            try:
                connection: SqliteConnection = pooled.driver_connection  # type: ignore[assignment]
                _begin_at_once(connection.execute)
                try:
                    yield connection
                finally:
                    if connection.in_transaction:
                        connection.rollback()
            finally:
                pooled.close()

    def stamp(self, session: Session | None = None) -> Stamp:
        """A value that is another one after every commit to the file, by this process or any other.

        Of a session of `read` or `write`: of the state that it sees, without what it has written itself; after
        its commit, of the state which that left. Where others committed meanwhile and it cannot be told, a
        stamp that never comes again: what is kept under it is not used.
        """
        with machine_errors():
            return self._stamps.now() if session is None else self._stamps.of(session)

    @contextmanager
    def changes(self) -> Iterator[Callable[[], int]]:
        """How to ask for a number that is another one after every commit, by whomever."""
        # A connection of its own that writes nothing: SQLite counts only what others commit.
        with machine_errors(), closing(self.engine.raw_connection()) as connection:
            yield lambda: int(connection.execute("PRAGMA data_version").fetchone()[0])

    def prepare_next(self) -> bool:
        """Get one of the counter's statements ready before it is needed; False where all are."""
        return prepare_next(self.engine.dialect)

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file; meant for idle moments, never waits for readers."""
        with machine_errors(), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close every connection."""
        self._stamps.close()
        self.kept = None
        self.engine.dispose()


def _prepare(connection: SqliteConnection, _record: object) -> None:
    # SQLAlchemy begins transactions itself (see _begin), or BEGIN IMMEDIATE would come too late.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    if not connection.get_execution_options().get("writes"):
        driver.execute("BEGIN")
        return
    _begin_at_once(driver.execute)


def _begin_at_once(execute: Callable[[str], object]) -> None:
    # SQLite itself asks ten times a second, and beside a long batch of sales, each with its own short lock,
    # it would hardly ever hit the moment between two of them.
    execute("PRAGMA busy_timeout=0")
    try:
        _begin_writing(execute)
    finally:
        execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _begin_writing(execute: Callable[[str], object]) -> None:
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            execute("BEGIN IMMEDIATE")
        except SqliteOperationalError as error:
            if monotonic() >= until or "locked" not in str(error):
                raise
            sleep(_ASK_AGAIN.total_seconds())
        else:
            return


@contextmanager
def machine_errors() -> Iterator[None]:
    """Turn the database's troubles, by engine or plain connection, into the machine errors they are."""
    try:
        yield
    except (DatabaseError, SqliteError) as error:
        trouble = _trouble(str(getattr(error, "orig", error)).lower())
        if trouble is None:
            raise
        raise trouble from error


def _trouble(text: str) -> MachineError | None:
    if "locked" in text or "busy" in text:
        return MachineError(
            "database_locked", "Another program holds the shop's data; nothing was changed, please try again."
        )
    if "full" in text or "disk i/o" in text:
        return MachineError(
            "disk_full", "The disk is full or cannot be written; nothing was changed, please free some space."
        )
    if "readonly" in text or "read-only" in text:
        return MachineError(
            "read_only", "The shop's data cannot be written: the file or folder is read-only."
        )
    if "malformed" in text or "not a database" in text:
        return MachineError(
            "database_damaged", "The shop's data file is damaged; please restore the last backup."
        )
    if "unable to open" in text:
        return MachineError("database_missing", "The shop's data file cannot be opened; is its folder there?")
    return None


def make_tables() -> Iterator[bool]:
    """Make the classes of all tables step by step, and work out how they map to rows: who asks first waits for it."""
    left = True
    while left:
        left = tables.make_next()
        yield True
        configure_mappers()
        yield True
