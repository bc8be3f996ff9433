"""A file before it is imported: what it is, which column is which, and its first rows as they will be read.

What a mark or a date means is settled by the whole file, so all of it is gone through; until every column that must
be there is named, only by the rows that are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pos_app.domain.message import Message, msg
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.desk import Desk
from pos_app.services.importing import dates, numbers
from pos_app.services.importing.columns import JOINED, QUANTITIES, Join, kind_of
from pos_app.services.importing.dates import on_the_wall
from pos_app.services.importing.files import Progress
from pos_app.services.importing.mapping import Matched
from pos_app.services.importing.matching import looked_at
from pos_app.services.importing.numbers import bare_percent
from pos_app.services.importing.reader import Peek, open_source
from pos_app.services.importing.report import Findings
from pos_app.services.importing.survey import Survey, survey

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Read:
    """A cell as it is read: `value` of a number in millionths, `text` otherwise; `wrong` says why it cannot be."""

    kind: Literal["text", "number", "date", "wrong"]
    text: str
    value: int = 0
    wrong: Message | None = None


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file that is to be imported. `rows` is 0, and marks are those of the first rows, while columns are missing.

    `columns` are ours that the file has; `first` are rows with their numbers and a cell for each of these.
    """

    kind: str
    path: Path
    peek: Peek
    matched: Matched
    rows: int
    decimal: str
    order: str
    columns: tuple[str, ...]
    first: tuple[tuple[int, tuple[Read, ...]], ...]

    @property
    def complete(self) -> bool:
        """Whether every column that must be there is named, and nothing is open."""
        return not self.matched.missing and not self.matched.open


def look(
    desk: Desk,
    *,
    kind: str,
    path: Path,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> FilePreview:
    """Look at a file; UserErrors of `reader.peek` and `mapping.match`."""
    known = kind_of(kind)
    seen, matched = looked_at(desk, known, path, sheet=sheet, given=mapping, progress=progress)
    with desk.db.read() as session:
        shop = settings.cached(session).shop
    columns = tuple(name for name in known.columns if name in set(matched.pairs.values()))
    picked = _picked(matched, columns, [cells for _number, cells in seen.rows])
    if matched.missing or matched.open:
        found = _survey_of(columns, picked, known.numbers, known.dates, shop.phone_region)
    else:
        source = open_source(known, path, matched.pairs, sheet=seen.sheet or None, progress=progress)
        whole_money = shop.currency.exponent == 0
        found = survey(source, known, shop.phone_region, Findings(), whole_money=whole_money)
    first = tuple(
        (number, tuple(_read(cell, name, matched, found) for cell, name in zip(row, columns, strict=True)))
        for (number, _cells), row in zip(seen.rows, picked, strict=True)
    )
    return FilePreview(kind, path, seen, matched, found.rows, found.decimal, found.order, columns, first)


def _picked(matched: Matched, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The cells of our columns."""
    joined = JOINED.get(matched.kind.name, {})
    joins = []
    for name in columns:
        places = [place for place, column in enumerate(matched.columns) if column.ours == name]
        places.sort(key=lambda place: matched.columns[place].part)
        joins.append(Join(0, tuple(places), joined.get(name, "")))
    width = len(matched.columns)
    return [tuple(join.of([*row, *[""] * (width - len(row))]) for join in joins) for row in rows]


def _survey_of(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    figures: Sequence[str],
    days: Sequence[str],
    region: str,
) -> Survey:
    named = [(name, cell) for row in rows for name, cell in zip(columns, row, strict=True)]
    marks = {numbers.mark_of(cell) for name, cell in named if name in figures}
    orders = {dates.order_of(cell[:10]) for name, cell in named if name in days}
    return Survey(0, numbers.settle(marks), dates.settle(orders, region))


def _read(cell: str, name: str, matched: Matched, found: Survey) -> Read:
    if not cell.strip():
        return Read("text", "")
    try:
        if name in matched.kind.numbers:
            return Read("number", cell, _figure(cell, name, found))
        if name in matched.kind.dates:
            moment = found.moment(cell)
            at = on_the_wall(moment)
            return Read("date", at.isoformat(" ", "minutes") if moment.at else moment.day.isoformat())
    except UserError as error:
        return Read("wrong", cell, wrong=error.message)
    return Read("text", cell)


def _figure(cell: str, name: str, found: Survey) -> int:
    """A figure in millionths, read as the import reads it."""
    if name in QUANTITIES:
        return found.quantity(cell, msg("Quantity")) * 1000
    return found.number(bare_percent(cell) if name == "percent" else cell, DIGITS, msg("Amount"))
