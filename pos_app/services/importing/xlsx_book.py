"""A workbook that is open: its sheets and their rows, whatever is wrong with it said as one error."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from pos_app.errors import UserError
from pos_app.services.importing.files import Progress, changed, opened, stamp_of, unreadable
from pos_app.services.importing.xlsx_package import DAMAGED, checked, damaged
from pos_app.services.importing.xlsx_scan import MOST_ROWS, SheetFacts

# Columns beyond are not read: the names of columns end long before.
MOST_READ = 400
# A damaged workbook makes the library that reads it stumble over whatever its parts lead to.
_STUMBLED = (
    *DAMAGED,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
)


class Cell(Protocol):
    """A cell as openpyxl gives it."""

    value: Any
    data_type: str
    number_format: str


class Book:
    """A workbook; UserErrors ``not_text``, ``bad_xlsx``, ``too_large``, those of `files.opened`, ``no_sheet``.

    To be closed. `sheets` are the names of those with cells, hidden ones last.
    """

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self.path = path
        self._file = opened(path)
        try:
            self._stamp = stamp_of(self._file)
            package = checked(path, self._file, progress)
            self._file.seek(0)
            self._book = self._load()
            sheets = [sheet for sheet in self._book.worksheets if hasattr(sheet, "reset_dimensions")]
            self._sheets = {
                sheet.title: sheet for sheet in sorted(sheets, key=lambda s: s.sheet_state != "visible")
            }
            self._facts = {title: package.sheets.get(_part(sheet)) for title, sheet in self._sheets.items()}
        except OSError as error:
            self.close()
            raise unreadable(path, error) from error
        except BaseException:
            # Whatever stops it, the open file goes with it; nobody else can close it yet.
            self.close()
            raise
        self.sheets = tuple(self._sheets)
        self.epoch = self._book.epoch

    def _load(self) -> Any:
        import openpyxl

        # What a spreadsheet keeps that this library does not know is of no interest here.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        try:
            return openpyxl.load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
        except _STUMBLED as error:
            raise damaged(self.path) from error

    def facts(self, sheet: str) -> SheetFacts:
        """What else is in a sheet."""
        return self._facts.get(sheet) or SheetFacts()

    def rows(self, sheet: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows of a sheet, each up to its last cell; ``no_sheet``, ``bad_xlsx``."""
        from openpyxl.cell.read_only import EMPTY_CELL

        known = self._sheets.get(sheet)
        if known is None:
            raise UserError("no_sheet", "The workbook has no sheet “{name}”.", name=sheet[:40])
        # What a sheet says of its own size is often wrong.
        known.reset_dimensions()
        rows = iter(known.iter_rows(max_col=MOST_READ))
        number, gap = 0, None
        while True:
            try:
                cells = next(rows, None)
            except _STUMBLED as error:
                if stamp_of(self._file) != self._stamp:
                    raise changed(self.path) from error
                raise damaged(self.path) from error
            if cells is None:
                return
            number += 1
            if number > MOST_ROWS:
                raise damaged(self.path)
            # Rows that are missing are all one object: of a million of them one is looked at.
            found = () if cells is gap else _filled(cells, EMPTY_CELL)
            if not found:
                gap = cells
            yield number, found

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _filled(cells: tuple[Cell, ...], empty: object) -> tuple[Cell, ...]:
    """The cells up to the last that is there, looked for by halves, for every row comes as wide as the widest may be.

    By identity: cells of this library cannot be compared with the empty one.
    """
    end, nothing = len(cells), {id(empty)}
    while end > 1 and set(map(id, cells[end // 2 : end])) == nothing:
        end //= 2
    while end and cells[end - 1] is empty:
        end -= 1
    return cells[:end]


def _part(sheet: Any) -> str:
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
