"""Files of every shape: what can be read is read the same, what cannot is said in one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.errors import MachineError, UserError
from pos_app.services.desk import Desk
from pos_app.services.importing import ImportReport, import_file, product_import
from tests.services.shop_kit import open_desk

GOOD = 'code;name;company\nC1;Şule Çelik;Yapı\nC2;"Ångström; Björn";\n'


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    yield found
    found.db.close()


def read(desk: Desk, path: Path, content: bytes, **options: object) -> ImportReport:
    path.write_bytes(content)
    return import_file(desk, kind="customers", path=path, **options)  # type: ignore[arg-type]


def names(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        return list(session.execute(text("SELECT name FROM customer ORDER BY code")).scalars())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254"])
def test_encodings(desk: Desk, tmp_path: Path, encoding: str) -> None:
    content = GOOD if encoding != "cp1254" else GOOD.replace("Å", "A")
    report = read(desk, tmp_path / "c.csv", content.encode(encoding))
    assert report.ok
    assert names(desk)[0] == "Şule Çelik"


def test_windows_1252(desk: Desk, tmp_path: Path) -> None:
    assert read(desk, tmp_path / "c.csv", "code,name\nC1,Zoë Müller – Café\n".encode("cp1252")).ok
    assert names(desk) == ["Zoë Müller – Café"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(desk: Desk, tmp_path: Path, mark: str, end: str) -> None:
    rows = [["Name", "CODE", "e-mail"], ['"A, B; C"', "C1", ""], ["", "", ""], ["Dee", "C2", ""]]
    report = read(desk, tmp_path / "c.csv", (end.join(mark.join(row) for row in rows)).encode())
    assert (report.ok, report.added) == (True, 2)
    assert names(desk) == ["A, B; C", "Dee"]


def test_columns_under_other_names(desk: Desk, tmp_path: Path) -> None:
    content = b"Kundennr,Wer,Shoe size\nC1,Ann,42\n"
    report = read(desk, tmp_path / "c.csv", content, mapping={"kundennr": "code", "Wer": "name"})
    assert report.ok
    assert "Shoe size" in str(report.notices[0].values)
    assert names(desk) == ["Ann"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"  \n\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02", "not_text"),
        (b"PK\x03\x04\x14\x00\x06\x00\xff\xfe\x01", "bad_xlsx"),
        (b"\xff\xd8\xff\xe0\x10JFIF\x01\x02\x80\x81", "not_text"),
        (b"name\nAnn\n", "missing_column"),
        (b"hello world", "missing_column"),
        (b"code,name,code\nC1,Ann,C2\n", "double_column"),
        (b"code,name" + b",x" * 300 + b"\nC1,Ann" + b",1" * 300 + b"\n", "too_many_columns"),
        (b'code,name\n"C1', "bad_csv"),
    ],
)
def test_files_that_cannot_be_read(desk: Desk, tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(desk, tmp_path / "c.csv", content)[0] == code
    assert names(desk) == []


def refusal(desk: Desk, path: Path, content: bytes) -> tuple[str, str]:
    """Code and sentence of why a file is refused, whether at once or on reading it."""
    try:
        report = read(desk, path, content)
    except UserError as error:
        return error.code, str(error)
    return ("saved", "") if report.saved else (report.problems[0].code, english(report.problems[0].message))


def test_no_file_and_a_folder(desk: Desk, tmp_path: Path) -> None:
    for path, code in ((tmp_path / "gone.csv", "no_file"), (tmp_path, "not_a_file")):
        with pytest.raises(UserError) as caught:
            import_file(desk, kind="customers", path=path)
        assert caught.value.code == code


@pytest.mark.parametrize("mapping", [{"nope": "code"}, {"code": "nope"}])
def test_a_mapping_that_fits_nothing(desk: Desk, tmp_path: Path, mapping: dict[str, str]) -> None:
    with pytest.raises(UserError) as caught:
        read(desk, tmp_path / "c.csv", b"code,name\nC1,Ann\n", mapping=mapping)
    assert caught.value.code == "bad_mapping"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b'C2,"never closes\nC3,Cee\n', "never closes"),
        (b'C2,"a"b\n', "not CSV"),
        (b"C2\n", "1 cells"),
        (b"C2,Bee,extra\n", "3 cells"),
        (b"code,name\n", "second time"),
        (b"C2,B\x00e\n", "NUL"),
        (b"C2," + b"x" * 200_000 + b"\n", "100,000"),
        (b"C2,\xff\xfe\x81\x8d\n", "no text"),
    ],
)
def test_broken_rows_keep_everything_out(desk: Desk, tmp_path: Path, bad: bytes, said: str) -> None:
    assert said in refusal(desk, tmp_path / "c.csv", b"code,name\nC1,Ann\n" + bad)[1]
    assert names(desk) == []


def test_all_problems_with_row_and_column(desk: Desk, tmp_path: Path) -> None:
    content = (
        "code,name,phone,email,birthday,consent\n"
        ",Ann,,,,\n"
        f"C2,,{'1' * 50},nobody,31/02/1980,perhaps\n"
        f"C3,{'x' * 500},,,,\n"
        "C4,Dee,,,,\n"
        "c4,Again,,,,\n"
    )
    report = read(desk, tmp_path / "c.csv", content.encode())
    assert [(p.row, p.column) for p in report.problems] == [
        (2, "code"), (3, "name"), (3, "phone"), (3, "email"), (3, "birthday"), (3, "consent"), (4, "name"), (6, "code"),
    ]  # fmt: skip
    assert (report.saved, report.rejected, report.problem_count) == (False, 4, 8)
    assert names(desk) == []


def test_skip_bad_saves_the_good_rows_and_gives_the_others_back(desk: Desk, tmp_path: Path) -> None:
    content = b"code,name,email\nC1,Ann,\nC2,Bee,nobody\nC3,Cee,c@example.org\nC4,Dee\n"
    rejects = tmp_path / "rejects.csv"
    report = read(desk, tmp_path / "c.csv", content, skip_bad=rejects)
    assert (report.saved, report.added, report.rejected) == (True, 2, 2)
    assert names(desk) == ["Ann", "Cee"]
    lines = rejects.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "code,name,email,problem"
    assert lines[1].startswith("C2,Bee,nobody,email: ")
    assert lines[2].startswith("C4,Dee,")
    fixed = rejects.read_bytes().replace(b"nobody", b"bee@example.org").replace(b"C4,Dee,", b"C4,Dee,,")
    again = read(desk, tmp_path / "fixed.csv", fixed)
    assert (again.ok, again.added) == (True, 2)


def test_rejects_that_cannot_be_written_keep_everything_out(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(MachineError) as caught:
        read(
            desk,
            tmp_path / "c.csv",
            b"code,name\nC1,Ann\n,Bee\n",
            skip_bad=tmp_path / "no" / "such" / "x.csv",
        )
    assert caught.value.code == "cannot_write"
    assert names(desk) == []


def test_rejects_do_not_replace_the_file_itself(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    with pytest.raises(UserError) as caught:
        read(desk, path, b"code,name\nC1,Ann\n,Bee\n", skip_bad=tmp_path / "." / "c.csv")
    assert caught.value.code == "same_file"
    assert path.read_bytes().startswith(b"code,name")


def test_a_file_cut_off_is_never_taken(desk: Desk, tmp_path: Path) -> None:
    content = b'code,name\nC1,Ann\nC2,"Bee'
    report = read(desk, tmp_path / "c.csv", content, skip_bad=tmp_path / "r.csv")
    assert not report.saved
    assert names(desk) == []


def test_dry_run_counts_and_saves_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    assert read(desk, path, b"code,name\nC1,Ann\nC2,Bee\n").added == 2
    report = read(desk, path, b"code,name\nC1,Anna\nC2,Bee\nC3,Cee\n", dry_run=True)
    assert (report.added, report.changed, report.unchanged, report.saved) == (1, 1, 1, False)
    assert names(desk) == ["Ann", "Bee"]


def test_progress_ends_with_everything(desk: Desk, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    rows = "".join(f"C{n},Name {n}\n" for n in range(4500))
    read(desk, tmp_path / "c.csv", f"code,name\n{rows}".encode(), progress=lambda a, b: seen.append((a, b)))
    assert seen == [(2000, 4500), (4000, 4500), (4500, 4500)]


def test_checking_products_is_told_in_steps(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_import, "_TOLD_EVERY", 3)
    path, seen = tmp_path / "p.csv", list[tuple[int, int]]()
    path.write_text("sku,name,price\n" + "".join(f"P{n},Name {n},1.00\n" for n in range(8)))
    import_file(desk, kind="products", path=path, on_read=lambda a, b: seen.append((a, b)), dry_run=True)
    assert [step for step in seen if step[1] == 8] == [(3, 8), (6, 8)]


def test_unknown_kind(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        import_file(desk, kind="elephants", path=tmp_path / "c.csv")
    assert caught.value.code == "unknown_kind"
