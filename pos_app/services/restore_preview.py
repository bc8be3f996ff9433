"""What would be lost if a backup took the shop's place: by comparing the two files, and by the witness."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pos_app.data import highest_numbers, shop_compare, shop_copy, shop_file
from pos_app.data.db import FILE_NAME
from pos_app.data.highest_numbers import Highest
from pos_app.data.shop_compare import Difference
from pos_app.data.shop_copy import Copied, Head
from pos_app.domain.message import Amount, Message, msg, plural_msg
from pos_app.errors import MachineError, UserError
from pos_app.services import witness
from pos_app.services.desk import from_utc_text
from pos_app.services.setup import require_openable
from pos_app.services.witness import Line

Present = Literal["sound", "damaged", "missing"]


@dataclass(frozen=True, slots=True)
class LostEntries:
    """Entries of a till that would be lost, and what was sold in them.

    `since` is the moment (UTC text) of the first of them, or of the last one kept; `sales` is None where only the
    witness tells; numbers are "" and `z_to` is 0 where there are none. `total` is in minor units.
    """

    till: str
    from_seq: int
    to_seq: int
    head: str
    since: str
    sales: int | None = None
    first_number: str = ""
    last_number: str = ""
    total: int = 0
    z_from: int = 0
    z_to: int = 0


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """A backup beside the shop as it is now; nothing is changed by looking. `other_shop`: it is not the same one.

    `at` is the moment (UTC text) of the backup's last entry, "" in an empty book. `difference` is None where the
    present file cannot be read.
    """

    file: Path
    at: str
    schema: int
    present: Present
    lost: tuple[LostEntries, ...]
    difference: Difference | None
    heads: tuple[Head, ...]
    present_heads: tuple[Head, ...]
    first_hash: str
    other_shop: bool = False

    @property
    def loses_nothing(self) -> bool:
        """Whether the shop has nothing that the backup lacks."""
        found = self.difference
        beyond = found is not None and (found.quotes or found.cart_lines or any(found.changed.values()))
        return not self.lost and not beyond


def preview(data_dir: Path, file: Path) -> RestorePreview:
    """Look at a backup and at the shop in a folder, which may be damaged or missing.

    UserErrors ``no_such_file``, ``present_file``, ``not_a_shop``; MachineErrors ``newer_schema``, ``backup_damaged``.
    """
    path = data_dir / FILE_NAME
    schema = _require_backup(file, path)
    kept = shop_copy.read_heads(file)
    present = state_of(path)
    difference = None
    heads: tuple[Head, ...] = ()
    other = False
    if present == "sound":
        try:
            now = shop_copy.read_heads(path)
            heads = now.heads
            other = bool(now.first_hash and kept.first_hash and now.first_hash != kept.first_hash)
            difference = shop_compare.difference(path, file)
        except MachineError as error:
            if error.code != "database_damaged":
                raise
            present = "damaged"
    # A stick may have been away when something was lost before: the shop's own witness knows best.
    places = ((data_dir,), (file.parent,))
    lines = next((found for place in places if (found := witness_lines(place, kept.first_hash))), [])
    lost = _lost(kept, highest_numbers.by_tables(file), difference, lines)
    at = max((head.at for head in kept.heads), default="")
    return RestorePreview(
        file, at, schema, present, lost, difference, kept.heads, heads, kept.first_hash, other
    )


def state_of(path: Path) -> Present:
    """Whether the shop's file is there and can be read at all; `quick_check` looks deeper."""
    if not path.exists():
        return "missing"
    try:
        mark = shop_file.read_mark(path)
    except MachineError as error:
        if error.code != "database_damaged":
            raise
        return "damaged"
    return "sound" if mark.is_shop else "damaged"


def witness_lines(folders: Iterable[Path], first_hash: str) -> list[Line]:
    """The witness of one shop in all these folders; a folder that is gone says nothing."""
    return [
        line
        for folder in dict.fromkeys(folders)
        for line in witness.read(folder).lines
        if not line.shop or not first_hash or first_hash.startswith(line.shop)
    ]


def told(seen: RestorePreview) -> list[Message]:
    """What would be lost, a sentence each; one sentence if nothing would be."""
    if seen.loses_nothing:
        return [msg("Nothing is lost: the backup has everything that the shop has.")]
    exponent = seen.difference.exponent if seen.difference else 2
    found: list[Message] = []
    if seen.other_shop:
        found.append(msg("Another shop is in this folder now; all of it would be set aside."))
    for lost in seen.lost:
        found += lost_sentences(lost, exponent)
    if seen.difference is not None:
        found += _besides(seen.difference)
    return found


