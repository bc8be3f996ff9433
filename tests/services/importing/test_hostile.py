"""Files that would do harm: refused in one sentence, or with every problem, in little memory."""

import io
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.errors import UserError
from pos_app.services.importing import xlsx_package
from pos_app.services.importing.columns import KINDS
from pos_app.services.importing.reader import open_source, peek
from pos_app.services.importing.report import Findings, TooManyProblemsError
from tests.services.importing.files_kit import refusal, repacked, sheet_xml, with_sheet, workbook, zipped

GOOD = b"sku,name,price\nA,Thing,5\n"
MB = 1 << 20
LONG = b"A,Thing" + b"g" * 1000 + b",5\n"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not_text", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_text", "picture"),
        (b"SQLite format 3\x00\x10\x00", "not_text", "database"),
        (b"\x00\x01\x00\x00Standard Jet DB\x00", "not_text", "database"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel", ".xls"),
        (b"\x1f\x8b\x08\x00", "not_text", "unpack"),
        (b"<!DOCTYPE html><table><tr><td>sku", "not_text", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook>', "not_text", "web page"),
        (zipped({"a.txt": b"x"}), "not_text", "without a workbook"),
        (zipped({"content.xml": b"<x/>", "mimetype": b"ods"}), "not_text", "another kind"),
        (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"x"}), "not_text", "another kind"),
        (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "bad_xlsx", "damaged"),
        (b"PK\x03\x04" + bytes(100), "bad_xlsx", "damaged"),
        (b"\x7fELF\x02\x01\x01" + bytes(50), "not_text", "ask for it as"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, code: str, said: str) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        open_source(KINDS["products"], path, {})
    assert (caught.value.code, said in str(caught.value)) == (code, True), caught.value


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda path: path.mkdir(), "not_a_file"),
        (os.mkfifo, "not_a_file"),
        (lambda path: path.symlink_to("/dev/zero"), "not_a_file"),
        (lambda path: path.symlink_to(path), "unreadable"),
        (lambda path: None, "no_file"),
        (lambda path: path.write_bytes(b""), "empty_file"),
        (lambda path: path.write_bytes(b"\r\n \r\n"), "empty_file"),
    ],
)
def test_what_is_no_file(tmp_path: Path, made: Callable[[Path], object], code: str) -> None:
    path = tmp_path / "goods.csv"
    made(path)
    assert refusal("products", path) == code


@pytest.mark.parametrize("name", ["a\x00b.csv", "x" * 300, "goods.csv/inside"])
def test_names_that_no_file_has(tmp_path: Path, name: str) -> None:
    (tmp_path / "goods.csv").write_bytes(GOOD)
    assert refusal("products", tmp_path / name) in ("no_file", "unreadable")


