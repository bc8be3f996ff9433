"""Opening a shop: made once, migrated after a backup, and anything that is not this shop's refused untouched."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.data import search, shop_file
from pos_app.data.db import FILE_NAME, Database
from pos_app.data.migrations import SCHEMA, upgrade
from pos_app.domain.message import english
from pos_app.errors import MachineError, PosError, UserError
from pos_app.services import setup
from pos_app.services.desk import CLI, Desk
from pos_app.services.setup import ensure_basics, open_shop
from pos_app.services.verify import verify
from tests.services.books_kit import busy_shop, busy_shop_of_schema_4, copy_of

SAVED = sorted((Path(__file__).parents[1] / "data").glob("schema_*.db.gz"))


def content(path: Path) -> bytes:
    return path.read_bytes()


def mark(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_shop_is_made_once_and_opened_again(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first = open_shop(folder)
    ensure_basics(Desk(first, "1", CLI))
    first.close()
    again = open_shop(folder)
    with again.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT code, prefix FROM till").fetchall() == [("1", "1")]
    again.close()
    assert shop_file.read_mark(folder / FILE_NAME) == shop_file.FileMark(SCHEMA, True, False)
    assert not (folder / setup.BACKUP_FOLDER).exists()


def test_opening_needs_no_migration_tools(data_dir: Path) -> None:
    open_shop(data_dir).close()
    program = (
        "import sys; from pathlib import Path; from pos_app.services.setup import open_shop;"
        f"open_shop(Path({str(data_dir)!r})).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


def test_basics_are_added_once_and_never_over_what_is_there(data_dir: Path) -> None:
    database = open_shop(data_dir)
    desk = Desk(database, "1", CLI)
    ensure_basics(desk)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE till SET name = 'Front'")
        connection.exec_driver_sql("UPDATE staff SET name = 'Dana'")
        connection.commit()
    with database.write() as session:
        ensure_basics(session)
        session.commit()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM till").fetchall() == [("Front",)]
        assert connection.exec_driver_sql("SELECT name, role FROM staff").fetchall() == [("Dana", "owner")]
        assert connection.exec_driver_sql("SELECT code, tax_code FROM tax_class").fetchall() == [
            ("STD", "TAX")
        ]
    database.close()


def test_no_shop_is_made_where_none_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        open_shop(tmp_path / "nowhere", create=False)
    assert caught.value.code == "no_shop"
    assert not (tmp_path / "nowhere").exists()


def another_program(path: Path) -> None:
    mark(path, "CREATE TABLE bookmarks (url TEXT)")


def another_search(path: Path) -> None:
    mark(path, "CREATE TABLE search_state (url TEXT)")


def newer(path: Path) -> None:
    open_shop(path.parent).close()
    mark(path, f"PRAGMA user_version = {SCHEMA + 1}")


def no_database(path: Path) -> None:
    path.write_text("This is a shopping list, not a shop.\n" * 200)


def cut_off(path: Path) -> None:
    open_shop(path.parent).close()
    path.write_bytes(content(path)[: 5 * 4096])


@pytest.mark.parametrize(
    ("make", "code", "kind"),
    [
        (another_program, "not_a_shop", UserError),
        (another_search, "not_a_shop", UserError),
        (newer, "newer_schema", MachineError),
        (no_database, "database_damaged", MachineError),
        (cut_off, "database_damaged", MachineError),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_untouched(
    data_dir: Path, make: Callable[[Path], None], code: str, kind: type[PosError]
) -> None:
    path = data_dir / FILE_NAME
    make(path)
    before = content(path)
    with pytest.raises(kind) as caught:
        open_shop(data_dir)
    assert caught.value.code == code
    assert english(caught.value.message).endswith((".", "?"))
    assert content(path) == before


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineError) as caught:
        open_shop(tmp_path / "file" / "shop")
    assert caught.value.code == "folder_unusable"


@pytest.mark.parametrize("saved", SAVED, ids=lambda path: path.name.removesuffix(".db.gz"))
def test_every_released_schema_opens_with_all_its_data(saved: Path, data_dir: Path) -> None:
    path = data_dir / FILE_NAME
    path.write_bytes(gzip.decompress(saved.read_bytes()))
    database = open_shop(data_dir)
    report = verify(Desk(database, "1", CLI))
    assert report.ok, [english(p.message) for p in report.problems]
    assert report.documents == _DOCUMENTS[saved.name[7:11]]
    assert shop_file.read_mark(path).schema == SCHEMA
    database.close()


# What the saved file of each schema holds; made by `books_kit` when the schema was released.
_DOCUMENTS = {"0001": 11, "0002": 16, "0003": 19, "0004": 21, "0005": 21}


def test_the_newest_saved_file_holds_what_such_a_shop_holds_today(tmp_path: Path) -> None:
    desk = busy_shop_of_schema_4(tmp_path / "busy")
    report = verify(desk)
    assert ([english(p.message) for p in report.problems], report.documents) == (
        [],
        _DOCUMENTS[f"{SCHEMA:04}"],
    )
    desk.db.close()


def test_there_is_a_saved_file_of_every_schema() -> None:
    assert [path.name for path in SAVED] == [f"schema_{number:04}.db.gz" for number in range(1, SCHEMA + 1)]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A busy shop whose file says it is one schema behind, as after an update of the program."""
    desk = busy_shop(tmp_path / "busy")
    path = copy_of(desk, tmp_path / "older")
    desk.db.close()
    return path


def test_an_older_shop_is_backed_up_before_it_is_migrated(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(upgrade, "SCHEMA", SCHEMA + 1)
    open_shop(older.parent).close()
    (backup,) = (older.parent / setup.BACKUP_FOLDER).iterdir()
    assert backup.name.startswith(f"shop-schema-{SCHEMA:04}-")
    assert shop_file.quick_check(backup) == "ok"
    assert shop_file.read_mark(backup).schema == SCHEMA
    assert shop_file.read_mark(older).schema == SCHEMA + 1
    database = Database(backup)
    assert verify(Desk(database, "1", CLI)).ok
    database.close()


def test_a_migration_that_fails_leaves_the_shop_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: object) -> None:
        connection.exec_driver_sql("DROP TABLE sale_document")  # type: ignore[attr-defined]
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(setup, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(upgrade, "upgrade", broken)
    with pytest.raises(MachineError) as caught:
        open_shop(older.parent)
    assert caught.value.code == "disk_full"
    database = Database(older)
    assert verify(Desk(database, "1", CLI)).documents == 11
    database.close()
    assert shop_file.read_mark(older).schema == SCHEMA


@pytest.mark.parametrize("schema", [3, SCHEMA])
def test_search_tables_of_an_older_version_are_made_anew_when_the_shop_opens(
    tmp_path: Path, schema: int
) -> None:
    path = tmp_path / FILE_NAME
    saved = next(file for file in SAVED if f"{schema:04}" in file.name)
    path.write_bytes(gzip.decompress(saved.read_bytes()))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS search_state (key TEXT PRIMARY KEY, value TEXT)")
        connection.execute("INSERT OR REPLACE INTO search_state VALUES ('version', '1')")
        connection.commit()
    database = open_shop(tmp_path)
    with database.read() as session:
        assert search.ready(session)
    database.close()
