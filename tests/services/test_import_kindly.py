"""What a file says in an unusual way, or cannot say: kept, said, or named for what it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import customers, settings
from pos_app.services.desk import Actor, Desk
from pos_app.services.exporting import export
from pos_app.services.importing import import_file, import_rows, sale_grouping
from tests.services.shop_kit import NOON, open_desk

Row = dict[str, str]


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    yield found
    found.db.close()


def ask(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def test_a_number_that_cannot_be_read_is_kept_as_written(desk: Desk, tmp_path: Path) -> None:
    rows = [
        {"code": "C1", "name": "Ann", "phone": "ask  her mother"},
        {"code": "C2", "name": "Bee", "phone": "+1 207 555 0177"},
        {"code": "C3", "name": "Cid", "phone": "12"},
    ]
    report = import_rows(desk, kind="customers", rows=rows)
    assert (report.ok, report.added) == (True, 3)
    assert [english(notice) for notice in report.notices] == [
        "Row 2: “ask her mother” is no telephone number; it is kept as written.",
        "Row 4: “12” is no telephone number; it is kept as written.",
    ]
    found = ask(desk, "SELECT phone, phone_shown FROM customer ORDER BY code")
    assert found == [("", "ask her mother"), ("+12075550177", "+1 207 555 0177"), ("", "12")]
    again = import_rows(desk, kind="customers", rows=rows)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    export(desk, kind="customers", folder=tmp_path)
    report = import_file(desk, kind="customers", path=tmp_path / "customers.csv")
    assert (report.added, report.changed) == (0, 0)


def test_such_a_number_stays_when_something_else_is_changed(desk: Desk) -> None:
    import_rows(desk, kind="customers", rows=[{"code": "C1", "name": "Ann", "phone": "ask her mother"}])
    form = customers.get(desk, customer_id=1)
    assert form.phone == "ask her mother"
    customers.update(desk, customer_id=1, form=form.__class__(**{**vars_of(form), "name": "Anna"}))
    assert ask(desk, "SELECT name, phone, phone_shown FROM customer") == [("Anna", "", "ask her mother")]
    with pytest.raises(UserError) as caught:
        customers.update(desk, customer_id=1, form=form.__class__(**{**vars_of(form), "phone": "ask him"}))
    assert caught.value.code == "bad_phone"


def vars_of(form: Any) -> dict[str, Any]:
    return {name: getattr(form, name) for name in form.__dataclass_fields__}


@pytest.mark.parametrize(
    ("bad", "last"),
    [
        (30, "10 more telephone numbers are kept as written."),
        (21, "1 more telephone number is kept as written."),
    ],
)
def test_of_many_such_numbers_some_are_named(desk: Desk, bad: int, last: str) -> None:
    rows = [{"code": f"C{n}", "name": "Ann", "phone": "none"} for n in range(bad)]
    said = [english(notice) for notice in import_rows(desk, kind="customers", rows=rows).notices]
    assert len(said) == 21
    assert said[-1] == last
    long = [{"code": "X", "name": "Ann", "phone": "call me at home, or at work before nine o'clock"}]
    assert [p.code for p in import_rows(desk, kind="customers", rows=long).problems] == ["bad_phone"]


GOODS: Row = {"sku": "A", "name": "A", "price": "1"}


def test_a_tax_column_of_yes_and_no(desk: Desk, tmp_path: Path) -> None:
    default = ask(desk, "SELECT DISTINCT code FROM tax_class")[0][0]
    path = tmp_path / "goods.csv"
    path.write_text("SKU,Name,Price,Tax\nA,A,1.00,Yes\nB,B,1.00,No\n", encoding="utf-8")
    report = import_file(desk, kind="products", path=path)
    assert [(p.row, p.column, p.code) for p in report.problems] == [(3, "tax", "unknown_tax_class")]
    assert english(report.problems[0].message) == (
        f"“No” says only whether there is a tax, and not which: the shop has {default}. Leave the column out, or write "
        "tax classes into it."
    )
    settings.change_settings(desk, {"tax": {"default_class": ""}})
    assert import_file(desk, kind="products", path=path).added == 2
    assert ask(desk, "SELECT sku, tax_class FROM product ORDER BY sku") == [("A", default), ("B", "")]


def test_a_file_of_another_kind_is_named(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("code,name,phone,email\nC1,Ann,,\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        import_file(desk, kind="products", path=path)
    assert caught.value.code == "missing_column"
    assert english(caught.value.message) == (
        "The file has no column “sku”. It looks like a file of customers, and not of products."
    )
    path.write_text("colour,smell\nred,sweet\n", encoding="utf-8")
    with pytest.raises(UserError, match="its columns are: colour, smell"):
        import_file(desk, kind="products", path=path)


def test_skus_are_the_same_in_any_case_of_any_script(desk: Desk) -> None:
    goods = [{**GOODS, "sku": "SCHLÜSSEL-1"}, {**GOODS, "sku": "ŞERIT"}, {**GOODS, "sku": "Plain"}]
    assert import_rows(desk, kind="products", rows=goods).added == 3
    other = [{**GOODS, "sku": row["sku"].lower(), "price": "2"} for row in goods]
    report = import_rows(desk, kind="products", rows=other)
    assert (report.added, report.changed) == (0, 3)
    assert ask(desk, "SELECT count(*), sum(price) FROM product") == [(3, 60_000)]
    packs = [{**GOODS, "sku": "P", "name": "Pack", "pack_of": "schlüssel-1", "pack_quantity": "5"}]
    assert import_rows(desk, kind="products", rows=packs).added == 1
    assert ask(desk, "SELECT count(*) FROM product WHERE pack_of_id = 1") == [(1,)]


class Stop(Exception):  # noqa: N818 - somebody's wish
    """Somebody does not want to wait any longer."""


def test_bringing_scattered_lines_together_tells_how_far_it_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_rows(desk, kind="products", rows=[GOODS])
    lines = [f"{n % 50},2026-11-01,A,1,1.00" for n in range(400)]
    path = tmp_path / "sales.csv"
    path.write_text("\n".join(["sale_id,sold_at,sku,quantity,amount", *lines]), encoding="utf-8")
    monkeypatch.setattr(sale_grouping, "_PART", 100)
    monkeypatch.setattr(sale_grouping, "_TOLD_EVERY", 100)
    seen: list[tuple[int, int]] = []
    report = import_file(
        desk, kind="sales", path=path, dry_run=True, on_read=lambda done, total: seen.append((done, total))
    )
    assert (report.ok, report.added) == (True, 50)
    assert [told for told in seen if told[1] == 400] == [(0, 400), (100, 400), (200, 400), (300, 400)]

    def stop(done: int, total: int) -> None:
        if (done, total) == (200, 400):
            raise Stop

    with pytest.raises(Stop):
        import_file(desk, kind="sales", path=path, on_read=stop)
    assert ask(desk, "SELECT count(*) FROM sale") == [(0,)]
    assert import_file(desk, kind="sales", path=path).added == 50


def test_a_cell_that_cannot_be_read_is_a_problem_in_every_row(desk: Desk, tmp_path: Path) -> None:
    import_rows(
        desk, kind="products", rows=[{"sku": "TRAP", "name": "P-trap", "price": "6.79", "unit": "ea"}]
    )
    row = {"sold_at": "2026-11-01", "sku": "TRAP", "quantity": "1", "amount": "6.11", "discount": "10%"}
    rows = [
        {**row, "sale_id": "1"},
        {**row, "sale_id": "2"},
        {**row, "sale_id": "3", "amount": "10%", "discount": ""},
        {**row, "sale_id": "4", "discount": ""},
    ]
    report = import_rows(desk, kind="sales", rows=rows, skip_bad=tmp_path / "r.csv")
    found = [(p.row, p.column, p.code) for p in report.problems]
    assert found == [
        (2, "discount", "bad_number"),
        (3, "discount", "bad_number"),
        (4, "amount", "bad_number"),
    ]
    assert ask(desk, "SELECT number, total FROM sale") == [("H/4", 611)]


@pytest.mark.parametrize(
    ("amount", "code"), [("12,-", "refund_as_sale"), ("12,00", "refund_as_sale"), ("-12,-", "")]
)
def test_a_dash_for_no_small_change_makes_no_refund(
    desk: Desk, tmp_path: Path, amount: str, code: str
) -> None:
    import_rows(
        desk, kind="products", rows=[{"sku": "TRAP", "name": "P-trap", "price": "6.79", "unit": "ea"}]
    )
    file = tmp_path / "past.csv"
    quantity = "-1" if amount.startswith("-") else "1"
    file.write_text(
        f"sale_id;sold_at;sku;quantity;amount;Belegart\n1;2026-11-01;TRAP;{quantity};{amount};Gutschrift\n",
        encoding="utf-8",
    )
    if not code:
        import_file(desk, kind="sales", path=file)
        assert ask(desk, "SELECT total FROM sale") == [(-1200,)]
        return
    with pytest.raises(UserError) as caught:
        import_file(desk, kind="sales", path=file)
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_codes_that_were_made_formulas(desk: Desk, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "goods.csv"
    file.write_text('SKU,Barcode,Name,Price\n="0012",="5012345678900",Trap,1\n', encoding=encoding)
    assert import_file(desk, kind="products", path=file).ok
    assert ask(
        desk, "SELECT p.sku, b.barcode FROM product p JOIN product_barcode b ON b.product_id = p.id"
    ) == [("0012", "5012345678900")]


@pytest.mark.parametrize("code", ["5.01235E+12", "5,01235E+12"])
def test_a_code_that_lost_its_digits_is_no_code(desk: Desk, code: str) -> None:
    rows = [{"sku": code, "name": "Trap", "price": "1"}, {"sku": "E12", "name": "Elbow", "price": "1"}]
    report = import_rows(desk, kind="products", rows=rows)
    assert [(p.row, p.column, p.code) for p in report.problems] == [(2, "sku", "bad_sku")]


def test_two_sales_never_get_one_number(desk: Desk, tmp_path: Path) -> None:
    import_rows(
        desk, kind="products", rows=[{"sku": "TRAP", "name": "P-trap", "price": "6.79", "unit": "ea"}]
    )
    row = {"sold_at": "2026-11-01", "sku": "TRAP", "quantity": "1", "amount": "6.79"}
    loose, of_store = {**row, "sale_id": "X/1", "store": ""}, {**row, "sale_id": "1", "store": "X"}
    for rows in (
        [loose, of_store],
        [of_store, loose],
        [of_store, {**row, "sale_id": "2", "store": "Y"}, loose],
    ):
        with pytest.raises(UserError) as caught:
            import_rows(desk, kind="sales", rows=rows)
        assert caught.value.code == "same_number"
    assert ask(desk, "SELECT count(*) FROM sale") == [(0,)]
    other = {**row, "sale_id": "Z/1", "store": ""}
    assert import_rows(desk, kind="sales", rows=[loose, other, {**of_store, "store": "Y"}]).added == 3
    report = import_rows(desk, kind="sales", rows=[loose, of_store], skip_bad=tmp_path / "r.csv")
    assert [(p.row, p.code) for p in report.problems] == [(3, "id_conflict")]
    assert (report.added, report.unchanged) == (0, 1)
    assert [n for (n,) in ask(desk, "SELECT number FROM sale ORDER BY 1")] == ["H/X/1", "H/Y/1", "H/Z/1"]


def test_notes_without_days_are_the_same_tomorrow(desk: Desk, tmp_path: Path) -> None:
    import_rows(desk, kind="customers", rows=[{"code": "C1", "name": "Ann", "created_on": ""}])
    tomorrow = replace(desk, clock=lambda: NOON + timedelta(days=1), actor=Actor("sam", "Sam", "owner"))
    again = import_rows(tomorrow, kind="customers", rows=[{"code": "C1", "name": "Ann", "created_on": ""}])
    assert (again.added, again.changed) == (0, 0)
    rows = [
        {"customer_code": "C1", "kind": "project", "label": "Deck", "value": "cedar"},
        {"customer_code": "C1", "kind": "project", "label": "Deck", "value": "the second one"},
        {"customer_code": "C1", "kind": "preference", "label": "Paint", "value": "Sage"},
    ]
    for part in (rows, [{**row, "noted_at": "", "noted_by": "", "closed_on": ""} for row in rows]):
        for at in (desk, tomorrow):
            import_rows(at, kind="notes", rows=part)
    found = ask(desk, "SELECT name, note, opened_on FROM project ORDER BY id")
    assert found == [("Deck", "cedar", "2026-11-21"), ("Deck", "the second one", "2026-11-21")]
    facts = ask(desk, "SELECT label, value, noted_at, noted_by FROM customer_fact")
    assert facts == [("Paint", "Sage", "2026-11-21T12:00:00Z", "dana")]
    report = import_rows(tomorrow, kind="notes", rows=[{**rows[0], "value": "oak"}])
    assert (report.added, report.changed) == (0, 1)
    dated = {**rows[0], "noted_at": "2026-05-01"}
    assert import_rows(tomorrow, kind="notes", rows=[dated]).added == 1
    assert [day for (day,) in ask(desk, "SELECT opened_on FROM project ORDER BY id")][-1] == "2026-05-01"


@pytest.mark.parametrize(
    ("currency", "separator", "price"),
    [("VND", ",", 1500000000), ("VND", ";", 1500000000), ("USD", ",", 1500000)],
)
def test_money_without_decimals_has_thousands(
    desk: Desk, tmp_path: Path, currency: str, separator: str, price: int
) -> None:
    settings.change_settings(desk, {"shop": {"currency": currency}})
    file = tmp_path / "goods.csv"
    file.write_text(separator.join(["sku", "name", "price\nA", "Paku", "150.000\n"]), encoding="utf-8")
    report = import_file(desk, kind="products", path=file)
    assert ask(desk, "SELECT price FROM product") == [(price,)]
    assert any("Nothing in the file tells" in english(notice) for notice in report.notices)
