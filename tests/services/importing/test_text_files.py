"""Files of text: code pages, separators, titles above the header, and quotes as other programs write them."""

from pathlib import Path

import pytest

from tests.services.importing.files_kit import read

# The names of goods in each page, as a file of another program might list them.
PAGES = [
    ("cp1252", "Müller, Größe, Straße, Öl"),
    ("cp1252", "clé à molette, boîte, évier, où"),
    ("cp1252", "llave española, tamaño, cañería"),
    ("cp1252", "skruvmejsel, spånskiva, färg, lås"),
    ("cp1252", "pipe ½ ¾ °, £3 Café"),
    ("cp1250", "śrubokręt, młotek, wkręt, żarówka"),
    ("cp1250", "šroub, žárovka, kladívko, příchytka"),
    ("cp1250", "csavarhúzó, fűrész, törölköző"),
    ("cp1254", "tornavida, vidalı, çekiç, fırça, şerit, İğne"),
    ("cp1251", "Шуруп, Отвёртка, молоток, гвозди"),
    ("cp1251", "ПЕТРОВ Иван, викрутка, їжак, цвяхи"),
    ("cp1253", "Κατσαβίδι, σφυρί, βίδες, Γιώργος"),
    ("cp874", "ไขควง, ค้อน, ตะปู, สีทาบ้าน"),
    ("cp936", "螺丝刀, 锤子, 钉子, 油漆"),
    ("utf-8", "ไขควง, 螺丝刀, Şerit"),
    ("utf-8-sig", "ไขควง, 螺丝刀, Şerit"),
    ("utf-16", "ไขควง, 螺丝刀, Şerit"),
    ("utf-16-le", "ไขควง, ค้อน"),
    ("utf-16-be", "螺丝刀, 锤子"),
    ("utf-16-be", "plain letters"),
    ("utf-32", "ไขควง"),
]


@pytest.mark.parametrize(("page", "text"), PAGES)
def test_code_pages(tmp_path: Path, page: str, text: str) -> None:
    names = [name.strip() for name in text.split(",")]
    lines = [f"A{number}\t{name}\t5" for number, name in enumerate(names)]
    path = tmp_path / "x.csv"
    path.write_bytes("\r\n".join(["sku\tname\tprice", *lines, ""]).encode(page))
    rows, problems, said = read("products", path)
    assert ([row["name"] for row in rows], problems) == (names, [])
    # What was guessed is said.
    assert ("were read as" in said) == page.startswith("cp")


HEAD, ROW = "sku,name,price", "A,Thing,5"


@pytest.mark.parametrize(
    ("lines", "names", "said"),
    [
        (["sku;name;price", "A;Thing, blue;5,50"], ["Thing, blue"], ""),
        (["sku|name|price", "A|Thing|5"], ["Thing"], ""),
        (["sku\tname\tprice", "A\tThing, big\t5"], ["Thing, big"], ""),
        (["sep=;", "sku;name;price", "A;Thing;5"], ["Thing"], ""),
        (["sep=|", "sku|name|price", "A|T,;|5"], ["T,;"], ""),
        (["Stock, of the shop, March, 2026", "", "sku;name;price", "A;Thing;5"], ["Thing"], "are in row 3"),
        (["Stock list", "printed,2026-03-01", HEAD, ROW], ["Thing"], "are in row 3"),
        ([HEAD, "", ", ,", ROW, "\x1a"], ["Thing"], ""),
        # More blank lines than are read at once.
        ([HEAD, ROW, *[""] * 1000], ["Thing"], ""),
        ([HEAD, *[""] * 1000, ROW, *["  "] * 600, ROW], ["Thing", "Thing"], ""),
        ([*[""] * 700, HEAD, ROW], ["Thing"], ""),
        # Quotes within a cell are letters; within quotes only where that is clear.
        ([HEAD, 'A,2" pipe,5'], ['2" pipe'], ""),
        ([HEAD, 'A,"2"" pipe",5'], ['2" pipe'], ""),
        ([HEAD, 'A,"2" pipe",5'], ['2" pipe'], "read as inch marks"),
        ([HEAD, 'A,"4" x 6"",5', ROW], ['4" x 6"', "Thing"], "cells of 1 row were"),
        ([HEAD, 'A,"line\r\nof two",5'], ["line\r\nof two"], ""),
        ([HEAD, "A,'=Plus,5"], ["=Plus"], ""),
        ([HEAD, "A,'tis,5"], ["'tis"], ""),
    ],
)
def test_what_other_programs_write(tmp_path: Path, lines: list[str], names: list[str], said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("\r\n".join([*lines, ""]).encode())
    rows, problems, notices = read("products", path)
    assert ([row["name"] for row in rows], problems) == (names, [])
    assert said in notices
    assert said or not notices


@pytest.mark.parametrize(
    ("content", "problems", "good"),
    [
        # What is broken is named, and the rows behind it are looked at.
        (b'A,"2" pipe,5\nB,Thing,5\nC,Thing\n', [2, 4], 1),
        (b'A,"Thing,5\nB,Thing,5\nC,Thing\n', [2, 4], 1),
        (b'A,"Thing"s,5\nB,Thing,5\n', [2], 1),
        (b"A,Thing,5\nB,Th\xffing,5\nC,Gr\xc3\xb6\xc3\x9fe,5\n", [3], 2),
        (b"A,Thing,5\nB,Th\x00ing,5\nC,Thing,5\n", [3], 2),
        (b"A,Thing,5\nsku,name,price\nC,Thing,5\n", [3], 2),
        (b"A,Thing,5,6\nB\nC,Thing,5,,\n", [2, 3], 1),
        (b"A,Thing,5\rB,Thing,5\r\nC,Thing,5\n", [], 3),
        (b"A,Thing,5\nB,Thi", [3], 1),
        ("A,Größe,5\n".encode() + "B,Öl,5\n".encode("cp1252") + "C,Ärger süß,5\n".encode(), [3], 2),
    ],
)
def test_broken_rows_are_all_named(tmp_path: Path, content: bytes, problems: list[int], good: int) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"sku,name,price\n" + content)
    rows, found, _said = read("products", path)
    assert ([row for row, _column, _code in found], len(rows)) == (problems, good)
    assert {code for _row, _column, code in found} <= {"bad_csv"}


def test_broken_utf16(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    content = "sku,name,price\nA,Thing,5\nB,Thing,5\n".encode("utf-16")
    path.write_bytes(content[:-6] + b"\x00\xd8" + content[-4:])
    rows, problems, _said = read("products", path)
    assert ([row["sku"] for row in rows], problems) == (["A"], [(3, "", "bad_csv")])
    path.write_bytes(content[:-1])
    assert read("products", path)[1] == [(4, "", "bad_csv")] or read("products", path)[1] == [
        (3, "", "bad_csv")
    ]
