"""`pos-app import` and `pos-app export` as an owner calls them."""

import json
from pathlib import Path

import pytest

from pos_app.__main__ import main

PRODUCTS = 'sku,name,Preis\nA,Hammer,"16,13"\nB,Nail,"0,05"\n'


@pytest.fixture
def products(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text(PRODUCTS, encoding="utf-8")
    return path


def run(shop: Path, *arguments: str | Path) -> int:
    return main([*(str(argument) for argument in arguments), "--data-dir", str(shop)])


def test_import_export_and_the_same_again(
    data_dir: Path, tmp_path: Path, products: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_dir, "import", "products", products, "--map", "preis=price") == 0
    assert "2 added" in capsys.readouterr().out
    assert run(data_dir, "export", "all", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "products.csv: 2 rows" in said
    assert said.splitlines()[-1].startswith("A new shop reads settings.toml first")
    exported = (tmp_path / "out" / "products.csv").read_text(encoding="utf-8")
    assert ",Hammer," in exported
    assert "16.13" in exported
    assert run(data_dir, "import", "products", tmp_path / "out" / "products.csv", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["added"], report["changed"], report["unchanged"], report["saved"]) == (0, 0, 2, True)


def test_problems_with_row_and_column(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("sku,name,price\nA,Hammer,cheap\nB,,1\nC,Saw,2\n", encoding="utf-8")
    assert run(data_dir, "import", "products", path) == 1
    said = capsys.readouterr()
    assert "Row 2, price: Price “cheap” is not a number." in said.out
    assert "Row 3, name: The product needs a name." in said.out
    assert said.err.strip() == "The file has problems; nothing was saved."
    assert run(data_dir, "import", "products", path, "--json") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(p["row"], p["column"]) for p in lines[0]["problems"]] == [(2, "price"), (3, "name")]
    assert lines[1]["error"]["code"] == "bad_rows"
    assert run(data_dir, "import", "products", path, "--skip-bad") == 0
    assert "1 added" in capsys.readouterr().out
    assert (tmp_path / "bad.rejects.csv").read_text(encoding="utf-8").count("\n") == 3


def test_dry_run(data_dir: Path, products: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_dir, "import", "products", products, "--map", "Preis=price", "--dry-run") == 0
    assert "Would be saved: 2 added" in capsys.readouterr().out
    assert run(data_dir, "import", "products", products, "--map", "Preis=price") == 0
    assert "Saved: 2 added" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "products", "gone.csv"), "no_file"),
        (("import", "elephants", "gone.csv"), "unknown_kind"),
        (("import", "products", "gone.csv", "--map", "preis"), "bad_mapping"),
    ],
)
def test_refused_with_one_sentence(
    data_dir: Path, arguments: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_dir, *arguments, "--json") == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["code"] == code
    assert said.err.count("\n") == 1


