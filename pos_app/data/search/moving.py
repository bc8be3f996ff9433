"""Gives words in an index other row numbers, and so another place in the order of what is found."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from pos_app.data.search import schema

# From so many on, a new table is made in less time than it takes to take rows out of one.
_MANY = 5


def move(session: Session, table: str, places: Sequence[tuple[int, int]], of: int) -> None:
    """Move rows from their old to their new numbers.

    `of` is how many rows the table has: if many of them move, it is made anew; 0 keeps it in any case.
    """
    moved = {old: new for old, new in places if old != new}
    if len(moved) * _MANY > of > 0:
        every = schema.rows(session, f"SELECT rowid, words FROM {table}")
        schema.create_words(session, table)
        _insert(session, table, sorted((moved.get(row, row), words) for row, words in every))
        return
    found = []
    for old, new in moved.items():
        found += [(new, words) for (words,) in schema.rows(session, _ONE.format(table=table), (old,))]
    schema.write_many(session, f"DELETE FROM {table} WHERE rowid = ?", [(old,) for old in moved])
    _insert(session, table, sorted(found))


_ONE = "SELECT words FROM {table} WHERE rowid = ?"


def _insert(session: Session, table: str, rows: Sequence[tuple[int, str]]) -> None:
    schema.write_many(session, f"INSERT INTO {table} (rowid, words) VALUES (?, ?)", rows)