def lost_sentences(lost: LostEntries, exponent: int) -> list[Message]:
    """What was booked at one till and would be lost."""
    since = shown(lost.since)
    entries = plural_msg(
        "Till {till}: entry {first} of the day book, since {since}.",
        "Till {till}: entries {first} to {last} of the day book, since {since}.",
        lost.to_seq - lost.from_seq + 1,
        till=lost.till,
        first=lost.from_seq,
        last=lost.to_seq,
        since=since,
    )
    found = [entries]
    if lost.sales == 1:
        one = msg(
            "1 sale, receipt {number}, of {total}.",
            number=lost.last_number,
            total=Amount(lost.total, exponent),
        )
        found.append(one)
    elif lost.sales:
        sales = plural_msg(
            "{count} sale, receipt {first}, {total}.",
            "{count} sales, receipts {first} to {last}, together {total}.",
            count=lost.sales,
            first=lost.first_number,
            last=lost.last_number,
            total=Amount(lost.total, exponent),
        )
        found.append(sales)
    elif lost.sales is None and lost.last_number:
        found.append(msg("Receipts {first} to {last}.", first=lost.first_number, last=lost.last_number))
    if lost.z_to:
        found.append(msg("Z reports {first} to {last}.", first=lost.z_from or lost.z_to, last=lost.z_to))
    return found


def shown(utc: str) -> str:
    """A stored moment on this machine's wall clock, "2026-11-21 10:15"; "?" where it is not known."""
    return from_utc_text(utc).astimezone().strftime("%Y-%m-%d %H:%M") if utc else "?"


def _besides(difference: Difference) -> list[Message]:
    changed = difference.changed
    parts = (
        (
            difference.points,
            plural_msg("{count} point booked since.", "{count} points booked since.", difference.points),
        ),
        (
            changed.get("customer", 0),
            plural_msg("{count} customer changed.", "{count} customers changed.", changed.get("customer", 0)),
        ),
        (
            changed.get("product", 0),
            plural_msg("{count} product changed.", "{count} products changed.", changed.get("product", 0)),
        ),
        (
            changed.get("setting", 0),
            plural_msg("{count} setting changed.", "{count} settings changed.", changed.get("setting", 0)),
        ),
        (difference.quotes, plural_msg("{count} quote.", "{count} quotes.", difference.quotes)),
        (
            difference.cart_lines,
            plural_msg(
                "{count} line of sales that are open or on hold.",
                "{count} lines of sales that are open or on hold.",
                difference.cart_lines,
            ),
        ),
    )
    return [sentence for count, sentence in parts if count]


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:
        # A name that is too long, or a drive that does not answer.
        return False


def _require_backup(file: Path, path: Path) -> int:
    """The schema of a file that may take the shop's place."""
    if not _is_file(file):
        raise UserError("no_such_file", "There is no file {path}.", path=str(file))
    if path.exists() and file.samefile(path):
        raise UserError("present_file", "This is the shop's own file; choose a backup.")
    try:
        mark = shop_file.read_mark(file)
        if not mark.is_shop:
            raise UserError(
                "not_a_shop", "{path} is no backup of a shop; nothing was changed.", path=str(file)
            )
        require_openable(mark, file)
        answer = shop_file.quick_check(file)
    except MachineError as error:
        if error.code != "database_damaged":
            raise
        answer = "not a database"
    if answer != "ok":
        raise MachineError(
            "backup_damaged",
            "The backup {path} is damaged; nothing was changed, choose another one.",
            path=str(file),
        )
    return mark.schema


def _lost(
    kept: Copied, given: Highest, difference: Difference | None, lines: Iterable[Line]
) -> tuple[LostEntries, ...]:
    """Per till what the witness has seen beyond the backup, and in more detail what the files differ in."""
    found = _by_witness(kept, given, lines)
    for lost in difference.tills if difference is not None else ():
        till = lost.head.till
        exact = LostEntries(
            till,
            lost.from_seq,
            lost.head.seq,
            lost.head.hash,
            lost.since,
            lost.sales,
            lost.first_number,
            lost.last_number,
            lost.total,
            lost.z_from,
            lost.z_to,
        )
        seen = found.get(till)
        if seen is not None and seen.to_seq > exact.to_seq:
            # The present file is itself behind its witness.
            exact = replace(exact, to_seq=seen.to_seq, head=seen.head)
        found[till] = exact
    return tuple(found[till] for till in sorted(found))


def _by_witness(kept: Copied, given: Highest, lines: Iterable[Line]) -> dict[str, LostEntries]:
    heads = {head.till: head for head in kept.heads}
    found: dict[str, LostEntries] = {}
    for line in lines:
        if line.why == "restore" and line.till in found and found[line.till].to_seq >= line.seq:
            # What was lost then is not lost again.
            del found[line.till]
        head = heads.get(line.till, Head(line.till, 0, "", ""))
        seen = found.get(line.till)
        if line.seq <= max(head.seq, seen.to_seq if seen else 0):
            continue
        first, last = _numbers(given, line.receipt)
        found[line.till] = LostEntries(
            line.till,
            head.seq + 1,
            line.seq,
            line.hash,
            head.at or line.at,
            first_number=first,
            last_number=last,
            z_from=given.zs.get(line.till, 0) + 1 if line.z else 0,
            z_to=line.z or (seen.z_to if seen else 0),
        )
    return found


def _numbers(given: Highest, last: str) -> tuple[str, str]:
    """The receipts after the backup's last one up to one that the witness saw; ("", "") if there are none."""
    prefix, _dash, count = last.rpartition("-")
    first = given.receipts.get(prefix, 0) + 1
    if not count.isdecimal() or first > int(count):
        return "", ""
    return f"{prefix}-{first:06d}", last
