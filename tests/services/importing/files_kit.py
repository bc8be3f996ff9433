"""Files for the tests of reading: workbooks made of cells, or of the XML that other programs write."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services.importing.columns import KINDS
from pos_app.services.importing.reader import open_source
from pos_app.services.importing.report import Findings

Rows = list[dict[str, str]]
Problems = list[tuple[int, str, str]]


def workbook(path: Path, rows: Sequence[Sequence[Any]], then: Callable[[Any], None] | None = None) -> Path:
    """A workbook with one sheet; `then` does more with it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if then is not None:
        then(sheet)
    book.save(path)
    return path


def repacked(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A workbook with its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def sheet_xml(rows: str, before: str = "", behind: str = "") -> bytes:
    """The XML of a sheet."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData>{behind}</worksheet>"
    ).encode()


def with_sheet(path: Path, xml: bytes) -> Path:
    """A workbook whose sheet is this XML."""
    workbook(path, [["x"]])
    return repacked(path, lambda parts: parts.update({"xl/worksheets/sheet1.xml": xml}))


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip with parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def read(kind: str, path: Path, **options: Any) -> tuple[Rows, Problems, str]:
    """The rows of a file with their filled columns, what is wrong with them, and all notices."""
    source = open_source(KINDS[kind], path, {}, **options)
    findings = Findings()
    rows = [
        {name: cell for name, cell in zip(KINDS[kind].columns, cells, strict=True) if cell}
        for _number, cells in source.rows(findings)
    ]
    again = [tuple(cells) for _number, cells in source.rows()]
    assert len(again) == len(rows)
    problems = [(found.row, found.column, found.code) for found in findings.sorted()]
    said = " ".join(english(notice) for notice in (*source.notices, *findings.notices))
    return rows, problems, said


def refusal(kind: str, path: Path) -> str:
    """The code of why a file is refused, "no sentence" where that is not said in one; "" if it can be read."""
    try:
        read(kind, path)
    except UserError as error:
        return error.code if str(error).endswith(".") else "no sentence"
    return ""