def bomb(rows: bytes, size: int) -> bytes:
    return sheet_xml("").replace(b"</sheetData>", rows * (size // len(rows)) + b"</sheetData>")


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        # Elements that are no rows, too many rows, long rows, rows that are not in order.
        (bomb(b"<x/>", 2 * MB), "too_large"),
        (bomb(b"<row/>", 8 * MB), "too_large"),
        (sheet_xml('<row r="1">' + "<c/>" * 200_000 + "</row>"), "too_large"),
        (
            sheet_xml('<row r="1"><c t="inlineStr"><is><t>' + "x" * 5 * MB + "</t></is></c></row>"),
            "too_large",
        ),
        (sheet_xml('<row r="99999999"><c/></row>'), "too_large"),
        (sheet_xml('<row r="2"><c/></row><row r="1"><c/></row>'), "bad_xlsx"),
        (sheet_xml("<row>", before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "bad_xlsx"),
        (sheet_xml('<row r="1"><c/>'), "bad_xlsx"),
        (sheet_xml("").decode().encode("utf-16"), "bad_xlsx"),
        (sheet_xml("").replace(b"UTF-8", b"IBM037"), "bad_xlsx"),
        (sheet_xml('<row r="1"><c t="s"><v>99</v></c></row>'), "bad_xlsx"),
        (sheet_xml('<row r="1"><c><v>nan</v></c></row>'), "bad_xlsx"),
        (b"not XML at all", "bad_xlsx"),
    ],
)
def test_sheets_that_would_eat_memory(tmp_path: Path, xml: bytes, code: str) -> None:
    assert refusal("products", with_sheet(tmp_path / "x.xlsx", xml)) == code


def test_a_part_larger_than_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sizes in the zip are a claim; what counts is what comes out."""
    monkeypatch.setattr(xlsx_package, "MOST_BYTES", MB)
    path = workbook(tmp_path / "x.xlsx", [["sku", "name", "price"], ["A", "Thing", 5]])
    repacked(path, lambda parts: parts.update({"xl/media/x.xml": b"<x>" + b" " * 2 * MB + b"</x>"}))
    assert refusal("products", path) == "too_large"
    data = path.read_bytes()
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        if info.filename == "xl/media/x.xml":
            data = data.replace(info.file_size.to_bytes(4, "little"), (9).to_bytes(4, "little"))
    path.write_bytes(data)
    assert refusal("products", path) in ("too_large", "bad_xlsx")


def test_strings_that_would_eat_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "x.xlsx", [["sku", "name", "price"], ["A", "Thing", 5]])
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"<si/>" * 50_000
        + b"</sst>"
    )
    repacked(path, lambda parts: parts.update({"xl/sharedStrings.xml": strings}))
    assert refusal("products", path) in ("missing_column", "empty_file", "")
    monkeypatch.setattr(xlsx_package, "MOST_STRING_ELEMENTS", 40_000)
    path.touch()
    os.utime(path, ns=(1, 1))
    assert refusal("products", path) == "too_large"


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize("content", [b"", b"<x/>", b"<x", b"\x00\xff" * 20, b"<!DOCTYPE a><a/>"])
def test_other_parts_damaged(tmp_path: Path, part: str, content: bytes) -> None:
    path = workbook(tmp_path / "x.xlsx", [["sku", "name", "price"], ["A", "Thing", 5]])
    repacked(path, lambda parts: parts.update({part: content}))
    assert refusal("products", path) in (
        ("bad_xlsx", "empty_file", "") if content == b"<x/>" else ("bad_xlsx", "not_text")
    )


@pytest.mark.parametrize("share", [5, 30, 60, 90, 99])
def test_half_written_workbooks(tmp_path: Path, share: int) -> None:
    path = workbook(tmp_path / "x.xlsx", [["sku", "name", "price"], *(["A", "Thing", n] for n in range(200))])
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * share // 100])
    assert refusal("products", path) == "bad_xlsx"


def peak(work: Callable[[], object]) -> int:
    """Megabytes of memory that work takes at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] // MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("block", "code"),
    [
        # Quotes that never close, and ones that close only to open the next cell.
        (b'A,"Thing,5\nB,Thing,5\nC,Thing,5\n', "bad_csv"),
        (b'A,"Thing,5\n' + LONG * 20, "bad_csv"),
        (b'","' + b" " * 1000 + b"\n", "bad_csv"),
        (LONG.replace(b"\n", b"\r"), ""),
        (b"x" * 1000, "bad_csv"),
        (b"," * 1000, "bad_csv"),
    ],
)
def test_long_files_take_little_memory(tmp_path: Path, block: bytes, code: str) -> None:
    path = tmp_path / "x.csv"
    with path.open("wb") as file:
        file.write(b"sku,name,price\n")
        for _ in range(24):
            file.write(block * (MB // len(block)))
    found = Findings()

    def work() -> None:
        try:
            for _row in open_source(KINDS["products"], path, {}).rows(found):
                pass
        except UserError as error:
            found.add(0, "", error)
        except TooManyProblemsError:
            pass

    assert peak(work) < 20
    assert (found.problems[0].code if found.problems else "") == code


def test_a_file_that_grows_or_goes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(GOOD * 3)
    source = open_source(KINDS["products"], path, {})
    with path.open("ab") as file:
        file.write(b"B,Other,5\n")
    with pytest.raises(UserError) as caught:
        list(source.rows())
    assert caught.value.code == "file_changed"
    path.unlink()
    with pytest.raises(UserError) as caught:
        list(source.rows())
    assert caught.value.code == "no_file"


def test_a_file_that_grows_within_a_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"sku,name,price\n" + b"A,Thing,5\n" * 1000)
    source = open_source(KINDS["products"], path, {})
    rows = source.rows()
    next(rows)
    with path.open("ab") as file:
        file.write(b"A,Thing,5\n" * 10)
    with pytest.raises(UserError) as caught:
        list(rows)
    assert caught.value.code == "file_changed"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_progress_from_the_first_look_on_and_stopping(tmp_path: Path, suffix: str) -> None:
    """A long file is stopped in each of its readings by raising from the progress."""
    path = tmp_path / f"x.{suffix}"
    if suffix == "csv":
        path.write_bytes(b"sku,name,price\n" + b"A,Thing,5\n" * 300_000)
    else:
        cells = '<c r="A{0}" t="inlineStr"><is><t>A</t></is></c><c r="B{0}"><v>5</v></c>'
        names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("sku", "name", "price"))
        rows = "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(2, 15_000))
        with_sheet(path, sheet_xml(f'<row r="1">{names}</row>{rows}'))
    seen: list[tuple[int, int]] = []
    source = open_source(KINDS["products"], path, {}, progress=lambda done, total: seen.append((done, total)))
    looks = len(seen)
    list(source.rows())
    assert looks > 0
    assert len(seen) > looks
    assert all(0 < done <= total for done, total in seen)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    os.utime(path, ns=(1, 1))
    with pytest.raises(KeyboardInterrupt):
        open_source(KINDS["products"], path, {}, progress=stop)
    source = open_source(KINDS["products"], path, {})
    source.progress = stop
    with pytest.raises(KeyboardInterrupt):
        list(source.rows())


def test_three_hundred_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(GOOD.replace(b"\n", b",x" * 300 + b"\n"))
    assert refusal("products", path) == "too_many_columns"
    assert (
        refusal("products", workbook(tmp_path / "x.xlsx", [["sku", "name", "price", *["x"] * 300]]))
        == "too_many_columns"
    )


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a workbook wait in a file of their own; it goes with the source, and the workbook is let go."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "waiting"))
    (tmp_path / "waiting").mkdir()
    path = workbook(tmp_path / "x.xlsx", [["sku", "name", "price"], ["A", "Thing", 5]])
    source = open_source(KINDS["products"], path, {})
    assert len(list(source.rows())) == 1
    assert len(list((tmp_path / "waiting").iterdir())) == 1
    del source
    assert list((tmp_path / "waiting").iterdir()) == []


def test_peek(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("Liste 2026\n\nsku;größe;price\nA;ü;1,5\n".encode("cp1252") + b"B;x;2\n" * 50)
    found = peek(path)
    assert (found.sort, found.encoding, found.separator, found.header_row) == ("csv", "cp1252", ";", 3)
    assert (found.header, found.rows[0], len(found.rows)) == (
        ("sku", "größe", "price"),
        (4, ("A", "ü", "1,5")),
        20,
    )
    assert "Windows-1252" in str(found.notices[0].values)
