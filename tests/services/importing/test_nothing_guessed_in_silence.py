"""What a file leaves open is never settled without a word: marks of figures, the order of dates, short years."""

from pathlib import Path

import pytest

from pos_app.__main__ import main


def imported(
    shop: Path, kind: str, text: str, capsys: pytest.CaptureFixture[str], *, encoding: str = "utf-8"
) -> tuple[int, str]:
    path = shop / "file.csv"
    path.write_text(text, encoding=encoding)
    code = main(["import", kind, str(path), "--data-dir", str(shop / "shop")])
    out = capsys.readouterr()
    return code, out.out + out.err


def exported(shop: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["export", kind, str(shop / "out"), "--data-dir", str(shop / "shop")]) == 0
    capsys.readouterr()
    return (shop / "out" / f"{kind}.csv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("figure", ["1,500", "1.500", "€ 1.299", "12,345"])
def test_a_figure_of_two_readings_between_semicolons_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], figure: str
) -> None:
    code, said = imported(tmp_path, "products", f"sku;name;price\nA;Chain;{figure}\nB;Nail;7\n", capsys)
    assert code == 1
    assert f"Row 2, price: Price “{figure}” can be read in two ways" in said
    assert len(exported(tmp_path, "products", capsys)) == 1


def test_one_plain_figure_settles_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "sku;name;price;stock\nA;Chain;1.299;1.500\nB;Nail;7,50;2\n"
    assert imported(tmp_path, "products", text, capsys)[0] == 0
    first = exported(tmp_path, "products", capsys)[1]
    assert ",1299," in first or ",1299.00," in first
    assert ",1500," in first


def test_figures_of_two_readings_elsewhere_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = imported(tmp_path, "products", 'sku,name,price\nA,Saw,"1,299"\n', capsys)
    assert code == 0
    assert "what the mark in “1,299” means: it was read as that of thousands" in said
    code, said = imported(tmp_path, "products", "sku,name,price\nA,Saw,1.299\n", capsys)
    assert code == 0
    assert "what the mark in “1.299” means: it was read as that of decimals" in said
    assert "what the mark" not in imported(tmp_path, "products", "sku,name,price\nA,Saw,12.99\n", capsys)[1]


def test_points_have_no_decimals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(tmp_path, "customers", "code,name\nC1,Ann\nC2,Bo\n", capsys)[0] == 0
    text = "customer_code;points\nC1;1.000\nC2;2.500\n"
    assert imported(tmp_path, "balances", text, capsys)[0] == 0
    rows = exported(tmp_path, "balances", capsys)
    assert [row.split(",")[1] for row in rows[1:]] == ["1000", "2500"]


def test_dates_of_two_readings_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "code,name,created_on\nC1,Ann,03/04/2024\n"
    assert "Dates such as 03/04/2024 were read with the " in imported(tmp_path, "customers", text, capsys)[1]
    text += "C2,Bo,31/12/2023\n"
    assert "Dates such as" not in imported(tmp_path, "customers", text, capsys)[1]


def test_nobody_is_born_yet_to_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "code,name,birthday\nC1,Ann,12.05.68\nC2,Bo,31/12/99\nC3,Cy,01.02.04\n"
    assert imported(tmp_path, "customers", text, capsys)[0] == 0
    found = exported(tmp_path, "customers", capsys)[1:]
    assert ["1968-05-12" in found[0], "1999-12-31" in found[1], "2004-02-01" in found[2]] == [True] * 3
    code, said = imported(tmp_path, "customers", "code,name,birthday\nC1,Ann,2190-01-01\n", capsys)
    assert code == 1
    assert "Row 2, birthday: This day is yet to come." in said


def test_units_of_other_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Artikelnr;Bezeichnung;VK;Einheit\n1;Nagel;0,05;Stk.\n2;Kette;3,50;Meter\n3;Kies;2,00;KG\n"
    assert imported(tmp_path, "products", text, capsys)[0] == 0
    units = [row.split(",") for row in exported(tmp_path, "products", capsys)[1:]]
    assert ["ea" in units[0], "m" in units[1], "kg" in units[2]] == [True] * 3


@pytest.mark.parametrize(("figures", "code"), [("1,12.99", 1), ("-1,-12.99", 0), ("-1,($12.99)", 0)])
def test_a_refund_in_words_only_is_no_sale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], figures: str, code: int
) -> None:
    assert imported(tmp_path, "products", "sku,name,price\nA,Saw,12.99\n", capsys)[0] == 0
    head = "Receipt number,Date,Receipt type,SKU,Quantity,Net sales"
    rows = f"1-1,2025-03-01,Sale,A,2,25.98\n1-2,2025-03-02,Refund,A,{figures}\n"
    found, said = imported(tmp_path, "sales", f"{head}\n{rows}", capsys)
    assert found == code
    assert ("Row 3 says “Refund”, but its quantity and amount are above zero" in said) == bool(code)
    assert len(exported(tmp_path, "sales", capsys)) == (1 if code else 3)


def test_the_total_of_a_sale_is_not_the_amount_of_each_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    goods = "sku,name,price\nA,Saw,12.99\nB,Nail,2.50\n"
    assert imported(tmp_path, "products", goods, capsys)[0] == 0
    head = "Order number,Date,SKU,Qty,Total"
    rows = "1,2025-03-01,A,2,28.48\n1,2025-03-01,B,1,28.48\n2,2025-03-02,A,1,17.99\n2,2025-03-02,B,2,17.99\n"
    code, said = imported(tmp_path, "sales", f"{head}\n{rows}", capsys)
    assert code == 1
    assert "looks like the total of the sale" in said
    assert len(exported(tmp_path, "sales", capsys)) == 1
    lines = rows.replace("B,1,28.48", "B,1,2.50")
    assert imported(tmp_path, "sales", f"{head}\n{lines}", capsys)[0] == 0


def test_an_amount_that_was_named_is_taken_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(tmp_path, "products", "sku,name,price\nA,Saw,5\nB,Nail,5\n", capsys)[0] == 0
    rows = "".join(f"{n},2025-03-0{n},A,1,5.00\n{n},2025-03-0{n},B,1,5.00\n" for n in (1, 2, 3))
    assert imported(tmp_path, "sales", f"sale_id,sold_at,sku,quantity,amount\n{rows}", capsys)[0] == 0
    assert len(exported(tmp_path, "sales", capsys)) == 7


def test_rejects_are_as_open_as_they_were(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("sku;name;price\nA;Saw;1.299\nB;Nail;7\n", encoding="utf-8")
    shop = str(tmp_path / "shop")
    assert main(["import", "products", str(path), "--skip-bad", "--data-dir", shop]) == 0
    assert main(["import", "products", str(tmp_path / "goods.rejects.csv"), "--data-dir", shop]) == 1
    assert "can be read in two ways" in capsys.readouterr().out
