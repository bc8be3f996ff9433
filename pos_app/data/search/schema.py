"""The search tables: caches outside the migrations, made when first needed and rebuilt at any time.

Their version goes up when the tables or the spelling of tokens change; an older cache is then thrown away.
Every cache carries a random `built`, so that what is held in memory can tell whether it still belongs to it.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from json import dumps
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data.migrations import SEARCH

# The writers of these tables split words themselves, so the tokenizer parts at blanks only.
_TOKENIZER = "tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\""
_TABLES = (
    "CREATE TABLE search_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE search_product (row INTEGER PRIMARY KEY, product_id INTEGER NOT NULL UNIQUE,"
    " name TEXT NOT NULL, times INTEGER NOT NULL)",
    "CREATE TABLE search_product_code (code TEXT NOT NULL, product_id INTEGER NOT NULL,"
    " PRIMARY KEY (code, product_id)) WITHOUT ROWID",
    "CREATE TABLE search_product_term (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE)",
    "CREATE TABLE search_customer (row INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL UNIQUE)",
)
# Made when the tables are filled: putting a hundred thousand rows in order at once takes a fifth of the time.
_INDEXES = ("CREATE INDEX search_product_code_of ON search_product_code (product_id)",)
_WORD_TABLES = {"search_product_words": "1 2 3 4 5 6 7", "search_customer_words": "1 2 3 4 5"}
_NAMES = (
    "search_state",
    "search_product_term",
    "search_product",
    "search_product_code",
    "search_customer",
    "search_customer_key",
)


SOME = "(SELECT value FROM json_each(?))"


def ready(session: Session) -> bool:
    """Whether the search tables are there and of this version."""
    return _version(session) == SEARCH


def outdated(session: Session) -> bool:
    """Whether there are search tables of another version."""
    return _version(session) not in ("", SEARCH)


def _version(session: Session) -> str:
    """The version of the search tables, "" where there are none."""
    try:
        found = rows(session, "SELECT value FROM search_state WHERE key = 'version'")
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return ""
    return str(found[0][0]) if found else ""


def create(session: Session) -> None:
    """Throw away search tables of any version and make empty ones; `finish` when they are filled."""
    for name in _NAMES:
        session.execute(text(f"DROP TABLE IF EXISTS {name}"))
    for statement in _TABLES:
        session.execute(text(statement))
    for name in _WORD_TABLES:
        create_words(session, name)
    session.execute(
        text("INSERT INTO search_state VALUES ('version', :version), ('built', :built)"),
        {"version": SEARCH, "built": uuid.uuid4().hex},
    )


def create_words(session: Session, name: str) -> None:
    """An empty table of words, in place of one that may be there."""
    session.execute(text(f"DROP TABLE IF EXISTS {name}"))
    session.execute(
        text(
            f"CREATE VIRTUAL TABLE {name} USING fts5(words, detail = none, columnsize = 0,"
            f" prefix = '{_WORD_TABLES[name]}', {_TOKENIZER})"
        )
    )


def finish(session: Session) -> None:
    """Make the indexes of filled tables."""
    for statement in _INDEXES:
        session.execute(text(statement))


def built(session: Session) -> str:
    """The random name of this cache: another one after each rebuild."""
    return str(rows(session, "SELECT value FROM search_state WHERE key = 'built'")[0][0])


def rows(session: Session, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """What a statement with ? finds, past everything that costs more than the database itself.

    A keystroke asks some six times, and the engine's own way takes ten times as long as each answer.
    """
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection.execute(statement, values).fetchall()


def matching(session: Session, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """What a statement with MATCH finds; nothing where the index cannot read a sign of what was typed.

    Signs that are younger than the index part words, and a word in two parts is a question it does not take.
    """
    try:
        return rows(session, statement, values)
    except sqlite3.OperationalError as error:
        if not str(error).startswith("fts5"):
            raise
        return []


def count(session: Session, table: str) -> int:
    """How many rows a table has."""
    return int(rows(session, f"SELECT count(*) FROM {table}")[0][0])


def some(ids: Iterable[int]) -> tuple[str]:
    """Ids as the one value of a statement that says `IN` with `SOME`."""
    return (dumps(list(ids)),)


def write_many(session: Session, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Run one statement with ? for many rows, as `rows` does."""
    if rows:
        session.connection().exec_driver_sql(statement, list(rows))


def quoted(token: str, prefix: bool) -> str:
    """A token as part of a MATCH expression."""
    if not token.isprintable():
        token = "".join(c for c in token if c.isprintable())
    escaped = token.replace('"', '""')
    return f'"{escaped}"*' if prefix else f'"{escaped}"'
