"""Answers of queries kept in memory, for whoever reads the same few things thousands of times in one go.

Only a session that was asked to remember does. Whoever asked forgets again when the file has changed
(`Database.changes`), so that a kept answer is always the one that the file would give.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

_P = ParamSpec("_P")
_T = TypeVar("_T")
_KEPT = "kept answers"
MOST = 100_000


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
