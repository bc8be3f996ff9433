"""Opening the practice till: made of a copy of the shop where there is none, continued where there is."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from pos_app.data import practice_file
from pos_app.data.db import FILE_NAME, Database, machine_errors
from pos_app.data.migrations import SCHEMA
from pos_app.data.queries import stock
from pos_app.data.shop_file import read_mark
from pos_app.errors import MachineError, PosError, UserError
from pos_app.printing import watermark
from pos_app.services import witness
from pos_app.services.desk import CLI, Desk
from pos_app.services.post import post
from pos_app.services.practice import baskets, people
from pos_app.services.setup import ensure_basics, first_till

FOLDER = "practice"
FILE = "practice.db"
_SNAPSHOT, _UNFINISHED = "shop.copy", "practice.part"
# What would lead out of the practice folder: the shop's printer and drawer, and where its backups go.
_LEFT_OUT = ("printer.", "drawer.", "backup.")


def folder_of(data_dir: Path) -> Path:
    """Where the practice till of a shop lies."""
    return data_dir / FOLDER


def open_practice(data_dir: Path, *, anew: bool = False, today: date | None = None) -> Database:
    """The practice till of the shop in a folder; from now on every paper of this process says that it is practice.

    Continues where somebody stopped, unless all baskets are done, the program is newer, or `anew`; new baskets are
    those of the last day before `today` (the machine's date).
    UserErrors ``no_shop``, ``shop_outdated``; MachineErrors ``folder_unusable`` and those of a database.
    """
    folder = folder_of(data_dir)
    with _folder_troubles(folder):
        _clear_up(folder)
        if anew or not _can_go_on(folder):
            _make(data_dir, folder, (today or datetime.now().astimezone().date()).isoformat())
    watermark.use(True)
    return Database(folder / FILE, practice=True)


def _can_go_on(folder: Path) -> bool:
    """Whether there is a practice till of this program's version with baskets left."""
    if not (folder / FILE).is_file() or not practice_file.is_practice(folder / FILE, SCHEMA):
        return False
    try:
        return baskets.load(folder).current is not None
    except PosError:
        # Where the list is gone a new one is made, with its file.
        return False


def _make(data_dir: Path, folder: Path, today: str) -> None:
    shop = data_dir / FILE_NAME
    if not shop.is_file():
        raise UserError("no_shop", "There is no shop in the folder {folder}.", folder=str(data_dir))
    folder.mkdir(exist_ok=True)
    snapshot, unfinished = folder / _SNAPSHOT, folder / _UNFINISHED
    try:
        practice_file.take_snapshot(shop, snapshot)
        if read_mark(snapshot).schema != SCHEMA:
            raise UserError(
                "shop_outdated", "Open the shop once with this version; then it can be practised."
            )
        tasks = _fill(unfinished, snapshot, today)
        _remove(folder / FILE)
        # It is about the file that goes.
        (folder / witness.FILE_NAME).unlink(missing_ok=True)
        unfinished.replace(folder / FILE)
        baskets.save(folder, tasks)
    finally:
        _clear_up(folder)


@contextmanager
def _folder_troubles(folder: Path) -> Iterator[None]:
    """What the system refuses in the practice folder, as one sentence."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            "folder_unusable",
            "The practice folder {folder} cannot be used: {reason}.",
            folder=str(folder),
            reason=error.strerror or str(error),
        ) from error


def _fill(path: Path, snapshot: Path, today: str) -> baskets.Tasks:
    """A practice file from a copy of the shop's; the baskets of its last day."""
    from pos_app.data.migrations.upgrade import upgrade

    database = Database(path, practice=True)
    try:
        with machine_errors(), database.engine.execution_options(writes=True).connect() as connection:
            upgrade(connection)
            connection.commit()
        on_hand = practice_file.fill(path, snapshot, left_out=_LEFT_OUT)
        desk = Desk(database, "1", CLI)
        ensure_basics(desk)
        desk = Desk(database, first_till(desk), CLI)
        _put_on_shelves(desk, on_hand)
        people.invite(desk)
        return baskets.read_from(snapshot, today)
    finally:
        database.close()


def _put_on_shelves(desk: Desk, on_hand: dict[int, int]) -> None:
    if not on_hand:
        return
    moves = [
        {"product_id": product, "quantity": quantity, "reason": "opening"}
        for product, quantity in on_hand.items()
    ]
    with desk.db.write() as session:
        post(session, desk, kind="stock", rows={"stock_move": moves})
        stock.add_stock(session, on_hand)
        session.commit()


def _clear_up(folder: Path) -> None:
    """What a start leaves that was cut off: the copy above all has the shop's customers in it."""
    _remove(folder / _SNAPSHOT)
    _remove(folder / _UNFINISHED)


def _remove(path: Path) -> None:
    """A file and what SQLite keeps beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        with suppress(FileNotFoundError):
            path.with_name(name).unlink()
