"""Opening a shop: the folder, the file, its schema, and the little that every shop has from the start."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pos_app.data import shop_copy, shop_file
from pos_app.data.db import FILE_NAME, Database, machine_errors
from pos_app.data.migrations import SCHEMA, SEARCH
from pos_app.data.queries import basics
from pos_app.errors import MachineError, UserError
from pos_app.paths import make_folder
from pos_app.services.desk import Desk

BACKUP_FOLDER = "backups"


def shop_exists(data_dir: Path) -> bool:
    """Whether a folder holds a shop."""
    return (data_dir / FILE_NAME).is_file()


def open_shop(data_dir: Path, *, create: bool = True) -> Database:
    """The shop in a folder, made if it is not there (unless `create` is false), at the newest schema.

    An older file is backed up, then migrated in one transaction. UserErrors ``no_shop``, ``not_a_shop``;
    MachineErrors ``newer_schema``, ``database_damaged``, ``folder_unusable`` and those of `Database.write`.
    """
    path = data_dir / FILE_NAME
    if not create and not path.is_file():
        raise UserError("no_shop", "There is no shop in the folder {folder}.", folder=str(data_dir))
    make_folder(data_dir)
    mark = shop_file.read_mark(path)
    require_openable(mark, path)
    database = Database(path)
    _bring_up(database, mark, keep=True)
    return database


def ensure_basics(where: Desk | Session) -> None:
    """Till 1, an owner and a tax class, where the shop has none; what is there stays as it is.

    With a desk in a transaction of its own, with a session in the caller's.
    """
    if isinstance(where, Session):
        basics.add_missing(where)
        return
    with where.db.read() as session:
        if basics.are_there(session):
            return
    with where.db.write() as session:
        basics.add_missing(session)
        session.commit()


def first_till(desk: Desk) -> str:
    """The till that commands work at: the first by code."""
    with desk.db.read() as session:
        return basics.first_till(session)


def bring_up_to_date(database: Database) -> None:
    """Migrate a copy of an older shop in one transaction; what it was copied from is its backup."""
    _bring_up(database, shop_file.read_mark(database.path), keep=False)


def require_openable(mark: shop_file.FileMark, path: Path) -> None:
    """Refuse the file of another program, and one of a newer version of this one."""
    if not mark.is_shop and not mark.is_empty:
        raise UserError("not_a_shop", "{path} is a database of another program.", path=str(path))
    if mark.schema > SCHEMA:
        raise MachineError(
            "newer_schema",
            "The shop was opened by a newer version of the program (data version {found}, known here up to {known}); "
            "nothing was changed, please update the program.",
            found=mark.schema,
            known=SCHEMA,
        )


def _bring_up(database: Database, mark: shop_file.FileMark, *, keep: bool) -> None:
    # The usual start ends here: importing the migration tools costs more than all the rest.
    if mark.schema != SCHEMA:
        _migrate(database, keep=keep)
    elif mark.search not in ("", SEARCH):
        _index_anew(database)


def _migrate(database: Database, *, keep: bool) -> None:
    from pos_app.data.migrations.upgrade import upgrade

    # The lock comes first: a second start waits here, and then finds the work done.
    with machine_errors(), database.engine.execution_options(writes=True).connect() as connection:
        mark = shop_file.read_mark(database.path)
        require_openable(mark, database.path)
        if mark.schema == SCHEMA:
            return
        if mark.schema and keep:
            _back_up(database.path, mark.schema)
        upgrade(connection)
        connection.commit()
    _index_anew(database)


def _index_anew(database: Database) -> None:
    """Make search tables of an older version anew now, and not behind the first letter that somebody types."""
    from pos_app.data import search

    with database.write() as session:
        if search.outdated(session):
            search.rebuild(session)
            session.commit()


def _back_up(path: Path, schema: int) -> Path:
    """A checked copy of the file as it was, beside it; MachineError if it cannot be made."""
    folder = path.parent / BACKUP_FOLDER
    make_folder(folder)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"shop-schema-{schema:04}-{moment}.db"
    shop_copy.copy_file(path, target)
    return target
