"""The migrated schema is the one the table classes describe, and every posted table is locked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import create_engine

from pos_app.data.db import Database
from pos_app.data.migrations import SCHEMA
from pos_app.data.migrations.upgrade import migrations_config
from pos_app.data.tables import POSTED_WORDS, metadata
from pos_app.services.setup import open_shop

DAY_BOOK = Path(__file__).parents[2] / "docs" / "day_book.md"


@pytest.fixture
def shop(data_dir: Path) -> Iterator[Database]:
    database = open_shop(data_dir)
    yield database
    database.close()


def statements(path: Path) -> dict[str, str]:
    """Every table and index with its SQL, spaces evened out and the parts of a table in one order.

    A column that a step adds needs a default for the rows there are, and stands at the end.
    """
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
            " AND name NOT IN ('alembic_version') AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
    return {name: "\n".join(sorted(_parts(sql))) for name, sql in rows}


def _parts(sql: str) -> list[str]:
    """What stands between the outer brackets, at their commas; before and after them, the two ends."""
    head, _, rest = sql.partition("(")
    inner, _, tail = rest.rpartition(")")
    parts, depth = [""], 0
    for char in inner:
        depth += (char == "(") - (char == ")")
        if char == "," and not depth:
            parts.append("")
        else:
            parts[-1] += char
    found = [re.sub(r" DEFAULT ('[^']*'|\w+)", "", " ".join(part.split())) for part in parts]
    return [*found, head.strip(), tail.strip()]


def test_the_last_step_is_the_schema_the_program_knows() -> None:
    heads = ScriptDirectory.from_config(migrations_config()).get_heads()
    assert heads == [f"{SCHEMA:04}"]


def test_the_steps_make_what_the_table_classes_describe(shop: Database) -> None:
    with shop.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": lambda name, kind, _: _is_ours(name, kind)},
        )
        assert compare_metadata(context, metadata()) == []


def _is_ours(name: str | None, kind: str) -> bool:
    return kind != "table" or not str(name).startswith("search")


def test_checks_and_references_are_the_same_too(shop: Database, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'classes.db'}")
    metadata().create_all(engine)
    engine.dispose()
    assert statements(shop.path) == statements(tmp_path / "classes.db")


def test_every_posted_table_and_no_other_is_locked(shop: Database) -> None:
    with closing(sqlite3.connect(shop.path)) as connection:
        tables = {n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        triggers = {n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    posted = {name for name in tables if any(word in name for word in POSTED_WORDS)}
    assert {t for t in triggers if t.endswith(("_no_update", "_no_delete"))} == {
        f"{name}_no_{verb}" for name in posted for verb in ("update", "delete")
    }
    assert "sale" in posted
    assert "journal" in posted


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT id, till, seq, previous_hash, hash, version, kind, uuid, 'x', at,"
        " business_date, session_id FROM journal",
    ],
)
def test_a_posted_row_cannot_be_changed(shop: Database, statement: str) -> None:
    row = "INSERT INTO journal VALUES (1, '1', 1, 'p', 'h', 1, 'sale', 'u', 'dana', 't', 'd', NULL)"
    with shop.engine.connect() as connection:
        connection.exec_driver_sql(row)
        with pytest.raises(Exception, match="posted and never change"):
            connection.exec_driver_sql(statement)
        assert connection.exec_driver_sql("SELECT actor FROM journal").scalar_one() == "dana"


def test_the_day_book_page_names_the_fields_of_every_posted_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", DAY_BOOK.read_text("utf-8"), re.MULTILINE)
    written = {
        name: (re.findall(r"`(\w+)`", key), re.findall(r"`(\w+)`", fields))
        for name, key, fields in rows
        # The table of audited acts has the same form, and no keys.
        if "`" in key
    }
    described = {
        name: (
            [c.name for c in table.primary_key.columns],
            [c.name for c in table.columns if c.name != "entry_id"],
        )
        for name, table in metadata().tables.items()
        if any(word in name for word in POSTED_WORDS) and name != "journal"
    }
    assert written == described
