"""Answers of queries kept in memory, for whoever reads the same few things thousands of times.

Only a session that was asked to remember does, so that a kept answer is always the one that the file would give:
`remember` keeps them for the session, and whoever asked forgets again when the file has changed
(`Database.changes`); `join` shares those of all sessions under the stamp of the file's state. A commit makes a new
state, so what was kept ends with it, unless who commits knows what it left as it was: `carry`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from pos_app.data.db import Database
from pos_app.data.stamps import Stamp, WritingSession

_P = ParamSpec("_P")
_T = TypeVar("_T")
_KEPT, _MADE = "kept answers", "made from them"
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers under the stamp of the state that gave them."""

    stamp: Stamp
    answers: dict[Any, Any]
    made: dict[str, Any]


def join(session: Session, db: Database) -> None:
    """Share what is known of the state that this session sees, before it has written anything that is kept."""
    stamp = db.stamp(session)
    kept = db.kept
    if not isinstance(kept, Kept) or kept.stamp != stamp:
        kept = Kept(stamp, {}, {})
        db.kept = kept
    session.info[_KEPT] = kept.answers
    # What a writer makes belongs to the state that its commit leaves.
    session.info[_MADE] = {} if isinstance(session, WritingSession) else kept.made


def carry(session: Session, db: Database, *, without: Collection[str] = ()) -> None:
    """After a commit that changed none of what is kept: it holds for the new state too.

    `without` names what it did change: "product", or the function of a remembered query. What was put holds
    only if this session put it. Where somebody else committed meanwhile, nothing is carried.
    """
    kept = session.info.get(_KEPT)
    if kept is None:
        return
    if without:
        kept = {key: value for key, value in kept.items() if _name(key) not in without}
    db.kept = Kept(db.stamp(session), kept, session.info[_MADE])


def put(session: Session, what: str, value: Any) -> None:
    """Keep something that was worked out from the state, if the session remembers."""
    if _MADE in session.info:
        session.info[_MADE][what] = value


def get(db: Database, what: str, stamp: Stamp) -> Any:
    """What was put under this stamp, None if nothing was."""
    kept = db.kept
    return kept.made.get(what) if isinstance(kept, Kept) and kept.stamp == stamp else None


def joined(session: Session) -> bool:
    """Whether the session remembers."""
    return _KEPT in session.info


def _name(key: Any) -> str:
    return key[0] if isinstance(key[0], str) else str(key[0].__name__)


def remember(session: Session) -> None:
    """Keep the answers of this session's queries from now on."""
    session.info[_KEPT] = {}


def forget(session: Session) -> None:
    """Ask the file again for everything."""
    session.info[_KEPT].clear()


def remembered(query: Callable[Concatenate[Session, _P], _T]) -> Callable[Concatenate[Session, _P], _T]:
    """A query whose answer is kept; its arguments are hashable, and nobody changes what it returns."""

    @wraps(query)
    def ask(session: Session, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        kept = session.info.get(_KEPT)
        if kept is None:
            return query(session, *args, **kwargs)
        key = (query, args, *kwargs.items())
        if key not in kept:
            _put(kept, key, query(session, *args, **kwargs))
        found: _T = kept[key]
        return found

    return ask


def each_remembered(
    session: Session, what: str, ids: Iterable[int], ask: Callable[[list[int]], dict[int, _T]]
) -> dict[int, _T]:
    """Rows by id of which those already seen are not asked for again; `what` they are tells them apart."""
    kept = session.info.get(_KEPT)
    if kept is None:
        return ask(list(ids))
    found: dict[int, _T] = {}
    missing = []
    for id_ in ids:
        if (what, id_) in kept:
            found[id_] = kept[what, id_]
        else:
            missing.append(id_)
    if missing:
        asked = ask(missing)
        for id_, row in asked.items():
            _put(kept, (what, id_), row)
        found |= asked
    return found


def _put(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= MOST:
        kept.clear()
    kept[key] = value
