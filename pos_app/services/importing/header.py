"""Finds the row with the names of the columns: other programs write titles, dates and blank rows above it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_app.domain.message import Message, msg
from pos_app.errors import UserError
from pos_app.services.importing.columns import Kind, Layout, layout

# So many rows at the beginning are looked at.
LOOKED_AT = 40
_FIGURE = re.compile(r"[\W\d_]*")

Numbered = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the names of the columns, and which of ours they are."""

    row: int
    cells: list[str]
    layout: Layout
    notices: tuple[Message, ...]


def find_header(kind: Kind, head: Sequence[Numbered], mapping: Mapping[str, str], name: str) -> Header:
    """The first row that has the columns of a kind; UserErrors ``empty_file``, and of the likeliest row those of
    `columns.layout`."""
    likely = likely_header(head)
    if likely is None:
        raise UserError("empty_file", "The file {path} is empty.", path=name)
    first = next(number for number, cells in head if any(cells))
    for number, cells in sorted(head, key=lambda row: row[0] != likely):
        if not any(cells):
            continue
        try:
            found = layout(kind, list(cells), mapping)
        except UserError:
            continue
        return Header(number, list(cells), found, (*_above(first, number), *found.notices))
    cells = next(cells for number, cells in head if number == likely)
    layout(kind, list(cells), mapping)
    raise AssertionError("a header that fits was passed over")


def likely_header(head: Sequence[Numbered]) -> int | None:
    """The number of the row that looks most like names of columns: the first with the most words; None if all is
    blank."""
    rows = [
        (number, sum(1 for cell in cells if cell.strip() and not _FIGURE.fullmatch(cell)))
        for number, cells in head
    ]
    filled = [number for number, cells in head if any(cells)]
    if not filled:
        return None
    best = max(count for _number, count in rows)
    return next(number for number, count in rows if count == best) if best else filled[0]


def _above(first: int, header: int) -> tuple[Message, ...]:
    if first == header:
        return ()
    return (msg("The names of the columns are in row {row}; what is above them was left out.", row=header),)


def header_again() -> UserError:
    """The names of the columns among the rows: two files were put together."""
    return UserError("bad_csv", "The header is there a second time.")
