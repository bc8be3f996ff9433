"""What of the shop's own data would stop it: the file, its locks, the clock, the printer, the backups."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_app.data import shop_file
from pos_app.data.db import FILE_NAME, Database
from pos_app.data.migrations import SCHEMA
from pos_app.data.queries import doctor as queries
from pos_app.data.tables import POSTED_WORDS
from pos_app.domain.message import Message, msg, plural_msg
from pos_app.errors import PosError
from pos_app.services import settings
from pos_app.services.desk import from_utc_text
from pos_app.services.findings import Finding, bad, ok, warn
from pos_app.services.setup import BACKUP_FOLDER

_LARGE_WAL = 64_000_000
_OLD_BACKUP = timedelta(days=7)
_PRINTER_SECONDS = 2
_RESTORE = msg("Close the program and start it again: it brings back the last good backup.")


def examine_shop(data_dir: Path, *, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """Findings about the shop in a folder; only one about that where there is none."""
    path = data_dir / FILE_NAME
    if not path.is_file():
        yield warn("shop", msg("There is no shop yet"), msg("The first start makes one."))
        return
    try:
        yield from _file(path)
        yield from _inside(path, clock())
    except PosError as error:
        yield bad("shop", error.message, _RESTORE)
    yield from _beside(path, clock())


def _file(path: Path) -> Iterator[Finding]:
    mark = shop_file.read_mark(path)
    if not mark.is_shop:
        message = msg("{path} is a database of another program.", path=str(path))
        yield bad("schema", message, msg("Choose another --data-dir."))
    elif mark.schema > SCHEMA:
        yield bad(
            "schema",
            msg("The shop's data are of a newer version of the program."),
            msg("Update the program."),
        )
    elif mark.schema < SCHEMA:
        message = msg("The shop's data are of an older version of the program.")
        yield warn("schema", message, msg("The next start brings them up to date, after a backup."))
    else:
        yield ok("schema", msg("The shop's data are of this version ({schema})", schema=mark.schema))
    answer = shop_file.quick_check(path)
    if answer == "ok":
        yield ok("file", msg("The shop's file is sound"))
    else:
        yield bad("file", msg("The shop's file is damaged: {reason}", reason=answer[:200]), _RESTORE)
    lost = shop_file.lost_references(path)
    if lost:
        message = msg("Rows refer to others that are not there, in: {tables}", tables=", ".join(lost))
        yield bad("references", message, msg("Run verify; it names the first entry that is broken."))
    unlocked = shop_file.open_tables(path, POSTED_WORDS)
    if unlocked:
        message = msg("Posted rows are not protected against change in: {tables}", tables=", ".join(unlocked))
        yield bad("posted", message, msg("Run verify, then restore the last backup."))
    else:
        yield ok("posted", msg("Posted rows are protected against change"))
    if shop_file.is_locked(path):
        message = msg("Another program is writing to the shop's file")
        yield warn("lock", message, msg("If sales are refused for that, close the other program."))


def _inside(path: Path, now: datetime) -> Iterator[Finding]:
    database = Database(path)
    try:
        with database.read() as session:
            last, failed = queries.last_posted_at(session), queries.failed_jobs(session)
            target = settings.load(session).printer.target
    finally:
        database.close()
    yield ok("settings", msg("The settings can be read"))
    yield _clock(last, now)
    yield _printer(target)
    if failed:
        message = plural_msg(
            "{count} receipt was not printed", "{count} receipts were not printed", count=failed
        )
        yield warn("print_jobs", message, msg("Look at the printer, then print them again."))


def _clock(last: str | None, now: datetime) -> Finding:
    newest = from_utc_text(last) if last else None
    if newest is not None and now < newest:
        message = msg(
            "The clock says {now}, but the last entry is of {last}", now=_shown(now), last=_shown(newest)
        )
        return bad("clock", message, msg("Set the computer's date and time."))
    return ok("clock", msg("The clock follows the last entry"))


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _printer(text: str) -> Finding:
    from pos_app.printing.targets import NetworkPrinter, SystemPrinter, parse_target

    if not text:
        message = msg("No receipt printer is set up")
        return warn("printer", message, msg("Set printer.target; receipts can also go to PDF files."))
    match parse_target(text):
        case NetworkPrinter(host, port):
            problem = _no_answer(host, port)
        case SystemPrinter():
            problem = None
        case file:
            problem = (
                None if file.path.exists() or file.path.parent.is_dir() else msg("its folder is not there")
            )
    if problem is not None:
        message = msg("The printer {target} cannot be reached: {reason}", target=text, reason=problem)
        return warn("printer", message, msg("Check its power and cable; receipts wait and are not lost."))
    return ok("printer", msg("The printer {target} is there", target=text))


def _no_answer(host: str, port: int) -> Message | None:
    try:
        socket.create_connection((host, port), timeout=_PRINTER_SECONDS).close()
    except OSError as error:
        return msg("{reason}", reason=error.strerror or "no answer")
    return None


def _beside(path: Path, now: datetime) -> Iterator[Finding]:
    wal = path.with_name(path.name + "-wal")
    size = wal.stat().st_size if wal.exists() else 0
    if size > _LARGE_WAL:
        message = msg("The file of pending changes has {size} MB", size=size // 1_000_000)
        yield warn("wal", message, msg("Close every window of the program once; that empties it."))
    backups = sorted((path.parent / BACKUP_FOLDER).glob("*.db"), key=lambda p: p.stat().st_mtime)
    advice = msg("Run pos-app backup, or press “Back up now” on the till page under Safety.")
    if not backups:
        yield warn("backup", msg("There is no backup yet"), advice)
        return
    age = now - datetime.fromtimestamp(backups[-1].stat().st_mtime, UTC)
    message = plural_msg(
        "The last backup is {count} day old", "The last backup is {count} days old", count=age.days
    )
    yield warn("backup", message, advice) if age > _OLD_BACKUP else ok("backup", message)
