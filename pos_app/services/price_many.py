"""Price many documents in one go: what the shop's file says is read once, and again when it has changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pos_app.data import memory
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.documents import price_in


@contextmanager
def pricing(desk: Desk) -> Iterator[Callable[[Any], dict[str, Any]]]:
    """A `price_json` for one document after the other; each is priced as the file stands at that moment."""
    with desk.db.changes() as version, desk.db.read() as session:
        memory.remember(session)
        kept = version()

        def price(data: Any) -> dict[str, Any]:
            nonlocal kept
            while True:
                seen = version()
                if seen != kept:
                    memory.forget(session)
                    kept = seen
                try:
                    answer = price_in(session, desk, data)
                except UserError:
                    if _all_of(seen):
                        raise
                    continue
                if _all_of(seen):
                    return answer

        def _all_of(seen: int) -> bool:
            """Whether everything came from one state of the file: memory and what was read just now."""
            if not session.in_transaction():
                return True
            # The rows are let go as they are: a rollback would make each ask for itself again.
            session.close()
            return version() == seen

        yield price
