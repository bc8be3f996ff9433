"""Stamps: which state of the file something was read from.

A stamp is another one after every commit, by this process or any other, so that what was worked out from the
database under a stamp holds as long as the stamp does. SQLite counts for each connection what *others* commit
(`PRAGMA data_version`); a connection that only looks on therefore sees everything.
"""

from itertools import count
from threading import Lock
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

# Which connection looked on, and what it had counted.
Stamp: TypeAlias = tuple[int, int]

_watches = count(1)
_unknown = count(1)
# Where a session keeps what is to be stored before it commits: something with `store(session)`.
UNSTORED = "unstored"
_SINCE, _LEFT = "stamp before", "stamp left"


class Stamps:
    """The stamps of one file."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._watch: Any = None
        self._serial = 0

    def now(self) -> Stamp:
        """The stamp of the newest state."""
        with self._lock:
            if self._watch is None:
                opened = self._engine.raw_connection()
                self._watch, self._serial = opened.driver_connection, next(_watches)
                opened.detach()
            return self._serial, changes_by_others(self._watch)

    def close(self) -> None:
        """Look on no longer; a later stamp is none of those before."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def of(self, session: Session) -> Stamp:
        """The stamp of what a session sees, see `Database.stamp`."""
        if isinstance(session, WritingSession):
            if session.in_transaction() or _LEFT not in session.info:
                # The write lock is held, so the newest state is the one that the session sees.
                session.connection()
                return self.now()
            left: Stamp = session.info[_LEFT]
            return left
        now = self.now()
        return now if session.info.get(_SINCE) == now else unknown()


class ReadingSession(Session):
    """A session that knows the newest stamp from before its first look at the file."""

    def __init__(self, bind: Engine, stamps: Stamps) -> None:
        super().__init__(bind, autoflush=False, expire_on_commit=False)
        self.info[_SINCE] = stamps.now()


class WritingSession(Session):
    """A session that knows which stamp its commit left behind."""

    def __init__(self, bind: Connection, stamps: Stamps) -> None:
        super().__init__(bind, autoflush=False, expire_on_commit=False)
        self._stamps = stamps

    def commit(self) -> None:
        """Commit, and keep the stamp of exactly that state, if nobody else has committed meanwhile."""
        if UNSTORED in self.info:
            self.info.pop(UNSTORED).store(self)
        driver: Any = self.connection().connection.driver_connection
        before = changes_by_others(driver)
        self.info[_LEFT] = unknown()
        super().commit()
        left = self._stamps.now()
        if changes_by_others(driver) == before:
            self.info[_LEFT] = left

    def rollback(self) -> None:
        """Forget everything that was changed."""
        self.info.pop(UNSTORED, None)
        super().rollback()


def unknown() -> Stamp:
    """A stamp that no state has: nothing kept under it is ever used."""
    return 0, next(_unknown)


def changes_by_others(driver: Any) -> int:
    """What a connection of the driver has counted of the commits of all others."""
    return int(driver.execute("PRAGMA data_version").fetchone()[0])