def test_what_was_guessed_is_said_and_map_wins(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "items.csv"
    path.write_text("Item Number,Item Name,Regular Price,Retail Price\nA,Hammer,16.13,17\n", encoding="utf-8")
    assert run(data_dir, "import", "products", path, "--json") == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "open_column"
    assert "“Regular Price” and “Retail Price”" in error["message"]
    assert run(data_dir, "import", "products", path, "--map", "Retail Price=", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "“Item Name” is read as name." in said
    assert "“Regular Price” is read as price." in said
    assert run(data_dir, "import", "products", path, "--map", "Retail Price=price", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert {"theirs": "Retail Price", "ours": "price", "how": "given"} in report["columns"]
    assert run(data_dir, "import", "products", path) == 0
    said = capsys.readouterr().out
    assert "“Retail Price” is read as price, as last time." in said
    assert "0 added, 0 changed, 1 unchanged" in said


def test_problems_as_a_table_on_a_terminal(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("sku,name,price\nA,Hammer,cheap\nB,,1\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(data_dir, "import", "products", path, "--dry-run") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Row", "Column", "What", "is", "wrong"]
    assert lines[2].split(maxsplit=2) == ["2", "price", "Price “cheap” is not a number."]
    assert lines[3].split(maxsplit=2)[:2] == ["3", "name"]


def test_what_is_said_of_receipts_and_of_a_file_without_rows(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, header = tmp_path / "sales.csv", "sale_id,sold_at,description,quantity,amount"
    path.write_text(f"{header}\n1,2026-01-02,Nails,1,2\n1,2026-01-02,Saw,1,9\n", encoding="utf-8")
    assert run(data_dir, "import", "sales", path) == 0
    said = capsys.readouterr().out
    assert said == "Saved: 1 added, 0 changed, 0 unchanged. Each receipt counts once.\n"
    path.write_text(f"{header}\n", encoding="utf-8")
    assert run(data_dir, "import", "sales", path) == 0
    assert capsys.readouterr().out.startswith("The file has the names of its columns, but no rows.\n")
    assert run(data_dir, "export", "products", tmp_path) == 0
    assert "new shop" not in capsys.readouterr().out


def test_balances_need_a_figure(data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_text("customer_code,colour\nC1,red\n", encoding="utf-8")
    assert run(data_dir, "import", "balances", path) == 1
    assert capsys.readouterr().err == (
        "The file has none of the columns points, store_credit, account_balance, card_balance; its columns are: "
        "customer_code, colour.\n"
    )
    path.write_text("code,name,phone\nC1,Ann,\n", encoding="utf-8")
    assert run(data_dir, "import", "balances", path) == 1
    assert "It looks like a file of customers, and not of balances." in capsys.readouterr().err


def test_the_row_of_a_refund_in_words_is_said_once(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("sale_id,sold_at,quantity,amount,Type\n1,2026-01-02,1,2,Refund\n", encoding="utf-8")
    assert run(data_dir, "import", "sales", path) == 1
    assert capsys.readouterr().err.startswith("Row 2 says “Refund”")


def test_every_kind_goes_out(data_dir: Path, tmp_path: Path, products: Path) -> None:
    assert run(data_dir, "import", "products", products, "--map", "Preis=price") == 0
    for kind in ("products", "customers", "sales", "balances", "timeline"):
        assert run(data_dir, "export", kind, tmp_path / kind) == 0
        assert (tmp_path / kind / f"{kind}.csv").is_file()
        assert run(data_dir, "import", kind, tmp_path / kind / f"{kind}.csv") == 0


def test_a_balance_that_comes_on_top_is_said_so(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    goods, people, sale = tmp_path / "goods.csv", tmp_path / "people.csv", tmp_path / "sale.jsonl"
    goods.write_text("sku,name,price\nA,Hammer,25.00\n", encoding="utf-8")
    people.write_text("code,name\nC1,Ann\n", encoding="utf-8")
    line = '"customer": "C1", "lines": [{"sku": "A", "quantity": "1"}]'
    sale.write_text(
        f'{{"id": "1", {line}, "tenders": [{{"type": "cash", "amount": "30.00"}}]}}\n', encoding="utf-8"
    )
    assert run(data_dir, "import", "products", goods) == 0
    assert run(data_dir, "import", "customers", people) == 0
    assert run(data_dir, "sell", sale) == 0
    balances = tmp_path / "balances.csv"
    balances.write_text("customer_code,points,account_balance\nC1,40,5.00\n", encoding="utf-8")
    capsys.readouterr()
    assert run(data_dir, "import", "balances", balances, "--dry-run") == 0
    assert "new · C1 Ann: 40 on top of 25 points, 5.00 on account" in capsys.readouterr().out
    assert run(data_dir, "import", "balances", balances) == 0
    balances.write_text("customer_code,points,account_balance\nC1,40,6.00\n", encoding="utf-8")
    capsys.readouterr()
    assert run(data_dir, "import", "balances", balances, "--dry-run") == 1
    assert "5.00 → 6.00 on account" in capsys.readouterr().out
