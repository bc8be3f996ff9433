"""A whole shop moves into an empty folder by the commands that the README names, in their order."""

import json
from pathlib import Path

import pytest

from pos_app.__main__ import main

PRODUCTS = "sku,name,price,tax,stock\nSALT,Road salt,8.49,RED,4\nSAW,Saw,19.99,STD,2\n"
SETTINGS = """
[shop]
name = "Corner Hardware"
currency = "EUR"
[tax.TAX]
rate = "5.5"
[tax.LOW]
name = "Reduced"
rate = "2"
[tax_class]
RED = ["LOW"]
[staff.dana]
name = "Dana"
"""
FILES = {
    "products": PRODUCTS,
    "customers": "code,name,notes\nC1,Bee,Two keys\n",
    "notes": "customer_code,kind,label,value\nC1,project,Deck,South side\nC1,owned,Mower belt,4L430\n",
    "promotions": "code,kind,level,sku,percent,price,from_quantity,ends_on\n"
    "BULK,price,,SALT,,7.1250,10,\nTRADE,percent,Trade,,12.5,,,2027-01-31\n",
    "sales": "sale_id,sold_at,customer_code,sku,quantity,amount\n0-1,2026-11-14 10:44,C1,SALT,2,16.98\n",
    "balances": "customer_code,points,account_balance\nC1,40,-7.50\n",
    "timeline": 'id,customer_code,at,channel,kind,text,sku\nw1,C1,2026-11-15 09:30,web,order,"2 saws, Friday",SAW\n',
}
READ_BACK = ("settings.toml", *(f"{kind}.csv" for kind in FILES))


def run(shop: Path, *arguments: str | Path) -> int:
    return main([*(str(argument) for argument in arguments), "--data-dir", str(shop)])


def move_in(shop: Path, folder: Path) -> None:
    assert run(shop, "settings", "import", folder / "settings.toml") == 0
    for kind in FILES:
        assert run(shop, "import", kind, folder / f"{kind}.csv") == 0


def test_everything_that_goes_out_reads_back_into_an_empty_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, out, second, again = (tmp_path / name for name in ("first", "out", "second", "again"))
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    for kind, body in FILES.items():
        (theirs / f"{kind}.csv").write_text(body, encoding="utf-8")
    move_in(first, theirs)
    capsys.readouterr()
    assert run(first, "export", "all", out) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{out / 'settings.toml'}: ")
    assert said[0].endswith(" settings")
    assert [Path(line.split(": ")[0]).name for line in said[: len(READ_BACK)]] == list(READ_BACK)
    move_in(second, out)
    assert run(second, "export", "all", again) == 0
    for name in READ_BACK:
        assert (again / name).read_bytes() == (out / name).read_bytes(), name
    for name in ("taxes.jsonl", "tax_classes.jsonl", "staff.jsonl"):
        assert (again / name).read_bytes() == (out / name).read_bytes(), name


def test_products_before_the_settings_are_told_what_to_do_first(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "products.csv"
    path.write_text(PRODUCTS, encoding="utf-8")
    assert run(data_dir, "import", "products", path) == 1
    said = capsys.readouterr().out
    assert "There is no tax class “RED”; the shop has STD. Take over the other shop's settings first" in said
    assert run(data_dir, "settings", "set", "tax_class.RED", "TAX") == 0
    assert run(data_dir, "import", "products", path) == 0


@pytest.fixture
def half_good(tmp_path: Path) -> Path:
    path = tmp_path / "goods.csv"
    path.write_text("sku,name,price\nA,Hammer,cheap\nC,Saw,2\n", encoding="utf-8")
    return path


def test_bad_rows_go_beside_the_file(
    data_dir: Path, half_good: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(half_good.parent)
    before = {path.name for path in half_good.parent.iterdir()}
    assert run(data_dir, "import", "products", half_good, "--skip-bad", "--json") == 0
    rejects = half_good.with_name("goods.rejects.csv")
    assert json.loads(capsys.readouterr().out)["rejects"] == str(rejects)
    assert {path.name for path in half_good.parent.iterdir()} - before == {"goods.rejects.csv"}
    assert "A,Hammer,cheap," in rejects.read_text(encoding="utf-8")
    assert run(data_dir, "import", "products", half_good, "--skip-bad") == 0
    assert f"1 row was written to {rejects}." in capsys.readouterr().out


def test_bad_rows_go_where_they_were_sent(data_dir: Path, half_good: Path) -> None:
    named = half_good.with_name("look-at.csv")
    assert run(data_dir, "import", "products", half_good, "--skip-bad", "--rejects", named) == 0
    assert named.read_text(encoding="utf-8").count("\n") == 2
    assert not half_good.with_name("goods.rejects.csv").exists()


@pytest.mark.parametrize("options", [("--skip-bad", "--rejects", "--json"), ("--rejects", "other.csv")])
def test_an_option_is_no_file_and_a_file_needs_its_option(
    data_dir: Path, half_good: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(half_good.parent)
    before = sorted(half_good.parent.iterdir())
    assert run(data_dir, "import", "products", half_good, *options) == 2
    assert sorted(half_good.parent.iterdir()) == before
