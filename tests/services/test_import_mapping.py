"""Which of their columns is which of ours: exports of other tills, five languages, and nothing guessed between two."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.importing import KINDS, import_file
from pos_app.services.importing.mapping import Matched, match
from pos_app.services.importing.synonyms import _data, key_of, keys_of
from tests.services.shop_kit import open_desk


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    yield found
    found.db.close()


def matched(kind: str, content: str, **options: dict[str, str]) -> Matched:
    mark = ";" if ";" in content.partition("\n")[0] else ","
    header, *rows = list(csv.reader(io.StringIO(content), delimiter=mark))
    return match(KINDS[kind], header, rows, **options)


def found(kind: str, content: str) -> dict[str, str]:
    """Ours by theirs, joined ones with a +."""
    pairs: dict[str, str] = {}
    for theirs, ours in matched(kind, content).pairs.items():
        if ours:
            pairs[ours] = f"{pairs[ours]} + {theirs}" if ours in pairs else theirs
    return pairs


OTHERS = {
    "square items": (
        "products",
        "Token,Item Name,Variation Name,SKU,Description,Category,GTIN,Price,Online Sale Price,Default Unit Cost,"
        "Default Vendor Name,Current Quantity Main St,Stock Alert Count Main St,Tax - Sales Tax (5.5%)\n"
        "T1,Hammer,16 oz,HM1,A good one,Tools,5012345678900,12.50,,6.00,Acme,12,3,Y\n",
        {
            "sku": "SKU", "name": "Item Name + Variation Name", "category": "Category", "barcode": "GTIN",
            "price": "Price", "cost": "Default Unit Cost", "supplier": "Default Vendor Name",
            "stock": "Current Quantity Main St", "reorder_at": "Stock Alert Count Main St",
        },
    ),
    "lightspeed r": (
        "products",
        "System ID,UPC,EAN,Custom SKU,Manufact. SKU,Item,Qty.,Price,Brand,MSRP,Default Cost,Vendor,Category,"
        "Subcategory 1\n210000,5012345678900,,HM1,MS1,Hammer,4,12.5,Stanley,13,6,Acme,Tools,Hand\n",
        {
            "sku": "Custom SKU", "barcode": "UPC + EAN", "name": "Item", "stock": "Qty.", "price": "Price",
            "brand": "Brand", "cost": "Default Cost", "supplier": "Vendor", "supplier_code": "Manufact. SKU",
            "category": "Category + Subcategory 1",
        },
    ),
    "lightspeed x": (
        "products",
        "id,handle,sku,name,product_category,tags,supply_price,retail_price,brand_name,inventory_Main_Outlet\n"
        "x,hammer,HM1,Hammer,Tools,tool,6,12.5,Stanley,5\n",
        {
            "sku": "sku", "name": "name", "category": "product_category", "words": "tags", "cost": "supply_price",
            "price": "retail_price", "brand": "brand_name", "stock": "inventory_Main_Outlet",
        },
    ),
    "loyverse items": (
        "products",
        "Handle,SKU,Name,Category,Cost,Barcode,SKU of included item,Quantity of included item,Price [Main],"
        "In stock [Main],Low stock [Main]\nh,1,Hammer,Tools,6,5012345678900,,,12.50,5,2\n",
        {
            "sku": "SKU", "name": "Name", "category": "Category", "cost": "Cost", "barcode": "Barcode",
            "pack_of": "SKU of included item", "pack_quantity": "Quantity of included item", "price": "Price [Main]",
            "stock": "In stock [Main]", "reorder_at": "Low stock [Main]",
        },
    ),
    "quickbooks pos": (
        "products",
        "Item Number,Item Name,Average Unit Cost,Regular Price,MSRP,Qty 1,UPC,Department Name,Vendor Name\n"
        "1,Hammer,6,12.5,13,5,5012345678900,Tools,Acme\n",
        {
            "sku": "Item Number", "name": "Item Name", "cost": "Average Unit Cost", "price": "Regular Price",
            "stock": "Qty 1", "barcode": "UPC", "category": "Department Name", "supplier": "Vendor Name",
        },
    ),
    "odoo": (
        "products",
        "Internal Reference,Name,Barcode,Sales Price,Cost,Product Category/Complete Name,Quantity On Hand\n"
        "HM1,Hammer,5012345678900,12.5,6,All / Tools,4\n",
        {
            "sku": "Internal Reference", "name": "Name", "barcode": "Barcode", "price": "Sales Price", "cost": "Cost",
            "category": "Product Category/Complete Name", "stock": "Quantity On Hand",
        },
    ),
    "erpnext": (
        "products",
        "Item Code,Item Name,Item Group,Default Unit of Measure,Standard Selling Rate,Valuation Rate,Opening Stock\n"
        "HM1,Hammer,Tools,ea,12.5,6,4\n",
        {
            "sku": "Item Code", "name": "Item Name", "category": "Item Group", "unit": "Default Unit of Measure",
            "price": "Standard Selling Rate", "cost": "Valuation Rate", "stock": "Opening Stock",
        },
    ),
    "german": (
        "products",
        "Artikelnr.;Bezeichnung;EAN-Nummer;VK (brutto) EUR;EK netto;Lagerbestand;Warengruppe;Lagerplatz;MwSt %\n"
        "A1;Hammer;5012345678900;12,50;6,00;4;Werkzeug;A1;19\n",
        {
            "sku": "Artikelnr.", "name": "Bezeichnung", "barcode": "EAN-Nummer", "price": "VK (brutto) EUR",
            "cost": "EK netto", "stock": "Lagerbestand", "category": "Warengruppe", "bin": "Lagerplatz",
        },
    ),
    "spanish": (
        "products",
        "Código;Nombre;Código de barras;PVP;Precio de compra;Existencias\nA1;Martillo;5012345678900;12,50;6;4\n",
        {
            "sku": "Código", "name": "Nombre", "barcode": "Código de barras", "price": "PVP",
            "cost": "Precio de compra", "stock": "Existencias",
        },
    ),
    "french": (
        "products",
        "Réf.;Désignation;Code-barres;Prix de vente TTC;Prix d’achat HT;Qté en stock\nA1;Marteau;;12,50;6;4\n",
        {
            "sku": "Réf.", "name": "Désignation", "barcode": "Code-barres", "price": "Prix de vente TTC",
            "cost": "Prix d’achat HT", "stock": "Qté en stock",
        },
    ),
    "turkish": (
        "products",
        "STOK KODU;Ürün Adı;Barkod;Satış Fiyatı;Alış Fiyatı;Stok Miktarı\nA1;Çekiç;5012345678900;12,50;6;4\n",
        {
            "sku": "STOK KODU", "name": "Ürün Adı", "barcode": "Barkod", "price": "Satış Fiyatı",
            "cost": "Alış Fiyatı", "stock": "Stok Miktarı",
        },
    ),
    "square customers": (
        "customers",
        "First Name,Last Name,Email Address,Phone Number,Reference ID,Birthday,Memo,Square Customer ID\n"
        "Ann,Lee,a@example.org,+1 202 555 0100,C1,1980-01-02,,SQ1\n",
        {
            "name": "First Name + Last Name", "email": "Email Address", "phone": "Phone Number",
            "code": "Reference ID", "birthday": "Birthday", "notes": "Memo",
        },
    ),
    "german customers": (
        "customers",
        "Kundennr.;Name;Vorname;Telefon;Handy;E-Mail;Geburtsdatum\n"
        "1;Müller;Eva;030 1;0170 2;e@example.org;02.01.1980\n",
        {
            "code": "Kundennr.", "name": "Vorname + Name", "phone": "Telefon + Handy", "email": "E-Mail",
            "birthday": "Geburtsdatum",
        },
    ),
    "square sales": (
        "sales",
        "Date,Time,Time Zone,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Location,Customer ID,"
        "Customer Reference ID\n2026-01-02,10:33:00,ET,Hammer,1,HM1,12.5,0,12.5,0.6,TX1,Main,SQ1,C1\n",
        {
            "sold_at": "Date + Time", "description": "Item", "quantity": "Qty", "sku": "SKU",
            "discount": "Discounts", "amount": "Net Sales", "sale_id": "Transaction ID", "store": "Location",
            "customer_code": "Customer Reference ID",
        },
    ),
    "loyverse receipts": (
        "sales",
        "Date,Receipt number,SKU,Item,Quantity,Gross sales,Discounts,Net sales,Store,Cashier name,Customer name\n"
        "2026-01-02 10:00,1-1000,1,Hammer,1,12,0,12,Main,Ann,Bob\n",
        {
            "sold_at": "Date", "sale_id": "Receipt number", "sku": "SKU", "description": "Item",
            "quantity": "Quantity", "discount": "Discounts", "amount": "Net sales", "store": "Store",
            "cashier": "Cashier name",
        },
    ),
    "lightspeed balances": (
        "balances",
        "customer_code,first_name,balance,store_credit,loyalty_balance\nC1,Ann,5,3,100\n",
        {
            "customer_code": "customer_code", "account_balance": "balance", "store_credit": "store_credit",
            "points": "loyalty_balance",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_exports_of_other_tills(name: str) -> None:
    kind, content, wanted = OTHERS[name]
    assert found(kind, content) == wanted
    assert matched(kind, content).missing == ()


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_columns_are_named_and_nothing_is_told(kind: str) -> None:
    own = match(KINDS[kind], KINDS[kind].columns, [])
    assert own.pairs == {name: name for name in KINDS[kind].columns}
    assert (own.notices, own.open, own.missing) == ((), {}, ())


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_means_two_columns(kind: str) -> None:
    meaning: dict[str, str] = {}
    for ours, names in _data()[kind].items():
        assert ours in KINDS[kind].columns
        for name in names:
            assert meaning.setdefault(key_of(name), ours) == ours, name


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("VK brutto;VK netto", "price"),
        ("Price;Retail Price", "price"),
        ("Price [North];Price [South]", "price"),
        ("price;Cost price;Unit cost", "cost"),
        ("price;In stock [North];In stock [South]", "stock"),
    ],
)
def test_of_figures_nothing_is_guessed_between_two(header: str, ours: str) -> None:
    both = matched("products", f"sku;name;{header}\nA;B;1;2;3\n")
    assert list(both.open) == [ours]
    with pytest.raises(UserError) as caught:
        both.check()
    assert caught.value.code == "open_column"
    first, second = both.open[ours]
    assert first in english(caught.value.message)
    assert second in english(caught.value.message)


def test_our_own_word_is_no_guess() -> None:
    assert found("products", "sku,name,price,Retail Price\nA,B,1,2\n")["price"] == "price"


def test_what_is_no_figure_is_no_price() -> None:
    assert "discount" not in found("sales", "sale_id,sold_at,quantity,amount,Rabatt %\n1,2026-01-01,1,1,10\n")
    assert found("products", "sku,name,Price,Selling price\nA,B,1.00,daily\n") == {
        "sku": "sku",
        "name": "name",
        "price": "Price",
    }


def test_values_tell_where_the_header_says_little() -> None:
    rows = "".join(f"{n};Ann {n};ann{n}@example.org;+1 202 555 01{n}\n" for n in range(10, 15))
    assert found("customers", f"code;name;Kontakt;Feld 4\n{rows}") == {
        "code": "code", "name": "name", "email": "Kontakt", "phone": "Feld 4",
    }  # fmt: skip
    rows = "A;Hammer;1;5012345678900\nB;Saw;2;4006381333931\nC;Nail;3;4012345678901\n"
    assert found("products", f"sku;name;price;Spalte 4\n{rows}")["barcode"] == "Spalte 4"
    both = "".join(f"{n};Ann;a{n}@example.org;b{n}@example.org\n" for n in range(5))
    assert "email" not in found("customers", f"code;name;Kontakt;Feld\n{both}")


def test_given_wins_over_remembered_over_guessed() -> None:
    header = "sku;name;Preis;Altpreis\nA;B;1;2\n"
    assert matched("products", header).pairs["Preis"] == "price"
    before = {"sku": "sku", "name": "name", "Preis": "", "Altpreis": "price"}
    assert matched("products", header, remembered=before).pairs["Altpreis"] == "price"
    now = matched("products", header, remembered=before, given={"Preis": "price"})
    assert (now.pairs["Preis"], now.pairs["Altpreis"]) == ("price", "")


def test_dress_does_not_count() -> None:
    assert key_of("  E-Mail  Adresse:") == key_of("emailadresse")
    assert key_of("DOĞUM TARİHİ") == key_of("doğum tarihi")
    assert key_of("Straße") == key_of("STRASSE")
    assert key_of("Tax %") != key_of("Tax")
    assert keys_of("Price (incl. tax) [Main] EUR")[1] == "price"


def test_remembered_by_the_shop_and_told(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "waren.csv"
    path.write_text("Artikelnr;Bezeichnung;VK brutto;VK netto\nH1;Hammer;12,50;10,50\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        import_file(desk, kind="products", path=path)
    assert caught.value.code == "open_column"
    report = import_file(desk, kind="products", path=path, mapping={"VK brutto": "price"})
    assert [english(notice) for notice in report.notices][:2] == [
        "“Artikelnr” is read as sku.",
        "“Bezeichnung” is read as name.",
    ]
    path.write_text("ARTIKELNR;bezeichnung;vk-brutto;VK Netto\nH2;Zange;2,50;2,10\n", encoding="utf-8")
    again = import_file(desk, kind="products", path=path)
    assert "“vk-brutto” is read as price, as last time." in [english(notice) for notice in again.notices]
    with desk.db.read() as session:
        prices = [tuple(row) for row in session.execute(text("SELECT sku, price FROM product ORDER BY sku"))]
    assert prices == [("H1", 125_000), ("H2", 25_000)]


def test_a_dry_run_remembers_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "waren.csv"
    path.write_text("Nr;Wie;Was\nH1;Hammer;12,50\n", encoding="utf-8")
    given = {"Nr": "sku", "Wie": "name", "Was": "price"}
    assert import_file(desk, kind="products", path=path, mapping=given, dry_run=True).ok
    with pytest.raises(UserError) as caught:
        import_file(desk, kind="products", path=path)
    assert caught.value.code == "missing_column"


def test_columns_put_together(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "Reference ID,Last Name,First Name,Phone 1,Phone 2,Note,Memo\n"
        "C1,Lee,Ann,,+1 202 555 0142,tall,tall\n"
        "C2,,Bob,+1 202 555 0143,+1 202 555 0144,early,quiet\n",
        encoding="utf-8",
    )
    assert import_file(desk, kind="customers", path=path).ok
    with desk.db.read() as session:
        rows = session.execute(text("SELECT name, phone, notes FROM customer ORDER BY code"))
        assert [tuple(row) for row in rows] == [
            ("Ann Lee", "+12025550142", "tall"),
            ("Bob", "+12025550143", "early quiet"),
        ]
