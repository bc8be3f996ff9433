"""Workbooks: every kind of cell as the text that it means, and what is wrong with the others."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pos_app.services.importing import xlsx_book
from tests.services.importing.files_kit import read, repacked, sheet_xml, with_sheet, workbook

NAMES = ["sku", "name", "price", "stock", "barcode"]
MOMENT = datetime(2026, 11, 21, 10, 43, 59, 999_000)  # noqa: DTZ001 - a workbook knows no zones


@pytest.mark.parametrize(
    ("column", "value", "form", "text"),
    [
        ("price", 2.3, "General", "2.3"),
        ("price", 0.1 + 0.2, "General", "0.3"),
        ("price", 1.234, "General", "1.2340"),
        ("price", 1e6, "General", "1000000"),
        ("price", 1e-7, "General", "0.0000001"),
        ("price", -5, "0.00", "-5"),
        ("price", "1,50", "@", "1,50"),
        ("stock", True, "General", "TRUE"),
        ("barcode", 5012345678900, "General", "5012345678900"),
        ("barcode", 5.0123456789e12, "General", "5012345678900"),
        ("barcode", 123, "0000000000000", "0000000000123"),
        ("sku", 7, "General", "7"),
        ("sku", "007", "@", "007"),
        ("name", 'Pipe 2" _x000D_', "General", 'Pipe 2" \r'),
        ("name", "'=Plus", "General", "=Plus"),
        ("name", date(2026, 11, 21), "yyyy-mm-dd", "2026-11-21"),
        ("name", MOMENT, "yyyy-mm-dd hh:mm", "2026-11-21 10:44:00"),
        ("name", time(10, 44), "hh:mm", "10:44:00"),
    ],
)
def test_cells(tmp_path: Path, column: str, value: Any, form: str, text: str) -> None:
    row = {"sku": "A", "name": "Thing", "price": 1} | {column: value}

    def dressed(sheet: Any) -> None:
        sheet.cell(2, NAMES.index(column) + 1).number_format = form

    path = workbook(tmp_path / "x.csv", [NAMES, [row.get(name) for name in NAMES]], dressed)
    rows, problems, _said = read("products", path)
    assert problems == []
    assert rows[0][column] == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (45292, "General", "2024-01-01"),
        (45292.75, "General", "2024-01-01 18:00:00"),
        (MOMENT, "yyyy-mm-dd", "2026-11-21 10:44:00"),
        ("21/11/2026", "@", "21/11/2026"),
        (20261121, "General", "20261121"),
        (5, "General", "5"),
    ],
)
def test_dates(tmp_path: Path, value: Any, form: str, text: str) -> None:
    def dressed(sheet: Any) -> None:
        sheet["B2"].number_format = form

    path = workbook(
        tmp_path / "x.xlsx", [["sale_id", "sold_at", "quantity", "amount"], ["1", value, 1, 1]], dressed
    )
    assert read("sales", path)[0][0]["sold_at"] == text


def test_the_calendar_that_begins_in_1904(tmp_path: Path) -> None:
    def of_1904(sheet: Any) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904

    rows = [["sale_id", "sold_at", "quantity", "amount"], ["1", date(2026, 11, 21), 1, 1], ["2", 43830, 1, 1]]
    path = workbook(tmp_path / "x.xlsx", rows, of_1904)
    assert [row["sold_at"] for row in read("sales", path)[0]] == ["2026-11-21", "2024-01-01"]


@pytest.mark.parametrize(
    ("value", "form", "text"), [(0.05, "0%", "5"), (5, "General", "5"), (0.125, "0.0%", "12.5")]
)
def test_rates(tmp_path: Path, value: Any, form: str, text: str) -> None:
    def dressed(sheet: Any) -> None:
        sheet["C2"].number_format = form

    path = workbook(tmp_path / "x.xlsx", [["code", "kind", "percent"], ["A", "percent", value]], dressed)
    assert read("promotions", path)[0][0]["percent"] == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c r="A2" t="e"><v>#REF!</v></c>', "cell_error"),
        ('<c r="A2" t="e"><f>X1</f><v>#N/A</v></c>', "cell_error"),
        ('<c r="A2"><f>B1*2</f></c>', "no_result"),
        ('<c r="A2"><f>B1*2</f><v></v></c>', "no_result"),
        ('<c r="A2"><f t="shared" si="0"/><v/></c>', "no_result"),
        ('<c r="A2"><f>B1*2</f><v>7</v></c>', ""),
        ('<c r="A2" t="str"><f>B1</f><v>A7</v></c>', ""),
        ('<c r="A2" t="str"><f>IF(1,"","")</f><v></v></c>', ""),
        ('<c r="A2" t="d"><v>2026-03-04T00:00:00</v></c>', "code_is_date"),
        (f'<c r="A2" t="inlineStr"><is><t>{"x" * 100_001}</t></is></c>', "text_too_long"),
    ],
)
def test_cells_that_say_nothing(tmp_path: Path, cell: str, code: str) -> None:
    names = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{n}</t></is></c>' for c, n in zip("ABC", NAMES, strict=False)
    )
    others = '<c r="B2" t="inlineStr"><is><t>Thing</t></is></c><c r="C2"><v>5</v></c>'
    xml = sheet_xml(f'<row r="1">{names}</row><row r="2">{cell}{others}</row>')
    rows, problems, _said = read("products", with_sheet(tmp_path / "x.xlsx", xml))
    assert problems == ([(2, "sku", code)] if code else [])
    # The row is still there: whatever else is wrong with it is said too.
    assert rows[0]["name"] == "Thing"


def test_an_error_in_a_column_that_is_left_out_is_nobodys_business(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [[*NAMES[:3], "margin"], ["A", "Thing", 5, "=C2*2"]])
    assert read("products", path)[1] == []


def test_the_header_below_a_title_and_rows_that_are_blank(tmp_path: Path) -> None:
    rows = [
        ["Stock list"],
        [],
        ["printed", date(2026, 1, 1)],
        NAMES,
        [],
        ["A", "Thing", 5],
        [None, None, " "],
        NAMES,
    ]
    found, problems, said = read("products", workbook(tmp_path / "x.xlsx", rows))
    assert [row["sku"] for row in found] == ["A"]
    assert problems == [(8, "", "bad_csv")]
    assert "are in row 4" in said


def test_the_first_sheet_that_fits_is_read(tmp_path: Path) -> None:
    def more(sheet: Any) -> None:
        for title, sku in (("Old", "B"), ("Goods", "C"), ("Later", "D")):
            other = sheet.parent.create_sheet(title)
            other.append(NAMES)
            other.append([sku, "Thing", 5])
        sheet.parent["Old"].sheet_state = "hidden"

    path = workbook(tmp_path / "x.xlsx", [["About this list"]], more)
    found, _problems, said = read("products", path)
    assert ([row["sku"] for row in found], "“Goods” was read" in said) == (["C"], True)
    assert read("products", path, sheet="Old")[0][0]["sku"] == "B"


def test_merged_and_hidden_cells(tmp_path: Path) -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("C3:C4")
        sheet.row_dimensions[3].hidden = True

    rows = [NAMES[:3], ["A", "Thing", 5], ["B", None, 6], ["C", None, None], ["D", "Other", 7]]
    found, problems, said = read("products", workbook(tmp_path / "x.xlsx", rows, merged))
    assert [row["name"] for row in found] == ["Thing", "Thing", "Thing", "Other"]
    assert problems == [(4, "price", "merged_cell")]
    assert "hidden in the sheet were read too: 1" in said


def test_cells_beside_the_table_are_left_out_and_said(tmp_path: Path) -> None:
    found, problems, said = read(
        "products", workbook(tmp_path / "x.xlsx", [NAMES[:3], ["A", "Thing", 5, "note"]])
    )
    assert (found, problems) == ([{"sku": "A", "name": "Thing", "price": "5"}], [])
    assert "to the right" in said


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [NAMES[:3], ["A", "Thing", 5]])

    def smaller(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b'ref="A1:C2"', b'ref="A1"')
        assert b'ref="A1"' in parts[name]

    assert read("products", repacked(path, smaller))[0] == [{"sku": "A", "name": "Thing", "price": "5"}]


def test_rows_far_below_are_not_looked_at_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million rows without cells between two with some were looked at cell by cell, for a minute."""
    row = (
        '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c>'
        '<c r="B{0}" t="inlineStr"><is><t>{2}</t></is></c></row>'
    )
    rows = [(1, "code", "name"), (2, "C1", "Ann"), (1_048_000, "C2", "Bee")]
    path = with_sheet(tmp_path / "far.xlsx", sheet_xml("".join(row.format(*cells) for cells in rows)))
    looked: list[int] = []
    filled = xlsx_book._filled

    def counted(cells: tuple[xlsx_book.Cell, ...], empty: object) -> tuple[xlsx_book.Cell, ...]:
        looked.append(len(cells))
        return filled(cells, empty)

    monkeypatch.setattr(xlsx_book, "_filled", counted)
    found, problems, _said = read("customers", path)
    assert (found, problems) == ([{"code": "C1", "name": "Ann"}, {"code": "C2", "name": "Bee"}], [])
    assert len(looked) < 20
