"""The search tables: caches outside the migrations, made when first needed and rebuilt at any time.

`VERSION` goes up when the tables or the spelling of tokens change; an older cache is then thrown away.
Every cache carries a random `built`, so that what is held in memory can tell whether it still belongs to it.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

VERSION = "1"

# The writers of these tables split words themselves, so the tokenizer parts at blanks only.
_TOKENIZER = "tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'\""
_TABLES = (
    "CREATE TABLE search_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE search_product (row INTEGER PRIMARY KEY, product_id INTEGER NOT NULL UNIQUE,"
    " name TEXT NOT NULL, times INTEGER NOT NULL)",
    "CREATE INDEX search_product_name ON search_product (name)",
    "CREATE TABLE search_product_code (code TEXT NOT NULL, product_id INTEGER NOT NULL, kind TEXT NOT NULL,"
    " PRIMARY KEY (code, product_id, kind)) WITHOUT ROWID",
    "CREATE INDEX search_product_code_of ON search_product_code (product_id)",
    "CREATE VIRTUAL TABLE search_product_words USING fts5"
    f"(words, detail = none, columnsize = 0, prefix = '1 2 3 4 5 6 7', {_TOKENIZER})",
    "CREATE TABLE search_product_term (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE search_customer_words USING fts5"
    f"(words, detail = none, columnsize = 0, prefix = '1 2 3 4 5', {_TOKENIZER})",
    "CREATE TABLE search_customer_key (key TEXT NOT NULL, kind TEXT NOT NULL, customer_id INTEGER NOT NULL,"
    " PRIMARY KEY (kind, key, customer_id)) WITHOUT ROWID",
    "CREATE INDEX search_customer_key_of ON search_customer_key (customer_id)",
)
_NAMES = (
    "search_state",
    "search_product_term",
    "search_product",
    "search_product_code",
    "search_product_words",
    "search_customer_words",
    "search_customer_key",
)


def ready(session: Session) -> bool:
    """Whether the search tables are there and of this version."""
    there = session.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'search_state'")).scalar()
    if not there:
        return False
    found = session.execute(text("SELECT value FROM search_state WHERE key = 'version'")).scalar()
    return bool(found == VERSION)


def create(session: Session) -> None:
    """Throw away search tables of any version and make empty ones."""
    for name in _NAMES:
        session.execute(text(f"DROP TABLE IF EXISTS {name}"))
    for statement in _TABLES:
        session.execute(text(statement))
    session.execute(
        text("INSERT INTO search_state VALUES ('version', :version), ('built', :built)"),
        {"version": VERSION, "built": uuid.uuid4().hex},
    )


def built(session: Session) -> str:
    """The random name of this cache: another one after each rebuild."""
    return str(session.execute(text("SELECT value FROM search_state WHERE key = 'built'")).scalar_one())


def write_many(session: Session, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Run one statement with ? for many rows, past everything that costs more than the database itself."""
    if rows:
        session.connection().exec_driver_sql(statement, list(rows))


def quoted(token: str, prefix: bool) -> str:
    """A token as part of a MATCH expression."""
    escaped = token.replace('"', '""')
    return f'"{escaped}"*' if prefix else f'"{escaped}"'
