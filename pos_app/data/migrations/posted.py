"""Locking a posted table: the database itself refuses to change or remove its rows.

The only step that is written in SQLite's own SQL; another database gets its own statements here.
"""

from alembic.operations import Operations


def refuse_changes(op: Operations, table: str) -> None:
    """Add the triggers that refuse every UPDATE and DELETE on `table`."""
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are posted and never change'); END"
        )
